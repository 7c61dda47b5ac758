#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace lumen {

Result<Json> parse_json(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) {
    return fail(Code::invalid, "this is not valid JSON");
  }
  return value;
}

std::string dump_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string canonical_json(const Json& value) {
  const nlohmann::json sorted = value; // the unordered flavour sorts its keys
  return sorted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace lumen

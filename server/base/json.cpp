#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <utility>

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

namespace {

void append_spaced(std::string& out, const Json& value) {
  if (!value.is_structured()) {
    out += dump_json(value);
    return;
  }
  const bool object = value.is_object();
  out += object ? '{' : '[';
  bool first = true;
  for (const auto& [key, member] : value.items()) {
    if (!std::exchange(first, false))
      out += ", ";
    if (object)
      out.append(dump_json(key)).append(": ");
    append_spaced(out, member);
  }
  out += object ? '}' : ']';
}

} // namespace

std::string dump_members(const Json& value) {
  std::string out;
  if (!value.is_object() || value.empty()) {
    append_spaced(out, value);
    return out;
  }
  for (const auto& [key, member] : value.items()) {
    out.append(out.empty() ? "{\n  " : ",\n  ").append(dump_json(key)).append(": ");
    append_spaced(out, member);
  }
  return out + "\n}";
}

std::string canonical_json(const Json& value) {
  const nlohmann::json sorted = value; // the unordered flavour sorts its keys
  return sorted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace lumen

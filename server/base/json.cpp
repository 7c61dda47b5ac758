#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace lumen {

namespace {

// Counted before parsing: nlohmann's parser takes any depth, and what later copies, compares or prints the
// value goes down one call a level.
bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = text.find_first_of("[]{}\""); at != std::string_view::npos;
       at = text.find_first_of("[]{}\"", at + 1)) {
    if (text[at] == '"') { // over the string to its end
      for (at = text.find_first_of("\"\\", at + 1); at != std::string_view::npos && text[at] == '\\';)
        at = text.find_first_of("\"\\", at + 2);
      if (at == std::string_view::npos)
        return false;
    } else if (text[at] == '[' || text[at] == '{') {
      if (++depth > deepest_json)
        return true;
    } else if (depth > 0) {
      --depth;
    }
  }
  return false;
}

} // namespace

Result<Json> parse_json(std::string_view text) {
  if (is_too_deep(text))
    return fail(Code::limit, "This JSON is nested deeper than " + std::to_string(deepest_json) + " levels.",
                "Flatten its lists and objects.");
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded())
    return fail(Code::invalid, "This is not valid JSON.",
                "Look for a missing quote, comma or bracket, and for bytes that aren't UTF-8.");
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

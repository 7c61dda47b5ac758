#include "source/json_text.hpp"

#include "base/ascii.hpp"

namespace lumen::source {

std::string compact_json_text(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  bool inside = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inside && c == '\\' && i + 1 < json.size()) {
      out += c;
      out += json[++i];
      continue;
    }
    if (c == '"')
      inside = !inside;
    if (inside || !ascii::is_space(c))
      out += c;
  }
  return out;
}

} // namespace lumen::source

// Escaping for Vega-Lite's field paths and Vega's expressions.
#include "chart/field.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::chart {

bool is_plain_field(std::string_view key) {
  return std::none_of(key.begin(), key.end(), [](char c) {
    return std::string_view(".[]'\"\\").find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) < ' ';
  });
}

std::string field_key(std::string_view reference) {
  std::string out;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == '\\' && i + 1 < reference.size())
      ++i;
    out += reference[i];
  }
  return out;
}

// A JSON string is one of JavaScript too.
std::string expression_string(std::string_view text) {
  return dump_json(Json(std::string(text)));
}

std::string datum(std::string_view key) {
  return "datum[" + expression_string(key) + "]";
}

} // namespace lumen::chart

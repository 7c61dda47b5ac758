#include "base/json_append.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace lumen {

void append_json(std::string& out, std::string_view text) {
  const auto stands_for_itself = [](char c) { return c >= ' ' && c < '\x7F' && c != '"' && c != '\\'; };
  if (std::all_of(text.begin(), text.end(), stands_for_itself))
    out.append("\"").append(text).append("\"");
  else
    out += dump_json(text);
}

// As a JSON value of a double is printed, which has a point or an exponent always; without making one.
void append_json(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 32> digits{};
  const double size = std::fabs(number);
  const auto form =
      size != 0 && (size < 1e-4 || size >= 1e15) ? std::chars_format::scientific : std::chars_format::fixed;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number, form);
  const std::string_view text(digits.data(), static_cast<std::size_t>(written.ptr - digits.data()));
  out.append(text).append(text.find_first_of(".e") == std::string_view::npos ? ".0" : "");
}

void append_json(std::string& out, long long number) {
  std::array<char, 24> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), written.ptr);
}

} // namespace lumen

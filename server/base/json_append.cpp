#include "base/json_append.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace lumen {

void append_json(std::string& out, std::string_view text) {
  const auto stands_for_itself = [](char c) { return c >= ' ' && c < '\x7F' && c != '"' && c != '\\'; };
  if (std::all_of(text.begin(), text.end(), stands_for_itself))
    out.append("\"").append(text).append("\"");
  else
    out += dump_json(text);
}

void append_json(std::string& out, double number) {
  out += dump_json(number);
}

void append_json(std::string& out, long long number) {
  std::array<char, 24> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), written.ptr);
}

} // namespace lumen

// Locale-free operations on the ASCII part of a string; other bytes pass through untouched.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lumen::ascii {

constexpr bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_word(char c) {
  return is_alpha(c) || is_digit(c) || c == '_';
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

std::string lower(std::string_view text);
std::string upper(std::string_view text);
/// The text without white space at either end; a view into the argument.
std::string_view trim(std::string_view text);
/// Equal but for the case of ASCII letters.
bool same(std::string_view a, std::string_view b);
/// The parts between separators, empty ones included; views into the argument.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The parts would outlive a temporary text: `for (part : split(f(), ' '))` reads what is gone.
template <class Text>
requires std::is_same_v<Text, std::string> std::vector<std::string_view> split(Text&& text, char separator)
= delete;
/// The parts with the separator between each two.
std::string join(const std::vector<std::string>& parts, std::string_view separator);
/// Every place of `from` becomes `to` (of an empty one, none); what was replaced isn't looked at again.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
/// Runs of white space (line breaks too) become one space; none at the ends.
std::string fold_space(std::string_view text);

} // namespace lumen::ascii

#include "data/table.hpp"

#include <charconv>
#include <cmath>

namespace lumen::data {

bool is_numeric(Type type) {
  return type == Type::integer || type == Type::decimal || type == Type::floating;
}

bool is_temporal(Type type) {
  return type == Type::date || type == Type::timestamp || type == Type::timestamp_tz;
}

std::optional<double> number(const Value& value, Type type) {
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value))
    return std::isfinite(*real) ? std::optional(*real) : std::nullopt;
  if (const auto* truth = std::get_if<bool>(&value))
    return *truth ? 1.0 : 0.0;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || !is_numeric(type))
    return std::nullopt;
  double parsed = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
  if (error != std::errc() || end != text->data() + text->size() || !std::isfinite(parsed))
    return std::nullopt;
  return parsed;
}

std::string plain(const Value& value, Type) {
  if (const auto* text = std::get_if<std::string>(&value))
    return *text;
  if (const auto* truth = std::get_if<bool>(&value))
    return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&value)) {
    if (std::isnan(*real))
      return "NaN";
    if (std::isinf(*real))
      return *real > 0 ? "Infinity" : "-Infinity";
    char buffer[64];
    const double magnitude = std::fabs(*real);
    const auto form = magnitude != 0 && (magnitude >= 1e15 || magnitude < 1e-6)
                          ? std::chars_format::scientific
                          : std::chars_format::fixed;
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, *real, form);
    return std::string(buffer, result.ptr);
  }
  return "";
}

} // namespace lumen::data

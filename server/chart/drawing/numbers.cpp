#include "chart/drawing/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lumen::chart {

void Extent::add(double value) {
  low = any ? std::min(low, value) : value;
  high = any ? std::max(high, value) : value;
  any = true;
}

bool Extent::far_from_zero() const {
  return low * high > 0 && high - low < std::min(std::fabs(low), std::fabs(high));
}

Extent extent_of(const Drawing& drawing) {
  Extent extent;
  for (const auto& series : drawing.values)
    for (const auto& value : series)
      if (value)
        extent.add(*value);
  return extent;
}

namespace {

// "2.5e-7": three digits at the most.
std::string scientific(double value, const data::Locale& locale) {
  const int power = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  return data::format_number(value / std::pow(10.0, power), 2, locale) + "e" + std::to_string(power);
}

} // namespace

std::string number_text(double value, const NumberStyle& style, const data::Locale& locale) {
  std::string out;
  if (style.fraction)
    out = data::format_number(value * 100, std::fabs(value) < 0.1 ? 1 : 0, locale) + "%";
  else if (style.hundred)
    out = data::format_number(value, 1, locale) + "%";
  else {
    const double size = std::fabs(value);
    if (size != 0 && size < 0.001)
      return scientific(value, locale);
    out = data::format_number(value, size >= 1000 ? 0 : size >= 1 ? 2 : 4, locale);
  }
  return out;
}

std::string short_number_text(double value, const NumberStyle& style, const data::Locale& locale) {
  const double size = std::fabs(value);
  if (style.fraction || style.hundred || size < 1e7 || size >= 1e15)
    return number_text(value, style, locale);
  const auto [factor, name] = size >= 1e12  ? std::pair(1e12, "T")
                              : size >= 1e9 ? std::pair(1e9, "B")
                                            : std::pair(1e6, "M");
  return data::format_number(value / factor, 3, locale) + name;
}

std::string tick_text(double value, double step, const NumberStyle& style, const data::Locale& locale) {
  if (style.fraction)
    return data::format_number(value * 100, step < 0.01 ? 1 : 0, locale) + "%";
  const std::string sign = style.hundred ? "%" : "";
  const double most = std::fabs(value);
  if (most != 0 && step < 1e-4)
    return scientific(value, locale);
  constexpr std::array<std::pair<double, std::string_view>, 4> scales{
      {{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}}};
  for (const auto& [factor, name] : scales) {
    if (most < factor || (factor == 1e3 && most < 10000))
      continue;
    // Only where the short form says the whole tick.
    const double scaled = value / factor;
    if (std::fabs(scaled * 100 - std::round(scaled * 100)) > 1e-7)
      continue;
    return data::format_number(scaled, 2, locale) + std::string(name) + sign;
  }
  // Marks 2.5 apart show their halves.
  const int decimals = step <= 0   ? 0
                       : step >= 1 ? (step == std::floor(step) ? 0 : 1)
                                   : std::min(6, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  return data::format_number(value == 0 ? 0 : value, decimals, locale) + sign;
}

std::vector<double> ticks(double low, double high, std::size_t count, bool whole) {
  if (high <= low) {
    const double pad = low == 0 ? 1 : std::fabs(low) * 0.1;
    low -= low > 0 ? std::min(pad, low) : pad;
    high += pad;
  }
  const double rough = (high - low) / static_cast<double>(std::max<std::size_t>(count, 1));
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (factor == 2.5 && power < (whole ? 10 : 1))
      continue;
    if (rough <= factor * power * (1 + 1e-9)) {
      step = factor * power;
      break;
    }
  }
  if (whole)
    step = std::max(step, 1.0);
  std::vector<double> out;
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double at = first; at <= last && out.size() < 100; ++at)
    out.push_back(at * step);
  return out;
}

} // namespace lumen::chart

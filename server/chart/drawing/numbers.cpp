#include "chart/drawing/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lumen::chart {

std::string number_text(double value, const NumberStyle& style, const data::Locale& locale) {
  std::string out;
  if (style.fraction)
    out = data::format_number(value * 100, std::fabs(value) < 0.1 ? 1 : 0, locale) + "%";
  else if (style.hundred)
    out = data::format_number(value, 1, locale) + "%";
  else
    out = data::format_short(value, locale);
  return out;
}

std::string tick_text(double value, double step, const NumberStyle& style, const data::Locale& locale) {
  if (style.fraction)
    return data::format_number(value * 100, step < 0.01 ? 1 : 0, locale) + "%";
  const std::string sign = style.hundred ? "%" : "";
  const double most = std::fabs(value);
  constexpr std::array<std::pair<double, std::string_view>, 3> scales{{{1e9, "B"}, {1e6, "M"}, {1e3, "k"}}};
  for (const auto& [factor, name] : scales) {
    if (most < factor || (factor == 1e3 && most < 10000))
      continue;
    // Only where the short form says the whole tick.
    const double scaled = value / factor;
    if (std::fabs(scaled * 10 - std::round(scaled * 10)) > 1e-9)
      continue;
    return data::format_number(scaled, 1, locale) + std::string(name) + sign;
  }
  const int decimals =
      step >= 1 || step <= 0 ? 0 : std::min(6, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
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

// Colours, widths and glyphs of terminal drawings.
#include "chart/terminal/ink.hpp"

#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lumen::chart::terminal {

namespace {

// The nearest of the 256 terminal colours to those of the charts (chart/look.hpp).
constexpr std::array terminal_colours{32, 142, 131, 73, 63, 96, 74, 143};

std::string escape(std::string_view code, std::string_view text) {
  if (text.empty())
    return "";
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

} // namespace

std::string Ink::paint(std::size_t series, std::string_view text) const {
  if (!options_.colour)
    return std::string(text);
  return escape("38;5;" + std::to_string(terminal_colours[series % terminal_colours.size()]), text);
}

std::string Ink::faint(std::string_view text) const {
  return options_.colour ? escape("2", text) : std::string(text);
}
std::string Ink::bold(std::string_view text) const {
  return options_.colour ? escape("1", text) : std::string(text);
}

std::string Ink::cut(std::string_view text, std::size_t columns) const {
  if (text::width(text) <= columns)
    return std::string(text);
  const std::size_t mark = text::width(ellipsis());
  if (columns <= mark)
    return std::string(text::truncate(text, columns));
  return std::string(text::truncate(text, columns - mark)) + std::string(ellipsis());
}

std::string Ink::left(std::string_view text, std::size_t columns) const {
  std::string out = cut(text, columns);
  return out + std::string(columns - std::min(columns, text::width(out)), ' ');
}

std::string Ink::right(std::string_view text, std::size_t columns) const {
  const std::string out = cut(text, columns);
  return std::string(columns - std::min(columns, text::width(out)), ' ') + out;
}

std::string Ink::number(double value, const NumberStyle& style) const {
  std::string out;
  if (style.fraction)
    out = data::format_number(value * 100, std::fabs(value) < 0.1 ? 1 : 0, locale_) + "%";
  else if (style.hundred)
    out = data::format_number(value, 1, locale_) + "%";
  else
    out = data::format_short(value, locale_);
  return out;
}

std::string Ink::tick(double value, double step, const NumberStyle& style) const {
  if (style.fraction)
    return data::format_number(value * 100, step < 0.01 ? 1 : 0, locale_) + "%";
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
    return data::format_number(scaled, 1, locale_) + std::string(name) + sign;
  }
  const int decimals =
      step >= 1 || step <= 0 ? 0 : std::min(6, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  return data::format_number(value == 0 ? 0 : value, decimals, locale_) + sign;
}

std::string Ink::bar(double columns, bool any) const {
  if (!unicode()) {
    auto whole = static_cast<std::size_t>(std::lround(std::max(columns, 0.0)));
    if (whole == 0 && any)
      whole = 1;
    return std::string(whole, '#');
  }
  static constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int parts = static_cast<int>(std::lround(std::max(columns, 0.0) * 8));
  if (parts == 0 && any)
    parts = 1;
  std::string out;
  for (int i = 0; i < parts / 8; ++i)
    out += "█";
  return out.append(eighths[static_cast<std::size_t>(parts % 8)]);
}

std::string_view Ink::block(int eighths) const {
  static constexpr std::array<std::string_view, 9> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto at = static_cast<std::size_t>(std::clamp(eighths, 0, 8));
  if (unicode())
    return blocks[at];
  return at >= 4 ? "#" : at > 0 ? "." : " ";
}

std::string_view Ink::fill(std::size_t series) const {
  static constexpr std::array<std::string_view, 8> shades{"█", "▒", "▓", "░", "▞", "▤", "▥", "▦"};
  static constexpr std::array<std::string_view, 8> letters{"#", "=", "+", "-", "%", "o", "*", "."};
  if (!unicode())
    return letters[series % letters.size()];
  return coloured() ? "█" : shades[series % shades.size()];
}

std::string_view Ink::marker(std::size_t series) const {
  static constexpr std::array<std::string_view, 8> marks{"●", "▲", "■", "◆", "○", "△", "□", "◇"};
  static constexpr std::array<std::string_view, 8> letters{"*", "o", "+", "x", "@", "%", "=", "~"};
  return unicode() ? marks[series % marks.size()] : letters[series % letters.size()];
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

} // namespace lumen::chart::terminal

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
  return number_text(value, style, locale_);
}

std::string Ink::short_number(double value, const NumberStyle& style) const {
  return short_number_text(value, style, locale_);
}

std::string Ink::tick(double value, double step, const NumberStyle& style) const {
  return tick_text(value, step, style, locale_);
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

} // namespace lumen::chart::terminal

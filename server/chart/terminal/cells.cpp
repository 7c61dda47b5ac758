// Heat maps, and single numbers in large digits.
#include "chart/terminal/painters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace lumen::chart::terminal {

namespace {

// Steps from low to high: shades of one character, or of viridis among the 256 colours.
constexpr std::array<std::string_view, 5> shades{"·", "░", "▒", "▓", "█"};
constexpr std::array<std::string_view, 5> letters{".", "-", "+", "*", "#"};
constexpr std::array<int, 5> shade_colours{54, 61, 31, 72, 185};

std::string shade(std::size_t step, std::size_t columns, const Ink& ink) {
  std::string text;
  const std::string_view glyph = ink.coloured() && ink.unicode() ? "█"
                                 : ink.unicode()                 ? shades[step]
                                                                 : letters[step];
  for (std::size_t i = 0; i < columns; ++i)
    text += glyph;
  if (!ink.coloured())
    return text;
  return "\x1b[38;5;" + std::to_string(shade_colours[step]) + "m" + text + "\x1b[0m";
}

using Glyph = std::array<std::string_view, 3>;

const std::map<char, Glyph>& large_digits() {
  static const std::map<char, Glyph> table{
      {'0', {"┏━┓", "┃ ┃", "┗━┛"}}, {'1', {" ╻ ", " ┃ ", " ╹ "}}, {'2', {"╺━┓", "┏━┛", "┗━╸"}},
      {'3', {"╺━┓", "╺━┫", "╺━┛"}}, {'4', {"╻ ╻", "┗━┫", "  ╹"}}, {'5', {"┏━╸", "┗━┓", "╺━┛"}},
      {'6', {"┏━╸", "┣━┓", "┗━┛"}}, {'7', {"╺━┓", "  ┃", "  ╹"}}, {'8', {"┏━┓", "┣━┫", "┗━┛"}},
      {'9', {"┏━┓", "┗━┫", "╺━┛"}}, {'.', {" ", " ", "▪"}},       {',', {" ", " ", "▗"}},
      {'-', {"  ", "╺╸", "  "}},    {' ', {" ", " ", " "}},       {'%', {"▫ ╱", " ╱ ", "╱ ▫"}}};
  return table;
}

const std::map<char, Glyph>& large_digits_ascii() {
  static const std::map<char, Glyph> table{
      {'0', {" _ ", "| |", "|_|"}}, {'1', {"   ", "  |", "  |"}}, {'2', {" _ ", " _|", "|_ "}},
      {'3', {" _ ", " _|", " _|"}}, {'4', {"   ", "|_|", "  |"}}, {'5', {" _ ", "|_ ", " _|"}},
      {'6', {" _ ", "|_ ", "|_|"}}, {'7', {" _ ", "  |", "  |"}}, {'8', {" _ ", "|_|", "|_|"}},
      {'9', {" _ ", "|_|", " _|"}}, {'.', {" ", " ", "."}},       {',', {" ", " ", ","}},
      {'-', {"  ", "__", "  "}},    {' ', {" ", " ", " "}},       {'%', {"o /", " / ", "/ o"}}};
  return table;
}

// The text in large digits; nothing where a character has none or it is too wide.
std::optional<Lines> enlarge(std::string_view text, const Ink& ink, std::size_t columns) {
  const auto& table = ink.unicode() ? large_digits() : large_digits_ascii();
  Lines lines(3);
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded next = text::decode(text, at);
    at += next.bytes;
    // No-break spaces of any width group digits in some languages.
    const char32_t c = next.code_point == 0xA0 || next.code_point == 0x202F ? U' ' : next.code_point;
    const auto glyph = c < 0x80 ? table.find(static_cast<char>(c)) : table.end();
    if (glyph == table.end())
      return std::nullopt;
    for (std::size_t row = 0; row < 3; ++row)
      lines[row] += std::string(glyph->second[row]) + (row < 3 ? " " : "");
    width += text::width(glyph->second[0]) + 1;
  }
  if (width > columns)
    return std::nullopt;
  return lines;
}

} // namespace

Lines paint_numbers(const Drawing& drawing, const Ink& ink, std::size_t height) {
  Lines lines;
  const std::size_t width = ink.options().width;
  const bool large = drawing.labels.size() * 5 <= height + 1;
  for (std::size_t i = 0; i < drawing.labels.size(); ++i) {
    const auto& value = drawing.values[i][0];
    const std::string number = value ? ink.number(*value, drawing.styles[i]) : ink.unicode() ? "–" : "-";
    const auto digits = large ? enlarge(number, ink, width) : std::nullopt;
    if (!lines.empty() && digits)
      lines.emplace_back();
    if (digits) {
      for (const std::string& line : *digits)
        lines.push_back(ink.paint(0, line));
      lines.push_back(ink.cut(drawing.labels[i], width));
    } else {
      const std::string shown = ink.cut(number, width);
      const std::size_t left = width > text::width(shown) + 2 ? width - text::width(shown) - 2 : 0;
      lines.push_back(ink.bold(shown) + (left > 0 ? "  " + ink.cut(drawing.labels[i], left) : ""));
    }
  }
  if (lines.size() > height)
    lines.resize(height);
  return lines;
}

Lines paint_heat_map(const Drawing& drawing, const Ink& ink, std::size_t height) {
  const Extent extent = extent_of(drawing);
  if (!extent.any)
    return {};
  const double low = extent.low, high = extent.high;
  const auto step_of = [&](double value) {
    const double part = high > low ? (value - low) / (high - low) : 0.5;
    return std::min<std::size_t>(static_cast<std::size_t>(part * 5), 4);
  };
  const NumberStyle style = drawing.style();
  const std::size_t width = ink.options().width;
  std::size_t label_width = 0;
  for (const std::string& name : drawing.series)
    label_width = std::max(label_width, text::width(name));
  label_width = std::min(label_width, width / 3);
  const std::size_t room = width > label_width + 2 ? width - label_width - 1 : 2;
  const std::size_t columns = std::min(drawing.labels.size(), room);
  const std::size_t each = std::clamp<std::size_t>(room / std::max<std::size_t>(columns, 1), 1, 8);
  const std::size_t rows_room = height > 4 ? height - 2 : 2;
  const std::size_t shown = drawing.series.size() > rows_room ? rows_room - 1 : drawing.series.size();
  Lines lines;
  for (std::size_t i = 0; i < shown; ++i) {
    std::string line = ink.right(drawing.series[i], label_width) + " ";
    for (std::size_t at = 0; at < columns; ++at) {
      const auto& value = drawing.values[i][at];
      line += value ? shade(step_of(*value), each, ink) : std::string(each, ' ');
    }
    lines.push_back(std::move(line));
  }
  if (drawing.series.size() > shown)
    lines.push_back(more_line(drawing.series.size() - shown, ink));
  // Names of the columns: as many as fit.
  std::string names(label_width + 1, ' ');
  std::size_t stride = 1;
  std::size_t widest = 0;
  for (std::size_t at = 0; at < columns; ++at)
    widest = std::max(widest, text::width(drawing.labels[at]));
  const std::size_t longest =
      std::min<std::size_t>(widest, std::max<std::size_t>(each - (each > 1 ? 1 : 0), 10));
  while (stride * each < longest + 1 && stride < columns)
    ++stride;
  for (std::size_t at = 0; at < columns; at += stride) {
    const std::size_t space = std::min(stride, columns - at) * each;
    names += ink.left(ink.cut(drawing.labels[at], space > 1 ? space - 1 : space), space);
  }
  lines.push_back(std::move(names));
  std::string scale = std::string(label_width + 1, ' ') + ink.number(low, style) + " ";
  for (std::size_t i = 0; i < shades.size(); ++i)
    scale += shade(i, 2, ink);
  scale += " " + ink.number(high, style);
  lines.push_back(std::move(scale));
  if (drawing.labels.size() > columns)
    lines.back() += "  " + more_line(drawing.labels.size() - columns, ink);
  return lines;
}

} // namespace lumen::chart::terminal

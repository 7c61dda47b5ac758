// Dots in characters.
#include "chart/terminal/canvas.hpp"

#include "text/utf8.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::chart::terminal {

namespace {

// Bits of a braille pattern by column and row (Unicode, block U+2800).
constexpr unsigned braille_bits[2][4] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

} // namespace

Canvas::Canvas(std::size_t columns, std::size_t rows, const Ink& ink)
    : ink_(ink), columns_(columns), rows_(rows), across_(ink.unicode() ? 2 : 1), down_(ink.unicode() ? 4 : 1),
      cells_(columns * rows) {}

Canvas::Cell* Canvas::cell(long x, long y) {
  if (x < 0 || y < 0 || x >= static_cast<long>(width()) || y >= static_cast<long>(height()))
    return nullptr;
  return &cells_[(static_cast<std::size_t>(y) / down_) * columns_ + static_cast<std::size_t>(x) / across_];
}

void Canvas::dot(long x, long y, std::size_t series) {
  Cell* at = cell(x, y);
  if (at == nullptr)
    return;
  at->dots |= ink_.unicode() ? braille_bits[x % 2][y % 4] : 1;
  at->series = series;
  ++at->count;
}

void Canvas::line(double x0, double y0, double x1, double y1, std::size_t series) {
  const auto steps = static_cast<long>(std::ceil(std::max({std::fabs(x1 - x0), std::fabs(y1 - y0), 1.0})));
  for (long i = 0; i <= steps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(steps);
    dot(std::lround(x0 + (x1 - x0) * part), std::lround(y0 + (y1 - y0) * part), series);
  }
}

void Canvas::mark(long x, long y, std::string_view glyph, std::size_t series) {
  Cell* at = cell(x, y);
  if (at == nullptr)
    return;
  at->glyph = std::string(glyph);
  at->series = series;
}

std::string Canvas::row(std::size_t number) const {
  std::string out;
  for (std::size_t column = 0; column < columns_; ++column) {
    const Cell& at = cells_[number * columns_ + column];
    if (!at.glyph.empty()) {
      out += ink_.paint(at.series, at.glyph);
    } else if (at.dots == 0) {
      out += ' ';
    } else if (ink_.unicode()) {
      std::string glyph;
      text::append(glyph, static_cast<char32_t>(0x2800 + at.dots));
      out += ink_.paint(at.series, glyph);
    } else {
      out += ink_.paint(at.series, ink_.marker(at.series));
    }
  }
  return out;
}

} // namespace lumen::chart::terminal

// A field of characters with dots inside: braille where the character set has it, one mark a character where
// not.
#pragma once

#include "chart/terminal/ink.hpp"

#include <string>
#include <vector>

namespace lumen::chart::terminal {

class Canvas {
public:
  Canvas(std::size_t columns, std::size_t rows, const Ink& ink);

  /// The size in dots.
  std::size_t width() const { return columns_ * across_; }
  std::size_t height() const { return rows_ * down_; }

  /// Coordinates in dots; y grows downwards. What lies outside is not drawn.
  void dot(long x, long y, std::size_t series);
  void line(double x0, double y0, double x1, double y1, std::size_t series);
  /// A glyph over the character that holds this dot.
  void mark(long x, long y, std::string_view glyph, std::size_t series);

  /// One row of characters.
  std::string row(std::size_t number) const;

private:
  struct Cell {
    unsigned dots = 0;
    std::size_t series = 0;
    std::string glyph{};
    std::size_t count = 0;
  };
  const Ink& ink_;
  std::size_t columns_, rows_, across_, down_;
  std::vector<Cell> cells_;

  Cell* cell(long x, long y);
};

} // namespace lumen::chart::terminal

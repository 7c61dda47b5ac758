// The pencil of SVG pictures: shapes and words as text, the same bytes for the same chart on every machine.
// Private to chart/.
#pragma once

#include "chart/chart.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace lumen::chart::svg {

/// How wide the text stands, in pixels, by the classes of its characters: fonts differ, so it is a little
/// more than most.
double text_width(std::string_view text, double size);
/// The text cut with "…" to that width.
std::string fitted(std::string_view text, double size, double width);

enum class Anchor { start, middle, end };

/// How words look.
struct Words {
  double size = 11;
  Anchor anchor = Anchor::start;
  bool quiet = true; ///< in the colour of axes, else of prose
  bool bold = false;
  double angle = 0; ///< degrees around its place
};

/// Coordinates are pixels from the upper left corner. Nothing that is drawn can break out of the picture:
/// words are escaped, and what XML can't hold is left out.
class Canvas {
public:
  void rectangle(double x, double y, double width, double height, std::string_view fill);
  void line(double x0, double y0, double x1, double y1, std::string_view css_class);
  void words(double x, double y, std::string_view text, const Words& look);
  /// `path` in the language of SVG's `d`.
  void filled(std::string_view path, std::string_view fill, double opacity = 1);
  void stroked(std::string_view path, std::string_view stroke, double width, double opacity = 1);

  /// The whole picture on a card of its own, in light or dark; by the reader's wish where neither is asked
  /// for.
  std::string picture(double width, double height, std::string_view title, std::string_view description,
                      Theme theme) const;

private:
  std::string body_;
};

/// A number with at most one digit after the point, whatever the machine's language.
std::string coordinate(double value);
/// "x,y".
std::string place(double x, double y);

} // namespace lumen::chart::svg

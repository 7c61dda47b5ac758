// The frame around marks: the picture's head, axes and legends, and the scales that place values in it.
// Private to chart/.
#pragma once

#include "chart/drawing/drawing.hpp"
#include "chart/svg/canvas.hpp"
#include "data/format.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::chart::svg {

constexpr double picture_width = 640, margin = 16, label_size = 11;

/// A straight scale from values to pixels.
struct Scale {
  double low = 0, high = 1, from = 0, to = 1;
  double operator()(double value) const {
    return high > low ? from + (value - low) / (high - low) * (to - from) : (from + to) / 2;
  }
};

/// The place of the marks, in pixels.
struct Area {
  double left = margin, top = margin, right = picture_width - margin, bottom = 260;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

/// What every painter works with.
struct Sheet {
  const Drawing& drawing;
  const data::Locale& locale;
  Canvas& canvas;
  double top = margin; ///< below what stands there already

  std::string colour(std::size_t series) const;
  NumberStyle style(std::size_t series = 0) const;
  std::string number(double value, std::size_t series = 0) const;
  /// A label of the axis; dates in words.
  std::string label(std::size_t index) const;
};

/// Title, subtitle and, where there are groups, the legend; `sheet.top` moves below them.
void draw_head(Sheet& sheet);
/// A column of numbers at the left, lines across, and above them what they are; moves `area.left`. Gives the
/// scale.
Scale draw_amounts(Sheet& sheet, Area& area, double low, double high, bool zero, const NumberStyle& style,
                   std::string_view title);
/// Numbers along the bottom.
Scale draw_numbers_below(Sheet& sheet, const Area& area, double low, double high, const NumberStyle& style,
                         std::string_view title);
/// Dates or years along the bottom, at places where a calendar turns.
Scale draw_time_below(Sheet& sheet, const Area& area);
/// The room that names below need at that width of a step, and the names themselves, each in the middle of
/// its step.
double room_for_names(const Sheet& sheet, double step);
void draw_names_below(Sheet& sheet, const Area& area);

} // namespace lumen::chart::svg

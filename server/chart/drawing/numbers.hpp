// Numbers on drawings: values, and the marks of an axis.
#pragma once

#include "chart/drawing/drawing.hpp"
#include "data/format.hpp"

#include <string>
#include <vector>

namespace lumen::chart {

/// The least and the most of some values.
struct Extent {
  double low = 0, high = 0;
  bool any = false;
  void add(double value);
  /// Values lie far from zero: their differences show better without it (docs/charts.md).
  bool far_from_zero() const;
};
/// Of all values of a grid.
Extent extent_of(const Drawing& drawing);

/// A value as a label shows it: whole from 1,000, two digits after the point from 1, four below; very small
/// ones as "2.5e-7"; per cent where it is a share.
std::string number_text(double value, const NumberStyle& style, const data::Locale& locale);
/// The same beside a bar: from ten million short, "1.412B".
std::string short_number_text(double value, const NumberStyle& style, const data::Locale& locale);
/// A mark of an axis whose marks are `step` apart, short where that says it whole: 20k, 1.5M.
std::string tick_text(double value, double step, const NumberStyle& style, const data::Locale& locale);

/// Round steps (1, 2, 5 × 10ⁿ) that cover low..high in about `count` parts; the first is at or below low, the
/// last at or above high.
std::vector<double> ticks(double low, double high, std::size_t count, bool whole);

} // namespace lumen::chart

// What a specification shows, as plain values for drawing it in characters or as a picture: labels, series,
// numbers.
#pragma once

#include "chart/chart.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::chart {

/// How numbers of a measure are written.
struct NumberStyle {
  bool fraction = false; ///< 0..1, shown as per cent
  bool hundred = false;  ///< per cent already
  bool whole = true;
};

struct Point {
  double x = 0, y = 0;
  std::size_t series = 0;
};

struct Drawing {
  data::ChartKind kind = data::ChartKind::automatic;
  std::string title, subtitle, axis_title, series_title, measure_title, second_title;
  // A grid of numbers: one row of `values` for each series, one entry for each label. Kinds other than
  // scatter.
  std::vector<std::string> labels;
  std::vector<double> positions;   ///< of the labels along a continuous axis; empty where they are steps
  std::vector<std::string> series; ///< one without a name where there is no grouping
  std::vector<std::vector<std::optional<double>>> values;
  std::vector<NumberStyle> styles; ///< one, or one per series where each is a measure of its own
  bool dated = false;              ///< positions are days since 1970
  std::string grain;               ///< of dates: year, quarter, month, week, day, hour; "" for finer ones
  bool rest = false;               ///< the last series sums up what has no series of its own
  bool ordered = false;            ///< labels are time or have an order
  bool lying = false;              ///< bars lie, with their labels at the left
  bool normalised = false;         ///< stacks fill to 100 %
  bool facets = false;
  std::size_t more = 0;      ///< labels that were left out
  std::vector<Point> points; ///< scatter, and histograms by x alone
  NumberStyle x_style, y_style;

  /// How the numbers of that series are written.
  NumberStyle style(std::size_t of = 0) const {
    return styles.empty() ? NumberStyle{} : styles[std::min(of, styles.size() - 1)];
  }
};

/// Nothing when the specification isn't one that can be drawn over this table.
std::optional<Drawing> read_drawing(std::string_view spec, const data::Table& table, std::string_view locale);

/// Control and direction marks out, so that a value can't move the cursor, change colours or turn the reading
/// direction.
std::string printable(std::string_view text);

} // namespace lumen::chart

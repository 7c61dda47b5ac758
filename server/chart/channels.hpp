// The channels of an encoding (position, colour, tooltip) as every kind of chart needs them. Private to
// chart/.
#pragma once

#include "base/json.hpp"
#include "chart/field.hpp"
#include "chart/look.hpp"
#include "chart/propose.hpp"

#include <string>

namespace lumen::chart {

/// Builds JSON of channels from the shape of a result and the design chosen for it. One per specification.
class Channels {
protected:
  Channels(Json& spec_, const Design& design_, const Shape& shape_, std::string_view locale)
      : spec(spec_), design(design_), shape(shape_), word(words(locale)) {}

  Json& spec;
  const Design& design;
  const Shape& shape;
  const Words& word;
  bool times = false; ///< an axis is of local time

  const ColumnShape& column(std::size_t index) const { return shape.columns[index]; }
  const ColumnShape& axis() const { return column(*design.axis); }
  const ColumnShape& series() const { return column(*design.series); }
  const ColumnShape& measure(std::size_t i = 0) const { return column(design.measures[i]); }
  static bool dated(const ColumnShape& of);
  static Json field(const ColumnShape& of);
  static std::string title_of(const ColumnShape& of);
  /// A number axis. Bars and areas stand on zero; points and lines may leave it where their values lie far
  /// from it.
  Json amount(const ColumnShape& of, bool zero) const;
  static bool far_from_zero(const ColumnShape& of);
  /// A time axis that keeps gaps. Parts of time (months as numbers) and texts are steps of an order.
  Json time(const ColumnShape& of, bool continuous);
  Json calendar(const ColumnShape& of, Json out);
  /// Days and hours are labelled by Vega, which shows the month or day where one begins.
  static std::string axis_time_format(const ColumnShape& of);
  Json nominal(const ColumnShape& of);
  /// Discrete values as a spelled-out axis; what is NULL gets words.
  Json label_axis(bool horizontal_labels) const;
  void name_nulls(Json& channel, const ColumnShape& of) const;
  static bool is_colour(const Json& channel);
  Json colour(const ColumnShape& of, std::size_t count);
  Json tip(std::size_t index);
  /// The columns drawn, then measures that are not: hovering shows the row.
  Json tips();
};

} // namespace lumen::chart

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
  /// The format of an amount's axis: "B" for milliards, as in the tables and sentences.
  static Json number_axis(const ColumnShape& of);
  static bool far_from_zero(const ColumnShape& of);
  /// A time axis that keeps gaps. Parts of time (months as numbers) and texts are steps of an order.
  Json time(const ColumnShape& of, bool continuous);
  Json calendar(const ColumnShape& of, Json out);
  /// An expression for the labels of days and finer times: the day or hour, and below it the year or day at
  /// the first label and where one begins.
  static std::string turning_labels(const ColumnShape& of);
  Json nominal(const ColumnShape& of);
  /// The names of the axis fit beside each other in a chart of usual width.
  bool level_names() const;
  /// Names below the marks, level where they fit.
  Json standing_names() const;
  /// Names at the left of the marks, and above them what they are.
  static Json lying_names();
  /// NULL and names without a letter get words.
  void name_nulls(Json& channel, const ColumnShape& of) const;
  static bool is_colour(const Json& channel);
  Json colour(const ColumnShape& of, std::size_t count);
  Json tip(std::size_t index);
  /// The columns drawn, then measures that are not: hovering shows the row.
  Json tips();
};

} // namespace lumen::chart

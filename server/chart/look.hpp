// How charts look: colours, number formats, words of titles by locale.
#pragma once

#include "chart/shape.hpp"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <string>
#include <string_view>

namespace lumen::chart {

/// Eight colours for groups, told apart with the common kinds of colour blindness and readable on white and
/// on dark.
extern const std::array<std::string_view, 8> colours;
/// The colour of a chart without groups.
std::string_view colour();
/// For amounts in a heat map; the name of a Vega scheme that is even to the eye and colour-blind safe.
std::string_view heat_scheme();
/// A colour of it as "#rrggbb", for a part from 0 to 1.
std::string heat_colour(double part);
/// For what is summed up as "other".
std::string_view other_colour();

/// d3 format of the exact values (tooltips, big numbers).
std::string exact_format(const ColumnShape& measure);
/// d3 format of an axis: short, by magnitude.
std::string axis_format(const ColumnShape& measure);
/// d3 time format of a grain, coarse to fine: "%b %Y".
std::string time_format(std::string_view grain);
/// Vega-Lite's unit of a grain; UTC but for time stamps without a zone. Empty where none fits.
std::string time_unit(const ColumnShape& time);
bool is_utc(const ColumnShape& time);

/// Words on charts in the reader's language.
struct Words {
  std::string_view by, over, other, no_value, top, of, first, rows, share, share_of, count, and_word;
};
const Words& words(std::string_view locale);

/// "Jan", "mrt": the name of a month (1 to 12) on an axis.
std::string_view short_month(std::string_view locale, unsigned month);

/// Vega's `config.locale` for that language, with names of months and days where `times`; null for English.
nlohmann::ordered_json vega_locale(std::string_view locale, bool times);

} // namespace lumen::chart

// The shape of a result: what each column is for and how its values lie. Rules and specifications read this,
// not rows.
#pragma once

#include "data/column_name.hpp"
#include "data/intent.hpp"
#include "data/table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lumen::chart {

/// How a column of time is written.
enum class TimeForm {
  none,
  date,         ///< "2024-01-31", or a month "2024-01"
  timestamp,    ///< without a zone
  timestamp_tz, ///< UTC
  year,         ///< a whole number
  part,         ///< a month, weekday or hour as a number; an order without a calendar
  ordinal,      ///< text that sorts as time: "2024-Q1", "2024-W05"
};

/// Which of a place's two degrees a column holds, where both stand in the result.
enum class Coordinate { none, latitude, longitude };

using data::Percentage;

struct ColumnShape {
  data::ColumnUse use = data::ColumnUse::unknown;
  std::string key;   ///< its field in the data (data::column_keys)
  std::string field; ///< the name that a specification uses: the key, or a plain one where the key has marks
                     ///< that Vega-Lite reads as a path or writes into expressions unescaped
  std::string title; ///< in words
  std::size_t distinct = 0; ///< different values, NULL not counted
  std::size_t nulls = 0;
  bool blank = false;                     ///< a text without a letter is among its values
  std::size_t longest = 0;                ///< of its values as text, in code points
  std::optional<double> minimum, maximum; ///< of numbers
  bool whole = true;                      ///< all numbers are whole
  bool additive = true;                   ///< sums mean something
  bool parts_of_whole = false;            ///< percentages that add up to the whole
  bool count = false;                     ///< counts things, by its name
  Coordinate coordinate = Coordinate::none;
  Percentage percentage = Percentage::none;
  TimeForm time = TimeForm::none;
  std::string grain;              ///< of time: year, quarter, month, week, day, hour, or "" for none of them
  std::vector<std::string> order; ///< its values in their natural order (months, weekdays, bands), or empty
};

struct Shape {
  std::vector<ColumnShape> columns;
  std::vector<std::size_t> measures, categories, times, labels, identifiers; ///< by use, in order
  std::size_t rows = 0;
  bool cut = false;
  bool whole = true; ///< nothing that belongs to it was left out: shares of it are shares of all

  /// No two rows share the values of these columns.
  bool unique(std::size_t column) const;
  bool unique(std::size_t first, std::size_t second) const;
  std::vector<std::vector<bool>> unique_pairs; ///< filled for axis columns; see shape_of
};

Shape shape_of(const data::Table& table, const data::Intent& intent);
/// What each column is for.
std::vector<data::ColumnUse> uses_of(const Shape& shape);

} // namespace lumen::chart

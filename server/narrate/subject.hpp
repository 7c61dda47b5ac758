// What a result is about, as sentences need it: who is compared, over what time, by which measures.
#pragma once

#include "data/intent.hpp"
#include "data/table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lumen::narrate {

struct Subject {
  enum class Form {
    empty,   ///< no rows
    single,  ///< one row
    groups,  ///< one row a group, a measure
    series,  ///< one row a point in time, a measure
    grid,    ///< one row for each pair of two groupings (time may be one), a measure
    points,  ///< many rows, two measures or more
    values,  ///< many rows, one measure, rows not told apart
    listing, ///< no measure
  };
  Form form = Form::listing;
  std::optional<std::size_t>
      label; ///< names the rows; of a grid the grouping that isn't time, or the smaller one
  std::optional<std::size_t> time; ///< of a grid the time, or the other grouping
  std::vector<std::size_t> measures;
  std::string grain; ///< of time where it is a date
};

/// `uses` as chart::classify gives them, or empty: then type and name decide.
Subject subject_of(const data::Table& table, const data::Intent& intent,
                   const std::vector<data::ColumnUse>& uses);

/// Sums of that column over its rows mean something.
bool additive(const data::Table& table, const data::Intent& intent, std::size_t column);

} // namespace lumen::narrate

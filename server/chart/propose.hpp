// For each kind of chart, the best assignment of columns to channels, where there is one.
#pragma once

#include "chart/design.hpp"

namespace lumen::chart {

/// Most colours that can be told apart; further series are summed up, or left out where sums mean nothing.
inline constexpr std::size_t most_series = 8;
/// Most bars that can be read; beyond it the largest are shown.
inline constexpr std::size_t most_bars = 20;

/// A design of that kind whose channels are filled, or nothing when columns are missing for it. Rules say
/// later whether it is a good one.
std::optional<Design> propose(data::ChartKind kind, const Shape& shape, const data::Intent& intent);

/// Measures that may share an axis: both percentages or neither, both counts or neither, and of like
/// magnitude.
bool same_unit(const Shape& shape, const std::vector<std::size_t>& measures);

} // namespace lumen::chart

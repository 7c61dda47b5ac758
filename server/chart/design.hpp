// What a chart shows, before it is written as a specification: which column stands on which channel.
#pragma once

#include "chart/shape.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lumen::chart {

struct Design {
  data::ChartKind kind = data::ChartKind::none;
  std::optional<std::size_t> axis;   ///< the discrete or time axis
  std::optional<std::size_t> series; ///< told apart by colour, or the other axis of a heat map
  std::vector<std::size_t> measures; ///< drawn; scatter: x then y
  bool folded = false;               ///< the measures are the series (or the bars, where there is no axis)
  bool facets = false;               ///< each measure in a panel of its own
  bool binned = false;               ///< heat map of counts over two measures
  bool of_total = false;             ///< bars show each part's share of the total
  bool normalised = false;           ///< stacks fill to 100 %
  std::size_t top = 0;               ///< only that many bars or series; 0 all
  bool other = false;                ///< what is beyond `top` is summed up as one more
};

/// The designs that this result can be shown by, best first, each with the reason that counted most; `none`
/// may be one.
struct Rated {
  Design design;
  int score = 0;
  std::string reason;
};
std::vector<Rated> rate(const Shape& shape, const data::Intent& intent);

/// Why this result can't be shown as that kind; one sentence.
std::string why_not(const Shape& shape, data::ChartKind kind);

} // namespace lumen::chart

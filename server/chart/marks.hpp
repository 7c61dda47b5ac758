// Marks and encodings of each kind of chart.
#pragma once

#include "chart/design.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace lumen::chart {

/// Adds transform, mark (or layer) and encoding. Sets `times` where an axis shows dates.
void add_marks(nlohmann::ordered_json& spec, const Design& design, const Shape& shape,
               std::string_view locale, bool& times);
/// Adds width and height. Single views take the width of their container.
void add_size(nlohmann::ordered_json& spec, const Design& design, const Shape& shape);

} // namespace lumen::chart

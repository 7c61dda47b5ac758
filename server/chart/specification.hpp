// A design written as Vega-Lite v6.
#pragma once

#include "chart/chart.hpp"
#include "chart/design.hpp"

#include <string>

namespace lumen::chart {

/// JSON text, one top-level member a line; keys in a fixed order: $schema, data, transform, mark or layer,
/// encoding, title, width, height, config.
std::string specification(const Design& design, const Shape& shape, const Options& options);

} // namespace lumen::chart

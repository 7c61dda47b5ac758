// Bars, lines, areas, pies and heat maps are one grid of numbers: labels by series. Private to this folder.
#pragma once

#include "chart/drawing/specification_reader.hpp"

#include <optional>

namespace lumen::chart {

/// Reads the specification's grid into `out`, whose kind and titles are set; nothing where it has none.
std::optional<Drawing> read_grid(const Json& spec, const data::Table& table, std::string_view locale,
                                 Drawing out);

} // namespace lumen::chart

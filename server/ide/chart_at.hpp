// The chart at a place: what a viewer beside the text shows.
#pragma once

#include "ide/ide.hpp"

#include <optional>
#include <string>

namespace lumen::ide {

struct ChartAt {
  std::string cell; ///< whose data it shows
  std::optional<notebook::Index> cell_index;
  std::string title; ///< of the specification, else the cell's question
  std::string spec;  ///< Vega-Lite JSON text as it stands in the notebook
  text::Span range;  ///< of its fence
};

/// The chart whose cell, question or fence holds `offset`, else the nearest above it in the same thread, else
/// null.
std::optional<ChartAt> chart_at(const notebook::Snapshot& snapshot, std::size_t offset);

} // namespace lumen::ide

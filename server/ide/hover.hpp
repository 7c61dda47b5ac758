// Hover: what stands under the cursor, told in Markdown.
#pragma once

#include "ide/ide.hpp"

#include <optional>
#include <string>

namespace lumen::ide {

struct Hover {
  text::Span range;
  std::string markdown;
};

/// One plain sentence or two on a cell's state and what to do.
std::string state_in_words(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                           const Knowledge& knowledge);

/// A cell's state on its fence line or its stamp; a table or column in SQL; a reference; a linked number.
std::optional<Hover> hover(const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                           std::size_t offset);

} // namespace lumen::ide

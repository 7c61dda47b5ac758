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

/// A cell's state on its fence line or its stamp; a table or column in SQL; a reference; a linked number.
std::optional<Hover> hover(const notebook::Snapshot& snapshot, const Knowledge& knowledge, std::size_t offset);

} // namespace lumen::ide

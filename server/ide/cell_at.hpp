// Which question or cell a place in the text means.
#pragma once

#include "notebook/notebook.hpp"

#include <optional>

namespace lumen::ide {

/// The cell whose fence or result holds the offset.
std::optional<notebook::Index> cell_at(const notebook::Snapshot& snapshot, std::size_t offset);
/// The question whose block holds the offset (its line counts whole).
std::optional<notebook::Index> question_at(const notebook::Snapshot& snapshot, std::size_t offset);

} // namespace lumen::ide

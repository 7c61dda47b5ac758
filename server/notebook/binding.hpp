// Which result belongs to which cell, and which question a cell or an answer answers. Private to this folder.
#pragma once

#include "notebook/notebook.hpp"

#include <string_view>

namespace lumen::notebook {

/// Fills the links between cells, results, charts, answers and questions; tells orphans and duplicate names.
void bind(std::string_view text, Notebook& notebook);

} // namespace lumen::notebook

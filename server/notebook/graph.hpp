// The graph of `${name}` references between cells.
#pragma once

#include "base/result.hpp"
#include "notebook/notebook.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

/// Indices of the cells that `cell` needs, nearest last, each once; an unknown name or a cycle is
/// Code::invalid, its offset counted from the body of the cell that holds the reference.
Result<std::vector<Index>> dependencies(const Notebook& notebook, Index cell);
/// Indices of the cells that need `cell`, in the order in which they can run.
std::vector<Index> dependents(const Notebook& notebook, Index cell);
/// For each cell whether it needs more than `most` others, directly or not.
std::vector<bool> cells_that_need_more(const Notebook& notebook, std::size_t most);
/// Problems of references: unknown names (with the nearest as a fix) and cycles.
std::vector<Problem> reference_problems(const Notebook& notebook);

/// A piece of expanded SQL, from its offset to the next piece's.
struct Piece {
  std::size_t expanded = 0; ///< offset in the expanded SQL
  Span source;            ///< in the notebook's text: the bytes copied, or the reference that brought them in
  bool reference = false; ///< not a copy, but what a reference stands for
};

struct Expanded {
  std::string sql;
  std::vector<Piece> pieces; ///< ascending
  /// The notebook offset for an offset in `sql`: inside a reference's query, the reference itself.
  std::size_t source_offset(std::size_t expanded_offset) const;
};

/// The cell's SQL with each reference as a reserved common table expression that shadows nothing, and each
/// parameter as a typed literal of the front matter's `params`. Errors: Code::invalid (unknown name, cycle, a
/// referenced cell that isn't one whole statement), unsupported (a cell of another connection), limit.
Result<Expanded> expand(const Notebook& notebook, std::string_view text, Index cell, sql::Dialect dialect);

} // namespace lumen::notebook

// The graph of `${name}` references between cells.
#pragma once

#include "base/result.hpp"
#include "notebook/notebook.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

/// Indices of the cells that `cell` needs, nearest last, each once; an unknown name or a cycle is Code::invalid.
Result<std::vector<Index>> dependencies(const Notebook& notebook, Index cell);
/// Indices of the cells that need `cell`, in the order in which they can run.
std::vector<Index> dependents(const Notebook& notebook, Index cell);
/// Problems of references: unknown names (with the nearest as a fix) and cycles.
std::vector<Problem> reference_problems(const Notebook& notebook);

/// A piece of expanded SQL that came from the cell's own text.
struct Piece {
  std::size_t expanded = 0; ///< offset in the expanded SQL
  Span source;              ///< span in the notebook's text
};

struct Expanded {
  std::string sql;
  std::vector<Piece> pieces; ///< ascending
  /// The notebook offset for an offset in `sql`: inside a reference's query, the reference itself.
  std::size_t source_offset(std::size_t expanded_offset) const;
};

/// The cell's SQL with each reference as a reserved common table expression that shadows nothing, and each parameter as
/// a typed literal of the front matter's `params`.
Result<Expanded> expand(const Notebook& notebook, std::string_view text, Index cell, sql::Dialect dialect);

} // namespace lumen::notebook

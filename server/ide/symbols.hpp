// The outline of a notebook: threads, and in them questions and cells.
#pragma once

#include "ide/ide.hpp"

#include <string>
#include <vector>

namespace lumen::ide {

enum class SymbolKind { thread, question, cell };

struct Symbol {
  SymbolKind kind = SymbolKind::thread;
  std::string name;
  std::string detail; ///< of a cell: its state
  text::Span range;
  text::Span selection; ///< inside range
  std::vector<Symbol> children;
};

std::vector<Symbol> symbols(const notebook::Snapshot& snapshot, const Knowledge& knowledge);

} // namespace lumen::ide

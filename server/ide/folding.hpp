// Folding: results, fences, front matter and threads.
#pragma once

#include "ide/ide.hpp"

#include <vector>

namespace lumen::ide {

enum class FoldKind { region, imports };

struct Fold {
  text::Span range; ///< from the line that stays visible to the last line hidden
  FoldKind kind = FoldKind::region;
  std::string collapsed; ///< shown in place of what is hidden
};

std::vector<Fold> folds(const notebook::Snapshot& snapshot);

} // namespace lumen::ide

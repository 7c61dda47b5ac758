// Code actions at a place: ask this prose, run this cell, change its chart, mend a problem.
#pragma once

#include "data/intent.hpp"
#include "ide/action.hpp"
#include "ide/ide.hpp"

namespace lumen::ide {

/// `kinds` are the chart kinds that the result of the cell at `range` can be shown as, where that is known.
std::vector<Action> code_actions(const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                                 text::Span range, const std::vector<data::ChartKind>& kinds);

} // namespace lumen::ide

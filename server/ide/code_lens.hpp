// Lenses: what can be done with each question and cell, and how far its result can be trusted.
#pragma once

#include "ide/action.hpp"
#include "ide/ide.hpp"

namespace lumen::ide {

/// In order of the text. Linear in the number of questions and cells. Titles carry no times, so that they
/// don't flicker.
std::vector<Action> code_lenses(const notebook::Snapshot& snapshot, const Knowledge& knowledge);

} // namespace lumen::ide

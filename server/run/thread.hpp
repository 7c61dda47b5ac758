// What was said before a question in its thread: the turns that a follow-up builds on.
#pragma once

#include "ask/answer.hpp"
#include "notebook/notebook.hpp"

namespace lumen::run {

/// At most the last five cells before the question in its thread, oldest first, with their SQL as it stands
/// now. A heading that is itself a question belongs to the thread around it.
std::vector<ask::Turn> turns_before(const notebook::Snapshot& snapshot, notebook::Index question);

} // namespace lumen::run

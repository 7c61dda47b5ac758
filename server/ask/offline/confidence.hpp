// How sure an answer is, from what was left over, guessed and close behind it.
#pragma once

namespace lumen::ask::offline {

struct Search;

/// Fills the confidence of every candidate.
void rate(Search& search);

/// Below it the engine refuses rather than answers.
/// By far when just the columns asked for are wanted: whoever measures reads the confidence.
constexpr double least_confidence = 0.45;
constexpr double least_confidence_measured = 0.12;

} // namespace lumen::ask::offline

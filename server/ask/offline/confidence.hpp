// How sure an answer is, from what was left over, guessed and close behind it.
#pragma once

namespace lumen::ask::offline {

struct Search;

/// Fills the confidence of every candidate: the share of such answers that were right where it was measured.
void rate(Search& search);

/// The same for a changed query: `unexplained` words, `doubt` of what was guessed, and whether the wording
/// says that it follows.
double follow_up_confidence(double unexplained, double doubt, bool follows);

/// Below it the engine refuses rather than answers; what is shown has its confidence and other readings
/// beside it. Whoever measures reads the confidence, so hardly anything is refused when just the columns
/// asked for are wanted.
constexpr double least_confidence = 0.35;
constexpr double least_confidence_measured = 0.25;

} // namespace lumen::ask::offline

#include "ask/offline/confidence.hpp"

#include "ask/offline/search.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::ask::offline {

namespace {

/// Log-odds from features that don't know the database: weights set by hand against measured precision.
double log_odds(const Candidate& candidate, double lead) {
  const Query& query = candidate.draft.query;
  double grade = 1;
  double weak = 0;
  for (const Link& item : candidate.assignment.items) {
    if (item.kind != LinkKind::column && item.kind != LinkKind::table && item.kind != LinkKind::value)
      continue;
    grade = std::min(grade, item.grade);
    if (item.grade < 0.75)
      ++weak;
  }
  double z = 2.2;
  z -= 1.1 * candidate.assignment.unexplained;
  z -= 1.3 * candidate.draft.doubt;
  z -= 0.5 * weak;
  z -= 0.8 * (1 - std::min(1.0, grade));
  z += 0.8 * std::min(lead, 1.0) - 0.4;
  z -= 0.45 * static_cast<double>(tables_of(query).size() - 1);
  z -= 0.35 * static_cast<double>(query.having.size() + query.without.size());
  z -= 0.2 * static_cast<double>(query.where.size() > 1 ? query.where.size() - 1 : 0);
  if (query.select.size() == 1 && query.select[0].column.column < 0 && !query.select[0].aggregates())
    z -= 0.5;
  return z;
}

} // namespace

void rate(Search& search) {
  for (std::size_t i = 0; i < search.candidates.size(); ++i) {
    Candidate& candidate = search.candidates[i];
    const double next =
        i == 0 ? (search.candidates.size() > 1 ? search.candidates[1].score : candidate.score - 1.5)
               : search.candidates[0].score;
    candidate.confidence = 1 / (1 + std::exp(-log_odds(candidate, candidate.score - next)));
    if (i > 0)
      candidate.confidence = std::min(candidate.confidence, 0.95 * search.candidates[0].confidence);
  }
}

} // namespace lumen::ask::offline

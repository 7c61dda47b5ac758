#include "ask/offline/confidence.hpp"

#include "ask/offline/search.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lumen::ask::offline {

namespace {

/// What was measured: of answers with this raw confidence, this share was right. Between the points a
/// straight line; monotone. `measured` was written by scripts/fit-confidence from questions over databases
/// that the figures in docs/asking.md leave out. There were fewer follow-ups: neighbouring points of its
/// output were put together by hand.
struct Point {
  double raw, right;
};
constexpr std::array<Point, 10> measured = {{
    {0.00, 0.24},
    {0.29, 0.29},
    {0.50, 0.38},
    {0.64, 0.55},
    {0.75, 0.59},
    {0.82, 0.66},
    {0.87, 0.74},
    {0.91, 0.89},
    {0.93, 0.90},
    {1.00, 0.91},
}};
constexpr std::array<Point, 7> measured_follow_ups = {{
    {0.00, 0.10},
    {0.40, 0.15},
    {0.56, 0.29},
    {0.70, 0.48},
    {0.77, 0.52},
    {0.82, 0.58},
    {1.00, 0.60},
}};

template <std::size_t N>
double calibrated(const std::array<Point, N>& points, double raw) {
  raw = std::clamp(raw, points.front().raw, points.back().raw);
  for (std::size_t i = 1; i < N; ++i)
    if (raw <= points[i].raw) {
      const Point &a = points[i - 1], &b = points[i];
      return a.right + (b.right - a.right) * (raw - a.raw) / (b.raw - a.raw);
    }
  return points.back().right;
}

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
    candidate.confidence =
        calibrated(measured, 1 / (1 + std::exp(-log_odds(candidate, candidate.score - next))));
    if (i > 0)
      candidate.confidence = std::min(candidate.confidence, 0.95 * search.candidates[0].confidence);
  }
}

double follow_up_confidence(double unexplained, double doubt, bool follows) {
  const double raw = std::max(0.15, 0.82 - 0.2 * unexplained - 0.15 * doubt - (follows ? 0 : 0.1));
  return calibrated(measured_follow_ups, raw);
}

} // namespace lumen::ask::offline

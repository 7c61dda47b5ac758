// The embedded engine: what kind of request it is, then candidates, then the answer with all that explains
// it.
#include "ask/answer.hpp"
#include "ask/offline/confidence.hpp"
#include "ask/offline/explain.hpp"
#include "ask/offline/follow_up.hpp"
#include "ask/offline/index_cache.hpp"
#include "ask/offline/reading.hpp"
#include "ask/offline/search.hpp"
#include "base/ascii.hpp"

#include <algorithm>

namespace lumen::ask {

namespace {

using namespace offline;

/// What another candidate does otherwise, in words.
std::string difference(const Candidate& other, const Candidate& answer, const Index& index) {
  const Query &a = answer.draft.query, &b = other.draft.query;
  if (!(a.select == b.select)) {
    for (const Expr& expr : b.select)
      if (std::find(a.select.begin(), a.select.end(), expr) == a.select.end())
        return "shows the " + describe(expr, index) + " instead";
    return "leaves columns out";
  }
  for (const Condition& condition : b.where)
    if (std::find(a.where.begin(), a.where.end(), condition) == a.where.end())
      return "where " + describe(condition, index);
  if (b.where.size() < a.where.size())
    return "without the condition that " + describe(a.where.back(), index);
  if (!(a.order == b.order) && !b.order.empty())
    return "ordered by " + describe(b.order[0].by, index);
  return "reads it as: " + reading(b, index);
}

class OfflineEngine final : public Engine {
public:
  explicit OfflineEngine(Columns columns) : columns_(columns) {}

  Result<Answer> answer(const Request& request, std::stop_token stop) const override {
    if (!request.schema || request.schema->tables.empty())
      return Answer{Refusal{"The connection shows no tables.", ""}};
    const std::shared_ptr<const Index> index = cache_.get(request.schema);
    if (auto text = explain(tokenize(request.question), *index))
      return Answer{Explanation{std::move(*text)}};
    Search found = search(request, *index, columns_, stop);
    if (stop.stop_requested())
      return fail(Code::cancelled, "The question was cancelled.");
    if (auto followed = follow_up(request, *index, columns_)) {
      if (followed->chart)
        return Answer{ChartChange{request.history.back().cell, *followed->chart}};
      if (followed->candidate)
        prefer(found, std::move(*followed));
      else if (followed->sure) // it points back at what can't be changed that way
        for (Candidate& one : found.candidates)
          one.confidence = std::min(one.confidence, 0.9 * least_confidence);
    }
    if (found.candidates.empty() || found.candidates[0].confidence < least())
      return Answer{refuse(found, *index)};
    return Answer{plan(found, *index)};
  }

private:
  /// The change of the query before comes first; the question taken by itself stays an alternative.
  static void prefer(Search& found, FollowUp followed) {
    std::erase_if(found.candidates, [&](const Candidate& one) { return one.sql == followed.candidate->sql; });
    for (Candidate& one : found.candidates)
      one.confidence = std::min(one.confidence, 0.9 * followed.candidate->confidence);
    found.candidates.insert(found.candidates.begin(), std::move(*followed.candidate));
    found.unknown.clear();
  }

  Plan plan(const Search& found, const Index& index) const {
    const Candidate& best = found.candidates[0];
    Plan plan;
    plan.sql = best.sql;
    plan.reading = reading(best.draft.query, index);
    plan.title = title(best.draft.query, index);
    plan.provenance = provenance(best, found.tokens, index);
    plan.confidence = best.confidence;
    plan.intent = best.draft.intent;
    for (std::size_t i = 1; i < found.candidates.size() && plan.alternatives.size() < 3; ++i)
      plan.alternatives.push_back({found.candidates[i].sql, difference(found.candidates[i], best, index),
                                   found.candidates[i].confidence});
    return plan;
  }

  Refusal refuse(const Search& found, const Index& index) const {
    Refusal refusal;
    if (!found.unknown.empty()) {
      refusal.reason = "Not understood: ";
      for (std::size_t i = 0; i < found.unknown.size() && i < 5; ++i)
        refusal.reason += (i > 0 ? ", “" : "“") + found.unknown[i] + "”";
      refusal.reason += ". No table, column or value of the data has that name.";
    } else
      refusal.reason = "The question can't be answered from this data: " +
                       (found.problem.empty() ? "too much would be guessed" : found.problem) + ".";
    refusal.nearest = nearest(found, index);
    return refusal;
  }

  double least() const { return columns_ == Columns::asked ? least_confidence_measured : least_confidence; }

  /// A question close by that can be answered: what was understood of this one, without what was not.
  std::string nearest(const Search& found, const Index& index) const {
    if (!found.candidates.empty())
      return title(found.candidates[0].draft.query, index) + "?";
    int table = -1;
    for (const Link& item : found.understood) {
      if (item.kind == LinkKind::column && index.measure(item.ref))
        return std::string(natural_function(index, item.ref) == Function::sum ? "Total " : "Average ") +
               index.words(item.ref) + " of " + plural(index.words({item.ref.table, -1})) + "?";
      if (table < 0 && item.ref.table >= 0)
        table = item.ref.table;
    }
    const std::vector<std::string> close = suggestions(index, table, 1);
    return table < 0 || close.empty() ? "What tables are there?" : close[0];
  }

  Columns columns_;
  mutable IndexCache cache_;
};

} // namespace

std::unique_ptr<Engine> make_offline_engine(Showing showing) {
  return std::make_unique<OfflineEngine>(showing == Showing::asked ? Columns::asked : Columns::telling);
}

} // namespace lumen::ask

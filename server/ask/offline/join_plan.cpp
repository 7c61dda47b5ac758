#include "ask/offline/join_plan.hpp"

#include <algorithm>
#include <set>

namespace lumen::ask::offline {

namespace {

/// The tables of which the query shows, groups or orders something.
std::set<int> tables_shown(const Query& query) {
  std::set<int> shown = {query.focus};
  const auto show = [&](const Expr& expr) {
    if (expr.column.table >= 0)
      shown.insert(expr.column.table);
  };
  for (const Expr& expr : query.select)
    show(expr);
  for (const Expr& expr : query.group)
    show(expr);
  for (const Condition& condition : query.having)
    show(condition.left);
  for (const Order& order : query.order)
    show(order.by);
  return shown;
}

} // namespace

bool JoinPlan::multiplies(const JoinStep& top) const {
  std::set<int> below = {top.table};
  bool multiplies = top.multiplies;
  for (const JoinStep& step : tree.steps)
    if (below.contains(step.parent)) {
      below.insert(step.table);
      multiplies = multiplies || step.multiplies;
    }
  return multiplies;
}

std::optional<JoinPlan> plan_joins(const Query& query, const Index& index) {
  std::vector<int> tables;
  for (const int table : tables_of(query))
    if (std::find(query.without.begin(), query.without.end(), table) == query.without.end())
      tables.push_back(table);
  auto whole = connect(index, query.focus, tables, query.via);
  if (!whole)
    return std::nullopt;
  JoinPlan plan;
  plan.tree = std::move(*whole);
  plan.joined.root = plan.tree.root;
  const bool alternatives =
      std::any_of(query.where.begin(), query.where.end(), [](const Condition& c) { return c.or_previous; });
  // Children come after their parents, so going backwards a subtree is settled before its root.
  std::set<int> kept = tables_shown(query);
  for (auto step = plan.tree.steps.rbegin(); step != plan.tree.steps.rend(); ++step)
    if (kept.contains(step->table))
      kept.insert(step->parent);
  std::set<int> inside; // of a branch that only restricts
  for (const JoinStep& step : plan.tree.steps) {
    const bool within = inside.contains(step.parent);
    if (!within && (kept.contains(step.table) || alternatives || !plan.multiplies(step))) {
      plan.joined.steps.push_back(step);
      continue;
    }
    inside.insert(step.table);
    if (!within)
      plan.restricting.push_back(step);
  }
  return plan;
}

std::optional<bool> JoinPlan::needs_distinct_rows(const Query& query, const Index& index) const {
  std::set<int> measured, repeated;
  const auto look = [&](const Expr& expr) {
    if (!expr.aggregates())
      return;
    measured.insert(expr.column.table);
    const bool harmless = expr.distinct || expr.function == Function::minimum ||
                          expr.function == Function::maximum ||
                          (expr.function == Function::count && expr.column.column < 0 &&
                           index.key_of(expr.column.table).column >= 0);
    if (!harmless && joined.repeated(expr.column.table))
      repeated.insert(expr.column.table);
  };
  for (const Expr& expr : query.select)
    look(expr);
  for (const Order& order : query.order)
    look(order.by);
  for (const Condition& c : query.having)
    look(c.left);
  if (repeated.empty())
    return false;
  if (measured.size() > 1 || index.key_of(*repeated.begin()).column < 0)
    return std::nullopt;
  return true;
}

} // namespace lumen::ask::offline

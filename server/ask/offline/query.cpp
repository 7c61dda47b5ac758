#include "ask/offline/query.hpp"

#include <algorithm>

namespace lumen::ask::offline {

bool Condition::operator==(const Condition& other) const {
  const bool same_query = (!query && !other.query) || (query && other.query && *query == *other.query);
  return same_query && left == other.left && op == other.op && negated == other.negated &&
         or_previous == other.or_previous && fold_case == other.fold_case && right == other.right;
}

namespace {

template <class Visit>
void each_expression(const Query& query, Visit visit) {
  for (const Expr& expr : query.select)
    visit(expr);
  for (const Condition& condition : query.where)
    visit(condition.left);
  for (const Expr& expr : query.group)
    visit(expr);
  for (const Condition& condition : query.having)
    visit(condition.left);
  for (const Order& order : query.order)
    visit(order.by);
}

template <class T>
void add_once(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end())
    list.push_back(item);
}

} // namespace

std::vector<ColumnRef> columns_of(const Query& query) {
  std::vector<ColumnRef> columns;
  each_expression(query, [&](const Expr& expr) {
    if (expr.column.column >= 0)
      add_once(columns, expr.column);
  });
  return columns;
}

std::vector<int> tables_of(const Query& query) {
  std::vector<int> tables;
  if (query.focus >= 0)
    tables.push_back(query.focus);
  each_expression(query, [&](const Expr& expr) {
    if (expr.column.table >= 0)
      add_once(tables, expr.column.table);
  });
  for (const int table : query.also)
    add_once(tables, table);
  return tables;
}

bool has_aggregate(const Query& query) {
  const auto aggregates = [](const Expr& expr) { return expr.aggregates(); };
  return std::any_of(query.select.begin(), query.select.end(), aggregates);
}

} // namespace lumen::ask::offline

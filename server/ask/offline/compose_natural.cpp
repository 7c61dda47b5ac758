// What suits a column when nobody says: its grain, its aggregate; and what the columns of a result are for.
#include "ask/offline/compose.hpp"

#include <algorithm>
#include <cstdlib>

namespace lumen::ask::offline {

Grain natural_grain(const Index& index, ColumnRef column) {
  const auto& statistics = index.column(column).statistics;
  if (!statistics.minimum || !statistics.maximum)
    return Grain::month;
  const auto days = [](const std::string& text) {
    return 365.25 * std::atoi(text.c_str()) + (text.size() >= 7 ? 30.4 * std::atoi(text.c_str() + 5) : 0) +
           (text.size() >= 10 ? std::atoi(text.c_str() + 8) : 0);
  };
  const double span = days(*statistics.maximum) - days(*statistics.minimum);
  if (span > 365.25 * 12)
    return Grain::year;
  if (span > 75)
    return Grain::month;
  if (span > 3)
    return Grain::day;
  return index.column(column).type == data::Type::date ? Grain::day : Grain::hour;
}

Function natural_function(const Index& index, ColumnRef column) {
  return index.column(column).aggregate == catalog::Aggregate::sum ? Function::sum : Function::average;
}

Condition on_years(Condition condition) {
  const auto year = [](const std::string& date) { return std::atoi(date.c_str()); };
  const std::string begin = condition.right[0].text, end = condition.right[1].text;
  const auto number = [](int value) { return Literal{Literal::Kind::number, std::to_string(value)}; };
  const int last = end.empty() ? 0 : (end.ends_with("-01-01") ? year(end) - 1 : year(end));
  if (begin.empty()) {
    condition.op = end.ends_with("-01-01") ? Op::less : Op::less_equal;
    condition.right = {number(year(end))};
  } else if (end.empty()) {
    condition.op = Op::greater_equal;
    condition.right = {number(year(begin))};
    // "after 2005" excludes 2005: its range ends where 2006 begins
  } else if (year(begin) == last) {
    condition.op = Op::equal;
    condition.right = {number(last)};
  } else {
    condition.op = Op::between;
    condition.right = {number(year(begin)), number(last)};
  }
  return condition;
}

void fill_intent(data::Intent& intent, const Query& query, const Index& index) {
  intent.uses.clear();
  intent.records = query.group.empty() && !has_aggregate(query);
  bool star = false;
  for (const Expr& expr : query.select) {
    if (expr.column.column < 0 && !expr.aggregates())
      star = true;
    data::ColumnUse use = data::ColumnUse::unknown;
    if (expr.aggregates()) {
      use = data::ColumnUse::measure;
      const bool adds =
          expr.function == Function::sum || (expr.function == Function::count && !expr.distinct);
      if (!adds)
        intent.additive = false;
    } else if (expr.grain != Grain::none || index.temporal(expr.column) || index.year(expr.column)) {
      use = data::ColumnUse::time;
      if (expr.grain != Grain::none)
        intent.grain = std::string(name(expr.grain));
      else if (index.year(expr.column))
        intent.grain = "year";
    } else if (expr.column.column >= 0) {
      switch (index.column(expr.column).role) {
      case catalog::Role::measure:
        use = data::ColumnUse::measure;
        break;
      case catalog::Role::key:
        use = data::ColumnUse::identifier;
        break;
      case catalog::Role::label:
        use = data::ColumnUse::label;
        break;
      case catalog::Role::category:
      case catalog::Role::geography:
      case catalog::Role::flag:
        use = data::ColumnUse::category;
        break;
      default:
        break;
      }
      if (use == data::ColumnUse::measure && !index.column(expr.column).additive)
        intent.additive = false;
    }
    intent.uses.push_back(use);
  }
  if (star)
    intent.uses.clear();
  for (const Expr& expr : query.group)
    if (expr.grain != Grain::none || index.temporal(expr.column) || index.year(expr.column))
      intent.trend = true;
  if (!query.order.empty() && query.limit > 0 && !query.capped)
    intent.ranking = true;
}

} // namespace lumen::ask::offline

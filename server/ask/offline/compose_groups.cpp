// Rankings, groups and order of a draft.
#include "ask/offline/composer.hpp"

namespace lumen::ask::offline {

void Composer::rankings() {
  for (const Ranking& ranking : in_.rankings) {
    if (ranking.most_common)
      most_common(ranking);
    else if (ranking.first_mention)
      limit_only(ranking);
    else
      ranked(ranking);
  }
}

void Composer::most_common(const Ranking& ranking) {
  if (plain_selected().empty()) {
    const ColumnRef label = index_.label_of(query().focus);
    if (label.column >= 0)
      query().select.push_back({Function::none, false, label});
  }
  Expr by{Function::count, false, {query().focus, -1}};
  if (const auto plain = plain_selected(); !plain.empty())
    by.column = {plain[0].column.table, -1};
  rank_by(by, ranking.descending, ranking.limit);
}

void Composer::limit_only(const Ranking& ranking) {
  query().limit = ranking.limit;
  limit_descending_ = ranking.descending;
  limit_open_ = true;
}

void Composer::ranked(const Ranking& ranking) {
  Expr by = ranking.by;
  bool descending = ranking.descending;
  if (ranking.by_partner) {
    const int partner = index_.only_partner(query().focus);
    if (partner < 0) {
      out_.doubt += what_was_asked;
      return;
    }
    by.column = {partner, -1};
  }
  if (by.aggregates() && by.column.table < 0)
    by.column = {query().focus, -1};
  if (by.column.table < 0) {
    by.column = find_concept(ranking.concept_words);
    if (by.column.column < 0 && !ranking.concept_words.empty() && ranking.concept_words[0] == "age") {
      by.column = find_concept(
          {"birth date", "birthday", "date of birth", "birth year", "year", "date", "opening year"});
      descending = !descending;
    }
    if (by.column.column < 0 && !ranking.concept_words.empty() && ranking.concept_words[0] == "date")
      by.column = find_time(); // "the newest member": by the day of joining, whatever its name
    if (by.column.column < 0)
      by.column = index_.only_measure(query().focus);
    if (by.column.column < 0) {
      out_.doubt += what_was_asked;
      return;
    }
  }
  // "which genre has the highest gross": the column shown isn't one row's own, so the measure is summed up
  // over it
  const auto plain = plain_selected();
  if (!by.aggregates() && plain.size() == 1 && index_.measure(by.column) &&
      plain[0].column.table == by.column.table &&
      index_.column(plain[0].column).role == catalog::Role::category && repeats(plain[0].column))
    by.function = natural_function(index_, by.column);
  rank_by(by, descending, ranking.limit);
}

bool Composer::repeats(ColumnRef ref) const {
  const auto& distinct = index_.column(ref).statistics.distinct;
  const auto& rows = index_.table(ref.table).rows;
  return distinct && rows && *distinct * 2 <= *rows;
}

void Composer::rank_by(const Expr& by, bool descending, int limit) {
  query().order.push_back({by, descending});
  query().limit = limit;
  ranking_ = true;
  out_.intent.ranking = true;
}

void Composer::groups() {
  const bool ranked_by_aggregate = std::any_of(query().order.begin(), query().order.end(),
                                               [](const Order& order) { return order.by.aggregates(); });
  bool strong = false;
  for (const Grouping& group : in_.groups)
    strong = strong || !group.each;
  if (strong)
    measures_for_groups();
  const bool aggregates = has_aggregate(query()) || ranked_by_aggregate || !query().having.empty();
  std::vector<Expr> plain = plain_selected();
  for (const Grouping& group : in_.groups) {
    if (group.time)
      add_time_group(group);
    else if (group.by.column.column < 0)
      add_table_group(group, aggregates);
    else if (aggregates)
      add_group(group.by);
    else
      add_once(query().select, group.by);
  }
  if (in_.intent.comparison && has_aggregate(query())) // "A versus B": one group for each
    for (const Condition& condition : query().where)
      if (condition.op == Op::in && !condition.negated && !condition.query)
        add_group({Function::none, false, condition.left.column});
  if (!aggregates)
    return;
  for (const Expr& expr : plain)
    add_once(query().group, expr);
  const bool entity = query().group.empty() && (ranked_by_aggregate || !query().having.empty());
  if (entity && !has_aggregate(query()))
    group_by_entity(query().focus, true);
  else
    group_keys();
}

void Composer::measures_for_groups() {
  if (has_aggregate(query()))
    return;
  bool any = false;
  for (Expr& expr : query().select) {
    if (!index_.measure(expr.column))
      continue;
    expr.function = natural_function(index_, expr.column);
    any = true;
  }
  const bool texts = std::any_of(query().select.begin(), query().select.end(), [&](const Expr& expr) {
    return !expr.aggregates() && expr.column.column >= 0;
  });
  if (!any && !texts && !ranking_)
    query().select.push_back({Function::count, false, {query().focus, -1}});
}

void Composer::add_group(Expr by) {
  if (index_.temporal(by.column) && by.grain == Grain::none &&
      index_.column(by.column).type != data::Type::date)
    by.grain = natural_grain(index_, by.column);
  add_once(query().group, by);
  if (std::find(query().select.begin(), query().select.end(), by) == query().select.end())
    query().select.insert(query().select.begin() + static_cast<std::ptrdiff_t>(group_count_++), by);
}

void Composer::add_time_group(const Grouping& group) {
  Expr by = group.by;
  if (by.column.table < 0)
    by.column = find_time();
  if (by.column.column < 0) {
    out_.doubt += 1.2;
    return;
  }
  if (index_.year(by.column)) {
    if (by.grain != Grain::none && by.grain != Grain::year)
      out_.doubt += 1;
    by.grain = Grain::none;
  } else if (by.grain == Grain::none)
    by.grain = natural_grain(index_, by.column);
  // a plain list of the column over time keeps its single rows when they are few; else the natural
  // aggregate
  if (!has_aggregate(query()))
    measures_for_groups();
  if (has_aggregate(query()))
    add_group(by);
  else
    add_once(query().select, by);
}

void Composer::add_table_group(const Grouping& group, bool aggregates) {
  if (!aggregates)
    return;
  const int table = group.by.column.table;
  const bool shown_already = std::any_of(query().select.begin(), query().select.end(), [&](const Expr& expr) {
    return !expr.aggregates() && expr.column.table == table;
  });
  if (!shown_already) {
    ColumnRef label = index_.label_of(table);
    if (label.column < 0)
      label = index_.key_of(table);
    if (label.column < 0)
      return;
    add_group({Function::none, false, label});
  }
  group_by_entity(table, false);
}

void Composer::group_by_entity(int table, bool show) {
  const ColumnRef key = index_.key_of(table);
  if (show && query().select.empty()) {
    const ColumnRef label = index_.label_of(table);
    if (label.column >= 0)
      query().select.push_back({Function::none, false, label});
  }
  if (key.column >= 0)
    add_once(query().group, Expr{Function::none, false, key});
  for (const Expr& expr : plain_selected())
    add_once(query().group, expr);
}

void Composer::group_keys() {
  std::vector<Expr> keys;
  for (const Expr& expr : query().group) {
    if (expr.column.column < 0 || expr.grain != Grain::none)
      continue;
    const ColumnRef label = index_.label_of(expr.column.table);
    const ColumnRef key = index_.key_of(expr.column.table);
    if (label == expr.column && key.column >= 0 && key != label) {
      const auto& distinct = index_.column(label).statistics.distinct;
      const auto& rows = index_.table(label.table).rows;
      const bool unique = distinct && rows && *distinct >= *rows;
      const bool counts_itself =
          std::any_of(query().select.begin(), query().select.end(), [&](const Expr& one) {
            return one.function == Function::count && one.column.table == label.table;
          });
      if (!unique && !counts_itself)
        keys.push_back({Function::none, false, key});
    }
  }
  for (const Expr& key : keys)
    add_once(query().group, key);
}

void Composer::order() {
  Query& q = query();
  for (Order order : in_.order) {
    if (order.by.aggregates() && order.by.column.table < 0)
      order.by.column = {q.focus, -1};
    if (q.group.empty() == false && !order.by.aggregates() && index_.measure(order.by.column) &&
        std::find(q.group.begin(), q.group.end(), order.by) == q.group.end()) {
      for (const Expr& expr : q.select) // "ordered by the total": the aggregate that is shown
        if (expr.aggregates() && expr.column == order.by.column)
          order.by = expr;
      if (!order.by.aggregates())
        order.by.function = natural_function(index_, order.by.column);
    }
    q.order.push_back(order);
  }
  if (in_.order_first && !q.select.empty()) { // by the number that is shown, when there is one
    const auto counted =
        std::find_if(q.select.begin(), q.select.end(), [](const Expr& expr) { return expr.aggregates(); });
    const bool number = counted != q.select.end() && !in_.order_alphabetical;
    q.order.push_back({number ? *counted : q.select.front(), in_.order_first_descending});
  }
  if (limit_open_ && q.order.empty())
    order_for_limit();
  if (!q.order.empty())
    return;
  // an order that means something: time runs forward, groups by their measure
  const auto time = std::find_if(q.group.begin(), q.group.end(), [&](const Expr& expr) {
    return expr.grain != Grain::none || index_.temporal(expr.column) || index_.year(expr.column);
  });
  if (time != q.group.end()) {
    q.order.push_back({*time, false});
    return;
  }
  if (!q.group.empty())
    for (const Expr& expr : q.select)
      if (expr.aggregates()) {
        q.order.push_back({expr, true});
        return;
      }
}

void Composer::order_for_limit() {
  Query& q = query();
  for (const Expr& expr : q.select)
    if (expr.aggregates() || index_.measure(expr.column)) {
      q.order.push_back({expr, limit_descending_});
      out_.intent.ranking = true;
      return;
    }
  const auto plain = plain_selected();
  if (plain.size() == 1 && plain[0].column.column >= 0 &&
      index_.column(plain[0].column).role == catalog::Role::category) {
    q.group = plain;
    q.select.push_back({Function::count, false, {plain[0].column.table, -1}});
    q.order.push_back({q.select.back(), limit_descending_});
    out_.intent.ranking = true;
    return;
  }
  if (!in_.tables.empty() && in_.bare_limit)
    out_.doubt += 0.1;
}

} // namespace lumen::ask::offline

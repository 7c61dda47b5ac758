#include "ask/offline/compose.hpp"

#include "ask/offline/composer.hpp"

#include <cstdlib>

namespace lumen::ask::offline {

Draft Composer::run() {
  out_.intent = in_.intent;
  out_.doubt = in_.doubt;
  find_focus();
  if (query().focus < 0) {
    out_.problem = "no table or column of the data is named";
    return std::move(out_);
  }
  query().without = in_.without;
  if (in_.without_partner) {
    const int partner = index_.only_partner(query().focus);
    if (partner >= 0)
      query().without.push_back(partner);
    else
      out_.doubt += what_was_asked;
  }
  query().via = in_.via;
  conditions();
  selection();
  rankings();
  groups();
  default_selection();
  order();
  other_tables();
  finish();
  fill_intent(out_.intent, query(), index_);
  return std::move(out_);
}

void Composer::find_focus() {
  int& focus = query().focus;
  const auto take = [&](auto wanted) {
    if (focus >= 0)
      return;
    for (const TableMention& table : in_.tables)
      if (wanted(table)) {
        focus = table.table;
        return;
      }
  };
  take([](const TableMention& table) { return table.counted; });
  take([](const TableMention& table) { return table.place == Place::head && !table.each; });
  if (focus < 0)
    for (const Mention& mention : in_.mentions)
      if (mention.place == Place::head && !mention.used && mention.expr.column.table >= 0) {
        focus = mention.expr.column.table;
        break;
      }
  take([](const TableMention& table) { return table.place == Place::head; });
  if (focus < 0 && !in_.mentions.empty())
    focus = in_.mentions[0].expr.column.table;
  for (const Ranking& ranking : in_.rankings)
    if (focus < 0 && ranking.by.column.table >= 0)
      focus = ranking.by.column.table;
  for (const auto* list : {&in_.filters, &in_.having})
    for (const Filter& filter : *list)
      if (focus < 0 && filter.condition.left.column.table >= 0)
        focus = filter.condition.left.column.table;
  for (const Grouping& group : in_.groups)
    if (focus < 0 && group.by.column.table >= 0)
      focus = group.by.column.table;
  take([](const TableMention&) { return true; });
  if (focus < 0 && index_.schema().tables.size() == 1 &&
      (in_.counts || in_.everything || !in_.groups.empty()))
    focus = 0;
}

std::vector<int> Composer::named_tables() const {
  std::vector<int> tables = {out_.query.focus};
  for (const Mention& mention : in_.mentions)
    add_once(tables, mention.expr.column.table);
  for (const TableMention& table : in_.tables)
    add_once(tables, table.table);
  return tables;
}

ColumnRef Composer::find_time() const {
  for (const int table : named_tables())
    if (table >= 0)
      if (const ColumnRef ref = index_.time_of(table); ref.column >= 0)
        return ref;
  for (const int number : index_.edges_of(out_.query.focus)) { // a flight's date for its carrier
    const Edge& edge = index_.edges()[static_cast<std::size_t>(number)];
    const int other = edge.from == out_.query.focus ? edge.to : edge.from;
    if (const ColumnRef ref = index_.time_of(other); ref.column >= 0)
      return ref;
  }
  return {};
}

ColumnRef Composer::find_concept(const std::vector<std::string>& words) const {
  for (const int table : named_tables())
    if (table >= 0)
      if (const ColumnRef ref = concept_column(index_, table, words, true); ref.column >= 0)
        return ref;
  return {};
}

void Composer::conditions() {
  for (const Filter& filter : in_.filters)
    add_condition(filter);
  for (const Filter& filter : in_.having) {
    Condition made = filter.condition;
    if (made.left.column.table < 0)
      made.left.column = {query().focus, -1};
    query().having.push_back(made);
  }
}

void Composer::add_condition(const Filter& filter) {
  Condition made = filter.condition;
  if (made.left.column.table < 0) {
    if (filter.time)
      made.left.column = find_time();
    else if (filter.name)
      made.left.column = text_column();
    else if (!filter.concept_words.empty()) {
      made.left.column = find_concept(filter.concept_words);
      if (made.left.column.table < 0) {
        made.left.column = index_.only_measure(query().focus);
        out_.doubt += 0.6;
      }
    }
    if (made.left.column.column < 0) {
      out_.doubt += what_was_asked;
      return;
    }
  }
  if (filter.against_average) {
    auto inner = std::make_shared<Query>();
    inner->focus = made.left.column.table;
    inner->select = {{filter.against, false, made.left.column}};
    made.left.function = Function::none;
    made.query = inner;
    made.right.clear();
  }
  if (made.op == Op::range && index_.year(made.left.column))
    made = on_years(made);
  if (made.op == Op::range && index_.numeric(made.left.column) && !index_.year(made.left.column))
    out_.doubt += 0.8;
  if (made.or_previous && query().where.empty())
    made.or_previous = false;
  merge(made);
}

void Composer::merge(const Condition& made) {
  if (made.or_previous) {
    Condition& last = query().where.back();
    const bool values = (last.op == Op::equal || last.op == Op::in) && made.op == Op::equal;
    if (values && last.left == made.left && !last.query && !made.query && last.negated == made.negated) {
      last.op = Op::in;
      last.right.insert(last.right.end(), made.right.begin(), made.right.end());
      return;
    }
  }
  if (std::find(query().where.begin(), query().where.end(), made) == query().where.end())
    query().where.push_back(made);
}

ColumnRef Composer::text_column() const {
  const ColumnRef label = index_.label_of(out_.query.focus);
  if (label.column >= 0)
    return label;
  for (int c = 0; c < static_cast<int>(index_.table(out_.query.focus).columns.size()); ++c)
    if (index_.textual({out_.query.focus, c}))
      return {out_.query.focus, c};
  return {};
}

bool Composer::shown(const Mention& mention) const {
  if (mention.used)
    return false;
  if (!mention.expr.aggregates() && !mention.listed && !mention.distinct && !mention.each)
    for (const Mention& other : in_.mentions) {
      if (&other == &mention || other.used || other.place != Place::head)
        continue;
      if (mention.weak && !other.weak)
        return false;
      // "the average price of products in dollars": what stands behind an aggregate unlisted only describes
      // it
      if (other.expr.aggregates() && other.item < mention.item && other.sentence == mention.sentence &&
          in_.having.empty())
        return false;
    }
  if (std::find(in_.without.begin(), in_.without.end(), mention.expr.column.table) != in_.without.end())
    return false; // what there is none of can't be shown
  if (mention.place == Place::head)
    return true;
  return mention.cue == "with" || mention.expr.aggregates();
}

void Composer::selection() {
  for (const Mention& mention : in_.mentions) {
    if (!shown(mention))
      continue;
    if (grouped(mention.expr.column))
      continue;
    add_once(query().select, mention.expr);
  }
  for (const Function function : in_.open_functions)
    open_function(function);
  if (in_.counts && !has_aggregate(query()))
    query().select.push_back({Function::count, false, {query().focus, -1}});
  query().distinct = in_.distinct && !has_aggregate(query());
}

bool Composer::grouped(ColumnRef ref) const {
  return std::any_of(in_.groups.begin(), in_.groups.end(), [&](const Grouping& group) {
    return !group.each && group.by.column == ref && ref.column >= 0;
  });
}

void Composer::open_function(Function function) {
  if (function == Function::sum && has_aggregate(query()))
    return; // "the number of orders in total"
  const ColumnRef measure = index_.only_measure(query().focus);
  if (measure.column >= 0)
    query().select.push_back({function, false, measure});
  else if (function == Function::sum)
    query().select.push_back({Function::count, false, {query().focus, -1}});
  else
    out_.doubt += 0.8;
}

std::vector<Expr> Composer::plain_selected() {
  std::vector<Expr> plain;
  for (const Expr& expr : query().select)
    if (!expr.aggregates())
      plain.push_back(expr);
  return plain;
}

void Composer::default_selection() {
  Query& q = query();
  if (!q.select.empty())
    return;
  const ColumnRef label = index_.label_of(q.focus);
  const bool grouped_rows = !q.group.empty();
  const bool about =
      in_.which || ranking_ || in_.order_first || !q.having.empty() || !q.without.empty() || grouped_rows;
  std::vector<int> heads;
  for (const TableMention& table : in_.tables)
    if (table.place == Place::head && !table.counted)
      add_once(heads, table.table);
  if (heads.size() > 1 && !in_.which && q.having.empty() && !ranking_) {
    for (const int table : heads)
      if (const ColumnRef each = index_.label_of(table); each.column >= 0)
        q.select.push_back({Function::none, false, each});
    if (!q.select.empty())
      return;
  }
  if (about && !in_.everything && label.column >= 0) {
    q.select.push_back({Function::none, false, label});
    labelled_ = !grouped_rows;
  } else if (grouped_rows && index_.key_of(q.focus).column >= 0)
    q.select.push_back({Function::none, false, index_.key_of(q.focus)});
  else
    q.select.push_back({Function::none, false, {q.focus, -1}});
  if (!q.group.empty())
    for (const Expr& expr : plain_selected())
      if (expr.column.column >= 0)
        add_once(q.group, expr);
}

void Composer::other_tables() {
  Query& q = query();
  const std::vector<int> present = tables_of(q);
  for (const TableMention& table : in_.tables) {
    if (table.table == q.focus || table.each ||
        std::find(q.without.begin(), q.without.end(), table.table) != q.without.end())
      continue;
    add_once(q.also, table.table);
  }
  for (const Mention& mention : in_.mentions)
    if (!mention.used && !shown(mention) && mention.expr.column.table != q.focus &&
        std::find(q.without.begin(), q.without.end(), mention.expr.column.table) == q.without.end())
      add_once(q.also, mention.expr.column.table);
  for (const Mention& mention : in_.mentions)
    if (!mention.used && !shown(mention))
      out_.doubt += 0.35;
}

void Composer::both_values() {
  Query& q = query();
  if (q.select.empty() || q.select[0].aggregates() || q.select[0].column.column < 0)
    return;
  std::vector<std::size_t> apart;
  for (std::size_t i = 0; i < q.where.size(); ++i)
    for (std::size_t k = 0; k < q.where.size(); ++k)
      if (i != k && q.where[i].left == q.where[k].left && exclude(q.where[i], q.where[k])) {
        apart.push_back(i);
        break;
      }
  for (auto i = apart.rbegin(); i != apart.rend(); ++i) {
    const ColumnRef key = index_.key_of(q.focus);
    const bool named =
        index_.label_of(q.select[0].column.table) == q.select[0].column || !repeats(q.select[0].column);
    const Expr left{Function::none, false,
                    named && key.column >= 0 && q.select[0].column.table == q.focus ? key
                                                                                    : q.select[0].column};
    auto inner = std::make_shared<Query>();
    inner->focus = left.column.table;
    inner->select = {left};
    inner->where = {q.where[*i]};
    Condition outer;
    outer.left = left;
    outer.op = Op::in;
    outer.query = inner;
    q.where[*i] = outer;
    if (left.column == q.select[0].column)
      q.distinct = true;
  }
}

bool Composer::exclude(const Condition& a, const Condition& b) {
  if (a.negated || b.negated || a.or_previous || b.or_previous || a.query || b.query || a.right.empty() ||
      b.right.empty())
    return false;
  if (a.op == Op::equal && b.op == Op::equal)
    return !(a.right == b.right);
  const auto number = [](const Condition& c) { return std::strtod(c.right[0].text.c_str(), nullptr); };
  const auto above = [](Op op) { return op == Op::greater || op == Op::greater_equal; };
  const auto below = [](Op op) { return op == Op::less || op == Op::less_equal; };
  if (above(a.op) && below(b.op))
    return number(a) >= number(b);
  if (below(a.op) && above(b.op))
    return number(b) >= number(a);
  return false;
}

/// Shares of the groups, or of the rows that meet the conditions.
void Composer::shares() {
  Query& q = query();
  if (!has_aggregate(q) && !q.where.empty()) {
    q.select = {{Function::count, false, {q.focus, -1}}};
    q.order.clear();
  }
  for (Expr& expr : q.select) {
    if (expr.function != Function::count && expr.function != Function::sum)
      continue;
    const bool of_rows = expr.function == Function::count && expr.column.column < 0 && !q.where.empty() &&
                         std::all_of(q.where.begin(), q.where.end(), [&](const Condition& one) {
                           return one.left.column.table == q.focus && !one.or_previous;
                         });
    if (q.group.empty() && !of_rows) {
      out_.doubt += 0.8;
      continue;
    }
    const Expr plain = expr;
    expr.share = true;
    for (Order& order : q.order)
      if (order.by == plain)
        order.by.share = true;
    if (of_rows && q.group.empty())
      q.share_where = std::exchange(q.where, {});
  }
}

void Composer::finish() {
  Query& q = query();
  counted_entities();
  both_values();
  if (columns_ == Columns::telling && ranking_ && !has_aggregate(q))
    for (const Order& order : q.order) {
      const bool star = std::any_of(q.select.begin(), q.select.end(),
                                    [](const Expr& expr) { return expr.column.column < 0; });
      if (!star || order.by.aggregates())
        add_once(q.select, order.by);
    }
  if (out_.intent.share)
    shares();
  if (columns_ == Columns::telling && labelled_)
    for (const Condition& condition : q.where)
      if (condition.left.column.table == q.focus && condition.op != Op::equal &&
          !condition.left.aggregates() && (!condition.query || condition.op != Op::in))
        add_once(q.select, condition.left);
  const bool records = q.group.empty() && !has_aggregate(q) && q.limit == 0;
  if (columns_ == Columns::telling && records && !q.distinct) {
    const auto& rows = index_.table(q.focus).rows;
    if (!rows || *rows > short_list) {
      q.limit = short_list;
      q.capped = true;
    }
  }
}

void Composer::counted_entities() {
  Query& q = query();
  if (q.having.empty() || !has_aggregate(q) || !q.group.empty())
    return;
  const ColumnRef key = index_.key_of(q.focus);
  std::vector<Condition> kept;
  for (const Condition& condition : q.having) {
    if (key.column < 0 || condition.left.column.table == q.focus) {
      kept.push_back(condition);
      continue;
    }
    auto inner = std::make_shared<Query>();
    inner->focus = q.focus;
    inner->select = {{Function::none, false, key}};
    inner->group = inner->select;
    inner->having = {condition};
    Condition outer;
    outer.left = inner->select[0];
    outer.op = Op::in;
    outer.query = inner;
    q.where.push_back(outer);
    std::erase(q.also, condition.left.column.table);
  }
  q.having = kept;
}

Draft compose(const Fragments& fragments, const Index& index, Columns columns) {
  return Composer(fragments, index, columns).run();
}

} // namespace lumen::ask::offline

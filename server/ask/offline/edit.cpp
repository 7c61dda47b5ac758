#include "ask/offline/edit.hpp"

#include <algorithm>

namespace lumen::ask::offline {

namespace {

class Editor {
public:
  Editor(Query before, const Fragments& fragments, const Cues& cues, const Index& index, Columns columns)
      : query_(std::move(before)), in_(fragments), cues_(cues), index_(index), columns_(columns) {}

  /// False when nothing in the question changes the query.
  bool run() {
    remove();
    filters();
    measures();
    grouping();
    columns();
    ranking();
    ordering();
    for (const int table : in_.without) {
      query_.without.push_back(table);
      changed_ = true;
    }
    if (changed_)
      tidy();
    return changed_;
  }

  Query query_;
  double doubt = 0;

private:
  Draft fresh() const { return compose(in_, index_, Columns::asked); }

  void remove() {
    if (!cues_.removes)
      return;
    std::vector<ColumnRef> named;
    for (const Mention& mention : in_.mentions)
      named.push_back(mention.expr.column);
    for (const Filter& filter : in_.filters)
      named.push_back(filter.condition.left.column);
    const std::size_t before = query_.where.size() + query_.select.size();
    if (named.empty())
      query_.where.clear();
    for (const ColumnRef column : named) {
      std::erase_if(query_.where,
                    [&](const Condition& condition) { return condition.left.column == column; });
      std::erase_if(query_.group, [&](const Expr& expr) { return expr.column == column; });
      if (query_.select.size() > 1)
        std::erase_if(query_.select, [&](const Expr& expr) { return expr.column == column; });
    }
    removed_ = query_.where.size() + query_.select.size() != before;
    changed_ = changed_ || removed_;
  }

  static bool pins(const Condition& condition) {
    return !condition.query && (condition.op == Op::equal || condition.op == Op::in ||
                                condition.op == Op::range || condition.op == Op::between);
  }

  void filters() {
    if (removed_)
      return;
    Fragments only = in_;
    only.mentions.clear();
    only.rankings.clear();
    only.groups.clear();
    only.tables.clear();
    only.order.clear();
    take_subjects(only);
    only.tables.push_back({query_.focus, Place::head, 0, false, false, false, 0});
    for (const int table : tables_of(query_))
      only.tables.push_back({table, Place::clause, 0, false, false, false, 0});
    const Draft draft = compose(only, index_, Columns::asked);
    doubt += draft.doubt;
    for (Condition condition : draft.query.where) {
      changed_ = true;
      const auto same = std::find_if(query_.where.begin(), query_.where.end(), [&](const Condition& old) {
        return old.left == condition.left && !old.query &&
               (cues_.replaces || old.op == condition.op || (pins(old) && pins(condition)));
      });
      if (same == query_.where.end())
        query_.where.push_back(condition);
      else if (cues_.adds && condition.op == Op::equal && (same->op == Op::equal || same->op == Op::in)) {
        same->op = Op::in;
        same->right.push_back(condition.right[0]);
      } else
        *same = condition;
    }
    for (const Condition& condition : draft.query.having) {
      std::erase_if(query_.having, [&](const Condition& old) { return old.left == condition.left; });
      query_.having.push_back(condition);
      changed_ = true;
    }
  }

  /// "more than 3?", "below 10": a bare comparison is about what was compared before.
  void take_subjects(Fragments& only) const {
    const Condition* last = nullptr;
    for (const auto* list : {&query_.where, &query_.having})
      for (const Condition& condition : *list)
        if (!condition.right.empty() && condition.right[0].kind == Literal::Kind::number)
          last = &condition;
    if (!last)
      return;
    std::vector<Filter> kept;
    for (Filter& filter : only.filters) {
      const bool bare = filter.condition.left.column.table < 0 && !filter.time && !filter.name &&
                        !filter.concept_words.empty() && filter.concept_words[0] == "value";
      if (bare) {
        filter.condition.left = last->left;
        filter.concept_words.clear();
      }
      (bare && last->left.aggregates() ? only.having : kept).push_back(filter);
    }
    only.filters = std::move(kept);
  }

  std::vector<Expr> aggregates() const {
    std::vector<Expr> found;
    for (const Expr& expr : query_.select)
      if (expr.aggregates())
        found.push_back(expr);
    return found;
  }

  void replace_measures(const std::vector<Expr>& measures) {
    if (!cues_.adds) {
      const std::vector<Expr> old = aggregates();
      std::erase_if(query_.select, [](const Expr& expr) { return expr.aggregates(); });
      for (Order& order : query_.order)
        if (!old.empty() && order.by.aggregates())
          order.by = measures[0];
    }
    for (const Expr& expr : measures)
      if (std::find(query_.select.begin(), query_.select.end(), expr) == query_.select.end())
        query_.select.push_back(expr);
    changed_ = true;
  }

  /// "average instead", "total distance", "how many", "what about delay?"
  void measures() {
    std::vector<Expr> found;
    for (const Mention& mention : in_.mentions)
      if (!mention.used && mention.expr.aggregates())
        found.push_back(mention.expr);
    for (const Function function : in_.open_functions)
      for (Expr expr : aggregates())
        if (expr.column.column >= 0) {
          expr.function = function;
          expr.distinct = false;
          found.push_back(expr);
        }
    if (in_.counts && found.empty())
      found.push_back({Function::count, false, {query_.focus, -1}});
    const bool grouped = !query_.group.empty() || !aggregates().empty();
    if (found.empty() && grouped && in_.groups.empty())
      for (const Mention& mention : in_.mentions) {
        if (mention.used || mention.expr.aggregates() || !index_.measure(mention.expr.column))
          continue;
        const std::vector<Expr> old = aggregates();
        const bool keeps = old.size() == 1 && old[0].column.column >= 0 && old[0].function != Function::count;
        found.push_back({keeps ? old[0].function : natural_function(index_, mention.expr.column), false,
                         mention.expr.column});
      }
    if (found.empty())
      return;
    if (!grouped && !cues_.adds) { // from a list to one number
      query_.select.clear();
      query_.order.clear();
      query_.limit = 0;
      query_.distinct = false;
    }
    replace_measures(found);
    measured_ = true;
  }

  bool time(const Expr& expr) const {
    return expr.grain != Grain::none || index_.temporal(expr.column) || index_.year(expr.column);
  }

  void grouping() {
    if (in_.groups.empty())
      return;
    std::vector<Expr> wanted;
    for (const Grouping& group : in_.groups) {
      Expr by = group.by;
      if (group.time)
        by = time_group(by.grain);
      else if (by.column.column < 0)
        by.column = index_.label_of(by.column.table);
      if (by.column.column < 0)
        continue;
      if (index_.temporal(by.column) && by.grain == Grain::none)
        by.grain = natural_grain(index_, by.column);
      wanted.push_back(by);
    }
    if (wanted.empty())
      return;
    changed_ = true;
    if (aggregates().empty())
      to_aggregate();
    const bool keeps = cues_.splits || cues_.adds;
    if (!keeps) {
      for (const Expr& old : query_.group)
        std::erase(query_.select, old);
      std::erase_if(query_.select, [](const Expr& expr) { return !expr.aggregates(); });
      query_.group.clear();
      query_.order.clear();
      query_.limit = 0;
    }
    auto place = static_cast<std::size_t>(std::count_if(query_.select.begin(), query_.select.end(),
                                                        [](const Expr& expr) { return !expr.aggregates(); }));
    for (const Expr& by : wanted) {
      if (time(by) && keeps)
        std::erase_if(query_.group, [&](const Expr& old) { return old.column == by.column; });
      if (std::find(query_.group.begin(), query_.group.end(), by) == query_.group.end())
        query_.group.push_back(by);
      if (std::find(query_.select.begin(), query_.select.end(), by) == query_.select.end())
        query_.select.insert(query_.select.begin() + static_cast<std::ptrdiff_t>(place++), by);
    }
  }

  Expr time_group(Grain grain) const {
    Expr by;
    for (const Expr& old : query_.group)
      if (time(old))
        by.column = old.column;
    for (const int table : tables_of(query_))
      if (by.column.column < 0)
        by.column = index_.time_of(table);
    if (by.column.column >= 0 && !index_.year(by.column))
      by.grain = grain == Grain::none ? natural_grain(index_, by.column) : grain;
    return by;
  }

  /// A list becomes a summary: its measures by their natural aggregate, else the number of rows.
  void to_aggregate() {
    std::vector<Expr> found;
    for (const Expr& expr : query_.select)
      if (index_.measure(expr.column))
        found.push_back({natural_function(index_, expr.column), false, expr.column});
    if (found.empty())
      found.push_back({Function::count, false, {query_.focus, -1}});
    query_.select = found;
    query_.group.clear();
    query_.order.clear();
    query_.limit = 0;
    query_.capped = false;
  }

  /// Columns without a function: shown beside or in place of those before.
  void columns() {
    if (measured_ || removed_)
      return;
    std::vector<Expr> found;
    for (const Mention& mention : in_.mentions)
      if (!mention.used && !mention.expr.aggregates())
        found.push_back(mention.expr);
    if (found.empty())
      return;
    if (!query_.group.empty() && !cues_.adds && found.size() == 1 && !index_.measure(found[0].column) &&
        has_aggregate(query_)) { // "what about destinations?"
      for (const Expr& old : query_.group)
        std::erase(query_.select, old);
      query_.group = found;
      query_.select.insert(query_.select.begin(), found[0]);
      changed_ = true;
      return;
    }
    if (has_aggregate(query_) && query_.group.empty())
      query_.select.clear();
    const bool star = std::any_of(query_.select.begin(), query_.select.end(), [](const Expr& expr) {
      return expr.column.column < 0 && !expr.aggregates();
    });
    if (!cues_.adds || star) {
      std::erase_if(query_.select, [](const Expr& expr) { return !expr.aggregates(); });
      if (!query_.group.empty() && query_.having.empty())
        query_.group.clear();
    }
    std::size_t place = 0;
    for (const Expr& expr : query_.select)
      place += expr.aggregates() ? 0 : 1;
    for (const Expr& expr : found)
      if (std::find(query_.select.begin(), query_.select.end(), expr) == query_.select.end()) {
        query_.select.insert(query_.select.begin() + static_cast<std::ptrdiff_t>(place++), expr);
        if (!query_.group.empty())
          query_.group.push_back(expr);
      }
    if (in_.distinct)
      query_.distinct = true;
    changed_ = true;
  }

  void ranking() {
    if (in_.rankings.empty())
      return;
    const Ranking& ranking = in_.rankings.back();
    changed_ = true;
    if (other_end(ranking))
      return;
    query_.capped = false;
    query_.limit = ranking.limit;
    if (ranking.first_mention) {
      for (const Expr& expr : query_.select)
        if (expr.aggregates() || index_.measure(expr.column)) {
          query_.order = {{expr, ranking.descending}};
          return;
        }
      return;
    }
    const Draft draft = fresh();
    if (!draft.query.order.empty())
      query_.order = draft.query.order;
  }

  /// "and the highest?" after the lowest: the same key from its other end.
  bool other_end(const Ranking& ranking) {
    const bool open = ranking.by.column.table < 0 && !ranking.by.aggregates() && !ranking.first_mention;
    const bool named = std::any_of(in_.mentions.begin(), in_.mentions.end(),
                                   [](const Mention& mention) { return !mention.used; });
    if (!open || named)
      return false;
    const std::vector<Expr> shown = aggregates();
    const bool extreme = shown.size() == 1 &&
                         (shown[0].function == Function::minimum || shown[0].function == Function::maximum);
    if (extreme && query_.group.empty()) {
      query_.select = {{ranking.descending ? Function::maximum : Function::minimum, false, shown[0].column}};
      return true;
    }
    if (query_.order.empty() || query_.limit == 0 || query_.capped)
      return false;
    query_.order[0].descending = ranking.descending;
    query_.limit = std::max(query_.limit, ranking.limit);
    return true;
  }

  void ordering() {
    if (!in_.order.empty()) {
      query_.order.clear();
      for (Order order : in_.order) {
        if (order.by.aggregates() && order.by.column.table < 0)
          order.by.column = {query_.focus, -1};
        query_.order.push_back(order);
      }
      changed_ = true;
    } else if (in_.order_first && !query_.select.empty()) {
      const Expr by = query_.order.empty() ? query_.select.front() : query_.order[0].by;
      query_.order.assign(1, Order{by, in_.order_first_descending});
      changed_ = true;
    }
  }

  void tidy() {
    if (query_.select.empty())
      query_.select.push_back({Function::none, false, {query_.focus, -1}});
    const bool grouped = !query_.group.empty();
    if (has_aggregate(query_) && !grouped)
      for (const Expr& expr : query_.select)
        if (!expr.aggregates())
          query_.group.push_back(expr);
    if (!grouped && has_aggregate(query_)) {
      if (query_.group.empty()) {
        query_.order.clear();
        query_.limit = 0;
      }
      query_.capped = false;
      query_.distinct = false;
    }
    if (grouped && query_.order.empty()) {
      for (const Expr& expr : query_.group)
        if (time(expr)) {
          query_.order.push_back({expr, false});
          return;
        }
      for (const Expr& expr : query_.select)
        if (expr.aggregates()) {
          query_.order.push_back({expr, true});
          return;
        }
    }
    if (columns_ == Columns::asked && query_.capped)
      query_.limit = 0;
  }

  const Fragments& in_;
  const Cues& cues_;
  const Index& index_;
  Columns columns_;
  bool changed_ = false, removed_ = false, measured_ = false;
};

} // namespace

std::optional<Edited> edit(Query before, const Fragments& fragments, const Cues& cues, const Index& index,
                           Columns columns) {
  Editor editor(std::move(before), fragments, cues, index, columns);
  if (!editor.run())
    return std::nullopt;
  return Edited{std::move(editor.query_), editor.doubt};
}

} // namespace lumen::ask::offline

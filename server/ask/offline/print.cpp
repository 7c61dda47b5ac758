#include "ask/offline/print.hpp"

#include "ask/offline/dates.hpp"
#include "ask/offline/join_plan.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <set>

namespace lumen::ask::offline {

namespace {

std::string_view function_name(Function function) {
  switch (function) {
  case Function::none:
    return "";
  case Function::count:
    return "COUNT";
  case Function::sum:
    return "SUM";
  case Function::average:
    return "AVG";
  case Function::minimum:
    return "MIN";
  case Function::maximum:
    return "MAX";
  }
  return "";
}

std::string_view symbol(Op op) {
  switch (op) {
  case Op::equal:
    return "=";
  case Op::not_equal:
    return "<>";
  case Op::less:
    return "<";
  case Op::less_equal:
    return "<=";
  case Op::greater:
    return ">";
  case Op::greater_equal:
    return ">=";
  default:
    return "=";
  }
}

Op opposite(Op op) {
  switch (op) {
  case Op::equal:
    return Op::not_equal;
  case Op::not_equal:
    return Op::equal;
  case Op::less:
    return Op::greater_equal;
  case Op::less_equal:
    return Op::greater;
  case Op::greater:
    return Op::less_equal;
  case Op::greater_equal:
    return Op::less;
  default:
    return op;
  }
}

std::string snake(std::string_view name) {
  return ascii::join(split_name(name), "_");
}

/// Writes one SELECT; subqueries get a printer of their own.
class Printer {
public:
  Printer(const Query& query, const Index& index, sql::Dialect dialect, std::string indent = {})
      : query_(query), index_(index), dialect_(dialect), indent_(std::move(indent)) {}

  std::optional<Printed> run() {
    auto plan = plan_joins(query_, index_);
    if (!plan)
      return std::nullopt;
    plan_ = std::move(*plan);
    qualified_ = !plan_.joined.steps.empty() || !plan_.restricting.empty() || !query_.without.empty();
    const std::optional<bool> derived = plan_.needs_distinct_rows(query_, index_);
    if (!derived)
      return std::nullopt;
    std::string sql = *derived ? over_distinct_rows() : plain_select();
    if (failed_)
      return std::nullopt;
    return Printed{std::move(sql), plan_.tree.cost + extra_cost_};
  }

private:
  // ---- names
  std::string quoted(std::string_view name) const { return sql::quote_identifier(name, dialect_); }
  std::string table_name(int table) const {
    const catalog::Table& t = index_.table(table);
    const bool default_schema = t.schema.empty() || t.schema == index_.schema().default_schema;
    return default_schema ? quoted(t.name) : quoted(t.schema) + "." + quoted(t.name);
  }
  std::string column_name(ColumnRef ref) const {
    if (over_rows_)
      return quoted(row_name(ref));
    const std::string name = quoted(index_.column(ref).name);
    return qualified_ ? quoted(index_.table(ref.table).name) + "." + name : name;
  }
  /// The name of a column in the derived table of distinct rows.
  std::string row_name(ColumnRef ref) const {
    const std::string& name = index_.column(ref).name;
    for (const ColumnRef other : row_columns_)
      if (other != ref && ascii::same(index_.column(other).name, name))
        return snake(index_.table(ref.table).name) + "_" + name;
    return name;
  }

  std::string moment(ColumnRef ref) const {
    const catalog::Column& column = index_.column(ref);
    std::string name = column_name(ref);
    if (column.type != data::Type::text)
      return name;
    const std::string sample = column.statistics.minimum.value_or("");
    if (dialect_ == sql::Dialect::duckdb && !sample.empty() && ascii::is_alpha(sample[0]))
      return "strptime(" + name + ", '%b %-d %Y')";
    return "CAST(" + name + (dialect_ == sql::Dialect::duckdb ? " AS TIMESTAMP)" : " AS timestamp)");
  }

  std::string plain(const Expr& expr) const {
    if (expr.column.column < 0)
      return qualified_ ? quoted(index_.table(expr.column.table).name) + ".*" : "*";
    if (expr.grain == Grain::none)
      return column_name(expr.column);
    const std::string cut =
        "date_trunc('" + std::string(name(expr.grain)) + "', " + moment(expr.column) + ")";
    return expr.grain == Grain::hour ? cut : "CAST(" + cut + " AS DATE)";
  }

  std::string expression(const Expr& expr) const {
    if (!expr.aggregates())
      return plain(expr);
    std::string text;
    if (expr.column.column < 0) {
      const ColumnRef key = index_.key_of(expr.column.table);
      const bool repeated = !over_rows_ && plan_.joined.repeated(expr.column.table);
      text = repeated && key.column >= 0 ? "COUNT(DISTINCT " + column_name(key) + ")" : "COUNT(*)";
    } else {
      text = std::string(function_name(expr.function)) + "(" + (expr.distinct ? "DISTINCT " : "") +
             plain({Function::none, false, expr.column, expr.grain}) + ")";
    }
    if (expr.share && !query_.share_where.empty())
      return "ROUND(100.0 * COUNT(CASE WHEN " + ascii::join(clauses(query_.share_where), " AND ") +
             " THEN 1 END) / COUNT(*), 2)";
    if (expr.share)
      text = "ROUND(100.0 * " + text + " / SUM(" + text + ") OVER (), 2)";
    return text;
  }

  // ---- conditions
  std::string literal(const Literal& value, ColumnRef column) const {
    const bool numeric = column.column >= 0 && index_.numeric(column);
    const bool text = column.column >= 0 && index_.textual(column) && !index_.temporal(column);
    if (value.kind == Literal::Kind::date) {
      if (value.text.size() > 10)
        return "TIMESTAMP " + sql::quote_literal(value.text, dialect_);
      return "DATE " + sql::quote_literal(value.text, dialect_);
    }
    if (value.kind == Literal::Kind::number && !text)
      return value.text;
    if (numeric && !value.text.empty() && value.text.find_first_not_of("0123456789.-") == std::string::npos)
      return value.text;
    return sql::quote_literal(value.text, dialect_);
  }

  std::string condition(const Condition& c) const {
    const ColumnRef column = c.left.aggregates() ? ColumnRef{} : c.left.column;
    std::string left = c.left.aggregates() ? expression(c.left) : plain(c.left);
    const std::string no = c.negated ? "NOT " : "";
    if (c.op == Op::is_null)
      return left + (c.negated ? " IS NOT NULL" : " IS NULL");
    if (c.query) {
      Printer inner(*c.query, index_, dialect_, indent_ + "    ");
      const auto text = inner.run();
      if (!text) {
        failed_ = true;
        return left;
      }
      extra_cost_ += text->join_cost;
      const std::string body = "(\n" + indent_ + "    " + text->sql + "\n" + indent_ + "  )";
      if (c.op == Op::in)
        return left + " " + no + "IN " + body;
      return left + " " + std::string(symbol(c.negated ? opposite(c.op) : c.op)) + " " + body;
    }
    switch (c.op) {
    case Op::like:
      return left + " " + no + (c.fold_case ? "ILIKE " : "LIKE ") +
             sql::quote_literal(c.right[0].text, dialect_);
    case Op::in: {
      std::string list;
      for (const Literal& value : c.right)
        list += (list.empty() ? "" : ", ") + literal(value, column);
      return left + " " + no + "IN (" + list + ")";
    }
    case Op::between:
      return left + " " + no + "BETWEEN " + literal(c.right[0], column) + " AND " +
             literal(c.right[1], column);
    case Op::range:
      return range(c);
    default:
      break;
    }
    const Op op = c.negated ? opposite(c.op) : c.op;
    if (c.fold_case && c.right[0].kind == Literal::Kind::text)
      return "LOWER(" + left + ") " + std::string(symbol(op)) + " LOWER(" + literal(c.right[0], column) + ")";
    return left + " " + std::string(symbol(op)) + " " + literal(c.right[0], column);
  }

  std::string range(const Condition& c) const {
    const std::string left =
        c.left.grain == Grain::none && c.left.column.column >= 0 ? moment(c.left.column) : plain(c.left);
    std::string text;
    if (!c.right[0].text.empty())
      text = left + " >= " + literal(c.right[0], c.left.column);
    if (!c.right[1].text.empty())
      text += (text.empty() ? "" : " AND ") + left + " < " + literal(c.right[1], c.left.column);
    return c.negated ? "NOT (" + text + ")" : text;
  }

  /// AND between conditions, brackets around those joined by OR.
  std::vector<std::string> clauses(const std::vector<Condition>& conditions) const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < conditions.size();) {
      std::size_t end = i + 1;
      while (end < conditions.size() && conditions[end].or_previous)
        ++end;
      std::string text;
      for (std::size_t k = i; k < end; ++k)
        text += (k > i ? " OR " : "") + condition(conditions[k]);
      lines.push_back(end > i + 1 ? "(" + text + ")" : text);
      i = end;
    }
    return lines;
  }

  // ---- joins
  std::string on(const JoinStep& step) const {
    const Edge& edge = index_.edges()[static_cast<std::size_t>(step.edge)];
    std::string text;
    for (std::size_t i = 0; i < edge.from_columns.size(); ++i) {
      const ColumnRef from{edge.from, edge.from_columns[i]}, to{edge.to, edge.to_columns[i]};
      const bool child_first = edge.from == step.table;
      const auto name = [&](ColumnRef ref) {
        return quoted(index_.table(ref.table).name) + "." + quoted(index_.column(ref).name);
      };
      text += (text.empty() ? "" : " AND ") +
              (child_first ? name(from) + " = " + name(to) : name(to) + " = " + name(from));
    }
    return text;
  }

  std::string from() const {
    std::string text = "FROM " + table_name(plan_.tree.root);
    for (const JoinStep& step : plan_.joined.steps)
      text += "\n" + indent_ + "JOIN " + table_name(step.table) + " ON " + on(step);
    return text;
  }

  std::vector<Condition> conditions_of(const std::set<int>& tables) const {
    std::vector<Condition> found;
    for (const Condition& c : query_.where)
      if (tables.contains(c.left.column.table))
        found.push_back(c);
    return found;
  }

  /// A branch of the tree that only restricts: EXISTS, so that no row is doubled.
  /// What is denied of rows that are many ("students who don't take biology") is denied of all of them.
  std::string exists(const JoinStep& top, const std::vector<JoinStep>& steps, bool negated) const {
    std::set<int> below = {top.table};
    std::string text = indent_ + "    SELECT 1\n" + indent_ + "    FROM " + table_name(top.table);
    for (const JoinStep& step : steps)
      if (below.contains(step.parent)) {
        below.insert(step.table);
        text += "\n" + indent_ + "    JOIN " + table_name(step.table) + " ON " + on(step);
      }
    text += "\n" + indent_ + "    WHERE " + on(top);
    std::vector<Condition> restricting = conditions_of(below);
    const bool denied = !negated && !restricting.empty() && plan_.multiplies(top) &&
                        std::all_of(restricting.begin(), restricting.end(), [](const Condition& c) {
                          return c.negated && (c.op == Op::equal || c.op == Op::in || c.op == Op::like);
                        });
    if (denied)
      for (Condition& c : restricting)
        c.negated = false;
    negated = negated || denied;
    for (const std::string& clause : clauses(restricting))
      text += "\n" + indent_ + "      AND " + clause;
    return std::string(negated ? "NOT EXISTS (\n" : "EXISTS (\n") + text + "\n" + indent_ + "  )";
  }

  std::string where() {
    std::set<int> elsewhere;
    for (const JoinStep& step : plan_.restricting) {
      elsewhere.insert(step.table);
      for (const JoinStep& below : plan_.tree.steps)
        if (elsewhere.contains(below.parent))
          elsewhere.insert(below.table);
    }
    for (const int table : query_.without)
      elsewhere.insert(table);
    std::vector<Condition> here;
    for (const Condition& c : query_.where)
      if (!elsewhere.contains(c.left.column.table))
        here.push_back(c);
    std::vector<std::string> lines = clauses(here);
    for (const JoinStep& step : plan_.restricting)
      lines.push_back(exists(step, plan_.tree.steps, false));
    for (const int table : query_.without) {
      const auto way = connect(index_, query_.focus, {table}, query_.via);
      if (!way || way->steps.empty()) {
        failed_ = true;
        return {};
      }
      extra_cost_ += way->cost;
      lines.push_back(exists(way->steps[0], way->steps, true));
    }
    std::string text;
    for (const std::string& line : lines)
      text += "\n" + indent_ + (text.empty() ? "WHERE " : "  AND ") + line;
    return text;
  }

  // ---- SELECT
  std::string alias(const Expr& expr) const {
    if (expr.column.column < 0 && !expr.aggregates())
      return {};
    if (expr.aggregates() || expr.grain != Grain::none)
      return quoted(result_name(expr, index_));
    for (const Expr& other : query_.select)
      if (!(other == expr) && !other.aggregates() && other.column.column >= 0 && other.grain == expr.grain &&
          ascii::same(index_.column(other.column).name, index_.column(expr.column).name))
        return quoted(snake(index_.table(expr.column.table).name) + "_" +
                      snake(index_.column(expr.column).name));
    return {};
  }

  bool selected(const Expr& expr) const {
    return std::find(query_.select.begin(), query_.select.end(), expr) != query_.select.end();
  }

  std::string select() const {
    std::vector<std::string> list;
    std::size_t length = 0;
    for (const Expr& expr : query_.select) {
      std::string text = expression(expr);
      if (const std::string as = alias(expr); !as.empty() && as != text)
        text += " AS " + as;
      length += text.size() + 2;
      list.push_back(std::move(text));
    }
    bool ordered_outside = false;
    for (const Order& order : query_.order)
      ordered_outside = ordered_outside || !selected(order.by);
    const std::string head = query_.distinct && !ordered_outside ? "SELECT DISTINCT " : "SELECT ";
    const std::string gap = length > 90 ? ",\n" + indent_ + "       " : ", ";
    return head + ascii::join(list, gap);
  }

  std::string group() const {
    std::vector<std::string> list;
    for (const Expr& expr : query_.group)
      if (const std::string text = expression(expr); std::find(list.begin(), list.end(), text) == list.end())
        list.push_back(text);
    return list.empty() ? "" : "\n" + indent_ + "GROUP BY " + ascii::join(list, ", ");
  }

  std::string order() const {
    std::vector<std::string> list;
    const bool grouped = !query_.group.empty();
    for (const Order& order : query_.order) {
      if (order.by.column.column < 0 && !order.by.aggregates())
        continue;
      std::string text;
      const std::string as = selected(order.by) ? alias(order.by) : "";
      if (!as.empty())
        text = as;
      else if (grouped && !order.by.aggregates() &&
               std::find(query_.group.begin(), query_.group.end(), order.by) == query_.group.end())
        text = std::string(order.descending ? "MAX(" : "MIN(") + plain(order.by) + ")";
      else
        text = expression(order.by);
      if (order.descending)
        text += dialect_ == sql::Dialect::postgresql && nullable(order.by) ? " DESC NULLS LAST" : " DESC";
      list.push_back(text);
    }
    return list.empty() ? "" : "\n" + indent_ + "ORDER BY " + ascii::join(list, ", ");
  }

  bool nullable(const Expr& expr) const {
    return expr.function != Function::count && expr.column.column >= 0 && index_.column(expr.column).nullable;
  }

  std::string tail() const {
    std::string text = group();
    const std::vector<std::string> having = clauses(query_.having);
    for (std::size_t i = 0; i < having.size(); ++i)
      text += "\n" + indent_ + (i == 0 ? "HAVING " : "  AND ") + having[i];
    text += order();
    if (query_.limit > 0)
      text += "\n" + indent_ + "LIMIT " + std::to_string(query_.limit);
    return text;
  }

  std::string plain_select() {
    std::string text = select() + "\n" + indent_ + from() + where();
    return text + tail();
  }

  /// The measures over a derived table in which each row of theirs stands once.
  std::string over_distinct_rows() {
    int table = -1;
    for (const Expr& expr : query_.select)
      if (expr.aggregates())
        table = expr.column.table;
    if (table < 0)
      for (const Order& order : query_.order)
        if (order.by.aggregates())
          table = order.by.column.table;
    if (table < 0)
      for (const Condition& c : query_.having)
        table = c.left.column.table;
    row_columns_ = {index_.key_of(table)};
    Query outside = query_;
    outside.where.clear();
    for (const ColumnRef ref : columns_of(outside))
      if (std::find(row_columns_.begin(), row_columns_.end(), ref) == row_columns_.end())
        row_columns_.push_back(ref);
    std::string inner;
    for (const ColumnRef ref : row_columns_) {
      const std::string name = column_name(ref), as = quoted(row_name(ref));
      inner += (inner.empty() ? "" : ", ") + name + (name.ends_with("." + as) ? "" : " AS " + as);
    }
    const std::string indent = indent_;
    indent_ += "  ";
    const std::string body = "SELECT DISTINCT " + inner + "\n" + indent_ + from() + where();
    indent_ = indent;
    over_rows_ = true;
    return select() + "\n" + indent_ + "FROM (\n" + indent_ + "  " + body + "\n" + indent_ +
           ") AS distinct_rows" + tail();
  }

  const Query& query_;
  const Index& index_;
  sql::Dialect dialect_;
  std::string indent_;
  JoinPlan plan_;
  std::vector<ColumnRef> row_columns_;
  bool qualified_ = false, over_rows_ = false;
  mutable bool failed_ = false;
  mutable double extra_cost_ = 0;
};

} // namespace

std::optional<Printed> print(const Query& query, const Index& index, sql::Dialect dialect) {
  return Printer(query, index, dialect).run();
}

std::string result_name(const Expr& expr, const Index& index) {
  std::string column = expr.column.column >= 0 ? snake(index.column(expr.column).name) : std::string();
  std::string table =
      expr.column.table >= 0 ? ascii::replace_all(index.words({expr.column.table, -1}), " ", "_") : "row";
  if (expr.share)
    return "share_percent";
  switch (expr.function) {
  case Function::none:
    return expr.grain == Grain::none ? column : std::string(name(expr.grain));
  case Function::count:
    return expr.column.column < 0 ? table + "_count" : expr.distinct ? column + "_count" : "count_" + column;
  case Function::sum:
    return "total_" + column;
  case Function::average:
    return "average_" + column;
  case Function::minimum:
    return "lowest_" + column;
  case Function::maximum:
    return "highest_" + column;
  }
  return column;
}

} // namespace lumen::ask::offline

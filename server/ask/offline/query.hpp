// The intermediate form: what a question asks for, over tables and columns by their numbers. Joins are
// derived from it.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <vector>

namespace lumen::ask::offline {

/// Position in Schema::tables and Table::columns. `column` -1 means the rows of the table.
struct ColumnRef {
  int table = -1;
  int column = -1;
  auto operator<=>(const ColumnRef&) const = default;
};

enum class Function { none, count, sum, average, minimum, maximum };
enum class Grain { none, year, quarter, month, week, day, hour };

struct Expr {
  Function function = Function::none;
  bool distinct = false; ///< inside the function
  ColumnRef column;
  Grain grain = Grain::none; ///< the column cut to the beginning of its year, month, …
  bool share = false;        ///< in per cent of the total over all rows of the result
  bool operator==(const Expr&) const = default;
  bool aggregates() const { return function != Function::none; }
};

enum class Op {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  between,
  range,
  like,
  in,
  is_null
};

struct Literal {
  enum class Kind { text, number, date };
  Kind kind = Kind::text;
  std::string text; ///< a number as digits, a date as "2024-01-31" or with a time
  bool operator==(const Literal&) const = default;
};

struct Query;

/// `left op right`, negated or not. `between` has two literals, both included; `range` two, the second
/// excluded and either may be empty; `in` any number; `query` (one value) stands in place of literals.
struct Condition {
  Expr left;
  Op op = Op::equal;
  bool negated = false;
  bool or_previous = false; ///< joined to the condition before by OR
  bool fold_case = false;   ///< compare text ignoring case
  std::vector<Literal> right;
  std::shared_ptr<const Query> query;
  bool operator==(const Condition& other) const;
};

struct Order {
  Expr by;
  bool descending = false;
  bool operator==(const Order&) const = default;
};

struct Query {
  int focus = -1;             ///< the table that the question is about
  std::vector<int> also;      ///< tables that must take part (a row without a partner there is left out)
  std::vector<int> without;   ///< tables that must hold no partner
  std::vector<ColumnRef> via; ///< reference columns to join over where there is a choice
  std::vector<Expr> select;
  bool distinct = false;
  std::vector<Condition> where;
  std::vector<Condition>
      share_where; ///< what the counted share of rows meets; only with a count that is a share
  std::vector<Expr> group;
  std::vector<Condition> having;
  std::vector<Order> order;
  int limit = 0;       ///< 0: none
  bool capped = false; ///< the limit is only there to keep a list of records short
  bool operator==(const Query&) const = default;
};

/// All columns that the query reads, subqueries left out, without doubles, in order of first use.
std::vector<ColumnRef> columns_of(const Query& query);
/// All tables that must be joined, subqueries and anti-joins left out; the focus first.
std::vector<int> tables_of(const Query& query);
bool has_aggregate(const Query& query);

} // namespace lumen::ask::offline

// Shared by the steps of composition; the state is the draft that grows.
#pragma once

#include "ask/offline/compose.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace lumen::ask::offline {

inline constexpr int short_list = 100;
/// The doubt of an answer that leaves out a condition or ranking: it answers another question.
inline constexpr double what_was_asked = 2.4;

template <class T>
void add_once(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end())
    list.push_back(item);
}

class Composer {
public:
  Composer(const Fragments& fragments, const Index& index, Columns columns)
      : in_(fragments), index_(index), columns_(columns) {}

  Draft run();

private:
  Query& query() { return out_.query; }

  // ---- what it is about
  void find_focus();

  /// The focus first, then all other tables that are named.
  std::vector<int> named_tables() const;

  ColumnRef find_time() const;

  ColumnRef find_concept(const std::vector<std::string>& words) const;

  // ---- conditions
  void conditions();

  void add_condition(const Filter& filter);

  /// Two values of one column joined by OR become one IN.
  void merge(const Condition& made);

  ColumnRef text_column() const;

  // ---- what is shown
  bool shown(const Mention& mention) const;

  void selection();

  bool grouped(ColumnRef ref) const;

  /// "total orders", "average sales": a function with a table in place of a column.
  void open_function(Function function);

  std::vector<Expr> plain_selected();

  // ---- rankings
  void rankings();

  void most_common(const Ranking& ranking);

  void limit_only(const Ranking& ranking);

  void ranked(const Ranking& ranking);

  bool repeats(ColumnRef ref) const;

  void rank_by(const Expr& by, bool descending, int limit);

  // ---- groups
  void groups();

  /// A grouping that names no aggregate: its measures get their natural one, and without any the rows are
  /// counted.
  void measures_for_groups();

  void add_group(Expr by);

  void add_time_group(const Grouping& group);

  void add_table_group(const Grouping& group, bool aggregates);

  /// One group for each row of the table: by its key, beside what is shown of it.
  void group_by_entity(int table, bool show);

  /// Names that aren't unique are grouped with the key of their table.
  void group_keys();

  // ---- defaults
  void default_selection();

  void order();

  /// "top 5 X" without a key: by the measure shown, else by the number of rows of each.
  void order_for_limit();

  /// Tables that are named and bring no column must have a partner.
  void other_tables();

  /// "X with both A and B": no row holds two values, so each gets a subquery of its own over what is shown.
  void both_values();

  /// No value meets both.
  static bool exclude(const Condition& a, const Condition& b);

  void shares();
  void finish();

  /// "how many X have more than 3 Y": X is counted, so the condition on Y moves into a subquery.
  void counted_entities();

  const Fragments& in_;
  const Index& index_;
  Columns columns_;
  Draft out_;
  bool labelled_ = false; ///< only the label of the rows is shown
  bool ranking_ = false, limit_open_ = false, limit_descending_ = true;
  std::size_t group_count_ = 0;
};

} // namespace lumen::ask::offline

// Reads an assignment from left to right: at each item the first pattern that fits takes some. One file for
// each family of patterns; this class is what they share.
#pragma once

#include "ask/offline/fragments.hpp"
#include "ask/offline/superlatives.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lumen::ask::offline {

using List = std::initializer_list<std::string_view>;

struct Comparison {
  Op op = Op::greater;
  bool negated = false;
  std::size_t next = 0;
  std::vector<std::string> concept_words;
  bool temporal = false; ///< before, after, since: wants a date
};

class PatternReader {
public:
  PatternReader(const std::vector<Token>& tokens, const Assignment& assignment, const Index& index)
      : tokens_(tokens), items_(assignment.items), index_(index) {}

  Fragments run();

private:
  // ---- looking at items
  bool in(std::size_t i) const { return i < items_.size(); }
  LinkKind kind(std::size_t i) const { return in(i) ? items_[i].kind : LinkKind::word; }
  std::string word(std::size_t i) const;
  /// The first word of whatever stands there.
  std::string said(std::size_t i) const { return in(i) ? tokens_[items_[i].first].text : std::string(); }
  bool is(std::size_t i, List words) const;
  std::size_t skip(std::size_t i, List words) const;
  bool sequence(std::size_t i, List words) const;

  // ---- adding pieces
  Mention& mention(std::size_t i, Expr expr);
  /// Item `i`, a table, as it is named where the reader stands.
  TableMention table_mention(std::size_t i) const;
  /// The unused mention that ends right before item `i`, only `between` words apart.
  Mention* before(std::size_t i, List between) { return before(i, std::vector<std::string_view>(between)); }
  Mention* before(std::size_t i, const std::vector<std::string_view>& between);
  static inline const std::vector<std::string_view> copulas = {
      "is",    "are",  "was",     "were",   "be", "of",    "a",    "an",  "the",  "that", "value", "being",
      "equal", "to",   "=",       ":",      "as", "which", "been", "not", "isn",  "t",    "'",     "other",
      "than",  "than", "exactly", "either", "at", "by",    "both", "in",  "from", "on"};

  Condition condition(Expr left, Op op, Literal literal, bool negated = false) const;
  bool take_negation() { return std::exchange(negated_, false); }
  static Literal number_literal(const Link& item);

  // ---- patterns; each gives the item after what it took, or `i`
  std::size_t chart(std::size_t i);

  bool direction(std::size_t i, bool& descending) const;

  /// An expression to sort or rank by: aggregate of a column, count of a table, a column.
  std::size_t key(std::size_t i, Expr& expr);

  std::size_t order(std::size_t i);

  void order_key(const Expr& by, bool descending);

  /// "from the oldest to the youngest", "from high to low", "oldest to youngest".
  std::size_t order_range(std::size_t i, bool& descending) const;

  std::size_t trend(std::size_t i);

  void add_time_group(std::size_t i, Grain grain);

  std::size_t share(std::size_t i);

  /// "the most common X", "most popular X".
  std::size_t most_common(std::size_t i);

  void take_limit(Ranking& ranking);

  std::size_t top(std::size_t i);

  /// The ranking that "top 5" opened and nothing has given a key yet.
  Ranking* open_ranking();

  void rank(Ranking ranking);

  std::size_t superlative(std::size_t i);

  /// "the most X": by how many rows of X there are, or by X itself when it is a number.
  std::size_t rank_by_number(std::size_t i, std::size_t, std::size_t k, Ranking ranking);

  /// "What is the highest X": the value itself is asked for, not the row that has it.
  bool head_value(std::size_t i, bool extreme) const;

  std::size_t count(std::size_t i);

  std::size_t how_long(std::size_t i);

  std::size_t aggregate(std::size_t i);

  // ---- comparisons
  bool compare(std::size_t i, Comparison& found) const;

  std::size_t comparison(std::size_t i);

  /// Whether a year is meant as a date: the thing compared is a date, or nothing numeric is.
  bool date_subject(std::size_t i, std::size_t j);

  Filter& add_filter(Condition made, std::size_t i);
  bool take_or() { return std::exchange(or_, false); }

  std::size_t number_filter(std::size_t i, std::size_t j, const Comparison& found);

  std::size_t between(std::size_t i);

  bool number_subject(std::size_t i);

  std::size_t against_average(std::size_t i, std::size_t j, const Comparison& found);

  std::size_t like(std::size_t i);

  bool first_mention_alone(const Mention* subject) const;

  std::size_t group(std::size_t i);

  /// "by" at `i` names who did something ("written by authors"), no group.
  bool agent(std::size_t i) const;

  std::size_t group_item(std::size_t i, std::size_t j, bool each);

  /// The table that the column at `j` refers to by number, when people would rather read its names; else -1.
  int points_to(std::size_t j) const;

  /// "without any X", "have no X", "never had X", "do not have X".
  std::size_t without(std::size_t i);

  // ---- values
  void time_filter(Condition made, std::size_t i);

  std::size_t date_filter(std::size_t i, std::size_t j, Op op, bool);

  std::size_t date(std::size_t i);

  std::size_t value(std::size_t i);

  /// "city of Prague", "country France", "country is France": the column only says what the value is.
  bool adjacent_of(std::size_t from, std::size_t to) const;

  std::size_t number(std::size_t i);

  std::size_t quoted(std::size_t i);

  // ---- names
  std::size_t column(std::size_t i);

  /// First and last name where "name" is said of a table that has only the two; else columns -1.
  std::pair<ColumnRef, ColumnRef> whole_name(std::size_t i) const;

  /// "origin state": the reference column says which airport's state is meant.
  bool points_at(ColumnRef ref, std::size_t next) const;

  std::size_t table(std::size_t i);

  std::size_t section(std::size_t i);

  /// A sentence ends at `end` and its "not" or "never" found nothing to deny: "never lent" denies the rows
  /// that refer to what the question is about.
  void lost_negation(std::size_t end);

  const std::vector<Token>& tokens_;
  const std::vector<Link>& items_;
  const Index& index_;
  Fragments out_;
  Place place_ = Place::head;
  std::string cue_;
  std::size_t sentence_ = 0;
  std::vector<Function> pending_, open_agg_;
  bool sorting_ = false; ///< "sort the names": the key follows behind "by"
  bool counting_ = false, distinct_ = false, each_ = false, negated_ = false, or_ = false, which_ = false;
  std::size_t counting_at_ = 0, negated_at_ = 0, last_filter_item_ = 0;
  int limit_ = 0, limit_first_ = 0, open_top_limit_ = 10, top_ranking_ = -1;
  bool open_top_ = false, open_top_descending_ = true;
};

} // namespace lumen::ask::offline

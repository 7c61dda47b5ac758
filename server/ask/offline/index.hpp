// One catalog snapshot made ready for questions: names by phrase, the join graph, what a table is called by.
// Built once per snapshot, immutable afterwards, shared by threads.
#pragma once

#include "ask/offline/query.hpp"
#include "catalog/schema.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace lumen::ask::offline {

/// A table (column.column == -1) or column that a phrase may name, and how well: 1 the whole name, less for
/// parts of it.
struct Named {
  ColumnRef ref;
  double grade = 0;
  bool is_table() const { return ref.column < 0; }
};

/// A way to join two tables over a key. `from` holds the reference, `to` is referenced.
struct Edge {
  int from = -1, to = -1;
  std::vector<int> from_columns, to_columns;
  double cost = 1;       ///< 1 for a declared key, more for an inferred one
  bool to_unique = true; ///< at most one row of `to` for a row of `from`
};

class Index {
public:
  explicit Index(catalog::SchemaPtr schema);

  const catalog::Schema& schema() const { return *schema_; }
  const catalog::SchemaPtr& snapshot() const { return schema_; }
  const catalog::Table& table(int number) const { return schema_->tables[static_cast<std::size_t>(number)]; }
  const catalog::Column& column(ColumnRef ref) const {
    return table(ref.table).columns[static_cast<std::size_t>(ref.column)];
  }

  /// What a phrase of lemmas (single spaces) may name; best first.
  const std::vector<Named>& find(const std::string& phrase) const;
  /// As `find`, by the stems of the words.
  const std::vector<Named>& find_stems(const std::string& phrase) const;
  /// Words of the schema's names that are the beginning of this one: "pub" of "publication".
  std::vector<std::string> shortened(const std::string& word) const;
  /// The word of the schema's names that this one is a misspelling of (one letter off), or empty.
  std::string respell(const std::string& word) const;

  const std::vector<int>& edges_of(int table) const { return edges_of_[static_cast<std::size_t>(table)]; }
  const std::vector<Edge>& edges() const { return edges_; }
  bool adjacent(int a, int b) const;

  ColumnRef label_of(int table) const; ///< column -1 when there is none
  ColumnRef key_of(int table) const;   ///< the single column of the primary key, else column -1
  ColumnRef time_of(int table) const;  ///< the main time column, else column -1
  ColumnRef ref(const std::string& table, const std::string& column) const; ///< table -1 when unknown
  int table_number(const catalog::Table* table) const;

  bool numeric(ColumnRef ref) const;
  bool temporal(ColumnRef ref) const; ///< holds dates, as such or as text
  bool textual(ColumnRef ref) const;
  bool year(ColumnRef ref) const; ///< whole numbers that are years
  bool measure(ColumnRef ref) const;
  ColumnRef
  only_measure(int table) const;        ///< its one column of numbers that add up or average; else column -1
  int only_partner(int table) const;    ///< the one table whose rows refer to this one's; else -1
  bool identifies(ColumnRef ref) const; ///< one row for a value: key or label
  std::string words(ColumnRef ref) const; ///< the name in words: "order date"; of a table where column is -1

private:
  void add(const std::string& phrase, ColumnRef ref, double grade);
  void add_name(const std::vector<std::string>& words, ColumnRef ref, double weight);
  void add_table(int number);
  void add_column(ColumnRef ref);
  void add_edges(int number);
  void sort_phrases();

  catalog::SchemaPtr schema_;
  std::unordered_map<std::string, std::vector<Named>> phrases_, stems_;
  std::unordered_map<std::string, std::string> deletions_; // a word without one of its letters -> the word
  std::unordered_set<std::string> name_words_;             // all words of columns' names
  std::unordered_map<std::string, int> table_numbers_;     // "schema.table"
  std::vector<std::vector<std::string>> table_words_;
  std::vector<Edge> edges_;
  std::vector<std::vector<int>> edges_of_;
};

/// The words of a column's name as people say them: split, abbreviations written out, the table's own name
/// cut off.
std::vector<std::string> spoken_words(std::string_view name, const std::vector<std::string>& table_words);

} // namespace lumen::ask::offline

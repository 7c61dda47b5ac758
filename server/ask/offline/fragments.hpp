// What the patterns found in a question: typed pieces, in their order, before they are put together.
#pragma once

#include "ask/offline/links.hpp"
#include "ask/offline/query.hpp"
#include "data/intent.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lumen::ask::offline {

/// Asked for, or inside a clause that restricts ("whose …", "with …", "that …").
enum class Place { head, clause };

/// A column or aggregate that is named.
struct Mention {
  Expr expr;
  Place place = Place::head;
  std::string cue;   ///< the word that opened the clause
  bool used = false; ///< taken by a filter, an order or a group
  bool distinct = false;
  bool each = false;    ///< "each X", "every X"
  bool listed = false;  ///< behind "and" or a comma
  bool weak = false;    ///< a verb or a small part of the name: "played" for hours_played
  std::size_t item = 0; ///< in the assignment
  std::size_t sentence = 0;
};

struct TableMention {
  int table = -1;
  Place place = Place::head;
  std::size_t item = 0;
  bool each = false;
  bool counted = false;
  bool used = false;
  std::size_t sentence = 0;
};

/// A condition whose column may still be open: then `concept_words` say what it is about ("age" of "older
/// than 30"), or it is the main date of the focus (`time`), or its label (`name`).
struct Filter {
  Condition condition;
  std::vector<std::string> concept_words;
  bool time = false;
  bool name = false;
  bool against_average = false; ///< compared with the average of its own column
  Function against = Function::average;
  std::size_t item = 0;
};

/// "the oldest", "top 5 by …", "with the most …".
struct Ranking {
  Expr by; ///< open while by.column.table is -1
  std::vector<std::string> concept_words;
  bool first_mention = false; ///< no key was named: the first column shown
  bool descending = true;
  int limit = 1;
  bool by_partner = false;  ///< by how many rows of the one table that refers to the focus
  bool most_common = false; ///< by.column is shown, ordered by how often it stands there
  std::size_t item = 0;
};

struct Grouping {
  Expr by;           ///< a column, or rows of a table (column -1)
  bool time = false; ///< the main date of the focus, cut to by.grain (none: by its span)
  bool each = false; ///< "each", "every": counts as a group only beside an aggregate
  std::size_t item = 0;
};

struct Fragments {
  std::vector<Mention> mentions;
  std::vector<TableMention> tables;
  std::vector<Filter> filters;
  std::vector<Filter> having; ///< conditions on counts and aggregates
  std::vector<Grouping> groups;
  std::vector<Order> order;
  bool order_first = false; ///< sorted, but no key was named
  bool order_first_descending = false;
  bool order_alphabetical = false;
  std::vector<Ranking> rankings;
  std::vector<int> without;
  bool without_partner = false; ///< "never lent": no row of the one table that refers to the focus
  std::vector<ColumnRef> via;   ///< reference columns that only say which way to join ("origin state")
  bool distinct = false;
  bool everything = false;              ///< "all the details"
  bool which = false;                   ///< opens with which, who or what and a thing
  bool all = false;                     ///< "all", "every": the list isn't cut
  bool bare_limit = false;              ///< "top 3" and no more
  std::vector<Function> open_functions; ///< aggregates that found no column
  bool counts = false;                  ///< "how many" that found nothing to count
  data::Intent intent;
  double doubt = 0; ///< what was left over or guessed
};

/// Reads an assignment; never fails.
Fragments read_patterns(const std::vector<Token>& tokens, const Assignment& assignment, const Index& index);

/// The column that an adjective speaks of, in `table`: "age" for {"age", "birth date"}; column -1 when there
/// is none.
ColumnRef concept_column(const Index& index, int table, const std::vector<std::string>& concept_words,
                         bool number);

} // namespace lumen::ask::offline

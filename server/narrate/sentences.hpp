// Facts of a result as sentences, by its form. Each function leaves out what isn't true or can't be told.
#pragma once

#include "data/intent.hpp"
#include "narrate/subject.hpp"
#include "narrate/teller.hpp"

#include <string>
#include <vector>

namespace lumen::narrate {

struct Sentence {
  int interest = 0; ///< 0..100; the least telling are left out where there are many
  std::string text;
};
using Sentences = std::vector<Sentence>;

/// What the facts are mined from.
struct Telling {
  const data::Table& table;
  const data::Intent& intent;
  const Subject& subject;
  const Teller& teller;

  /// Rows may be missing that belong to the result: nothing is said of all, nor of what was left out.
  bool limited() const { return table.cut || intent.selection.limited; }
  /// The rows shown are the first by this column, in that direction.
  bool first_by(std::size_t column, bool descending) const {
    return intent.selection.ordered_by == column && intent.selection.descending == descending;
  }
  /// Their sum is the sum of all there is.
  bool whole() const { return !limited() && !intent.selection.some_groups; }
};

Sentences tell_single(const Telling& telling);
Sentences tell_groups(const Telling& telling);
Sentences tell_series(const Telling& telling);
Sentences tell_grid(const Telling& telling);
Sentences tell_points(const Telling& telling);
Sentences tell_values(const Telling& telling);
/// How many rows there are: all that is said where nothing else can be.
Sentences tell_listing(const Telling& telling);

/// Rows that have a number in that column, the largest first; equal ones in the order of the result.
std::vector<std::size_t> ranked(const data::Table& table, std::size_t column);
double number_at(const data::Table& table, std::size_t row, std::size_t column);

} // namespace lumen::narrate

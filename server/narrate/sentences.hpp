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
};

Sentences tell_single(const Telling& telling);
Sentences tell_groups(const Telling& telling);
Sentences tell_series(const Telling& telling);
Sentences tell_grid(const Telling& telling);
Sentences tell_points(const Telling& telling);
Sentences tell_values(const Telling& telling);
Sentences tell_listing(const Telling& telling);

/// Rows that have a number in that column, the largest first; equal ones in the order of the result.
std::vector<std::size_t> ranked(const data::Table& table, std::size_t column);
double number_at(const data::Table& table, std::size_t row, std::size_t column);

} // namespace lumen::narrate

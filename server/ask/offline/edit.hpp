// What a follow-up does to the query before it: filters, measures, groups, columns, number of rows, order.
#pragma once

#include "ask/offline/compose.hpp"

#include <optional>

namespace lumen::ask::offline {

/// What the wording says about how the question changes the one before.
struct Cues {
  bool follows = false;  ///< opens like a follow-up, or points back
  bool adds = false;     ///< "also", "as well", "add"
  bool replaces = false; ///< "instead", "what about"
  bool removes = false;  ///< "remove", "drop", "without the filter"
  bool splits = false;   ///< "split by", "broken down by", "also by"
};

struct Edited {
  Query query;
  double doubt = 0; ///< of what was guessed, as Draft::doubt
};

/// Nothing when nothing in the question changes the query.
std::optional<Edited> edit(Query before, const Fragments& fragments, const Cues& cues, const Index& index,
                           Columns columns);

} // namespace lumen::ask::offline

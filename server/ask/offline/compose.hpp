// Fragments put together into one query: what it is about, what is shown, grouped, ordered, restricted.
#pragma once

#include "ask/offline/fragments.hpp"
#include "ask/offline/query.hpp"
#include "data/intent.hpp"

#include <string>

namespace lumen::ask::offline {

/// Which columns an answer shows beside those asked for.
enum class Columns {
  telling, ///< the measure that a ranking is by, too, so that tables and charts can show it; lists are cut at
           ///< 100 rows
  asked,   ///< exactly those asked for
};

struct Draft {
  Query query;
  data::Intent intent;
  double doubt = 0;    ///< the sum of what was guessed
  std::string problem; ///< why there is no query, for people; empty when there is one
};

Draft compose(const Fragments& fragments, const Index& index, Columns columns);

/// The grain that suits the span of a time column.
Grain natural_grain(const Index& index, ColumnRef column);
/// Sum or average, as the measure wants it.
Function natural_function(const Index& index, ColumnRef column);
/// A range of dates on a column of whole years becomes a comparison of numbers.
Condition on_years(Condition condition);
/// What each column of the result is for, and the rest of the intent that follows from the query.
void fill_intent(data::Intent& intent, const Query& query, const Index& index);

} // namespace lumen::ask::offline

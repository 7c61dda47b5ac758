// Which expressions give numbers whose sums mean something: sums and counts do, averages and ratios don't.
#pragma once

#include "sql/words.hpp"

#include <map>
#include <string>

namespace lumen::sql {

/// What is known of columns by the names that inner queries give them, in lower case; others are plain
/// columns.
using KnownColumns = std::map<std::string, bool>;

/// Sums over the expression's values mean something: a plain column, a sum or count, or such a thing scaled,
/// rounded, added or with NULL replaced. False for all else, and for what can't be told.
bool additive_expression(const Words& words, Stretch expression, const KnownColumns& known);

} // namespace lumen::sql

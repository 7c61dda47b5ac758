// Read-only by syntax tree: what a statement would do, decided before it is sent.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace lumen::sql {

enum class Volatility { immutable, stable, volatile_, unknown };

/// Looks a function up by its (schema-qualified, where written) name: the strongest volatility among the
/// functions of that name, unknown when there is none. "row:name" asks only for functions outside pg_catalog
/// that take one argument, which a column-like `t.name` may call; for most names there are none.
using FunctionLookup = std::function<Volatility(std::string_view name)>;

/// Lets exactly one SELECT (WITH, VALUES, TABLE, EXPLAIN without ANALYZE, SHOW) of PostgreSQL through, if
/// nothing in it writes, locks, sleeps or calls a function that isn't immutable, stable or on the list of
/// harmless volatile ones. The error is Code::refused (or syntax, with its offset) and says what was found
/// and what to do instead.
Result<void> guard_postgresql(std::string_view sql, const FunctionLookup& lookup);

} // namespace lumen::sql

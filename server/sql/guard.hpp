// Read-only by syntax tree: what a statement would do, decided before it is sent.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace lumen::sql {

enum class Volatility { immutable, stable, volatile_, unknown };

/// A function or an operator as a statement names it. The parts stand apart, because a quoted name may hold a
/// dot: "pg_catalog.random" in quotes is somebody's own function.
struct FunctionName {
  enum class Use {
    call,      // name(…)
    field,     // t.name and (t).name: a column, or a call of a function that takes one argument
    operator_, // a <name> b
  };
  std::string schema; ///< as written; empty where none was
  std::string name;
  Use use = Use::call;
};

/// Looks a name up: the strongest volatility among all that it may mean, unknown when there is nothing of
/// that name (for a field: it is a column and calls nothing). An aggregate is as volatile as the functions
/// that it is made of; a shipped function of harmless_postgresql's list counts as stable. Where there is
/// nobody to ask, that list alone is believed.
using FunctionLookup = std::function<Volatility(const FunctionName& name)>;

/// Lets exactly one SELECT (WITH, VALUES, TABLE, EXPLAIN without ANALYZE, SHOW) of PostgreSQL through, if
/// nothing in it writes, locks, sleeps or calls a function or an operator that isn't immutable, stable or on
/// the list of harmless volatile ones. Not seen here: functions behind views, casts, defaults and columns'
/// types; for those stands the read-only transaction. The error is Code::refused (or syntax, with its offset)
/// and says what was found and what to do instead.
Result<void> guard_postgresql(std::string_view sql, const FunctionLookup& lookup);

} // namespace lumen::sql

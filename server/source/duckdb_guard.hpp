// Read-only by DuckDB's own parse tree, before anything is bound: binding alone may already open files.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace lumen::source {

/// Asks DuckDB for the parse tree of a statement (json_serialize_sql); the text of the tree, or why there is
/// none.
using DuckdbParser = std::function<Result<std::string>(std::string_view)>;

/// What the connected database knows, for the guard.
struct DuckdbKnowledge {
  std::set<std::string> volatile_functions; ///< lower case
  /// Is there a table or view of exactly this name? Asked only for names that look like files.
  std::function<bool(std::string_view name)> is_relation;
};

/// Lets exactly one SELECT (FROM, WITH, VALUES, TABLE, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN without ANALYZE)
/// through, if it calls no function with effects and no table function that reaches beyond the database.
/// Gives the statement without its semicolon and the comments around it; errors carry byte offsets into
/// `sql`.
Result<std::string> guard_duckdb(std::string_view sql, const DuckdbParser& parse,
                                 const DuckdbKnowledge& knowledge);

} // namespace lumen::source

// What a DuckDB database holds, read from its own catalog functions and, under a time budget, from its data.
#pragma once

#include "base/result.hpp"
#include "catalog/schema.hpp"
#include "source/duckdb_session.hpp"
#include "source/source.hpp"
#include "source/watch.hpp"

#include <cstddef>
#include <optional>
#include <stop_token>

namespace lumen::source {

/// Tables, views, columns, keys and comments (three queries), then statistics and samples (two queries a
/// table, until the budget is spent; then a warning says so).
Result<catalog::Schema> introspect_duckdb(DuckdbSession& session, Watch& watch, std::stop_token stop);

/// SchemaMark::schema of what is open: one query.
Result<std::string> mark_duckdb(DuckdbSession& session, Watch& watch, const std::stop_token& stop);

/// All values of a column where its samples, taken when the schema was read, are all of them: no query is
/// needed then.
std::optional<ColumnValues> values_known_by_samples(const catalog::Table& table,
                                                    const catalog::Column& column, std::size_t limit);

/// The labels of "ENUM('a', 'b')"; empty for other types.
std::vector<std::string> enum_labels(std::string_view database_type);

} // namespace lumen::source

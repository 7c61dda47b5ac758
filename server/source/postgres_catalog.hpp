// What a PostgreSQL database holds, read from its catalog and its statistics.
#pragma once

#include "base/result.hpp"
#include "catalog/schema.hpp"
#include "data/table.hpp"
#include "source/source.hpp"

#include <chrono>
#include <functional>
#include <string_view>

namespace lumen::source {

/// Runs one of Lumen's own queries within a time.
using PostgresQuery =
    std::function<Result<data::Table>(std::string_view sql, std::chrono::milliseconds time)>;

/// Four catalog queries, and for tables that were never analysed up to two queries each within a time budget.
/// What can't be read is a warning; partitions show as their parent only.
Result<catalog::Schema> introspect_postgresql(const PostgresQuery& ask);

/// Source::mark. While no transaction wrote anything in the whole cluster one value is asked; else names,
/// types and rights of the relations shown are summed up, in time linear in their columns.
Result<SchemaMark> mark_postgresql(const PostgresQuery& ask, const SchemaMark& known);

} // namespace lumen::source

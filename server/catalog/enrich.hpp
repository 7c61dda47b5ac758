// Roles, labels and inferred joins, from keys, types, statistics and names.
#pragma once

#include "base/result.hpp"
#include "catalog/schema.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lumen::catalog {

/// Fills the enriched fields and adds inferred foreign keys. Linear in the number of columns (joins are
/// looked up by name). Runs once per snapshot on the work lane.
void enrich(Schema& schema);

/// Distinct values of a column, at most `limit`.
using ReadValues =
    std::function<Result<std::vector<std::string>>(const Table&, const Column&, std::size_t limit)>;

/// Adds joins that only the values show: every value of flights.origin is one of the unique airports.iata.
/// Reads at most a few dozen columns, and only between tables that no key joins yet. Call after `enrich`,
/// before the snapshot is shared. A column that can't be read is passed over.
void infer_joins(Schema& schema, const ReadValues& values);

} // namespace lumen::catalog

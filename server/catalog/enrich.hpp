// Roles, labels and inferred joins, from keys, types, statistics and names.
#pragma once

#include "catalog/schema.hpp"

namespace lumen::catalog {

/// Fills the enriched fields and adds inferred foreign keys. Linear in the number of columns (joins are looked up by
/// name). Runs once per snapshot on the work lane.
void enrich(Schema& schema);

} // namespace lumen::catalog

// What columns are for: keys, measures, times, places, labels.
#pragma once

#include "catalog/schema.hpp"

namespace lumen::catalog {

/// Fills roles, aggregates and the label column, from types, statistics, names and keys; inferred keys should
/// stand already.
void give_roles(Table& table);

} // namespace lumen::catalog

// SQL back into a query, for follow-ups: all that the printer writes, and simple statements of other hands.
#pragma once

#include "ask/offline/index.hpp"
#include "ask/offline/query.hpp"
#include "sql/dialect.hpp"

#include <optional>
#include <string_view>

namespace lumen::ask::offline {

/// Nothing for what the intermediate form can't hold: set operations, CTEs, derived tables, expressions.
std::optional<Query> read_sql(std::string_view sql, const Index& index, sql::Dialect dialect);

} // namespace lumen::ask::offline

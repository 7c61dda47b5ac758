// The query as SQL that an analyst would write: clauses on their own lines, telling aliases, one printer for
// all dialects.
#pragma once

#include "ask/offline/index.hpp"
#include "ask/offline/joins.hpp"
#include "ask/offline/query.hpp"
#include "sql/dialect.hpp"

#include <optional>
#include <string>

namespace lumen::ask::offline {

struct Printed {
  std::string sql;
  double join_cost = 0;
};

/// Nothing when the tables can't be joined.
std::optional<Printed> print(const Query& query, const Index& index, sql::Dialect dialect);

/// The alias that an expression gets in the result: "total_amount", "flight_count", "month"; the column's own
/// name for a plain column.
std::string result_name(const Expr& expr, const Index& index);

} // namespace lumen::ask::offline

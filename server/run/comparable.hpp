// Can two runs of a query be compared? Not when it asks for the time or for chance, nor when it was cut
// without an order that decides which rows are kept.
#pragma once

#include "catalog/schema.hpp"
#include "data/table.hpp"
#include "sql/dialect.hpp"

#include <string_view>

namespace lumen::run {

/// The outermost query has an ORDER BY: the order of its rows means something.
bool orders_rows(std::string_view sql, sql::Dialect dialect);

/// Equal data give equal results. Errs on the side of "no" where a cut makes it depend on chance.
bool comparable(std::string_view sql, sql::Dialect dialect, const data::Table& table,
                const catalog::Schema& schema);

} // namespace lumen::run

// What a query tells of its own result without being run: rows left out, their order, which columns add up.
#pragma once

#include "data/intent.hpp"
#include "data/table.hpp"
#include "sql/dialect.hpp"

#include <string_view>

namespace lumen::sql {

/// Read from the query (references expanded) and the result that it gave: a LIMIT that the result didn't
/// reach, cut nothing off. Errs towards "limited" and "not additive". Linear in both; never fails.
data::Selection read_selection(std::string_view sql, Dialect dialect, const data::Table& result);

} // namespace lumen::sql

// Statements: where each begins and ends, and syntax errors at their exact place.
#pragma once

#include "base/result.hpp"
#include "sql/dialect.hpp"
#include "text/position.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace lumen::sql {

/// The statements of a text without their final semicolons; empty ones (only comments) are left out.
std::vector<text::Span> split(std::string_view sql, Dialect dialect);

/// The first syntax error by PostgreSQL's own grammar (libpg_query), with its byte offset. Only for
/// Dialect::postgresql; another dialect gives nothing (its Source checks it). References must be expanded
/// first.
std::optional<Error> syntax_error(std::string_view sql);

} // namespace lumen::sql

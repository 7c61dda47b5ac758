// PostgreSQL's own parser, by libpg_query; the functions here are its only callers.
#pragma once

#include "base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string_view>

namespace lumen::sql {

/// The longest SQL that is parsed; beyond it parsing costs more than a keystroke may.
inline constexpr std::size_t longest_sql = 4u << 20;
/// The longest chain of tokens that is parsed: open brackets, and what stands between two commas inside each
/// of them. libpg_query recurses over its tree unchecked, at most one level a token; a stack of 8 MiB holds
/// 60,000 levels of the costliest kind (AT TIME ZONE, joins, operators).
inline constexpr std::size_t deepest_sql = 20'000;

/// The tree as libpg_query's JSON ({"stmts":[{"stmt":{…}}]}); locations in it are byte offsets. A syntax
/// error has the byte offset of the place that PostgreSQL would mark; too long or too deep a text is
/// Code::limit. (The flavour with sorted keys: the ordered one copies whole subtrees while it reads.)
Result<nlohmann::json> parse_postgresql(std::string_view sql);
/// Only the errors of `parse_postgresql`, without the cost of the tree's text.
std::optional<Error> check_postgresql(std::string_view sql);

} // namespace lumen::sql

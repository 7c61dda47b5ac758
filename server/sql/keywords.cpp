// The words that can't be a bare column or table name, per dialect, as each database lists them itself
// (pg_get_keywords() of PostgreSQL 15 and 16, duckdb_keywords() of DuckDB 1.4). Sorted, for a binary search.
#include "base/ascii.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <array>

namespace lumen::sql {

namespace {

using namespace std::string_view_literals;

constexpr std::array postgresql_words{
    "all"sv,
    "analyse"sv,
    "analyze"sv,
    "and"sv,
    "any"sv,
    "array"sv,
    "as"sv,
    "asc"sv,
    "asymmetric"sv,
    "authorization"sv,
    "binary"sv,
    "both"sv,
    "case"sv,
    "cast"sv,
    "check"sv,
    "collate"sv,
    "collation"sv,
    "column"sv,
    "concurrently"sv,
    "constraint"sv,
    "create"sv,
    "cross"sv,
    "current_catalog"sv,
    "current_date"sv,
    "current_role"sv,
    "current_schema"sv,
    "current_time"sv,
    "current_timestamp"sv,
    "current_user"sv,
    "default"sv,
    "deferrable"sv,
    "desc"sv,
    "distinct"sv,
    "do"sv,
    "else"sv,
    "end"sv,
    "except"sv,
    "false"sv,
    "fetch"sv,
    "for"sv,
    "foreign"sv,
    "freeze"sv,
    "from"sv,
    "full"sv,
    "grant"sv,
    "group"sv,
    "having"sv,
    "ilike"sv,
    "in"sv,
    "initially"sv,
    "inner"sv,
    "intersect"sv,
    "into"sv,
    "is"sv,
    "isnull"sv,
    "join"sv,
    "lateral"sv,
    "leading"sv,
    "left"sv,
    "like"sv,
    "limit"sv,
    "localtime"sv,
    "localtimestamp"sv,
    "natural"sv,
    "not"sv,
    "notnull"sv,
    "null"sv,
    "offset"sv,
    "on"sv,
    "only"sv,
    "or"sv,
    "order"sv,
    "outer"sv,
    "overlaps"sv,
    "placing"sv,
    "primary"sv,
    "references"sv,
    "returning"sv,
    "right"sv,
    "select"sv,
    "session_user"sv,
    "similar"sv,
    "some"sv,
    "symmetric"sv,
    "system_user"sv,
    "table"sv,
    "tablesample"sv,
    "then"sv,
    "to"sv,
    "trailing"sv,
    "true"sv,
    "union"sv,
    "unique"sv,
    "user"sv,
    "using"sv,
    "variadic"sv,
    "verbose"sv,
    "when"sv,
    "where"sv,
    "window"sv,
    "with"sv,
};

constexpr std::array duckdb_words{
    "all"sv,           "analyse"sv,     "analyze"sv,   "and"sv,        "anti"sv,         "any"sv,
    "array"sv,         "as"sv,          "asc"sv,       "asof"sv,       "asymmetric"sv,   "at"sv,
    "authorization"sv, "binary"sv,      "both"sv,      "by"sv,         "case"sv,         "cast"sv,
    "check"sv,         "collate"sv,     "collation"sv, "column"sv,     "concurrently"sv, "constraint"sv,
    "create"sv,        "cross"sv,       "default"sv,   "deferrable"sv, "desc"sv,         "describe"sv,
    "distinct"sv,      "do"sv,          "else"sv,      "end"sv,        "except"sv,       "false"sv,
    "fetch"sv,         "for"sv,         "foreign"sv,   "freeze"sv,     "from"sv,         "full"sv,
    "glob"sv,          "group"sv,       "having"sv,    "ilike"sv,      "in"sv,           "initially"sv,
    "inner"sv,         "intersect"sv,   "into"sv,      "is"sv,         "isnull"sv,       "join"sv,
    "lambda"sv,        "lateral"sv,     "leading"sv,   "left"sv,       "like"sv,         "limit"sv,
    "natural"sv,       "not"sv,         "notnull"sv,   "null"sv,       "offset"sv,       "on"sv,
    "only"sv,          "or"sv,          "order"sv,     "outer"sv,      "overlaps"sv,     "pivot"sv,
    "pivot_longer"sv,  "pivot_wider"sv, "placing"sv,   "positional"sv, "primary"sv,      "qualify"sv,
    "references"sv,    "returning"sv,   "right"sv,     "select"sv,     "semi"sv,         "show"sv,
    "similar"sv,       "some"sv,        "summarize"sv, "symmetric"sv,  "table"sv,        "tablesample"sv,
    "then"sv,          "to"sv,          "trailing"sv,  "true"sv,       "union"sv,        "unique"sv,
    "unpack"sv,        "unpivot"sv,     "using"sv,     "variadic"sv,   "verbose"sv,      "when"sv,
    "where"sv,         "window"sv,      "with"sv,
};

static_assert(std::is_sorted(postgresql_words.begin(), postgresql_words.end()));
static_assert(std::is_sorted(duckdb_words.begin(), duckdb_words.end()));

} // namespace

bool is_reserved(std::string_view word, Dialect dialect) {
  const std::string folded = ascii::lower(word);
  return dialect == Dialect::postgresql
             ? std::binary_search(postgresql_words.begin(), postgresql_words.end(), std::string_view(folded))
             : std::binary_search(duckdb_words.begin(), duckdb_words.end(), std::string_view(folded));
}

} // namespace lumen::sql

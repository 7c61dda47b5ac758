// Names and literals as each dialect writes them.
#include "sql/dialect.hpp"

#include "base/ascii.hpp"
#include "sql/token.hpp"

#include <algorithm>

namespace lumen::sql {

namespace {

// Bytes of other alphabets may stand unquoted, but not every database folds them alike: they are quoted.
bool is_plain(std::string_view identifier, Dialect dialect) {
  if (identifier.empty() || ascii::is_digit(identifier.front()))
    return false;
  const bool folds = dialect == Dialect::postgresql; // DuckDB keeps the case that was written
  return std::all_of(identifier.begin(), identifier.end(), [folds](char c) {
    return c == '_' || ascii::is_digit(c) || (c >= 'a' && c <= 'z') || (!folds && c >= 'A' && c <= 'Z');
  });
}

} // namespace

std::string_view name(Dialect dialect) {
  return dialect == Dialect::postgresql ? "postgresql" : "duckdb";
}

std::string quote_identifier(std::string_view identifier, Dialect dialect) {
  if (is_plain(identifier, dialect) && !is_reserved(identifier, dialect))
    return std::string(identifier);
  return '"' + ascii::replace_all(identifier, "\"", "\"\"") + '"';
}

std::string quote_literal(std::string_view text, Dialect) {
  return '\'' + ascii::replace_all(text, "'", "''") + '\'';
}

} // namespace lumen::sql

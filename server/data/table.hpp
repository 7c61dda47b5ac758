// A query's result: columns in their order, names as the database gave them (equal ones too), exact values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lumen::data {

enum class Type {
  boolean,
  integer,  // 64 bit; wider ones are decimal
  decimal,  // exact; held as text
  floating, // IEEE double
  text,
  date,         // "2024-01-31"
  time,         // "13:05:00" or with a fraction
  timestamp,    // "2024-01-31 13:05:00[.ffffff]", no zone
  timestamp_tz, // the same in UTC with a final "Z"
  interval,     // as the database prints it
  uuid,
  json,   // compact JSON text
  binary, // "\x" and hexadecimal digits
  array,  // the database's text: PostgreSQL "{1,2}", DuckDB "[1, 2]"
  other,  // the database's text
};

/// NULL is std::monostate. Types other than boolean, integer and floating hold text in the form that Type
/// tells. Text is UTF-8; a driver replaces what isn't.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct Column {
  std::string name;
  Type type = Type::text;
  std::string database_type; ///< as the database names it: "numeric(10,2)"
};

using Row = std::vector<Value>;

struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool cut = false; ///< there were more rows than the fetch limit
};

inline bool is_null(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}
bool is_numeric(Type type);
bool is_temporal(Type type); ///< date, timestamp, timestamp_tz
/// The value as a double: numbers, decimals and booleans (0, 1); nothing for NULL and others.
std::optional<double> number(const Value& value, Type type);
/// Plain text as the notebook's table and CSV print it: "." as decimal point, no grouping, shortest digits
/// that read back as the same double (12 significant at most in `canonical`); "" for NULL.
std::string plain(const Value& value, Type type);

} // namespace lumen::data

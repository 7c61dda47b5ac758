// Values as PostgreSQL sends them, which is as text, into Lumen's.
#pragma once

#include "data/table.hpp"

#include <string>
#include <string_view>

namespace lumen::source {

/// A type that every server has, by its fixed object id (pg_type.dat).
struct PostgresType {
  unsigned oid;
  std::string_view name;
  data::Type type;
};
/// Null for a type that isn't built in.
const PostgresType* builtin_type(unsigned oid);

/// Text in UTF-8: a database in the encoding SQL_ASCII keeps whatever bytes it is given.
std::string valid_text(std::string_view text);

/// A value that isn't NULL. With the settings of PostgresSession's transactions.
data::Value postgres_value(std::string_view text, data::Type type);

} // namespace lumen::source

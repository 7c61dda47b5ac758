// A statement's result row by row, as the server sends it. A result that is fetched whole takes its memory
// before anyone can see how much that is, and a cursor has no parallel plans: so libpq is asked for single
// rows.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn; // libpq's connection

namespace lumen::source {

struct PostgresColumn {
  std::string name;  ///< bytes as the server sent them
  unsigned type = 0; ///< object id of pg_type
};

/// Texts of one row's values, none for NULL. They last for one call.
using PostgresRow = std::vector<std::optional<std::string_view>>;

/// What is done with a result as it comes.
struct PostgresReader {
  std::function<void(std::vector<PostgresColumn>)> columns; ///< once, before the rows
  std::function<bool(const PostgresRow&)> row;              ///< false: no more of them are wanted
  std::function<void()> enough; ///< once, after that: what still comes is dropped, a row at a time
};

/// Why a statement failed.
struct PostgresFailure {
  std::string report;   ///< libpq's text: message, place, detail, hint
  std::string sqlstate; ///< empty where the server said nothing
};

/// Sends one statement and reads its result to the end, one row in memory at a time. The connection is free
/// for the next statement afterwards, unless the reader throws. Blocks.
std::optional<PostgresFailure> read_rows(pg_conn* connection, const std::string& sql,
                                         const PostgresReader& reader);

} // namespace lumen::source

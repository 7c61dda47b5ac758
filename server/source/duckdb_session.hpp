// A connection to an open DuckDB database: opened, locked down, asked, closed. Several may share a database.
#pragma once

#include "base/result.hpp"
#include "data/table.hpp"
#include "source/duckdb_library.hpp"
#include "source/source.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::source {

/// Errors of DuckDB as Lumen's: the message, "Did you mean" as hint, and the place as byte offset into `sql`
/// (which its parser counts in characters and its binder in bytes). `shift` bytes of what was sent stood
/// before `sql`.
Error duckdb_error(std::string_view reported, std::string_view sql, std::size_t shift = 0);

class DuckdbSession {
public:
  /// An existing file, read only. Another process that writes to it holds it: then the error says so.
  static Result<std::unique_ptr<DuckdbSession>> open_file(const std::string& path);
  static Result<std::unique_ptr<DuckdbSession>> open_memory();
  /// Another connection to the same database, with the same settings; before `lock_down`, which forbids to
  /// make them. Tables, memory and threads are shared; transactions and interrupts are each connection's own.
  /// The database is closed with the last of them.
  Result<std::unique_ptr<DuckdbSession>> another() const;
  ~DuckdbSession();
  DuckdbSession(const DuckdbSession&) = delete;
  DuckdbSession& operator=(const DuckdbSession&) = delete;

  /// Runs statements of Lumen's own, before the lock.
  Result<void> execute(const std::string& sql);
  /// From here on: no files but these (as they are handed to DuckDB's readers), no network, no extensions.
  /// Once in a session.
  Result<void> allow_only(const std::vector<std::string>& readable_files);
  /// From here on: no files but those of `allow_only`, no network, no extensions, and no settings; in all
  /// connections to this database.
  Result<void> lock_down();

  /// At most limits.rows rows of one statement in a read-only transaction, read as they come: a larger result
  /// is neither computed nor kept. Parameters are texts for $1, $2, …
  Result<data::Table> fetch(std::string_view sql, const std::vector<std::string>& parameters,
                            const Limits& limits);
  /// What json_serialize_sql makes of a text: parsed, neither bound nor run. Outside of transactions.
  Result<std::string> syntax_tree(std::string_view sql);
  /// Parses and binds only.
  Result<void> bind(std::string_view sql);
  /// Makes a running `fetch` end with an error. Any thread; costs nothing.
  void interrupt();

private:
  class Prepared;
  struct Database;
  DuckdbSession(const DuckdbLibrary& api, std::shared_ptr<Database> database);
  static Result<std::unique_ptr<DuckdbSession>> connect(const DuckdbLibrary& api,
                                                        std::shared_ptr<Database> database);
  static Result<std::unique_ptr<DuckdbSession>> open(const char* path, bool read_only);
  Result<void> settle();
  Result<void> admissible(duckdb_prepared_statement statement, std::size_t parameters) const;
  /// Ends whatever transaction is left. An interrupt that comes late ends the first try instead of the query
  /// that it was meant for; with no transaction left the tries do nothing.
  void roll_back();
  Result<data::Table> fetch_inside(std::string_view sql, const std::vector<std::string>& parameters,
                                   const Limits& limits);
  Result<data::Table> read(duckdb_prepared_statement statement, std::vector<class DuckdbColumn> columns,
                           std::string_view sql, std::size_t shift, const Limits& limits);

  Result<std::string> serialize(std::string_view sql);

  const DuckdbLibrary* api_;
  std::shared_ptr<Database> database_;
  duckdb_connection connection_ = nullptr;
  std::unique_ptr<Prepared> serializer_; // prepared once: it guards every statement
};

} // namespace lumen::source

// The interface to a database. One file per driver implements it and is the sole user of that driver.
#pragma once

#include "base/result.hpp"
#include "catalog/schema.hpp"
#include "data/table.hpp"
#include "sql/dialect.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::source {

struct Limits {
  std::size_t rows = 1000;                   ///< fetched at most; one more is tried, to know of a cut
  std::chrono::milliseconds timeout{30'000}; ///< of the statement
  std::size_t bytes = 64u << 20;             ///< of the result in memory
};

struct Execution {
  data::Table table;
  double milliseconds = 0; ///< from sending the statement to its last row
  double guarding = 0;     ///< milliseconds before that: making ready, and the guard
};

/// Distinct values of one column, to find what a question names.
struct ColumnValues {
  std::vector<std::string> values; ///< at most the limit asked for
  bool complete = true;
};

/// Tells without reading the schema whether it is still what it was. Opaque texts, for comparing only.
struct SchemaMark {
  std::string schema; ///< of names, types, keys, labels, comments and rights; equal as long as these are
  std::string data;   ///< equal as long as the rows are, too; empty where that can't be told cheaply
  std::string moment; ///< equal only where nothing at all changed; what it is of is the source's own matter
};

/// One connection to one database, always read only. Calls block; one call at a time per Source (a query lane
/// each), except `stop`. Errors carry the database's own message, hint and an offset into the SQL given.
class Source {
public:
  virtual ~Source() = default;

  virtual sql::Dialect dialect() const = 0;
  /// "PostgreSQL 15.18", "DuckDB 1.4.4"; for people and the stamp's engine=.
  virtual std::string engine() const = 0;

  /// Would `run` let it through? Parses and plans nothing that writes; no rows are read.
  virtual Result<void> check(std::string_view sql, std::stop_token stop) = 0;
  /// Guards, then runs one read-only statement in a read-only transaction with these limits. A stop request
  /// reaches the database and gives Code::cancelled; the time limit gives Code::timeout.
  virtual Result<Execution> run(std::string_view sql, const Limits& limits, std::stop_token stop) = 0;

  /// What the database holds, not yet enriched.
  virtual Result<catalog::Schema> introspect(std::stop_token stop) = 0;
  /// The mark of what `introspect` would read now. `known` is an earlier one, or {}: where its moment still
  /// holds no more is asked. About half a millisecond for a usual schema.
  virtual Result<SchemaMark> mark(const SchemaMark& known, std::stop_token stop) = 0;
  /// Distinct values of a text column, most frequent first where that is cheap.
  virtual Result<ColumnValues> values(const catalog::Table& table, const catalog::Column& column,
                                      std::size_t limit, std::stop_token stop) = 0;
};

/// What a connection's text names.
struct Address {
  enum class Kind { postgresql, duckdb_file, duckdb_memory, files };
  Kind kind = Kind::duckdb_memory;
  std::string url;      ///< PostgreSQL: the URI or conninfo as given
  std::string path;     ///< absolute file, folder or glob
  std::string schema;   ///< preferred schema, may be empty
  std::string password; ///< kept out of every text; may be empty
};

/// "postgresql://…", "service=…", "duckdb:path", a path (absolute, ./ ../ ~ or relative to `folder`),
/// "folder/*.csv". Files by ending: .duckdb .db; a folder or glob of .csv .tsv .json .ndjson .parquet is a
/// set of tables.
Result<Address> parse_address(std::string_view text, const std::string& folder);
/// The address for people: passwords and secret parameters (base/address_secrets.hpp) as "***".
std::string masked(const Address& address);
std::string masked_url(std::string_view url);
/// What is said of a URL whose password libpq would take for a host, and print as one.
Error misread_address();

/// Connects. The only place that knows which driver fits which address.
Result<std::unique_ptr<Source>> open(const Address& address, const std::stop_token& stop);

// The drivers, one file each.
Result<std::unique_ptr<Source>> open_postgresql(const Address& address, const std::stop_token& stop);
Result<std::unique_ptr<Source>> open_duckdb(const Address& address, const std::stop_token& stop);

} // namespace lumen::source

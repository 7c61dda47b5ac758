// DuckDB files for tests, made outside of Lumen's guard.
#pragma once

#include "source/duckdb_library.hpp"
#include "support/catch.hpp"

#include <string>

namespace lumen::test {

/// Makes the file by these statements through DuckDB's C API; fails the test when that isn't possible.
inline void make_duckdb_file(const std::string& path, const std::string& statements) {
  const auto api = source::duckdb_library();
  REQUIRE(api.has_value());
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  REQUIRE((*api)->open_ext(path.c_str(), &database, nullptr, nullptr) == DuckDBSuccess);
  REQUIRE((*api)->connect(database, &connection) == DuckDBSuccess);
  duckdb_result result;
  const bool made = (*api)->query(connection, statements.c_str(), &result) == DuckDBSuccess;
  if (!made)
    UNSCOPED_INFO((*api)->result_error(&result));
  (*api)->destroy_result(&result);
  (*api)->disconnect(&connection);
  (*api)->close(&database);
  REQUIRE(made);
}

} // namespace lumen::test

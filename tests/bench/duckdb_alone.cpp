// What a query costs in DuckDB by itself: `duckdb_alone FOLDER SQL TIMES` prints the milliseconds of each
// run, values read as text. The files are loaded first, as Lumen does, and that is not counted.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <duckdb.h>
#include <filesystem>
#include <string>

int main(int count, char** arguments) {
  if (count != 4)
    return 2;
  duckdb_database database;
  duckdb_connection connection;
  if (duckdb_open(nullptr, &database) == DuckDBError || duckdb_connect(database, &connection) == DuckDBError)
    return 1;
  for (const auto& file : std::filesystem::directory_iterator(arguments[1])) {
    const std::string table = "CREATE TABLE \"" + file.path().stem().string() +
                              "\" AS SELECT * FROM read_csv('" + file.path().string() + "')";
    if (duckdb_query(connection, table.c_str(), nullptr) == DuckDBError)
      return 1;
  }
  for (int run = 0; run < std::atoi(arguments[3]); ++run) {
    const auto begin = std::chrono::steady_clock::now();
    duckdb_result result;
    if (duckdb_query(connection, arguments[2], &result) == DuckDBError) {
      std::fprintf(stderr, "%s\n", duckdb_result_error(&result));
      return 1;
    }
    for (idx_t row = 0; row < duckdb_row_count(&result); ++row)
      for (idx_t column = 0; column < duckdb_column_count(&result); ++column)
        duckdb_free(duckdb_value_varchar(&result, column, row));
    duckdb_destroy_result(&result);
    std::printf("%.3f\n",
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  duckdb_disconnect(&connection);
  duckdb_close(&database);
}

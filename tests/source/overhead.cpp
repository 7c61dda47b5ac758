// What Lumen adds to a query of 1,000 rows: the same statement through Source and through the bare driver,
// side by side. Hidden, because it is a measurement and no promise of this machine: run `test_source
// "[measure]"`.
#include "scratch.hpp"
#include "source/duckdb_library.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>

using namespace lumen;
using namespace lumen::test;

namespace {

double median_milliseconds(int rounds, const std::function<void()>& action) {
  action();
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    action();
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

constexpr const char* make_sales =
    "CREATE TABLE sale AS SELECT i AS id, i % 1000 AS customer, 'region ' || (i % 7) AS region, "
    "CAST(i AS DECIMAL(12,2)) / 100 AS amount, DATE '2024-01-01' + CAST(i % 365 AS INTEGER) AS day FROM ";
constexpr const char* report =
    "SELECT customer, max(region) AS region, sum(amount) AS amount, max(day) AS day, count(*) AS n "
    "FROM sale GROUP BY customer ORDER BY amount DESC";

/// The same statement on DuckDB's C API: every row is fetched, every value only touched as text by the
/// cheapest means.
void bare_duckdb(const source::DuckdbLibrary& api, duckdb_connection connection, const char* sql) {
  duckdb_result result;
  REQUIRE(api.query(connection, sql, &result) == DuckDBSuccess);
  std::size_t rows = 0;
  while (duckdb_data_chunk chunk = api.fetch_chunk(result)) {
    rows += api.data_chunk_get_size(chunk);
    api.destroy_data_chunk(&chunk);
  }
  REQUIRE(rows == 1000);
  api.destroy_result(&result);
}

} // namespace

TEST_CASE("overhead over DuckDB alone", "[.][measure]") {
  const Scratch scratch;
  const std::string path =
      scratch.make_database("big.duckdb", std::string(make_sales) + "range(2000000) r(i)");
  const auto api = source::duckdb_library();
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_config config = nullptr;
  (*api)->create_config(&config);
  (*api)->set_config(config, "access_mode", "READ_ONLY");
  REQUIRE((*api)->open_ext(path.c_str(), &database, config, nullptr) == DuckDBSuccess);
  (*api)->destroy_config(&config);
  REQUIRE((*api)->connect(database, &connection) == DuckDBSuccess);
  const double bare = median_milliseconds(41, [&] { bare_duckdb(**api, connection, report); });
  (*api)->disconnect(&connection);
  (*api)->close(&database);
  auto source = open_source(path);
  const double ours = median_milliseconds(41, [&] { REQUIRE(query(*source, report).rows.size() == 1000); });
  std::cout << "DuckDB, 1,000 rows of 2,000,000: alone " << bare << " ms, through Source " << ours << " ms\n";
}

TEST_CASE("overhead over psql", "[.][measure]") {
  Postgres& server = Postgres::instance();
  server.create_database("speed");
  server.psql(std::string(make_sales) + "generate_series(0, 999999) i; ANALYZE sale", "speed");
  auto source = open_source(server.address("speed"));
  const double ours = median_milliseconds(21, [&] { REQUIRE(query(*source, report).rows.size() == 1000); });
  // psql's own clock, in one session: its start isn't counted.
  std::string script = "\\o /dev/null\n\\timing on\n";
  for (int i = 0; i < 22; ++i)
    script += std::string(report) + ";\n";
  const std::string printed = server.psql(script, "speed");
  std::vector<double> times;
  for (std::size_t at = printed.find("Time: "); at != std::string::npos; at = printed.find("Time: ", at + 1))
    times.push_back(std::stod(printed.substr(at + 6)));
  REQUIRE(times.size() == 22);
  std::sort(times.begin(), times.end());
  std::cout << "PostgreSQL, 1,000 rows of 1,000,000: psql " << times[times.size() / 2]
            << " ms, through Source " << ours << " ms\n";
  const double small = median_milliseconds(101, [&] { query(*source, "SELECT 1"); });
  std::cout << "PostgreSQL, SELECT 1 through Source " << small << " ms\n";
}

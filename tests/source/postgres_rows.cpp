// PostgreSQL's rows come one at a time: memory is bounded by the limit, plans are what they are without
// Lumen.
#include "scratch.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"

#include <fstream>

using namespace lumen;
using namespace lumen::test;
using Texts = std::vector<std::string>;

namespace {

/// The most memory that this process held since `forget_peak`, in bytes (proc(5), VmHWM).
std::size_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:"))
      return std::stoul(line.substr(6)) << 10;
  return 0;
}

void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << '5';
}

} // namespace

TEST_CASE("PostgreSQL: of a result with very large values no more is held than the limit and a row") {
  Postgres& server = Postgres::instance();
  server.create_database("wide");
  auto source = open_source(server.address("wide"));
  REQUIRE(first_row(*source, "SELECT 1") == Texts{"1"});
  forget_peak();
  const std::size_t before = peak_memory();
  // 2.4 GB, if all of it came.
  const auto wide =
      source->run("SELECT i, repeat(chr(64 + i % 26), 4000000) FROM generate_series(1, 600) i", {}, {});
  const std::size_t taken = peak_memory() - before;
  REQUIRE(wide);
  CHECK(wide->table.cut);
  CHECK(wide->table.rows.size() == 16); // of 64 MiB
  CHECK(taken < (std::size_t{400} << 20));
  CHECK(first_row(*source, "SELECT 2") == Texts{"2"});
  // One row that takes more than the limit is refused; what it took is let go with its connection.
  const auto giant = source->run("SELECT repeat('x', 80000000)", {}, {});
  REQUIRE_FALSE(giant);
  CHECK(giant.error().code == Code::limit);
  CHECK(first_row(*source, "SELECT 3") == Texts{"3"});
}

TEST_CASE("PostgreSQL: a statement may use parallel plans, as it does without Lumen") {
  Postgres& server = Postgres::instance();
  server.create_database("parallel");
  server.psql(
      "ALTER DATABASE parallel SET parallel_setup_cost = 0; "
      "ALTER DATABASE parallel SET parallel_tuple_cost = 0; "
      "ALTER DATABASE parallel SET min_parallel_table_scan_size = 0; "
      "ALTER DATABASE parallel SET parallel_leader_participation = off; "
      "CREATE TABLE many AS SELECT i AS id FROM generate_series(1, 20000) i; ANALYZE many; "
      "CREATE FUNCTION in_worker(n integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS "
      "'SELECT backend_type = ''parallel worker'' FROM pg_stat_activity WHERE pid = pg_backend_pid()'",
      "parallel");
  auto source = open_source(server.address("parallel"));
  CHECK(first_row(*source, "SELECT bool_or(in_worker(id)) FROM many WHERE id % 2000 = 0") == Texts{"true"});
}

// How PostgreSQL tells that a schema changed: by which statements, by which not, and in what time.
#include "scratch.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

using namespace lumen;
using namespace lumen::test;

namespace {

source::SchemaMark marked(source::Source& source, const source::SchemaMark& known = {}) {
  auto mark = source.mark(known, {});
  if (!mark)
    FAIL(mark.error().message);
  return *mark;
}

} // namespace

TEST_CASE("PostgreSQL: every change of the schema changes its mark, rows and temporary tables don't") {
  Postgres& server = Postgres::instance();
  server.create_database("marks");
  server.psql("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t(a integer, b varchar(10), m mood);"
              "CREATE ROLE reader",
              "marks");
  auto source = open_source(server.address("marks"));
  auto known = marked(*source);
  CHECK_FALSE(known.schema.empty());
  CHECK(marked(*source, known).moment == known.moment);
  for (const char* harmless : {"INSERT INTO t SELECT i, 'x', 'ok' FROM generate_series(1, 100) i",
                               "ANALYZE t", "VACUUM t", "CREATE TEMP TABLE passing(x integer PRIMARY KEY)",
                               "BEGIN; ALTER TABLE t ADD COLUMN never text; ROLLBACK"}) {
    CAPTURE(harmless);
    server.psql(harmless, "marks");
    const auto now = marked(*source, known);
    CHECK(now.schema == known.schema);
    known = now;
  }
  for (const char* change :
       {"ALTER TABLE t RENAME COLUMN b TO c", "ALTER TABLE t ALTER c TYPE varchar(20)",
        "ALTER TABLE t ADD COLUMN d date", "ALTER TABLE t DROP COLUMN d", "ALTER TABLE t RENAME TO u",
        "ALTER TABLE u ADD PRIMARY KEY (a)", "CREATE TABLE v(x integer)", "DROP TABLE v",
        "CREATE VIEW w AS SELECT 1 AS one", "COMMENT ON COLUMN u.a IS 'which'",
        "ALTER TYPE mood ADD VALUE 'happy'", "GRANT SELECT ON u TO reader",
        "CREATE SCHEMA s; CREATE TABLE s.t(x integer)", "ALTER SCHEMA s RENAME TO r"}) {
    CAPTURE(change);
    server.psql(change, "marks");
    const auto now = marked(*source, known);
    CHECK(now.schema != known.schema);
    CHECK(marked(*source, now).schema == now.schema);
    known = now;
  }
  server.psql("DROP OWNED BY reader; DROP ROLE reader", "marks");
}

TEST_CASE("PostgreSQL: the time of a mark", "[.][measure]") {
  Postgres& server = Postgres::instance();
  for (const int tables : {20, 2000}) {
    const std::string name = "tables_" + std::to_string(tables);
    server.create_database(name);
    std::string script;
    for (int i = 0; i < tables; ++i)
      script +=
          "CREATE TABLE t" + std::to_string(i) +
          "(id int PRIMARY KEY, a text, b text, c numeric, d date, e text, f text, g text, h text, i int);\n";
    server.psql(script, name);
    auto source = open_source(server.address(name));
    const auto known = marked(*source);
    const auto median = [&](const source::SchemaMark& from) {
      std::vector<double> times;
      for (int i = 0; i < 51; ++i) {
        const auto start = std::chrono::steady_clock::now();
        (void)marked(*source, from);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
      }
      std::sort(times.begin(), times.end());
      return times[25];
    };
    std::cout << tables << " tables: nothing was written " << median(known) << " ms, something was "
              << median({}) << " ms\n";
  }
}

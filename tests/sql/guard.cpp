// The guard: which reads may run, and that no known way around it does.
#include "sql/guard.hpp"

#include "support/catch.hpp"

using namespace lumen;
using sql::Volatility;

namespace {

// What a database would answer: a few functions of each kind.
Volatility catalog(std::string_view name) {
  if (name == "touch" || name == "app.touch" || name == "row:touch_row")
    return Volatility::volatile_;
  if (name.substr(0, 4) == "row:")
    return Volatility::unknown;
  if (name == "now" || name == "to_char")
    return Volatility::stable;
  if (name == "mystery")
    return Volatility::unknown;
  return Volatility::immutable;
}

} // namespace

TEST_CASE("reading statements pass the guard") {
  for (const char* sql : {
           "SELECT 1",
           "select count(*), lower(name) from t where x in (select y from u) group by 2 -- ; drop table t",
           "WITH a AS (SELECT 1 AS x), b AS (TABLE a) SELECT * FROM b",
           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n",
           "VALUES (1, 'a'), (2, 'b')",
           "TABLE orders",
           "(SELECT 1) UNION (SELECT 2) ORDER BY 1;",
           "EXPLAIN SELECT * FROM t",
           "EXPLAIN (COSTS OFF, ANALYZE false) SELECT * FROM t",
           "SHOW TimeZone",
           "SELECT random(), clock_timestamp(), gen_random_uuid(), pg_total_relation_size('t')",
           "SELECT pg_catalog.random()",
           "SELECT now(), current_date, to_char(now(), 'YYYY')",
           "SELECT ';', $$; DROP TABLE t$$, 'INSERT INTO t'",
           "SELECT update, \"delete\" FROM t /* INSERT */",
           "SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t TABLESAMPLE bernoulli (10)",
           "SELECT t.name, (t).title, (array_agg(x))[1] FROM t, LATERAL generate_series(1, t.n) AS g GROUP "
           "BY 1, 2",
           "SELECT a UNION SELECT b FROM t EXCEPT SELECT c FROM u",
       }) {
    CAPTURE(sql);
    const auto allowed = sql::guard_postgresql(sql, catalog);
    if (!allowed)
      UNSCOPED_INFO(allowed.error().message);
    CHECK(allowed.has_value());
  }
}

TEST_CASE("a refusal says what was found, where, and what to do") {
  const std::string sql = "SELECT id FROM t WHERE pg_sleep(10) IS NULL";
  const auto allowed = sql::guard_postgresql(sql, catalog);
  REQUIRE_FALSE(allowed);
  CHECK(allowed.error().code == Code::refused);
  CHECK(allowed.error().message == "pg_sleep() isn't allowed: it makes the server wait.");
  CHECK_FALSE(allowed.error().hint.empty());
  REQUIRE(allowed.error().offset);
  CHECK(sql.substr(*allowed.error().offset, 8) == "pg_sleep");

  const std::string two = "SELECT 1; -- harmless\n DROP TABLE t";
  const auto second = sql::guard_postgresql(two, catalog);
  REQUIRE_FALSE(second);
  CHECK(second.error().message == "There is more than one statement.");
  CHECK(two.substr(second.error().offset.value()) == "DROP TABLE t");

  CHECK(sql::guard_postgresql("create or replace view v as select 1", catalog).error().message.substr(0, 6) ==
        "CREATE");
  CHECK(sql::guard_postgresql("drop table t", catalog).error().message ==
        "DROP TABLE isn't allowed: it doesn't only read.");
  CHECK(sql::guard_postgresql("-- nothing", catalog).error().message == "There is no statement to run.");
}

TEST_CASE("functions are judged by what the database says of them") {
  CHECK(sql::guard_postgresql("SELECT touch(1)", catalog).error().code == Code::refused);
  CHECK(sql::guard_postgresql("SELECT app.touch(1)", catalog).error().code == Code::refused);
  CHECK(sql::guard_postgresql("SELECT mystery(1)", catalog).error().code == Code::refused);
  CHECK(sql::guard_postgresql("SELECT (1).touch", catalog).error().code == Code::refused);
  CHECK(sql::guard_postgresql("SELECT t.touch_row FROM t", catalog).error().code == Code::refused);
  CHECK(sql::guard_postgresql("SELECT evil.random()", [](std::string_view) { return Volatility::volatile_; })
            .error()
            .code == Code::refused);
  CHECK(sql::guard_postgresql("SELECT lower('a')", nullptr).error().code == Code::refused); // nobody to ask
  CHECK(sql::guard_postgresql("SELECT random()", nullptr).has_value());
}

TEST_CASE("a statement nested as deep as its text allows is answered") {
  std::string sql = "SELECT 1";
  for (int i = 0; i < 300; ++i)
    sql = "SELECT * FROM (" + sql + ") AS t";
  CHECK(sql::guard_postgresql(sql, catalog).has_value());
  CHECK_FALSE(sql::guard_postgresql("SELECT " + std::string(100'000, '(') + "1" + std::string(100'000, ')'),
                                    catalog));
}

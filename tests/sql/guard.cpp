// The guard: which reads may run, and that no known way around it does.
#include "sql/guard.hpp"

#include "support/catch.hpp"

using namespace lumen;
using sql::Volatility;

namespace {

// What a database would answer: a few functions of each kind.
Volatility catalog(const sql::FunctionName& asked) {
  using Use = sql::FunctionName::Use;
  const auto& [schema, name, use] = asked;
  if (use == Use::field) // what takes one argument
    return name == "touch" || name == "touch_row" || name == "pg_sleep" ? Volatility::volatile_
           : name == "pg_read_file" || name == "lower"                  ? Volatility::stable
                                                                        : Volatility::unknown;
  if (use == Use::operator_)
    return name == "@!" ? Volatility::volatile_ : Volatility::unknown;
  if (name == "touch" || name == "pg_catalog.random")
    return Volatility::volatile_;
  if (name == "now" || name == "to_char" || (name == "random" && (schema.empty() || schema == "pg_catalog")))
    return Volatility::stable;
  if (name == "random")
    return Volatility::volatile_;
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
           "SELECT l.lo_revenue, (l).lo_price, l.*, public.l.lo_tax FROM l",
           "SELECT t.lower FROM concat('A') AS t",
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
  for (const char* sql : {
           "SELECT touch(1)",
           "SELECT app.touch(1)",
           "SELECT shop.app.touch(1)",
           "SELECT mystery(1)",
           "SELECT (1).touch",
           "SELECT ((1).a).touch",
           "SELECT t.touch_row FROM t",
           "SELECT public.t.touch_row FROM public.t",
           "SELECT 1 FROM t ORDER BY t.touch_row",
           "SELECT 1 FROM t JOIN u ON t.touch_row = u.x",
           "SELECT t.pg_read_file FROM concat('/etc/passwd') AS t",
           "SELECT t.pg_sleep FROM abs(3) AS t",
           "SELECT (t).pg_read_file FROM concat('/etc/passwd') AS t",
           "SELECT evil.random()",
           "SELECT \"pg_catalog.random\"()",
           "SELECT 1 @! 2",
           "SELECT 1 OPERATOR(app.@!) 2",
           "SELECT @! 2",
           "SELECT 1 @! ANY (SELECT 2)",
           "SELECT 1 @! ALL (ARRAY[2])",
           "SELECT x FROM t ORDER BY x USING @!",
           "SELECT * FROM pg_hba_file_rules",
           "SELECT (SELECT count(*) FROM pg_catalog.pg_file_settings)",
       }) {
    CAPTURE(sql);
    const auto allowed = sql::guard_postgresql(sql, catalog);
    REQUIRE_FALSE(allowed);
    CHECK(allowed.error().code == Code::refused);
    CHECK_FALSE(allowed.error().hint.empty());
  }
  CHECK_FALSE(sql::guard_postgresql("SELECT \"pg_catalog.random\"()", nullptr));
  CHECK_FALSE(sql::guard_postgresql("SELECT t.pg_sleep FROM abs(3) AS t", nullptr));
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

TEST_CASE("a chain of any kind is parsed up to the limit, and refused beyond it") {
  struct Chain {
    const char *first, *link, *last;
    int links; // the longest that fits
  };
  for (const auto& [first, link, last, links] : {
           Chain{"SELECT now()", " AT TIME ZONE 'UTC'", "", 4900},
           Chain{"SELECT 1", " ISNULL", "", 19'000},
           Chain{"SELECT 'a'", " COLLATE \"C\"", "", 9900},
           Chain{"SELECT 1", "::int", "", 9900},
           Chain{"SELECT 1", "::numeric(1,1)", "", 9900},
           Chain{"SELECT 1", "+1", "", 9900},
           Chain{"SELECT 1, 2", " UNION SELECT 1, 2", "", 19'000},
           Chain{"SELECT * FROM t", " NATURAL JOIN t", "", 6600},
           Chain{"SELECT * FROM t", " JOIN t USING (a, b)", "", 6600},
       }) {
    const auto chain = [&, begin = std::string(first), next = std::string(link)](int length) {
      std::string sql = begin;
      for (int i = 0; i < length; ++i)
        sql += next;
      return sql + last;
    };
    CAPTURE(first, link);
    const auto fits = sql::guard_postgresql(chain(links), nullptr);
    CHECK((fits || fits.error().code == Code::refused)); // parsed, whatever the functions are
    const auto long_one = sql::guard_postgresql(chain(200'000), nullptr);
    REQUIRE_FALSE(long_one);
    CHECK(long_one.error().code == Code::limit);
    CHECK_FALSE(long_one.error().hint.empty());
  }
  // Brackets keep their own level behind a comma; so do arms of a UNION inside of one.
  std::string nested, arms = "SELECT 1, 2";
  for (int i = 0; i < 100'000; ++i) {
    nested += "f(1,";
    arms += " UNION SELECT 1, 2";
  }
  CHECK(sql::guard_postgresql("SELECT " + nested + "1" + std::string(100'000, ')'), catalog).error().code ==
        Code::limit);
  CHECK(sql::guard_postgresql("SELECT * FROM (" + arms + ") AS t", catalog).error().code == Code::limit);
  // Many values side by side aren't deep.
  std::string list = "SELECT 1 IN (1";
  for (int i = 0; i < 100'000; ++i)
    list += ",f(1)";
  CHECK(sql::guard_postgresql(list + ")", catalog).has_value());
}

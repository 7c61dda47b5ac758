// Which results can be compared with a later run: those that don't hang on time, chance, or where they were
// cut.
#include "run/comparable.hpp"

#include "support/catch.hpp"

using namespace lumen;
using run::comparable;
using run::orders_rows;
using sql::Dialect;

namespace {

catalog::Schema schema() {
  catalog::Table orders;
  orders.schema = "main";
  orders.name = "orders";
  orders.primary_key = {"id"};
  catalog::Table lines = orders;
  lines.name = "lines";
  lines.primary_key = {"order_id", "number"};
  return {"main", {orders, lines}, {}};
}

bool whole(std::string_view sql) {
  return comparable(sql, Dialect::postgresql, {}, schema());
}

bool cut(std::string_view sql) {
  data::Table table;
  table.cut = true;
  return comparable(sql, Dialect::postgresql, table, schema());
}

} // namespace

TEST_CASE("the outermost ORDER BY decides whether order means something") {
  CHECK(orders_rows("SELECT 1 ORDER BY 1", Dialect::duckdb));
  CHECK(orders_rows("WITH a AS (SELECT 1) SELECT * FROM a order  by x LIMIT 3", Dialect::duckdb));
  CHECK_FALSE(orders_rows("SELECT * FROM (SELECT 1 ORDER BY 1) t", Dialect::duckdb));
  CHECK_FALSE(orders_rows("SELECT sum(x) OVER (ORDER BY y) FROM t", Dialect::duckdb));
  CHECK_FALSE(orders_rows("SELECT 'x ORDER BY y' -- ORDER BY z", Dialect::duckdb));
}

TEST_CASE("time and chance make a result incomparable, their names in text don't") {
  CHECK(whole("SELECT count(*) FROM orders"));
  CHECK_FALSE(whole("SELECT now()"));
  CHECK_FALSE(whole("SELECT * FROM orders WHERE day > CURRENT_DATE - 7"));
  CHECK_FALSE(whole("SELECT random() FROM orders"));
  CHECK_FALSE(whole("SELECT * FROM orders TABLESAMPLE SYSTEM (10)"));
  CHECK_FALSE(whole("SELECT * FROM orders USING SAMPLE 10"));
  CHECK(whole("SELECT 'now()' AS \"random()\" /* now() */"));
  CHECK(whole("SELECT now FROM orders"));
  CHECK(whole("SELECT a FROM orders JOIN lines USING (id)"));
}

TEST_CASE("a limit without an order keeps rows by chance") {
  CHECK_FALSE(whole("SELECT * FROM orders LIMIT 10"));
  CHECK_FALSE(whole("SELECT count(*) FROM (SELECT * FROM orders LIMIT 10) t"));
  CHECK_FALSE(whole("SELECT * FROM orders FETCH FIRST 3 ROWS ONLY"));
  CHECK(whole("SELECT * FROM orders ORDER BY id LIMIT 10"));
  CHECK(whole("SELECT count(*) FROM (SELECT * FROM orders ORDER BY id LIMIT 10) t"));
}

TEST_CASE("a cut result is comparable only where a key orders it") {
  CHECK_FALSE(cut("SELECT * FROM orders"));
  CHECK_FALSE(cut("SELECT * FROM orders ORDER BY amount"));
  CHECK(cut("SELECT * FROM orders ORDER BY amount DESC, id"));
  CHECK(cut("SELECT o.* FROM orders o ORDER BY o.\"id\" DESC NULLS LAST"));
  CHECK_FALSE(cut("SELECT * FROM lines ORDER BY order_id"));
  CHECK(cut("SELECT * FROM lines ORDER BY order_id, number"));
  CHECK_FALSE(cut("SELECT * FROM lines ORDER BY order_id, abs(number)"));
  CHECK_FALSE(cut("SELECT * FROM orders JOIN lines ON orders.id = lines.order_id ORDER BY id"));
}

TEST_CASE("what the guard lets through though it changes with each call, can't be compared") {
  for (const char* sql :
       {"SELECT gen_random_bytes(4)", "SELECT uuid_generate_v4()", "SELECT uuid_generate_v1mc()",
        "SELECT currval('s')", "SELECT lastval()", "SELECT age(born) FROM orders",
        "SELECT age((born)) FROM orders", "SELECT pg_database_size('d')", "SELECT random()"}) {
    CAPTURE(sql);
    CHECK_FALSE(whole(sql));
  }
  CHECK(whole("SELECT age(died, born) FROM orders"));
  CHECK(whole("SELECT age FROM orders"));
}

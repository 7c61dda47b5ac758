// What a query tells of its own result: rows left out, their order, and which columns add up.
#include "sql/selection.hpp"

#include "support/catch.hpp"
#include "support/tables.hpp"

using namespace lumen;
using data::Type;
using sql::Dialect;

namespace {

// A result of `rows` rows: a text, and numbers of these names.
data::Table result(std::size_t rows, const std::vector<std::string>& numbers) {
  data::Table table = test::table({{"region", Type::text}});
  for (const std::string& name : numbers)
    table.columns.push_back({name, Type::integer, ""});
  for (std::size_t row = 0; row < rows; ++row) {
    data::Row values{std::string("R") + std::to_string(row)};
    values.resize(table.columns.size(), data::Value(std::int64_t{1}));
    table.rows.push_back(std::move(values));
  }
  return table;
}

data::Selection read(std::string_view sql, std::size_t rows = 4, const std::string& number = "amount") {
  return sql::read_selection(sql, Dialect::duckdb, result(rows, {number}));
}

bool adds(std::string_view sql, const std::string& number = "amount") {
  const data::Selection told = read(sql, 4, number);
  REQUIRE(told.additive.size() == 2);
  return told.additive[1];
}

} // namespace

TEST_CASE("a limit that was reached may have left rows out; others didn't") {
  for (const char* sql : {
           "SELECT region, amount FROM sales LIMIT 4",
           "SELECT region, amount FROM sales ORDER BY 2 DESC LIMIT 4;",
           "SELECT region, amount FROM sales FETCH FIRST 4 ROWS ONLY",
           "SELECT region, amount FROM sales OFFSET 2",
           "SELECT region, amount FROM sales LIMIT 50 OFFSET 2",
           "SELECT region, amount FROM sales LIMIT 10%",
           "SELECT region, amount FROM sales LIMIT (SELECT 4)",
           "(SELECT region, amount FROM sales LIMIT 4)",
           "SELECT * FROM (SELECT region, amount FROM sales LIMIT 100) t",
           "WITH top AS (SELECT region FROM sales ORDER BY amount LIMIT 9) SELECT region, sum(amount) AS "
           "amount "
           "FROM sales JOIN top USING (region) GROUP BY 1",
           "SELECT region, amount FROM (SELECT *, row_number() OVER (ORDER BY amount) AS n FROM s) t WHERE n "
           "< 5",
           "SELECT region, amount FROM sales QUALIFY rank() OVER (ORDER BY amount) < 5",
           "SELECT region, amount FROM sales USING SAMPLE 4",
           "SELECT region, amount FROM sales TABLESAMPLE reservoir(4)",
       }) {
    CAPTURE(sql);
    CHECK(read(sql).limited);
  }
  for (const char* sql : {
           "SELECT region, amount FROM sales",
           "SELECT region, amount FROM sales LIMIT 5",
           "SELECT region, amount FROM sales LIMIT ALL",
           "SELECT region, amount FROM sales LIMIT NULL OFFSET 0",
           "SELECT region AS \"limit\", amount FROM sales -- LIMIT 4",
           "SELECT region, 'LIMIT 4' AS amount FROM sales",
           "SELECT t.limit, t.offset FROM t",
           "SELECT region, rank() OVER (ORDER BY sum(amount)) AS amount FROM sales GROUP BY region",
       }) {
    CAPTURE(sql);
    CHECK_FALSE(read(sql).limited);
  }
  data::Table cut = result(4, {"amount"});
  cut.cut = true;
  CHECK(sql::read_selection("SELECT region, amount FROM sales", Dialect::postgresql, cut).limited);
  CHECK(read("SELECT region, sum(amount) AS amount FROM s GROUP BY 1 HAVING sum(amount) > 3").some_groups);
  CHECK_FALSE(read("SELECT region, sum(amount) AS amount FROM s GROUP BY 1").some_groups);
}

TEST_CASE("the column that the rows are ordered by is known where it is one of them") {
  for (const char* sql : {
           "SELECT region, sum(a) AS amount FROM s GROUP BY region ORDER BY amount DESC, region LIMIT 4",
           "SELECT region, sum(a) AS amount FROM s GROUP BY region ORDER BY 2 DESC NULLS LAST LIMIT 4",
           "SELECT region, sum(a) AS amount FROM s GROUP BY region ORDER BY sum(a) DESC LIMIT 4",
           "SELECT region, sum(a) AS amount FROM s GROUP BY region ORDER BY \"Amount\" DESC",
           "SELECT s.* FROM s ORDER BY s.amount DESC LIMIT 4",
       }) {
    CAPTURE(sql);
    const data::Selection told = read(sql);
    CHECK(told.ordered_by == 1u);
    CHECK(told.descending);
  }
  CHECK(read("SELECT region, amount FROM s ORDER BY region LIMIT 4").ordered_by == 0u);
  CHECK_FALSE(read("SELECT region, amount FROM s ORDER BY amount LIMIT 4").descending);
  for (const char* sql : {
           "SELECT region, amount FROM s LIMIT 4",
           "SELECT region, sum(a) AS amount FROM s GROUP BY 1 ORDER BY abs(sum(a)) DESC LIMIT 4",
           "SELECT region, sum(amount) AS amount FROM s GROUP BY 1 ORDER BY s.amount DESC LIMIT 4",
           "SELECT region, amount FROM s ORDER BY amount DESC LIMIT 4 OFFSET 4",
           "SELECT * FROM (SELECT region, amount FROM s LIMIT 9) t ORDER BY amount DESC",
       }) {
    CAPTURE(sql);
    CHECK_FALSE(read(sql).ordered_by.has_value());
  }
}

TEST_CASE("sums, counts and plain columns add up, whatever they are called") {
  for (const char* expression :
       {"sum(x)", "SUM(x) FILTER (WHERE y)", "count(*)", "count(x)", "round(sum(x), 2)",
        "coalesce(sum(x), 0)", "CAST(sum(x) AS integer)", "sum(x)::int", "(sum(x))", "sum(x) - sum(y)",
        "sum(x) / 1000.0", "100 * sum(x)", "amount", "s.amount", "round(coalesce(sum(x * y), 0) / 100, 2)",
        "count_star()", "sum(CASE WHEN x IS DISTINCT FROM y THEN 1 END)"}) {
    CAPTURE(expression);
    CHECK(adds(std::string("SELECT region, ") + expression + " AS amount FROM s GROUP BY region"));
    CHECK(adds(std::string("SELECT region, ") + expression + " amount FROM s GROUP BY region"));
  }
  for (const char* expression : {"avg(x)",
                                 "count(DISTINCT x)",
                                 "min(x)",
                                 "max(x)",
                                 "median(x)",
                                 "sum(DISTINCT x)",
                                 "sum(x) / count(*)",
                                 "sum(x) OVER (ORDER BY y)",
                                 "100.0 * sum(x) / sum(sum(x)) OVER ()",
                                 "round(avg(x), 2)",
                                 "coalesce(max(x), 0)",
                                 "sum(x) * sum(y)",
                                 "1 / sum(x)",
                                 "sum(x) + 1",
                                 "x % 7",
                                 "-sum(x)",
                                 "7",
                                 "percentile_cont(0.5) WITHIN GROUP (ORDER BY x)",
                                 "(SELECT max(x) FROM t)",
                                 "CASE WHEN a THEN 1 END",
                                 "row_number() OVER ()",
                                 "app.sum(x)"}) {
    CAPTURE(expression);
    CHECK_FALSE(adds(std::string("SELECT region, ") + expression + " AS amount FROM s GROUP BY region"));
  }
}

TEST_CASE("what an inner query made of a column is known outside it") {
  for (const char* sql : {
           "SELECT region, amount FROM (SELECT region, avg(x) AS amount FROM s GROUP BY 1) t",
           "SELECT * FROM (SELECT region, avg(x) AS amount FROM s GROUP BY 1) t",
           "SELECT t.* FROM (SELECT region, avg(x) amount FROM s GROUP BY 1) t",
           "WITH t AS (SELECT region, max(x) AS amount FROM s GROUP BY 1) SELECT region, t.amount FROM t",
           "WITH t AS (SELECT region, max(x) AS m FROM s GROUP BY 1), u AS (SELECT region, m AS amount FROM "
           "t) "
           "SELECT * FROM u",
           "WITH t(region, amount) AS (SELECT region, max(x) FROM s GROUP BY 1) SELECT * FROM t",
           "SELECT * FROM (SELECT region, max(x) FROM s GROUP BY 1) AS t(region, amount)",
           "SELECT region, sum(x) AS amount FROM s GROUP BY 1 UNION ALL SELECT region, avg(x) FROM s GROUP "
           "BY 1",
           "(SELECT region, avg(x) AS amount FROM s GROUP BY 1) UNION ALL (SELECT region, 1 FROM s)",
           "PIVOT s ON region USING avg(x)",
           "SUMMARIZE s",
       }) {
    CAPTURE(sql);
    CHECK_FALSE(adds(sql));
  }
  CHECK_FALSE(adds("SELECT * FROM (SELECT region, avg(x) FROM s GROUP BY 1) t", "avg(x)"));
  for (const char* sql : {
           "SELECT * FROM sales",
           "FROM sales",
           "TABLE sales",
           "VALUES ('a', 1)",
           "SELECT region, sum(amount) AS amount FROM (SELECT region, avg(x) AS amount FROM s GROUP BY 1, y) "
           "t "
           "GROUP BY 1",
           "WITH t AS (SELECT region, sum(x) AS amount FROM s GROUP BY 1) SELECT * FROM t",
           "FROM s SELECT region, sum(x) AS amount GROUP BY 1",
       }) {
    CAPTURE(sql);
    CHECK(adds(sql));
  }
  const data::Selection starred = sql::read_selection("SELECT region, s.*, avg(x) AS mean FROM s",
                                                      Dialect::duckdb, result(4, {"a", "b", "mean"}));
  CHECK(starred.additive == std::vector<bool>{true, true, true, false});
}

TEST_CASE("the unit of date_trunc is the grain where there is one") {
  CHECK(read("SELECT date_trunc('Month', d) AS region, count(*) AS amount FROM s GROUP BY 1").grain ==
        "month");
  CHECK(read("SELECT date_trunc('month', d), date_trunc('year', d) FROM s").grain == "");
  CHECK(read("SELECT region, amount FROM s").grain == "");
}

TEST_CASE("no text makes the reading fail") {
  std::string deep = "SELECT " + std::string(20000, '(') + "1" + std::string(20000, ')') + " AS amount";
  CHECK_FALSE(adds(deep));
  for (const char* sql : {"",
                          ";",
                          "(",
                          ")",
                          "SELECT",
                          "SELECT ,",
                          "SELECT region, FROM",
                          "LIMIT",
                          "ORDER BY",
                          "SELECT a LIMIT",
                          "FETCH",
                          "WITH",
                          "SELECT ((",
                          "SELECT a ORDER BY ,",
                          "'",
                          "OFFSET",
                          "SELECT * EXCLUDE",
                          "SELECT \"",
                          ")) SELECT 1 ((",
                          "SELECT a.b. FROM"}) {
    CAPTURE(sql);
    CHECK(read(sql).additive.size() == 2);
  }
}

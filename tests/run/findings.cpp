// What a result says of itself, from SQL to sentences: limits, averages under other names, and hostile names.
#include "chart/chart.hpp"
#include "narrate/narrate.hpp"
#include "notebook/render.hpp"
#include "run/runner.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"
#include "support/tables.hpp"

#include <regex>

using namespace lumen;
using test::Workspace;

namespace {

struct Bench {
  Workspace workspace;
  run::Runner runner{workspace.store()};

  std::string finding(const std::string& sql) {
    auto context = workspace.context();
    context.flags.connection = (workspace.folder / "data").string();
    const auto outcome = runner.run_text(sql, context, {}, {});
    if (!outcome)
      FAIL(outcome.error().message);
    return std::regex_replace(outcome->finding, std::regex("\\]\\([^)]*\\)"), "]");
  }
};

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("rows that SQL limits are told as what they are") {
  Bench bench;
  const std::string all =
      bench.finding("SELECT region, sum(amount) AS amount FROM orders GROUP BY 1 ORDER BY 2 DESC");
  CHECK(contains(all, "East leads with [40], [40%] of the total."));
  const std::string top =
      bench.finding("SELECT region, sum(amount) AS amount FROM orders GROUP BY 1 ORDER BY 2 DESC LIMIT 2");
  CHECK(top == "East has the highest amount: [40]. South follows with [35], [5] less.");
  const std::string some =
      bench.finding("SELECT region, sum(amount) AS amount FROM orders GROUP BY 1 ORDER BY 1 LIMIT 2");
  CHECK(some == "Among these [2], East has the highest amount: [40].");
  const std::string months = bench.finding("SELECT date_trunc('month', ordered_at) AS month, sum(amount) AS "
                                           "amount FROM orders GROUP BY 1 ORDER BY 2 DESC "
                                           "LIMIT 2");
  CHECK(contains(months, "[February 2024] has the highest amount: [45]."));
  CHECK_FALSE(contains(months, "whole period"));
  CHECK_FALSE(contains(months, "rose"));
  // A limit that wasn't reached cut nothing off.
  CHECK(contains(
      bench.finding("SELECT region, sum(amount) AS amount FROM orders GROUP BY 1 ORDER BY 2 DESC LIMIT 9"),
      "of the total"));
}

TEST_CASE("an average, a maximum and a count of different things are not summed up under any name") {
  Bench bench;
  for (const char* expression : {"avg(amount)", "max(amount)", "count(DISTINCT customer_id) * 1"}) {
    CAPTURE(expression);
    const std::string finding = bench.finding(std::string("SELECT region, ") + expression +
                                              " AS amount FROM orders GROUP BY region ORDER BY region");
    CHECK_FALSE(contains(finding, "of the total"));
    CHECK_FALSE(contains(finding, "together"));
  }
}

TEST_CASE("no name of a column breaks a table, its chart or its sentences") {
  const std::vector<std::string> names = {"",
                                          "%",
                                          " ",
                                          "()",
                                          "😀",
                                          "\"",
                                          "a.b",
                                          "[0]",
                                          "$",
                                          "\n",
                                          "|",
                                          "`",
                                          "~2",
                                          "x(",
                                          ")",
                                          "-->",
                                          "\\",
                                          "{{a}}",
                                          "\xff\xfe",
                                          "sum(",
                                          "%share%",
                                          "id)",
                                          "count(*)",
                                          std::string(10000, 'a'),
                                          std::string(10000, '%')};
  for (const std::string& name : names)
    for (const std::string& other : {name, std::string("n")}) {
      data::Table years, texts;
      years.columns = {{name, data::Type::integer, ""}, {other, data::Type::floating, ""}};
      texts.columns = {{name, data::Type::text, ""}, {other, data::Type::integer, ""}};
      for (int i = 0; i < 5; ++i) {
        years.rows.push_back({std::int64_t{2000 + i}, i / 4.0});
        texts.rows.push_back({"T" + std::to_string(i), std::int64_t{i}});
      }
      for (const data::Table& table : {years, texts}) {
        CAPTURE(name.substr(0, 20), other.substr(0, 20));
        data::Intent intent;
        CHECK(!notebook::print_table(table, 10).empty());
        CHECK_NOTHROW(chart::recommend(table, intent, {"cell", "", "", "en"}));
        const std::string prose =
            narrate::describe(table, intent, {"cell", "", "en", chart::classify(table, intent)});
        CHECK(!prose.empty());
        CHECK(narrate::check(prose, table, "en", "cell").empty());
      }
    }
}

// What a result says of itself, from SQL to sentences: limits, averages under other names, and hostile names.
#include "base/json.hpp"
#include "chart/chart.hpp"
#include "data/column_name.hpp"
#include "narrate/narrate.hpp"
#include "notebook/render.hpp"
#include "run/done.hpp"
#include "run/keeper.hpp"
#include "run/kept.hpp"
#include "run/runner.hpp"
#include "run/target.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"
#include "support/tables.hpp"

#include <nlohmann/json.hpp>

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
        // A bare number as a name reads as a number without a link.
        if (name.find_first_of("0123456789") == std::string::npos)
          CHECK(narrate::check(prose, table, "en", "cell").empty());
      }
    }
}

TEST_CASE("a result that is cut says by what") {
  config::Settings settings;
  settings.limit = 1000;
  data::Table table = test::table({{"n", data::Type::integer}}, {{1}, {2}});
  table.cut = true;
  CHECK(run::note_on(table, settings)
            .find("Only the first 2 rows were fetched: they reach the limit of 64 MiB") == 0);
  settings.limit = 2;
  CHECK(run::note_on(table, settings).find("Only the first 2 rows were fetched; raise `limit`") == 0);
}

TEST_CASE("a number beyond 64 bits doesn't come back negative from a side file") {
  const auto table = run::read_side_file(R"([{"n": 18446744073709551615}, {"n": 1}])");
  REQUIRE(table);
  CHECK(data::number(table->rows[0][0], table->columns[0].type) == 18446744073709551615.0);
}

TEST_CASE("dates and times in a side file are dates and times again, in the older form too") {
  const auto table = run::read_side_file(
      R"([{"day":"2024-01-31","at":"2024-01-31T13:05:00","was":"2024-01-31 13:05:00","seen":"2024-01-31T13:05:00.25Z",
           "mixed":"2024-01-31","word":"2024-01-31 or so"},
          {"day":null,"at":"2024-02-01T00:00:00","was":null,"seen":null,"mixed":"soon","word":"x"}])");
  REQUIRE(table);
  using data::Type;
  const std::vector<Type> types{Type::date,         Type::timestamp, Type::timestamp,
                                Type::timestamp_tz, Type::text,      Type::text};
  for (std::size_t i = 0; i < types.size(); ++i) {
    CAPTURE(table->columns[i].name);
    CHECK(table->columns[i].type == types[i]);
  }
  CHECK(data::plain(table->rows[0][1], Type::timestamp) == "2024-01-31 13:05:00");
  CHECK(data::plain(table->rows[0][2], Type::timestamp) == "2024-01-31 13:05:00");
  CHECK(data::plain(table->rows[0][3], Type::timestamp_tz) == "2024-01-31 13:05:00.25Z");
}

TEST_CASE("rows beside a notebook are named as its chart names them") {
  Workspace workspace;
  const data::Table table = test::table({{"a", data::Type::integer},
                                         {"a", data::Type::integer},
                                         {"a~2", data::Type::integer},
                                         {"", data::Type::integer}},
                                        {{1, 2, 3, 4}});
  const auto file = notebook::write_side_file(workspace.folder.string(), "0123456789abcdef", table);
  REQUIRE(file);
  const auto rows = parse_json(workspace.read(*file));
  REQUIRE(rows);
  const std::vector<std::string> keys = data::column_keys(table);
  for (std::size_t i = 0; i < keys.size(); ++i)
    CHECK((*rows)[0][keys[i]] == static_cast<int>(i) + 1);
}

TEST_CASE("the name that was used last counts only where it is known") {
  Workspace workspace;
  const std::shared_ptr<store::Store> store = workspace.store();
  run::Keeper keeper(store);
  REQUIRE(store->set("last_connection", "somewhere_else"));
  const auto notebook = workspace.exact("```sql {name=a}\nSELECT 1 AS one\n```\n");
  const auto aimed = run::aim(*notebook, nullptr, workspace.context(), keeper);
  REQUIRE_FALSE(aimed);
  CHECK(aimed.error().message == "no connection is named");
  REQUIRE(store->set("last_connection", (workspace.folder / "data").string()));
  CHECK(run::aim(*notebook, nullptr, workspace.context(), keeper));
}

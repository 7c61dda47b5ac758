// From a question or a cell to what stands in the text, on real data in the process.
#include "run/runner.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "notebook/stamp.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <thread>

using namespace lumen;
using test::Workspace;

namespace {

constexpr const char* by_region =
    "```sql {name=by_region}\n"
    "SELECT region, sum(amount) AS total FROM orders GROUP BY region ORDER BY total DESC\n"
    "```\n";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Bench {
  Workspace workspace;
  run::Runner runner{workspace.store()};
  run::Context context = workspace.context();

  Result<run::Outcome> run(const notebook::Snapshot& snapshot, std::string_view cell) {
    return runner.run(snapshot, test::cell(snapshot, cell), context, {}, {});
  }
  Result<run::Outcome> ask(const notebook::Snapshot& snapshot, std::string_view question) {
    return runner.ask(snapshot, test::question(snapshot, question), context, {}, {});
  }
};

const notebook::Stamp& stamp(const notebook::Snapshot& snapshot, std::size_t result = 0) {
  REQUIRE(snapshot.notebook.results.size() > result);
  return snapshot.notebook.results[result].stamp;
}

} // namespace

TEST_CASE("a cell runs and its result stands below it, stamped") {
  Bench bench;
  const auto before = bench.workspace.notebook(by_region);
  auto outcome = bench.run(*before, "by_region");
  if (!outcome)
    FAIL(outcome.error().message);
  REQUIRE(outcome->table);
  CHECK(outcome->table->rows.size() == 3);
  const auto after = test::place(*before, *outcome);
  CHECK(contains(after->text, "| East"));
  CHECK(contains(after->text, "```vega-lite"));
  const notebook::Stamp& told = stamp(*after);
  CHECK(told.of == "by_region");
  CHECK(told.connection == "./data");
  CHECK(told.by == "user");
  CHECK(told.rows == "3");
  CHECK(told.at == "2026-11-21T08:00:00Z");
  CHECK(told.data.size() == 16);
  CHECK(told.order.size() == 16);
  CHECK(told.schema.size() == 16);
  CHECK(told.confidence == "");
  notebook::Surroundings surroundings;
  surroundings.connection = "./data";
  surroundings.dialects = {{"./data", sql::Dialect::duckdb}};
  CHECK(notebook::state_of(after->notebook, after->text, after->notebook.cells.front(), surroundings) ==
        notebook::State::fresh);
}

TEST_CASE("a rerun that finds the same changes no byte, whenever it runs") {
  Bench bench;
  const auto before = bench.workspace.notebook(by_region);
  const auto first = test::place(*before, bench.run(*before, "by_region").value());
  bench.context.now += std::chrono::hours(48);
  const auto again = test::place(*first, bench.run(*first, "by_region").value());
  CHECK(again->text == first->text);
  bench.runner.flush();
  run::Runner other(bench.workspace.store()); // another process, as far as it matters
  const auto third =
      test::place(*first, other.run(*first, test::cell(*first, "by_region"), bench.context, {}, {}).value());
  CHECK(third->text == first->text);
}

TEST_CASE("a question gets a cell and an answer; asked again it keeps them") {
  Bench bench;
  const auto before = bench.workspace.notebook("What is the total amount by region?\n");
  auto outcome = bench.ask(*before, "What is the total amount by region?");
  if (!outcome)
    FAIL(outcome.error().message);
  REQUIRE(outcome->table);
  CHECK(outcome->table->rows.size() == 3);
  CHECK(outcome->confidence > 0);
  CHECK(outcome->by == "offline");
  const auto after = test::place(*before, *outcome);
  REQUIRE(after->notebook.cells.size() == 1);
  CHECK(after->notebook.cells.front().question == 0u);
  CHECK(stamp(*after).by == "offline");
  CHECK(stamp(*after).question == after->notebook.questions.front().hash);
  CHECK(stamp(*after).confidence.size() == 4);
  const auto again = test::place(*after, bench.ask(*after, "What is the total amount by region?").value());
  CHECK(again->text == after->text);
  const auto rerun = test::place(*after, bench.run(*after, after->notebook.cells.front().name).value());
  CHECK(rerun->text == after->text);
}

TEST_CASE("edited SQL is the user's: it runs as it stands and says so") {
  Bench bench;
  const auto before = bench.workspace.notebook("What is the total amount by region?\n");
  const auto asked = test::place(*before, bench.ask(*before, "What is the total amount by region?").value());
  const notebook::Cell& cell = asked->notebook.cells.front();
  std::string text = asked->text;
  text.replace(cell.body.begin, cell.body.size(),
               "SELECT region, count(*) AS orders FROM orders GROUP BY region ORDER BY 2 DESC, 1\n");
  const auto edited = bench.workspace.exact(text);
  const auto run = test::place(*edited, bench.run(*edited, cell.name).value());
  CHECK(stamp(*run).by == "user");
  CHECK(stamp(*run).confidence == "");
  CHECK(contains(run->text, "SELECT region, count(*) AS orders"));
  CHECK(contains(run->text, "| North"));
}

TEST_CASE("references run the cell they name; errors are told at their place in the cell") {
  Bench bench;
  const std::string two =
      std::string(by_region) + "\n```sql {name=best}\nSELECT max(total) AS best FROM ${by_region}\n```\n";
  const auto before = bench.workspace.notebook(two);
  auto outcome = bench.run(*before, "best");
  if (!outcome)
    FAIL(outcome.error().message);
  REQUIRE(outcome->table->rows.size() == 1);
  CHECK(data::number(outcome->table->rows[0][0], outcome->table->columns[0].type) == 40.0);
  const auto wrong = bench.workspace.notebook(
      std::string(by_region) + "\n```sql {name=best}\nSELECT max(totl) FROM ${by_region}\n```\n");
  auto failed = bench.run(*wrong, "best");
  REQUIRE_FALSE(failed);
  REQUIRE(failed.error().offset);
  CHECK(*failed.error().offset == std::string("SELECT max(").size());
}

TEST_CASE("what is cut or empty is said") {
  Bench bench;
  bench.context.flags.limit = 2;
  const auto cut = bench.workspace.notebook("```sql {name=all}\nSELECT * FROM orders\n```\n");
  auto outcome = bench.run(*cut, "all");
  REQUIRE(outcome);
  CHECK(contains(outcome->note, "first 2 rows"));
  const auto after = test::place(*cut, *outcome);
  CHECK(stamp(*after).rows == "2+");
  CHECK(stamp(*after).data.starts_with("~"));
  const auto empty =
      bench.workspace.notebook("```sql {name=none}\nSELECT * FROM orders WHERE region = 'West'\n```\n");
  outcome = bench.run(*empty, "none");
  REQUIRE(outcome);
  CHECK(contains(outcome->note, "No rows"));
}

TEST_CASE("another chart changes the chart and nothing else") {
  Bench bench;
  const auto before = bench.workspace.notebook(by_region);
  const auto shown = test::place(*before, bench.run(*before, "by_region").value());
  auto outcome = bench.runner.change_chart(*shown, 0, data::ChartKind::pie, bench.context, {}, {});
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK(outcome->chart_only);
  const auto after = test::place(*shown, *outcome);
  CHECK(contains(after->text, "\"arc\""));
  CHECK(stamp(*after).data == stamp(*shown).data);
  CHECK(stamp(*after).text == stamp(*shown).text);
  const auto again = test::place(*after, bench.run(*after, "by_region").value());
  CHECK(again->text == after->text); // the choice stays at the next run
}

TEST_CASE("a chart's title has the words of its axes and sentences") {
  Bench bench;
  const auto before = bench.workspace.notebook("What is the total amount by region?\n");
  auto outcome = bench.ask(*before, "What is the total amount by region?");
  if (!outcome)
    FAIL(outcome.error().message);
  const auto spec = parse_json(outcome->chart).value();
  const std::string measure = spec["encoding"]["x"]["title"], axis = spec["encoding"]["y"]["title"];
  const std::string title = spec["title"]["text"];
  CHECK(title.substr(0, measure.size()) == measure);
  CHECK(contains(title, " by " + ascii::lower(axis)));
}

TEST_CASE("charts as pictures: a file beside the notebook, the specification in a comment") {
  Bench bench;
  const std::string front = "---\nconnection: ./data\ncharts: svg\n---\n\n";
  const auto before = bench.workspace.exact(front + by_region);
  const auto shown = test::place(*before, bench.run(*before, "by_region").value());
  CHECK_FALSE(contains(shown->text, "```vega-lite"));
  CHECK(contains(shown->text, "![Total by region: "));
  const auto picture_of = [&](const notebook::Snapshot& snapshot) {
    const std::size_t begin = snapshot.text.find("](.lumen/results/") + 2;
    return snapshot.text.substr(begin, snapshot.text.find(')', begin) - begin);
  };
  const auto file = bench.workspace.folder / picture_of(*shown);
  REQUIRE(std::filesystem::exists(file));
  CHECK(file.extension() == ".svg");
  CHECK(shown->notebook.problems.empty());
  const auto again = test::place(*shown, bench.run(*shown, "by_region").value());
  CHECK(again->text == shown->text);
  // Another kind is another picture, which the next run keeps.
  auto pie = bench.runner.change_chart(*shown, 0, data::ChartKind::pie, bench.context, {}, {});
  REQUIRE(pie);
  const auto changed = test::place(*shown, *pie);
  CHECK(contains(changed->text, "\"arc\""));
  CHECK(picture_of(*changed) != picture_of(*shown));
  CHECK(std::filesystem::exists(bench.workspace.folder / picture_of(*changed)));
  CHECK(test::place(*changed, bench.run(*changed, "by_region").value())->text == changed->text);
  // Other rows: the chosen kind is drawn of them.
  bench.workspace.write("data/orders.csv", "id,region,amount\n1,East,5\n2,West,9\n");
  run::Runner fresh(bench.workspace.store());
  const auto other = test::place(
      *changed, fresh.run(*changed, test::cell(*changed, "by_region"), bench.context, {}, {}).value());
  CHECK(picture_of(*other) != picture_of(*changed));
  CHECK(contains(other->text, "\"arc\""));
  CHECK(contains(other->text, "West 9, East 5"));
}

TEST_CASE("the first run of a session deletes what it finds of old side files") {
  Bench bench;
  const auto old = bench.workspace.folder / ".lumen" / "results" / "0123456789abcdef.svg";
  bench.workspace.write(".lumen/results/0123456789abcdef.svg", "<svg/>");
  bench.workspace.write(".lumen/results/fedcba9876543210.json", "[]");
  std::filesystem::last_write_time(old, std::filesystem::file_time_type::clock::now() -
                                            std::chrono::hours(24 * 40));
  const auto snapshot = bench.workspace.notebook("```sql {name=one}\nSELECT 1 AS n\n```\n");
  REQUIRE(bench.runner.run(*snapshot, 0, bench.context, {}, {}));
  CHECK_FALSE(std::filesystem::exists(old));
  CHECK(std::filesystem::exists(bench.workspace.folder / ".lumen" / "results" / "fedcba9876543210.json"));
}

TEST_CASE("kept rows are found again, from the store and from beside the notebook") {
  Bench bench;
  const auto before = bench.workspace.notebook(by_region);
  const auto shown = test::place(*before, bench.run(*before, "by_region").value());
  const auto kept = bench.runner.kept_result(*shown, shown->notebook.cells.front());
  REQUIRE(kept);
  CHECK(kept->rows.size() == 3);
  run::Runner without_store(nullptr);
  const auto beside = without_store.kept_result(*shown, shown->notebook.cells.front());
  REQUIRE(beside);
  CHECK(beside->rows.size() == 3);
  CHECK(beside->columns[0].name == "region");
}

TEST_CASE("a connection that keeps nothing leaves nothing") {
  Bench bench;
  const auto data = (bench.workspace.folder / "data").string();
  REQUIRE(source::save_connection({"quiet", data, "", "none", {}}, false));
  const auto before = bench.workspace.exact("---\nconnection: quiet\n---\n\n" + std::string(by_region));
  auto outcome = bench.run(*before, "by_region");
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK_FALSE(std::filesystem::exists(bench.workspace.folder / ".lumen" / "results"));
  const auto pictured =
      bench.workspace.exact("---\nconnection: quiet\ncharts: svg\n---\n\n" + std::string(by_region));
  CHECK(contains(test::place(*pictured, bench.run(*pictured, "by_region").value())->text, "```vega-lite"));
  CHECK_FALSE(std::filesystem::exists(bench.workspace.folder / ".lumen" / "results"));
  bench.runner.flush();
  CHECK(bench.workspace.store()->runs("", 10)->empty());
}

TEST_CASE("runs are in the history, failed ones too") {
  Bench bench;
  const auto good = bench.workspace.notebook(by_region);
  REQUIRE(bench.run(*good, "by_region"));
  const auto bad = bench.workspace.notebook("```sql {name=bad}\nSELECT nothing FROM orders\n```\n");
  REQUIRE_FALSE(bench.run(*bad, "bad"));
  bench.runner.flush();
  const auto runs = bench.workspace.store()->runs((bench.workspace.folder / "report.lumen.md").string(), 10);
  REQUIRE(runs->size() == 2);
  CHECK(runs->at(0).status == "failed");
  CHECK(runs->at(0).cell == "bad");
  CHECK(runs->at(1).status == "ok");
  CHECK(runs->at(1).rows == 3);
}

TEST_CASE("equal contexts give equal outcomes") {
  const auto text = [] {
    Bench bench;
    const auto before = bench.workspace.notebook("What is the total amount by region?\n");
    return test::place(*before, bench.ask(*before, "What is the total amount by region?").value())->text;
  };
  CHECK(text() == text());
}

TEST_CASE("a notebook without a connection takes the default and writes it in") {
  Bench bench;
  REQUIRE(
      source::save_connection({"demo", (bench.workspace.folder / "data").string(), "", "rows", {}}, true));
  const auto before = bench.workspace.exact(by_region);
  const auto after = test::place(*before, bench.run(*before, "by_region").value());
  CHECK(contains(after->text, "connection: demo"));
  CHECK(stamp(*after).connection == "demo");
}

TEST_CASE("stages are told in their order") {
  Bench bench;
  std::vector<run::Stage> stages;
  const auto before = bench.workspace.notebook("What is the total amount by region?\n");
  REQUIRE(
      bench.runner.ask(*before, 0, bench.context, [&](run::Stage stage) { stages.push_back(stage); }, {}));
  CHECK(std::is_sorted(stages.begin(), stages.end()));
  CHECK(stages.back() == run::Stage::writing);
}

TEST_CASE("two notebooks on one database run beside one another") {
  Bench bench;
  const auto slow = bench.workspace.notebook("```sql {name=slow}\nSELECT count(*) FROM range(30000000) a(x), "
                                             "range(200) b(y) WHERE x % 7 = y % 5\n```\n");
  const auto quick = bench.workspace.notebook(by_region);
  REQUIRE(bench.run(*quick, "by_region")); // opens and reads the schema
  std::stop_source stop;
  std::atomic<bool> slow_done = false;
  std::thread other([&] {
    (void)bench.runner.run(*slow, 0, bench.context, {}, stop.get_token());
    slow_done = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(bench.run(*quick, "by_region"));
  CHECK_FALSE(slow_done);
  stop.request_stop();
  other.join();
}

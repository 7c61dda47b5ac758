// Which charts a kept result can be shown as is known without reading its rows again.
#include "run/kept.hpp"
#include "run/runner.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace lumen;

namespace {

const std::string many = "```sql {name=many limit=5000}\n"
                         "SELECT 'group ' || (range % 7) AS name, sum(range) AS total, range AS part "
                         "FROM range(5000) GROUP BY ALL ORDER BY ALL\n```\n";
const std::string few =
    "```sql {name=few}\nSELECT region, sum(amount) AS total FROM orders GROUP BY region\n```\n";

/// A notebook whose first cell was run, and what it was run with.
struct Ran {
  explicit Ran(const std::string& cell) : store(workspace.store()) {
    run::Runner runner(store);
    const auto before = workspace.notebook(cell);
    auto outcome = runner.run(*before, 0, workspace.context(), {}, {});
    REQUIRE(outcome);
    kinds = chart::possible_kinds(*outcome->table, {});
    REQUIRE_FALSE(kinds.empty());
    snapshot = test::place(*before, *outcome);
    key = run::result_key(snapshot->notebook.results.front().stamp);
  }
  std::vector<data::ChartKind> look(run::Runner& runner) const {
    return runner.chart_kinds(*snapshot, snapshot->notebook.cells.front());
  }

  test::Workspace workspace;
  std::shared_ptr<store::Store> store;
  notebook::SnapshotPtr snapshot;
  std::vector<data::ChartKind> kinds;
  std::string key;
};

} // namespace

TEST_CASE("the kinds of a result's chart are known without its rows, also after a restart") {
  const Ran ran(many);
  REQUIRE(ran.store->keep_result(ran.key, "no rows at all")); // who reads them finds none
  std::filesystem::remove_all(ran.workspace.folder / ".lumen");
  run::Runner runner(ran.store);
  CHECK(ran.look(runner) == ran.kinds);
}

TEST_CASE("many rows that came without their kinds are looked through behind the first look") {
  const Ran ran(many);
  const test::Workspace elsewhere; // another machine: the notebook and its side file were pulled
  run::Runner runner(elsewhere.store());
  CHECK(ran.look(runner).empty());
  runner.flush();
  CHECK(ran.look(runner) == ran.kinds);
}

TEST_CASE("few rows that came without their kinds are looked through at once") {
  const Ran ran(few);
  const test::Workspace elsewhere;
  run::Runner runner(elsewhere.store());
  CHECK(ran.look(runner) == ran.kinds);
  run::Runner without(nullptr);
  CHECK(ran.look(without) == ran.kinds);
}

TEST_CASE("a run that finds the same gives its chart the file that it names, where that is gone or empty") {
  Ran ran(few);
  const auto file = ran.workspace.folder / ".lumen" / "results" / (ran.key + ".json");
  const std::string rows = ran.workspace.read(".lumen/results/" + ran.key + ".json");
  REQUIRE_FALSE(rows.empty());
  run::Runner runner(ran.store);
  const auto rerun = [&] {
    const auto outcome = runner.run(*ran.snapshot, 0, ran.workspace.context(), {}, {});
    REQUIRE(outcome);
    CHECK(run::edits(*ran.snapshot, *outcome)->empty());
  };
  std::filesystem::remove(file);
  rerun();
  CHECK(ran.workspace.read(".lumen/results/" + ran.key + ".json") == rows);
  ran.workspace.write(".lumen/results/" + ran.key + ".json", ""); // as a power cut may leave it
  rerun();
  CHECK(ran.workspace.read(".lumen/results/" + ran.key + ".json") == rows);
}

TEST_CASE("a run tells what its steps took") {
  const test::Workspace workspace;
  run::Runner runner(workspace.store());
  const auto snapshot = workspace.notebook(few);
  const auto outcome = runner.run(*snapshot, 0, workspace.context(), {}, {});
  REQUIRE(outcome);
  const std::string told = outcome->steps.text();
  for (const char* step : {" ms: settings ", ", guard ", ", query ", ", hashes ", ", chart ", ", sentences "})
    CHECK(told.find(step) != std::string::npos);
  CHECK(outcome->steps.milliseconds() >= outcome->milliseconds);
}

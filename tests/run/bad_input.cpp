// What goes wrong is told clearly, in its place, and leaves the document as it was.
#include "run/runner.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"

#include <thread>

using namespace lumen;
using test::Workspace;

namespace {

struct Bench {
  Workspace workspace;
  run::Runner runner{workspace.store()};
  run::Context context = workspace.context();

  Error run(const std::string& sql) {
    const auto snapshot = workspace.notebook("```sql {name=cell}\n" + sql + "\n```\n");
    auto outcome = runner.run(*snapshot, 0, context, {}, {});
    if (outcome)
      FAIL("it ran: " + sql);
    return outcome.error();
  }
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

} // namespace

TEST_CASE("without trust nothing is connected or run, and it is told what to do") {
  Bench bench;
  bench.context.trusted = false;
  const auto snapshot = bench.workspace.notebook("How many orders?\n\n```sql {name=cell}\nSELECT 1\n```\n");
  for (const auto& outcome :
       {bench.runner.run(*snapshot, 0, bench.context, {}, {}),
        bench.runner.ask(*snapshot, 0, bench.context, {}, {}),
        bench.runner.change_chart(*snapshot, 0, data::ChartKind::bar, bench.context, {}, {}),
        bench.runner.ask_text("How many orders?", {}, bench.context, {}, {}),
        bench.runner.run_text("SELECT 1", bench.context, {}, {})}) {
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == Code::untrusted);
    CHECK(contains(outcome.error().hint, "lumen trust"));
  }
  const auto data = source::resolve("./data", bench.workspace.folder, {});
  REQUIRE(data);
  CHECK(bench.runner.known_catalog(*data) == nullptr);
}

TEST_CASE("an unknown connection is an error, never another database") {
  Bench bench;
  REQUIRE(
      source::save_connection({"sales", (bench.workspace.folder / "data").string(), "", "rows", {}}, true));
  const auto snapshot =
      bench.workspace.exact("---\nconnection: sails\n---\n\n```sql {name=cell}\nSELECT 1\n```\n");
  auto outcome = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::not_found);
  CHECK(contains(outcome.error().message + outcome.error().hint, "sales"));
}

TEST_CASE("no connection at all says how to name one") {
  Bench bench;
  const auto snapshot = bench.workspace.exact("```sql {name=cell}\nSELECT 1\n```\n");
  auto outcome = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::not_found);
  CHECK(contains(outcome.error().hint, "connection:"));
}

TEST_CASE("SQL that writes and two statements are refused") {
  Bench bench;
  for (const char* sql : {"DELETE FROM orders", "CREATE TABLE t AS SELECT 1", "SELECT 1; SELECT 2",
                          "COPY orders TO 'out.csv'", "ATTACH 'other.duckdb'", "SET threads = 1"}) {
    INFO(sql);
    const Error error = bench.run(sql);
    CHECK(error.code == Code::refused);
    CHECK(error.message != "");
  }
  CHECK_FALSE(std::filesystem::exists(bench.workspace.folder / "out.csv"));
}

TEST_CASE("a syntax error and an unknown name are told at their place") {
  Bench bench;
  const Error syntax = bench.run("SELECT region\nFROM orders WHERE GROUP BY region");
  CHECK(syntax.code == Code::syntax);
  REQUIRE(syntax.offset);
  CHECK(*syntax.offset == std::string("SELECT region\nFROM orders WHERE ").size());
  const Error unfinished = bench.run("SELECT region\nFROM orders WHERE");
  CHECK(unfinished.code == Code::syntax);
  REQUIRE(unfinished.offset);
  CHECK(*unfinished.offset == std::string("SELECT region\nFROM orders WHERE").size());
  const Error name = bench.run("SELECT regiom FROM orders");
  REQUIRE(name.offset);
  CHECK(*name.offset == std::string("SELECT ").size());
  CHECK(contains(name.message, "regiom"));
}

TEST_CASE("a table that went away is told, and one that came is found") {
  Bench bench;
  const auto snapshot =
      bench.workspace.notebook("```sql {name=cell}\nSELECT count(*) AS n FROM returns\n```\n");
  REQUIRE_FALSE(bench.runner.run(*snapshot, 0, bench.context, {}, {}));
  bench.workspace.write("data/returns.csv", "id,reason\n1,late\n2,broken\n");
  auto outcome = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK(data::number(outcome->table->rows[0][0], outcome->table->columns[0].type) == 2.0);
  std::filesystem::remove(bench.workspace.folder / "data" / "returns.csv");
  auto gone = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  CHECK_FALSE(gone);
}

TEST_CASE("a question about a table that came later is answered") {
  Bench bench;
  const auto first = bench.workspace.notebook("How many orders are there?\n");
  REQUIRE(bench.runner.ask(*first, 0, bench.context, {}, {}));
  bench.workspace.write("data/returns.csv", "return_id,reason\n1,late\n2,broken\n");
  auto resolved = bench.runner.connection(*first, nullptr, bench.context);
  REQUIRE(resolved);
  REQUIRE(bench.runner.refresh(*resolved, {}, {}));
  const auto later = bench.workspace.notebook("How many returns are there?\n");
  auto outcome = bench.runner.ask(*later, 0, bench.context, {}, {});
  if (!outcome)
    FAIL(outcome.error().message);
  REQUIRE(outcome->table);
  CHECK(data::number(outcome->table->rows[0][0], outcome->table->columns[0].type) == 2.0);
}

TEST_CASE("a file with another header, and one that came later, are asked as they are now") {
  Bench bench;
  const auto first = bench.workspace.notebook("How many orders are there?\n");
  REQUIRE(bench.runner.ask(*first, 0, bench.context, {}, {}));
  bench.workspace.write("data/returns.csv", "return_id,reason\n1,late\n2,broken\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  const auto later = bench.workspace.notebook("How many returns are there by reason?\n");
  const auto outcome = bench.runner.ask(*later, 0, bench.context, {}, {});
  REQUIRE(outcome);
  REQUIRE(outcome->table);
  CHECK(outcome->table->rows.size() == 2);
  bench.workspace.write("data/returns.csv", "return_id,motive\n1,late\n2,broken\n3,late\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  const auto renamed = bench.workspace.notebook("How many returns are there by motive?\n");
  const auto answer = bench.runner.ask(*renamed, 0, bench.context, {}, {});
  REQUIRE(answer);
  CHECK(contains(answer->sql, "motive"));
}

TEST_CASE("a data folder that is gone is told") {
  Bench bench;
  const auto snapshot =
      bench.workspace.exact("---\nconnection: ./elsewhere\n---\n\n```sql {name=cell}\nSELECT 1\n```\n");
  auto outcome = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  REQUIRE_FALSE(outcome);
  CHECK(contains(outcome.error().message, "elsewhere"));
}

TEST_CASE("a server that isn't there is told, without the password") {
  Bench bench;
  const auto snapshot = bench.workspace.exact(
      "---\nconnection: postgresql://me@127.0.0.1:9/none?connect_timeout=2\n---\n\n```sql "
      "{name=cell}\nSELECT 1\n```\n");
  ::setenv("PGPASSWORD", "hunter2secret", 1);
  auto outcome = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  ::unsetenv("PGPASSWORD");
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::connection);
  CHECK_FALSE(
      contains(outcome.error().message + outcome.error().hint + outcome.error().detail, "hunter2secret"));
}

TEST_CASE("a question with no answer gets a refusal in the text, and the rest stays") {
  Bench bench;
  const auto before = bench.workspace.notebook("Why is the sky so blue at noon?\n\nText of the author.\n");
  auto outcome = bench.runner.ask(*before, 0, bench.context, {}, {});
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK(outcome->update.answer_kind == notebook::AnswerKind::refusal);
  const auto after = test::place(*before, *outcome);
  CHECK(contains(after->text, "kind=refusal"));
  CHECK(contains(after->text, "Why is the sky so blue at noon?"));
  CHECK(after->text.ends_with("Text of the author.\n"));
}

TEST_CASE("a run that takes too long ends, and says how to go on") {
  Bench bench;
  bench.context.flags.timeout = std::chrono::milliseconds(100);
  const Error error =
      bench.run("SELECT count(*) FROM range(100000000) a(x), range(1000) b(y) WHERE x % 7 = y % 5");
  CHECK(error.code == Code::timeout);
  CHECK(contains(error.hint, "timeout"));
}

TEST_CASE("a stop ends a run") {
  Bench bench;
  const auto snapshot = bench.workspace.notebook("```sql {name=cell}\nSELECT count(*) FROM range(100000000) "
                                                 "a(x), range(1000) b(y) WHERE x % 7 = y % 5\n```\n");
  std::stop_source stop;
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  auto outcome = bench.runner.run(*snapshot, 0, bench.context, {}, stop.get_token());
  stopper.join();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::cancelled);
}

TEST_CASE("a workspace's connections count only where it is trusted") {
  Bench bench;
  bench.workspace.write(".lumen/connections.yaml", "connections:\n  here: ./data\n");
  bench.context.workspace.clear(); // as the terminal does for a folder that isn't trusted
  const auto snapshot =
      bench.workspace.exact("---\nconnection: here\n---\n\n```sql {name=cell}\nSELECT 1\n```\n");
  auto outcome = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::not_found);
}

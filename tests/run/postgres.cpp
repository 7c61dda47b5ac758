// Notebooks on a real PostgreSQL: answers, and what happens when server, table or password are not what they
// were.
#include "support/postgres.hpp"

#include "run/runner.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <thread>

using namespace lumen;
using test::Postgres;

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Bench {
  test::Workspace workspace;
  run::Runner runner{workspace.store()};
  run::Context context = workspace.context();

  Bench() {
    Postgres& server = Postgres::instance();
    server.create_database("shop");
    server.psql(
        "CREATE TABLE orders (order_id int PRIMARY KEY, region text NOT NULL, amount numeric(10,2) NOT NULL,"
        " ordered_at date NOT NULL);"
        "INSERT INTO orders VALUES (1,'North',10.50,'2024-01-05'),(2,'South',20,'2024-01-20'),"
        "(3,'North',5,'2024-02-03'),(4,'East',40,'2024-02-14'); ANALYZE;",
        "shop");
    save("shop", "postgres");
  }

  static void save(const std::string& name, const std::string& user) {
    const std::string url =
        "postgresql:///shop?host=" + Postgres::instance().folder() + "&user=" + user + "&connect_timeout=5";
    REQUIRE(source::save_connection({name, url, "", "rows", {}}, false));
  }

  notebook::SnapshotPtr notebook(const std::string& body, const std::string& connection = "shop") const {
    return workspace.exact("---\nconnection: " + connection + "\n---\n\n" + body);
  }
  Result<run::Outcome> run(const std::string& sql, const std::string& connection = "shop") {
    const auto snapshot = notebook("```sql {name=cell}\n" + sql + "\n```\n", connection);
    return runner.run(*snapshot, 0, context, {}, {});
  }
  Result<run::Outcome> ask(const std::string& question) {
    const auto snapshot = notebook(question + "\n");
    return runner.ask(*snapshot, 0, context, {}, {});
  }
};

} // namespace

TEST_CASE("PostgreSQL: a question and its rerun, byte for byte the same") {
  Bench bench;
  const auto before = bench.notebook("What is the total amount by region?\n");
  auto outcome = bench.runner.ask(*before, 0, bench.context, {}, {});
  if (!outcome)
    FAIL(outcome.error().message);
  REQUIRE(outcome->table);
  CHECK(outcome->table->rows.size() == 3);
  CHECK(contains(outcome->engine, "PostgreSQL"));
  const auto after = test::place(*before, *outcome);
  CHECK(contains(after->text, "| East"));
  auto again = bench.runner.run(*after, 0, bench.context, {}, {});
  if (!again)
    FAIL(again.error().message);
  CHECK(test::place(*after, *again)->text == after->text);
}

TEST_CASE("PostgreSQL: a server that was restarted between two runs is met again") {
  Bench bench;
  REQUIRE(bench.run("SELECT count(*) FROM orders"));
  Postgres::instance().restart();
  auto outcome = bench.run("SELECT count(*) FROM orders");
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK(outcome->table->rows.size() == 1);
}

TEST_CASE("PostgreSQL: a server that goes away in mid-query ends the run with a clear word") {
  Bench bench;
  REQUIRE(bench.run("SELECT 1"));
  std::thread ending([] {
    for (int tries = 0; tries < 200; ++tries) { // until the server works on it
      if (Postgres::instance().psql(
              "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE "
              "'%generate_series(1, 100000) b%' AND pid <> pg_backend_pid()",
              "shop") != "0")
        break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    Postgres::instance().restart();
  });
  auto outcome = bench.run("SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b");
  ending.join();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::connection);
  CHECK(outcome.error().message != "");
  CHECK(bench.run("SELECT 1")); // and the next run finds the server again
}

TEST_CASE("PostgreSQL: a wrong password is told, and not shown") {
  Bench bench;
  const Postgres& server = Postgres::instance();
  server.psql("DROP ROLE IF EXISTS keeper; CREATE ROLE keeper LOGIN PASSWORD 'the-right-one'", "shop");
  const std::string file = server.folder() + "/data/pg_hba.conf";
  std::ifstream in(file);
  const std::string rules{std::istreambuf_iterator<char>(in), {}};
  std::ofstream(file) << "local all keeper scram-sha-256\n" << rules;
  server.psql("SELECT pg_reload_conf()");
  Bench::save("kept", "keeper");
  ::setenv("PGPASSWORD", "the-wrong-one", 1);
  Result<run::Outcome> outcome = bench.run("SELECT 1", "kept");
  for (int count = 0; count < 20 && outcome; ++count) { // the server reads its rules anew in its own time
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    run::Runner fresh(nullptr);
    outcome =
        fresh.run(*bench.notebook("```sql {name=cell}\nSELECT 1\n```\n", "kept"), 0, bench.context, {}, {});
  }
  ::unsetenv("PGPASSWORD");
  std::ofstream(file) << rules;
  server.psql("SELECT pg_reload_conf()");
  REQUIRE_FALSE(outcome);
  CHECK((outcome.error().code == Code::connection || outcome.error().code == Code::permission));
  const std::string told = outcome.error().message + outcome.error().hint + outcome.error().detail;
  CHECK(contains(told, "password"));
  CHECK_FALSE(contains(told, "the-wrong-one"));
}

TEST_CASE("PostgreSQL: a dropped table is told at its place, and is no longer asked for") {
  Bench bench;
  REQUIRE(bench.ask("What is the total amount by region?"));
  Postgres::instance().psql("DROP TABLE orders; CREATE TABLE returns (id int, reason text)", "shop");
  auto failed = bench.run("SELECT *\nFROM orders");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().sqlstate == "42P01");
  CHECK(failed.error().offset == std::string("SELECT *\nFROM ").size());
  auto asked = bench.ask("What is the total amount by region?");
  REQUIRE(asked);
  CHECK(asked->update.answer_kind == notebook::AnswerKind::refusal);
}

TEST_CASE("PostgreSQL: a column renamed since the schema was read is found by asking again") {
  Bench bench;
  REQUIRE(bench.ask("What is the total amount by region?"));
  Postgres::instance().psql("ALTER TABLE orders RENAME COLUMN region TO sales_region", "shop");
  auto outcome = bench.ask("What is the total amount by region?");
  if (!outcome)
    FAIL(outcome.error().message);
  REQUIRE(outcome->table);
  CHECK(contains(outcome->sql, "sales_region"));
  CHECK(outcome->table->rows.size() == 3);
}

TEST_CASE("PostgreSQL: what writes is refused and nothing is written") {
  Bench bench;
  for (const char* sql :
       {"DELETE FROM orders", "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone",
        "SELECT * INTO copy FROM orders", "SELECT 1; DROP TABLE orders"}) {
    INFO(sql);
    auto outcome = bench.run(sql);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == Code::refused);
  }
  CHECK(Postgres::instance().psql("SELECT count(*) FROM orders", "shop") == "4");
}

TEST_CASE("PostgreSQL: what somebody else changed is stamped and asked as it is now") {
  Bench bench;
  const std::string body = "```sql {name=all}\nSELECT count(*) AS n FROM orders\n```\n\n"
                           "```sql {name=other}\nSELECT count(*) AS orders_now FROM orders\n```\n";
  auto snapshot = bench.notebook(body);
  snapshot = test::place(*snapshot, *bench.runner.run(*snapshot, 0, bench.context, {}, {}));
  snapshot = test::place(*snapshot, *bench.runner.run(*snapshot, 1, bench.context, {}, {}));
  const std::string before = snapshot->notebook.results[0].stamp.schema;
  Postgres::instance().psql("ALTER TABLE orders RENAME COLUMN region TO area", "shop");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  const auto connection = bench.runner.connection(*snapshot, nullptr, bench.context);
  REQUIRE(connection);
  const auto old = bench.runner.known_catalog(*connection);
  const auto again = bench.runner.run(*snapshot, 0, bench.context, {}, {});
  REQUIRE(again);
  CHECK(again->update.result->stamp.schema != before);
  const auto now = bench.runner.known_catalog(*connection);
  REQUIRE(now != old);
  CHECK(now->schema->find("orders")->find("area") != nullptr);
  CHECK(again->update.result->stamp.schema == now->schema->fingerprint({"orders"}));
  // The cell that wasn't run is stamped with what its table was.
  snapshot = test::place(*snapshot, *again);
  CHECK(snapshot->notebook.results[1].stamp.schema == before);
  const auto asked = bench.ask("How many orders are there by area?");
  REQUIRE(asked);
  CHECK(contains(asked->sql, "area"));
}

TEST_CASE("PostgreSQL: a schema that stays is not read again") {
  Bench bench;
  REQUIRE(bench.ask("What is the total amount by region?"));
  const auto connection = bench.runner.connection(*bench.notebook("x\n"), nullptr, bench.context);
  REQUIRE(connection);
  const auto known = bench.runner.known_catalog(*connection);
  Postgres::instance().psql("INSERT INTO orders VALUES (9,'West',1,'2024-03-01')", "shop");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  REQUIRE(bench.run("SELECT count(*) AS n FROM orders"));
  CHECK(bench.runner.known_catalog(*connection) == known);
}

// Databases that go away, change or break while they are in use: the answer is true or an error says so, and
// the next call knows.
#include "scratch.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <filesystem>
#include <thread>

using namespace lumen;
using namespace std::chrono_literals;

namespace {

constexpr const char* numbers = "CREATE TABLE numbers AS SELECT range AS i FROM range(30000)";
// About a second of work.
constexpr const char* slow = "SELECT count(*) FROM numbers a, numbers b WHERE (a.i * b.i) % 7 = 8";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

} // namespace

TEST_CASE("a database file that is deleted in mid-query: the query ends, and the next one is told") {
  const test::Scratch scratch;
  const std::string path = scratch.make_database("shop.duckdb", numbers);
  const auto source = test::open_source(path);
  std::thread deleting([&] {
    std::this_thread::sleep_for(100ms);
    std::filesystem::remove(path);
  });
  const auto done = source->run(slow, {}, {});
  deleting.join();
  if (done) // an open file outlives its name
    CHECK(data::number(done->table.rows[0][0], done->table.columns[0].type) == 0.0);
  else
    CHECK(done.error().message != "");
  const auto next = source->run("SELECT count(*) FROM numbers", {}, {});
  REQUIRE_FALSE(next);
  CHECK(next.error().code == Code::not_found);
  CHECK(contains(next.error().message, path));
  scratch.make_database("shop.duckdb", "CREATE TABLE numbers AS SELECT 7 AS i");
  CHECK(test::first_row(*source, "SELECT i FROM numbers") == std::vector<std::string>{"7"});
}

TEST_CASE("a database file that is replaced is opened anew, at once") {
  const test::Scratch scratch;
  const std::string path = scratch.make_database("shop.duckdb", "CREATE TABLE t AS SELECT 1 AS i");
  const auto source = test::open_source(path);
  CHECK(test::first_row(*source, "SELECT i FROM t") == std::vector<std::string>{"1"});
  std::filesystem::rename(scratch.make_database("other.duckdb", "CREATE TABLE t AS SELECT 2 AS i"), path);
  CHECK(test::first_row(*source, "SELECT i FROM t") == std::vector<std::string>{"2"});
}

TEST_CASE("a database file that is overwritten while it is open is told, and nothing crashes") {
  const test::Scratch scratch;
  const std::string path = scratch.make_database("shop.duckdb", numbers);
  const auto source = test::open_source(path);
  CHECK(test::first_row(*source, "SELECT count(*) FROM numbers") == std::vector<std::string>{"30000"});
  scratch.write("shop.duckdb", std::string(100'000, '#'));
  const auto done = source->run("SELECT sum(i) FROM numbers", {}, {});
  REQUIRE_FALSE(done);
  CHECK(contains(done.error().message, "shop.duckdb"));
}

TEST_CASE("a data folder that is deleted in mid-query: the query ends, and the next one is told") {
  const test::Scratch scratch;
  std::string rows = "i\n";
  for (int i = 0; i < 30000; ++i)
    rows += std::to_string(i) + "\n";
  scratch.write("data/numbers.csv", rows);
  const auto source = test::open_source(scratch.path("data"));
  std::thread deleting([&] {
    std::this_thread::sleep_for(100ms);
    std::filesystem::remove_all(scratch.path("data"));
  });
  const auto done = source->run(slow, {}, {});
  deleting.join();
  if (done)
    CHECK(data::number(done->table.rows[0][0], done->table.columns[0].type) == 0.0);
  else
    CHECK(done.error().message != "");
  const auto next = source->run("SELECT count(*) FROM numbers", {}, {});
  REQUIRE_FALSE(next);
  CHECK(contains(next.error().message, scratch.path("data")));
}

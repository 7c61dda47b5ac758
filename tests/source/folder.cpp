// Many readers of one folder: its files are loaded once, and what holds for one connection holds for all.
#include "scratch.hpp"
#include "source/duckdb_folder.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <future>
#include <thread>

using namespace lumen;
using namespace lumen::test;
using Texts = std::vector<std::string>;

namespace {

using Sources = std::vector<std::unique_ptr<source::Source>>;

Sources open_at_once(const std::string& path, std::size_t count) {
  std::vector<std::future<Result<std::unique_ptr<source::Source>>>> opening;
  for (std::size_t i = 0; i < count; ++i)
    opening.push_back(
        std::async(std::launch::async, [&] { return source::open(*source::parse_address(path, "/"), {}); }));
  Sources out;
  for (auto& one : opening) {
    auto opened = one.get();
    REQUIRE(opened);
    out.push_back(std::move(*opened));
  }
  return out;
}

} // namespace

TEST_CASE("eight readers of one folder load its files once, and a ninth loads its own") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n41\n");
  const std::size_t before = source::folders_loaded();
  Sources sources = open_at_once(scratch.path(), 8);
  CHECK(source::folders_loaded() - before == 1);
  const auto ninth = open_source(scratch.path());
  CHECK(source::folders_loaded() - before == 2);
  CHECK(first_row(*ninth, "SELECT sum(x) FROM a") == Texts{"42"});
  // Given back and taken again; and closed with the last of them.
  sources.pop_back();
  sources.push_back(open_source(scratch.path()));
  CHECK(source::folders_loaded() - before <= 3);
  sources.clear();
}

TEST_CASE("a folder is loaded anew when its files change, once, and nobody sees the old rows") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n");
  const std::size_t before = source::folders_loaded();
  Sources sources = open_at_once(scratch.path(), 4);
  for (const auto& source : sources)
    CHECK(first_row(*source, "SELECT sum(x) FROM a") == Texts{"1"});
  scratch.write("a.csv", "x\n1\n41\n");
  scratch.write("b.csv", "y\n7\n");
  for (const auto& source : sources) {
    CHECK(first_row(*source, "SELECT sum(x) FROM a") == Texts{"42"});
    CHECK(source->introspect({})->tables.size() == 2);
  }
  CHECK(source::folders_loaded() - before == 2);
}

TEST_CASE("each connection to a folder is held to the same rules") {
  const Scratch scratch;
  scratch.write("a.csv", "x,at\n1,2024-01-02 03:04:05+09\n");
  scratch.write("big.parquet", "no parquet"); // can't be read, and is told by every reader
  std::filesystem::create_directory(scratch.path("other"));
  scratch.write("other/secret.csv", "word\nhush\n");
  const Sources sources = open_at_once(scratch.path(), 8);
  const std::string settings =
      "SELECT current_setting('TimeZone'), current_setting('Calendar'), current_setting('errors_as_json'), "
      "current_setting('lock_configuration'), current_setting('enable_external_access'), "
      "current_setting('threads')";
  const Texts first = first_row(*sources.front(), settings);
  CHECK(Texts(first.begin(), first.begin() + 5) == Texts{"UTC", "gregorian", "true", "true", "false"});
  for (const auto& source : sources) {
    CHECK(first_row(*source, settings) == first);
    CHECK(source->introspect({})->warnings.size() == 1);
    for (const std::string& statement :
         {std::string("SET TimeZone = 'Asia/Tokyo'"), std::string("DELETE FROM a"),
          std::string("DROP TABLE a"), "SELECT * FROM '" + scratch.path("other/secret.csv") + "'",
          "SELECT * FROM read_csv('" + scratch.path("other/secret.csv") + "')",
          std::string("SELECT getenv('HOME')")}) {
      const auto done = source->run(statement, {}, {});
      INFO(statement);
      REQUIRE_FALSE(done);
      CHECK(done.error().code == Code::refused);
    }
    const auto wrong = source->run("SELECT nope FROM a", {}, {}); // errors are read as JSON
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().offset == std::optional<std::size_t>(7));
    CHECK(first_row(*source, "SELECT x FROM a") == Texts{"1"});
  }
}

TEST_CASE("the lock of a folder's database holds behind the guard, on every connection") {
  const Scratch scratch;
  const std::string secret = scratch.write("secret.csv", "word\nhush\n");
  const std::size_t count = 3;
  auto first = source::DuckdbSession::open_memory();
  REQUIRE(first);
  std::vector<std::unique_ptr<source::DuckdbSession>> sessions;
  sessions.push_back(std::move(*first));
  while (sessions.size() < count) {
    auto another = sessions.front()->another();
    REQUIRE(another);
    sessions.push_back(std::move(*another));
  }
  REQUIRE(sessions.front()->execute("CREATE TABLE t AS SELECT 1 AS x"));
  REQUIRE(sessions.front()->allow_only({}));
  REQUIRE(sessions.front()->lock_down());
  for (const auto& session : sessions) {
    CHECK_FALSE(session->execute("SET lock_configuration = false"));
    CHECK_FALSE(session->execute("SET TimeZone = 'Asia/Tokyo'"));
    CHECK_FALSE(session->execute("SET enable_external_access = true"));
    CHECK_FALSE(session->execute("CREATE TABLE loot AS SELECT * FROM read_csv('" + secret + "')"));
    CHECK_FALSE(session->execute("COPY t TO '" + scratch.path("loot.csv") + "'"));
    CHECK_FALSE(session->fetch("INSERT INTO t VALUES (2)", {}, {})); // refused by kind, and by transaction
    CHECK(session->fetch("SELECT count(*) FROM t", {}, {})->rows ==
          std::vector<data::Row>{{std::int64_t{1}}});
  }
  CHECK_FALSE(std::filesystem::exists(scratch.path("loot.csv")));
}

TEST_CASE("a stop ends one reader of a folder and not its neighbours") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n");
  const Sources sources = open_at_once(scratch.path(), 2);
  const std::string endless =
      "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE a.range % 7 = b.range";
  std::stop_source stop;
  auto stopped =
      std::async(std::launch::async, [&] { return sources[0]->run(endless, {}, stop.get_token()); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  auto neighbour = std::async(std::launch::async, [&] {
    return sources[1]->run("SELECT count(*) FROM range(30000000) a WHERE hash(a.range) % 3 = 0", {}, {});
  });
  stop.request_stop();
  const auto ended = stopped.get();
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == Code::cancelled);
  CHECK(neighbour.get());
  CHECK(first_row(*sources[0], "SELECT sum(x) FROM a") == Texts{"1"});
}

TEST_CASE("who waits for a folder that another reads goes when told to, and tries itself when that fails") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n");
  const auto found = source::find_data_files(scratch.path());
  REQUIRE(found);
  std::promise<void> begun, end;
  auto first = std::async(std::launch::async, [&] {
    return source::open_folder(scratch.path(), *found,
                               [&](source::DuckdbSession&) -> Result<std::vector<std::string>> {
                                 begun.set_value();
                                 end.get_future().wait();
                                 return fail(Code::io, "no");
                               },
                               {});
  });
  begun.get_future().wait();
  const auto never = [](source::DuckdbSession&) -> Result<std::vector<std::string>> {
    return fail(Code::internal, "two read at once");
  };
  std::stop_source stop;
  stop.request_stop();
  const auto gone = source::open_folder(scratch.path(), *found, never, stop.get_token());
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == Code::cancelled);
  auto second = std::async(std::launch::async, [&] {
    return source::open_folder(
        scratch.path(), *found,
        [](source::DuckdbSession&) -> Result<std::vector<std::string>> { return Texts{"told"}; }, {});
  });
  end.set_value();
  CHECK(first.get().error().message == "no");
  const auto opened = second.get();
  REQUIRE(opened);
  CHECK(opened->folder->warnings == Texts{"told"});
}

TEST_CASE("a database that failed as a whole is given to nobody any more") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n");
  const auto found = source::find_data_files(scratch.path());
  REQUIRE(found);
  const auto load = [](source::DuckdbSession&) -> Result<std::vector<std::string>> { return Texts(); };
  auto one = source::open_folder(scratch.path(), *found, load, {});
  auto two = source::open_folder(scratch.path(), *found, load, {});
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one->folder == two->folder);
  one->folder->spoil();
  one->folder->give_back(std::move(one->session));
  const auto three = source::open_folder(scratch.path(), *found, load, {});
  REQUIRE(three);
  CHECK(three->folder != two->folder);
  CHECK(source::duckdb_error(R"({"exception_type":"FATAL","exception_message":"invalidated"})", "").code ==
        Code::connection);
}

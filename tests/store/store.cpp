// What is kept between runs: found again by any process, private, bounded, and never in the way when it
// breaks.
#include "store/store.hpp"

#include "support/catch.hpp"

#include <sqlite3.h>

#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace lumen;
using store::Run;
using store::Store;

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("lumen-store-" + std::to_string(::getpid()));
  std::filesystem::path file = path / "deep" / "store.sqlite";
  Folder() { std::filesystem::remove_all(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::size_t put_aside() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(file.parent_path()))
      if (entry.path().filename().string().find(".damaged-") != std::string::npos)
        ++count;
    return count;
  }
};

Run run(std::string notebook, std::string cell) {
  Run made;
  made.time_ms = 1'700'000'000'000;
  made.notebook = std::move(notebook);
  made.cell = std::move(cell);
  made.connection = "sales";
  made.question = "how many?";
  made.sql = "SELECT 1";
  made.status = "ok";
  made.data = "0123456789abcdef";
  made.rows = 1;
  made.milliseconds = 1.5;
  return made;
}

void execute(const std::filesystem::path& file, const char* sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

} // namespace

TEST_CASE("results, runs and settings are there after the store was closed") {
  const Folder folder;
  {
    auto kept = Store::open(folder.file);
    REQUIRE(kept);
    REQUIRE((*kept)->keep_result("aaaa", std::string("{\"rows\":[\0]}", 12)));
    REQUIRE((*kept)->set("last", "sales"));
    CHECK((*kept)->add_run(run("a.lumen.md", "one")).value() == 1);
    CHECK((*kept)->add_run(run("b.lumen.md", "two")).value() == 2);
  }
  auto kept = Store::open(folder.file);
  REQUIRE(kept);
  CHECK((*kept)->result("aaaa")->value() == std::string("{\"rows\":[\0]}", 12));
  CHECK_FALSE((*kept)->result("bbbb")->has_value());
  CHECK((*kept)->get("last")->value() == "sales");
  CHECK_FALSE((*kept)->get("first")->has_value());
  const auto all = (*kept)->runs("", 10);
  REQUIRE(all->size() == 2);
  CHECK(all->front().cell == "two");
  CHECK(all->front().sql == "SELECT 1");
  CHECK(all->front().milliseconds == 1.5);
  const auto some = (*kept)->runs("a.lumen.md", 10);
  REQUIRE(some->size() == 1);
  CHECK(some->front().cell == "one");
  REQUIRE((*kept)->delete_run(some->front().id));
  CHECK((*kept)->runs("a.lumen.md", 10)->empty());
}

TEST_CASE("only its owner can read the store") {
  const Folder folder;
  std::filesystem::create_directories(folder.file.parent_path());
  std::ofstream(folder.file).close();
  std::filesystem::permissions(folder.file, std::filesystem::perms(0644));
  auto kept = Store::open(folder.file);
  REQUIRE(kept);
  REQUIRE((*kept)->set("key", "value"));
  for (const char* ending : {"", "-wal", "-shm"}) {
    struct stat status {};
    REQUIRE(::stat((folder.file.string() + ending).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
}

TEST_CASE("the oldest runs and results go first") {
  const Folder folder;
  auto kept = Store::open(folder.file, {.runs = 3, .result_bytes = 1000});
  REQUIRE(kept);
  for (int count = 0; count < 10; ++count)
    REQUIRE((*kept)->add_run(run("", std::to_string(count))));
  const auto runs = (*kept)->runs("", 100);
  REQUIRE(runs->size() == 3);
  CHECK(runs->back().cell == "7");
  const std::string large(400, 'x');
  REQUIRE((*kept)->keep_result("old", large));
  REQUIRE((*kept)->keep_result("young", large));
  REQUIRE((*kept)->keep_result("old", large)); // met again: now the youngest
  REQUIRE((*kept)->keep_result("new", large));
  CHECK((*kept)->result("old")->has_value());
  CHECK((*kept)->result("new")->has_value());
  CHECK_FALSE((*kept)->result("young")->has_value());
  CHECK((*kept)->keep_result("huge", std::string(1001, 'x')).error().code == Code::limit);
}

TEST_CASE("a damaged file is put aside and the store works on") {
  const Folder folder;
  std::filesystem::create_directories(folder.file.parent_path());
  std::ofstream(folder.file) << std::string(9000, '?');
  auto kept = Store::open(folder.file);
  REQUIRE(kept);
  CHECK((*kept)->set("key", "value"));
  CHECK(folder.put_aside() == 1);
}

TEST_CASE("a file that is damaged while it is open is put aside too") {
  const Folder folder;
  {
    auto kept = Store::open(folder.file);
    REQUIRE(kept);
    for (int count = 0; count < 300; ++count)
      REQUIRE((*kept)->keep_result("result" + std::to_string(count), std::string(3000, 'x')));
  }
  auto kept = Store::open(folder.file);
  REQUIRE(kept);
  std::fstream bytes(folder.file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(3 * 4096); // the header and the list of tables stay sound
  bytes << std::string(60 * 4096, '\xff');
  bytes.close();
  for (int count = 0; count < 300; ++count) {
    CHECK((*kept)->result("result" + std::to_string(count)).has_value());
    CHECK((*kept)->keep_result("more" + std::to_string(count), std::string(3000, 'y')).has_value());
  }
  CHECK(folder.put_aside() >= 1);
  CHECK((*kept)->result("more299")->has_value());
}

TEST_CASE("damage in the middle of a file is found by what reads it, and the file is put aside") {
  const Folder folder;
  {
    auto kept = Store::open(folder.file);
    REQUIRE(kept);
    for (int count = 0; count < 300; ++count)
      REQUIRE((*kept)->keep_result("result" + std::to_string(count), std::string(3000, 'x')));
  }
  std::fstream bytes(folder.file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(150 * 4096); // leaves of the results; all that is looked at on opening stays sound
  bytes << std::string(3 * 4096, '\xff');
  bytes.close();
  auto kept = Store::open(folder.file);
  REQUIRE(kept);
  CHECK(folder.put_aside() == 0);
  for (int count = 0; count < 300; ++count) {
    CAPTURE(count);
    CHECK((*kept)->result("result" + std::to_string(count)).has_value());
  }
  CHECK(folder.put_aside() >= 1);
  CHECK((*kept)->keep_result("later", "[]").has_value());
  CHECK((*kept)->result("later")->has_value());
}

TEST_CASE("where no file can be made, the store says so and nothing is thrown") {
  const Folder folder;
  std::filesystem::create_directories(folder.path);
  std::filesystem::create_symlink(folder.path / "loop", folder.path / "loop");
  for (const std::filesystem::path& file : {folder.path / "loop" / "deep" / "store.sqlite",
                                            folder.path / std::string(300, 'x') / "store.sqlite"}) {
    const auto kept = Store::open(file);
    REQUIRE_FALSE(kept);
    CHECK(kept.error().message.find("store") != std::string::npos);
  }
}

TEST_CASE("a store of a newer Lumen or of another program is left alone") {
  const Folder folder;
  { REQUIRE(Store::open(folder.file)); }
  execute(folder.file, "PRAGMA user_version=99");
  auto newer = Store::open(folder.file);
  REQUIRE_FALSE(newer);
  CHECK(newer.error().code == Code::unsupported);
  CHECK(newer.error().hint == "update Lumen");
  const auto other = folder.path / "other.sqlite";
  execute(other, "CREATE TABLE theirs (id INTEGER)");
  auto foreign = Store::open(other);
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == Code::invalid);
  execute(other, "SELECT id FROM theirs");
  CHECK(folder.put_aside() == 0);
}

TEST_CASE("several processes write at once and nothing is lost") {
  const Folder folder;
  std::vector<pid_t> children;
  for (int writer = 0; writer < 4; ++writer) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      bool fine = true;
      auto kept = Store::open(folder.file);
      for (int count = 0; fine && count < 25; ++count)
        fine = kept && (*kept)->add_run(run("process" + std::to_string(writer), "cell")) &&
               (*kept)->keep_result(std::to_string(writer) + "." + std::to_string(count), "[]");
      ::_exit(fine ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  auto kept = Store::open(folder.file);
  REQUIRE(kept);
  CHECK((*kept)->runs("", 1000)->size() == 100);
  CHECK((*kept)->result("3.24")->has_value());
}

TEST_CASE("threads share one store") {
  const Folder folder;
  auto kept = Store::open(folder.file);
  REQUIRE(kept);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer)
    writers.emplace_back([&] {
      for (int count = 0; count < 25; ++count)
        (void)(*kept)->add_run(run("", "cell"));
    });
  for (auto& writer : writers)
    writer.join();
  CHECK((*kept)->runs("", 1000)->size() == 100);
}

// What leaves the machine, as an author must be able to trust it: nothing above the level, nothing unwritten.
#include "egress/gate.hpp"

#include "base/hash.hpp"
#include "base/paths.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace lumen;
using egress::Gate;
using egress::Level;

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("lumen-egress-" + std::to_string(::getpid()));
  Folder() { std::filesystem::remove_all(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

const std::string canary = "canary-value-of-a-customer";

egress::Payload payload(Level needs) {
  return {"sales",
          "api.example.org:443",
          {{Level::schema, "schema of 3 tables", "orders(id, amount)\n"},
           {needs, "the rows of one result", canary}}};
}

struct Wire {
  std::vector<std::string> sent;
  std::function<Result<void>(std::string_view)> transmit() {
    return [this](std::string_view bytes) -> Result<void> {
      sent.emplace_back(bytes);
      return {};
    };
  }
};

} // namespace

TEST_CASE("levels have names and back") {
  for (const Level level : {Level::none, Level::schema, Level::stats, Level::rows})
    CHECK(egress::level(egress::name(level)) == level);
  CHECK_FALSE(egress::level("everything"));
}

TEST_CASE("a part above the connection's level never leaves, and neither does the rest of its payload") {
  const Folder folder;
  for (const Level allowed : {Level::none, Level::schema, Level::stats, Level::rows})
    for (const Level needs : {Level::schema, Level::stats, Level::rows}) {
      Gate gate(folder.path / "ledger.jsonl");
      gate.allow("sales", allowed);
      Wire wire;
      const auto sent = gate.send(payload(needs), wire.transmit());
      const bool may = allowed != Level::none && needs <= allowed;
      CHECK(sent.has_value() == may);
      CHECK(wire.sent.size() == (may ? 1 : 0));
      if (!may) {
        CHECK(sent.error().code == Code::refused);
        CHECK(sent.error().message.find(canary) == std::string::npos);
        CHECK(sent.error().hint != "");
      }
    }
}

TEST_CASE("the default level is schema") {
  const Folder folder;
  Gate gate(folder.path / "ledger.jsonl");
  CHECK(gate.allowed("sales") == Level::schema);
  CHECK(gate.preview(payload(Level::stats)).error().code == Code::refused);
}

TEST_CASE("a workspace can lower a level and never raise it, whatever the order") {
  const Folder folder;
  Gate gate(folder.path / "ledger.jsonl");
  gate.lower("sales", Level::rows);
  CHECK(gate.allowed("sales") == Level::schema);
  gate.allow("sales", Level::rows);
  CHECK(gate.allowed("sales") == Level::rows);
  gate.lower("sales", Level::none);
  gate.lower("sales", Level::rows);
  CHECK(gate.allowed("sales") == Level::none);
  gate.allow("sales", Level::rows);
  CHECK(gate.allowed("sales") == Level::none);
  CHECK(gate.allowed("other") == Level::schema);
}

TEST_CASE("what is sent is what the preview showed") {
  const Folder folder;
  Gate gate(folder.path / "ledger.jsonl");
  gate.allow("sales", Level::rows);
  Wire wire;
  const auto shown = gate.preview(payload(Level::rows));
  REQUIRE(shown);
  REQUIRE(gate.send(payload(Level::rows), wire.transmit()));
  CHECK(wire.sent == std::vector<std::string>{*shown});
  CHECK(*shown == "orders(id, amount)\n" + canary);
}

TEST_CASE("the ledger is written before anything is sent, for its owner alone") {
  const Folder folder;
  const auto file = folder.path / "state" / "ledger.jsonl";
  Gate gate(file);
  gate.allow("sales", Level::rows);
  std::size_t entries_while_sending = 0;
  const auto sent = gate.send(payload(Level::rows), [&](std::string_view) -> Result<void> {
    entries_while_sending = gate.ledger()->size();
    return fail(Code::connection, "the server went away");
  });
  CHECK(sent.error().code == Code::connection);
  CHECK(entries_while_sending == 1);
  const auto ledger = gate.ledger();
  REQUIRE(ledger);
  REQUIRE(ledger->size() == 1);
  const auto& entry = ledger->front();
  CHECK(entry.connection == "sales");
  CHECK(entry.destination == "api.example.org:443");
  CHECK(entry.level == Level::rows);
  CHECK(entry.bytes == gate.preview(payload(Level::rows))->size());
  CHECK(entry.hash == short_hash(*gate.preview(payload(Level::rows))));
  CHECK(entry.time_ms > 0);
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(paths::read_file(file)->find(canary) == std::string::npos);
}

TEST_CASE("without a ledger nothing is sent") {
  const Folder folder;
  std::filesystem::create_directories(folder.path /
                                      "ledger.jsonl"); // a folder stands where the file should be
  Gate gate(folder.path / "ledger.jsonl");
  gate.allow("sales", Level::rows);
  Wire wire;
  const auto sent = gate.send(payload(Level::rows), wire.transmit());
  CHECK(sent.error().code == Code::io);
  CHECK(wire.sent.empty());
}

TEST_CASE("a ledger with a half-written line keeps what it has and takes more") {
  const Folder folder;
  const auto file = folder.path / "ledger.jsonl";
  Gate gate(file);
  Wire wire;
  REQUIRE(gate.send(payload(Level::schema), wire.transmit()));
  std::ofstream(file, std::ios::app) << R"({"time_ms":12,"connec)";
  REQUIRE(gate.send(payload(Level::schema), wire.transmit()));
  CHECK(gate.ledger()->size() == 2);
}

TEST_CASE("several gates on one ledger lose no entry") {
  const Folder folder;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer)
    writers.emplace_back([&] {
      Gate gate(folder.path / "ledger.jsonl");
      for (int count = 0; count < 25; ++count)
        (void)gate.send(payload(Level::schema), [](std::string_view) -> Result<void> { return {}; });
    });
  for (auto& writer : writers)
    writer.join();
  CHECK(Gate(folder.path / "ledger.jsonl").ledger()->size() == 100);
}

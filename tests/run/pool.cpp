// Sources are shared out so that two runs don't wait for each other, and none is held for nothing.
#include "run/pool.hpp"

#include "run/workspace.hpp"
#include "support/catch.hpp"

#include <future>
#include <thread>

using namespace lumen;
using namespace std::chrono_literals;

namespace {

source::Address files(const test::Workspace& workspace) {
  auto address = source::parse_address("./data", workspace.folder.string());
  REQUIRE(address);
  return *address;
}

bool becomes(const std::function<bool()>& true_soon) {
  for (int count = 0; count < 200; ++count) {
    if (true_soon())
      return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

} // namespace

TEST_CASE("a source that was given back is used again") {
  const test::Workspace workspace;
  run::Pool pool;
  const auto address = files(workspace);
  CHECK_FALSE(pool.acquire_idle(address));
  source::Source* first = nullptr;
  {
    auto lease = pool.acquire(address, {});
    REQUIRE(lease);
    CHECK_FALSE(lease->reused());
    first = &**lease;
  }
  auto lease = pool.acquire(address, {});
  REQUIRE(lease);
  CHECK(lease->reused());
  CHECK(&**lease == first);
  CHECK(pool.open_count(address) == 1);
}

TEST_CASE("two callers at once get two sources") {
  const test::Workspace workspace;
  run::Pool pool;
  const auto address = files(workspace);
  auto one = pool.acquire(address, {});
  auto two = pool.acquire(address, {});
  REQUIRE(one);
  REQUIRE(two);
  CHECK(&**one != &**two);
  CHECK(pool.open_count(address) == 2);
}

TEST_CASE("over the limit a caller waits, and a stop ends its waiting") {
  const test::Workspace workspace;
  run::Pool pool({.per_address = 1, .idle_file = 1000ms, .idle_other = 1000ms});
  const auto address = files(workspace);
  std::stop_source stop;
  std::future<bool> cancelled, served;
  {
    auto lease = pool.acquire(address, {});
    REQUIRE(lease);
    cancelled = std::async(std::launch::async, [&] {
      auto mine = pool.acquire(address, stop.get_token());
      return !mine && mine.error().code == Code::cancelled;
    });
    served = std::async(std::launch::async, [&] { return pool.acquire(address, {}).has_value(); });
    std::this_thread::sleep_for(20ms);
    stop.request_stop();
    CHECK(cancelled.get());
  }
  CHECK(served.get());
}

TEST_CASE("an idle source is closed after its time") {
  const test::Workspace workspace;
  run::Pool pool({.per_address = 4, .idle_file = 20ms, .idle_other = 20ms});
  const auto address = files(workspace);
  { REQUIRE(pool.acquire(address, {})); }
  CHECK(becomes([&] { return pool.open_count(address) == 0; }));
  { REQUIRE(pool.acquire(address, {})); }
  CHECK(becomes([&] { return pool.open_count(address) == 0; }));
}

TEST_CASE("closing an address ends what is idle now and what comes back later") {
  const test::Workspace workspace;
  run::Pool pool;
  const auto address = files(workspace);
  {
    auto used = pool.acquire(address, {});
    { auto idle = pool.acquire(address, {}); }
    CHECK(pool.open_count(address) == 2);
    pool.close(address);
    CHECK(pool.open_count(address) == 1);
  }
  CHECK(pool.open_count(address) == 0);
}

TEST_CASE("an address that can't be opened leaves nothing behind") {
  const test::Workspace workspace;
  run::Pool pool;
  auto address = source::parse_address("./nothing.duckdb", workspace.folder.string());
  REQUIRE(address);
  CHECK_FALSE(pool.acquire(*address, {}));
  CHECK(pool.open_count(*address) == 0);
}

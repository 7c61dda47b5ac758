// Lanes keep their order, run beside one another, and let only the newest of a key count.
#include "base/executor.hpp"

#include "base/log.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace lumen;

TEST_CASE("a lane runs its tasks in order, one at a time, whoever posts") {
  Executor executor(4);
  const Lane lane = executor.make_lane();
  std::vector<int> seen; // no lock: the lane is the lock
  std::promise<void> done;
  for (int i = 0; i < 1000; ++i) {
    lane.post([&seen, i] { seen.push_back(i); });
  }
  lane.post([&done] { done.set_value(); });
  done.get_future().wait();
  REQUIRE(seen.size() == 1000);
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(seen[static_cast<std::size_t>(i)] == i);
  }
  executor.shutdown();
}

TEST_CASE("lanes run beside one another") {
  Executor executor(2);
  const Lane first = executor.make_lane();
  const Lane second = executor.make_lane();
  std::promise<void> release, waited;
  first.post([&] {
    release.get_future().wait();
    waited.set_value();
  });
  second.post([&] { release.set_value(); }); // would never run if lanes shared one thread
  waited.get_future().wait();
  executor.shutdown();
}

TEST_CASE("main tasks run on the thread that runs main, timers among them, in order of their times") {
  Executor executor(1);
  const Lane worker = executor.make_lane();
  std::vector<std::string> seen;
  const auto thread = std::this_thread::get_id();
  bool all_on_main = true;
  const auto note = [&](const char* what) {
    all_on_main = all_on_main && std::this_thread::get_id() == thread;
    seen.emplace_back(what);
  };
  executor.after(std::chrono::milliseconds(40), [&] {
    note("late");
    executor.stop_main();
  });
  executor.after(std::chrono::milliseconds(5), [&] { note("early"); });
  worker.post([&] { executor.main().post([&] { note("posted"); }); });
  executor.run_main();
  CHECK(all_on_main);
  REQUIRE(seen.size() == 3);
  CHECK(seen.back() == "late");
  executor.shutdown();
}

TEST_CASE("an exception ends only its task") {
  log::open("", log::Level::off);
  Executor executor(1);
  const Lane lane = executor.make_lane();
  std::promise<void> done;
  lane.post([] { throw std::runtime_error("broken"); });
  lane.post([] { throw 3; });
  lane.post([&] { done.set_value(); });
  done.get_future().wait();
  executor.shutdown();
  SUCCEED();
}

TEST_CASE("the newest of a key counts: what waits is dropped, what runs is asked to stop") {
  Executor executor(2);
  const LatestLane lane = executor.make_latest_lane();
  std::promise<void> started, done;
  std::atomic<bool> stopped = false;
  std::mutex mutex;
  std::vector<std::string> seen;
  const auto note = [&](const char* what) {
    const std::lock_guard lock(mutex);
    seen.emplace_back(what);
  };
  lane.post("a", [&](std::stop_token stop) {
    started.set_value();
    while (!stop.stop_requested()) {
      std::this_thread::yield();
    }
    stopped = true;
  });
  started.get_future().wait();
  lane.post("b", [&](std::stop_token stop) { note(stop.stop_requested() ? "b stopped" : "b"); });
  lane.post("a", [&](std::stop_token) { note("dropped"); });
  lane.post("a", [&](std::stop_token stop) {
    note(stop.stop_requested() ? "a stopped" : "a");
    done.set_value();
  });
  done.get_future().wait();
  executor.shutdown();
  CHECK(stopped);
  CHECK(seen == std::vector<std::string>{"b", "a"});
}

TEST_CASE("a dropped task's captives are destroyed without a deadlock, even if they post") {
  struct Posts {
    const LatestLane* lane;
    std::promise<void>* done;
    ~Posts() {
      lane->post("other", [done_here = done](std::stop_token) { done_here->set_value(); });
    }
  };
  Executor executor(1);
  const LatestLane lane = executor.make_latest_lane();
  std::promise<void> done, release;
  lane.post("block", [&](std::stop_token) { release.get_future().wait(); });
  auto posts = std::make_shared<Posts>(Posts{&lane, &done});
  lane.post("a", [posts](std::stop_token) {});
  posts.reset();
  lane.post("a", [](std::stop_token) {});
  release.set_value();
  done.get_future().wait();
  executor.shutdown();
  SUCCEED();
}

TEST_CASE("after shutdown a lane takes tasks and drops them") {
  auto executor = std::make_unique<Executor>(1);
  const Lane lane = executor->make_lane();
  const LatestLane latest = executor->make_latest_lane();
  executor->shutdown();
  executor.reset();
  bool ran = false;
  lane.post([&] { ran = true; });
  latest.post("key", [&](std::stop_token) { ran = true; });
  CHECK_FALSE(ran);
}

TEST_CASE("lanes that block take no thread from the others, nor from one another") {
  Executor executor(1, 3);
  std::promise<void> release;
  const auto released = release.get_future().share();
  std::vector<Lane> blocked;
  std::atomic<int> waiting = 0;
  for (int i = 0; i < 2; ++i) {
    blocked.push_back(executor.make_blocking_lane());
    blocked.back().post([&, released] {
      ++waiting;
      released.wait();
    });
  }
  std::promise<void> computed, other;
  executor.make_lane().post([&] { computed.set_value(); });
  executor.make_blocking_lane().post([&] { other.set_value(); });
  CHECK(computed.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  CHECK(other.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  release.set_value();
  executor.shutdown();
}

TEST_CASE("what waits at shutdown is destroyed before shutdown returns, even if it holds its lane or posts") {
  struct Posts {
    Lane lane;
    std::shared_ptr<int> held;
    ~Posts() {
      lane.post([kept = held] {});
    }
  };
  auto held = std::make_shared<int>(7);
  Executor executor(1);
  const Lane lane = executor.make_lane();
  const LatestLane latest = executor.make_latest_lane();
  std::promise<void> started;
  std::atomic<bool> end = false;
  lane.post([&] {
    started.set_value();
    while (!end) {
      std::this_thread::yield();
    }
  });
  started.get_future().wait();
  bool ran = false;
  const auto note = [&ran, held] { ran = true; };
  lane.post([lane, note] { note(); });
  lane.post([posts = std::make_shared<Posts>(Posts{executor.main(), held}), note] { note(); });
  latest.post("key", [latest, note](const std::stop_token&) { note(); });
  executor.main().post([main = executor.main(), note] { note(); });
  executor.after(std::chrono::hours(1), note);
  executor.after(std::chrono::milliseconds(0), [&] { executor.stop_main(); });
  executor.run_main(); // so that the timers wait
  executor.after(std::chrono::hours(1), note);
  executor.make_blocking_lane().post([] {});
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    end = true;
  });
  executor.shutdown();
  later.join();
  CHECK(held.use_count() == 2); // here, and in `note`
}

TEST_CASE("a lane of newest tasks is stopped: what runs is asked to end, what waits is dropped") {
  Executor executor(1);
  const LatestLane lane = executor.make_latest_lane();
  std::promise<void> started, ended;
  bool ran = false;
  lane.post("a", [&](const std::stop_token& stop) {
    started.set_value();
    while (!stop.stop_requested()) {
      std::this_thread::yield();
    }
    ended.set_value();
  });
  started.get_future().wait();
  lane.post("b", [&](const std::stop_token&) { ran = true; });
  lane.stop();
  lane.post("c", [&](const std::stop_token&) { ran = true; });
  CHECK(ended.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  executor.shutdown();
  CHECK_FALSE(ran);
}

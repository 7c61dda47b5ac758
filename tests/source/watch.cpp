// The watch: asking to stop never waits, and the end of a guard is one.
#include "source/watch.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <future>

using namespace lumen;
using namespace std::chrono_literals;
using source::Watch;

TEST_CASE("asking to stop doesn't wait for an interrupt that hangs") {
  Watch watch;
  std::promise<void> entered, released;
  std::atomic<bool> first{true}, left{false};
  std::stop_source stop;
  std::optional<Watch::Guard> guard;
  guard.emplace(watch, stop.get_token(), 0ms, [&] {
    if (!first.exchange(false))
      return;
    entered.set_value();
    released.get_future().wait();
    left = true;
  });
  REQUIRE(entered.get_future().wait_for(10s) == std::future_status::ready);
  // Now the interrupt hangs, as one does whose network is gone.
  auto asked = std::async(std::launch::async, [&] { stop.request_stop(); });
  CHECK(asked.wait_for(10s) == std::future_status::ready);
  CHECK(guard->cause() == Watch::Cause::timed_out); // what came first
  auto ended = std::async(std::launch::async, [&] { guard.reset(); });
  CHECK(ended.wait_for(100ms) == std::future_status::timeout); // the end waits for the call
  CHECK_FALSE(left);
  released.set_value();
  CHECK(ended.wait_for(10s) == std::future_status::ready);
  CHECK(left);
}

TEST_CASE("after the end of a guard nothing is interrupted, and the next one begins anew") {
  Watch watch;
  std::atomic<int> calls{0};
  for (int round = 0; round < 200; ++round) {
    std::stop_source stop;
    {
      const Watch::Guard guard(watch, stop.get_token(), 1h, [&] { ++calls; });
      CHECK(guard.cause() == Watch::Cause::none);
      stop.request_stop();
      CHECK(guard.cause() == Watch::Cause::stopped);
      if (round % 2 == 0)
        std::this_thread::yield();
    }
    const int before = calls;
    std::this_thread::yield();
    CHECK(calls == before);
  }
}

TEST_CASE("what is idle is closed once, and not while it is forgotten") {
  Watch watch;
  std::promise<void> closed;
  std::atomic<int> calls{0};
  watch.when_idle(1h, [&] { ++calls; });
  watch.forget_idle();
  watch.when_idle(1ms, [&] {
    ++calls;
    closed.set_value();
  });
  REQUIRE(closed.get_future().wait_for(10s) == std::future_status::ready);
  watch.forget_idle();
  CHECK(calls == 1);
}

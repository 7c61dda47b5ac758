// The watch's thread and the little state that it shares. The mutex is free while the thread acts, so that
// asking to stop never waits; a flag tells that it acts, and the end of a Guard waits for that: a true end.
#include "source/watch.hpp"

#include <algorithm>
#include <utility>

namespace lumen::source {

namespace {
constexpr std::chrono::milliseconds between_calls{40};
}

Watch::~Watch() = default;

Watch::Guard::Guard(Watch& watch, std::stop_token stop, Clock::duration timeout,
                    std::function<void()> interrupt)
    : watch_((watch.begin(timeout, std::move(interrupt)), watch)),
      on_stop_(std::move(stop), [this] { watch_.request(Cause::stopped); }) {}

Watch::Guard::~Guard() {
  watch_.end();
}

Watch::Cause Watch::Guard::cause() const {
  const std::scoped_lock lock(watch_.mutex_);
  return watch_.cause_;
}

void Watch::begin(Clock::duration timeout, std::function<void()> interrupt) {
  const std::scoped_lock lock(mutex_);
  interrupt_ = std::move(interrupt);
  deadline_ = Clock::now() + timeout;
  again_.reset();
  cause_ = Cause::none;
  start_thread();
  changed_.notify_all();
}

void Watch::end() {
  std::unique_lock lock(mutex_);
  interrupt_ = nullptr;
  deadline_.reset();
  again_.reset();
  changed_.wait(lock, [this] { return !acting_; });
}

void Watch::request(Cause cause) {
  const std::scoped_lock lock(mutex_);
  if (!interrupt_)
    return;
  if (cause_ == Cause::none)
    cause_ = cause;
  again_ = Clock::now();
  changed_.notify_all();
}

void Watch::when_idle(Clock::duration delay, std::function<void()> action) {
  const std::scoped_lock lock(mutex_);
  idle_ = std::move(action);
  idle_at_ = Clock::now() + delay;
  start_thread();
  changed_.notify_all();
}

void Watch::forget_idle() {
  std::unique_lock lock(mutex_);
  idle_ = nullptr;
  idle_at_.reset();
  changed_.wait(lock, [this] { return !acting_; });
}

void Watch::act(std::unique_lock<std::mutex>& lock, const std::function<void()>& action) {
  acting_ = true;
  lock.unlock();
  action();
  lock.lock();
  acting_ = false;
  changed_.notify_all();
}

void Watch::start_thread() {
  if (!thread_.joinable())
    thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

std::array<std::optional<Watch::Clock::time_point>, 3> Watch::moments() const {
  return {deadline_, again_, idle_at_};
}

void Watch::loop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto now = Clock::now();
    if (deadline_ && now >= *deadline_) {
      if (cause_ == Cause::none)
        cause_ = Cause::timed_out;
      deadline_.reset();
      again_ = now;
    }
    if (again_ && now >= *again_ && interrupt_) {
      act(lock, std::function(interrupt_)); // a copy: the end of the guard clears it meanwhile
      if (interrupt_)
        again_ = Clock::now() + between_calls;
    }
    if (idle_at_ && now >= *idle_at_) {
      idle_at_.reset();
      if (const auto action = std::exchange(idle_, nullptr))
        act(lock, action);
    }
    std::optional<Clock::time_point> next;
    for (const auto& moment : moments())
      if (moment)
        next = next ? std::min(*next, *moment) : *moment;
    // A statement that begins and ends long before its deadline needs no wake-up here: an earlier moment
    // alone does.
    const auto earlier = [this, &next] {
      const auto all = moments();
      return std::any_of(all.begin(), all.end(), [&](const auto& m) { return m && (!next || *m < *next); });
    };
    if (next)
      changed_.wait_until(lock, stop, *next, earlier);
    else
      changed_.wait(lock, stop, earlier);
  }
}

} // namespace lumen::source

// One thread per open source that keeps time: it asks a running statement to stop at its deadline or on a
// stop request, and closes what has been idle for long. Who asks to stop never waits; only the end of a
// statement waits for a call of `interrupt` that runs just then.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace lumen::source {

class Watch {
public:
  using Clock = std::chrono::steady_clock;
  enum class Cause { none, stopped, timed_out };

  ~Watch();

  /// Watches one statement for as long as it lives. From the deadline or the stop request on, `interrupt` is
  /// called on the watch's thread about every 40 ms until the end (a single call may come before the database
  /// began). After the destructor returned it is never called again and not running.
  class Guard {
  public:
    Guard(Watch& watch, std::stop_token stop, Clock::duration timeout, std::function<void()> interrupt);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    /// Why `interrupt` was called, or none when it wasn't.
    Cause cause() const;

  private:
    Watch& watch_;
    std::stop_callback<std::function<void()>> on_stop_;
  };

  /// Calls `action` once on the watch's thread when `delay` has passed without another call of this function.
  void when_idle(Clock::duration delay, std::function<void()> action);
  /// Drops what `when_idle` was given; when it returns, the action isn't running.
  void forget_idle();

private:
  void begin(Clock::duration timeout, std::function<void()> interrupt);
  void end();
  void request(Cause cause);
  void act(std::unique_lock<std::mutex>& lock, const std::function<void()>& action);
  void start_thread();
  void loop(const std::stop_token& stop);
  std::array<std::optional<Clock::time_point>, 3> moments() const;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::function<void()> interrupt_;
  std::optional<Clock::time_point> deadline_, again_, idle_at_;
  std::function<void()> idle_;
  Cause cause_ = Cause::none;
  bool acting_ = false; // the thread calls interrupt_ or idle_, without the mutex
  std::jthread thread_;
};

} // namespace lumen::source

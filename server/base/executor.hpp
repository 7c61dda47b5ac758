// Lanes: where work runs. A lane runs its tasks in order, one at a time; lanes run beside one another.
// The main lane belongs to one thread and never blocks. Boost.Asio stays in the .cpp.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace lumen {

using Task = std::function<void()>;

/// A queue of tasks run in order. Copies are handles to the same lane. Any thread may post.
/// An exception that leaves a task is logged and ends only that task.
class Lane {
public:
  void post(Task task) const;

private:
  friend class Executor;
  struct State;
  std::shared_ptr<State> state_;
};

/// Keyed work of which only the newest counts: posting under a key drops what waits under that key and asks
/// what runs under it to stop. Tasks of different keys run in the order posted.
class LatestLane {
public:
  using StoppableTask = std::function<void(std::stop_token)>;
  void post(std::string key, StoppableTask task) const;
  /// Asks what runs to stop and drops what waits and what is posted from now on.
  void stop() const;

private:
  friend class Executor;
  struct State;
  std::shared_ptr<State> state_;
};

/// Owns the threads. Destroying it asks nothing to stop: callers request stops first, then `shutdown`.
class Executor {
public:
  /// `blocking` threads of their own serve the lanes that may sit in a database; they start when the first
  /// such lane is made.
  explicit Executor(unsigned workers, unsigned blocking = 16);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// The main lane; its tasks run on the thread that calls `run_main`.
  const Lane& main() const;
  /// A new lane over the worker threads, for work that computes or reads files.
  Lane make_lane();
  /// A new lane for work that may wait for long: it takes no thread from the others.
  Lane make_blocking_lane();
  LatestLane make_latest_lane();
  /// Runs `task` on the main lane after `delay`. Never later cancelled: the task checks whether it still
  /// matters.
  void after(std::chrono::milliseconds delay, Task task);

  /// Runs main-lane tasks until `stop_main` was called. Call from one thread only.
  void run_main();
  void stop_main();
  /// Ends the workers after their present tasks; what still waits, timers among it, is dropped and destroyed
  /// before this returns. On the thread of the main lane, after `run_main`.
  void shutdown();

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace lumen

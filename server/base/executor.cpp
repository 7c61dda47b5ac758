// Lanes over Boost.Asio: one context that the main thread runs, one that the workers share.
#include "base/executor.hpp"

#include "base/log.hpp"
#include "base/signal_stack.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <variant>
#include <vector>

namespace lumen {

namespace asio = boost::asio;

namespace {

using Guard = asio::executor_work_guard<asio::io_context::executor_type>;
using Strand = asio::strand<asio::io_context::executor_type>;

// No exception crosses a lane: what escapes a task is a defect, told in the log.
void run_guarded(const Task& task) {
  try {
    task();
  } catch (const std::exception& thrown) {
    log::error(std::string("a task ended by an exception: ") + thrown.what());
  } catch (...) {
    log::error("a task ended by an unknown exception");
  }
}

// The contexts outlive the executor while a lane is still held somewhere: posting to a lane after shutdown is
// harmless, its task is dropped.
struct Contexts {
  asio::io_context main{1};
  asio::io_context workers;
  asio::io_context blocking;
  std::atomic<bool> closed{false};                      // nothing runs any more
  std::set<std::shared_ptr<asio::steady_timer>> timers; // main lane only
};

} // namespace

struct Lane::State {
  std::shared_ptr<Contexts> contexts;
  std::optional<Strand> strand; // none: the main lane
};

void Lane::post(Task task) const {
  if (state_->contexts->closed) {
    return;
  }
  // A task that waits when all ends may hold a lane and so the context that holds it: it is taken out and
  // destroyed, not run.
  auto guarded = [contexts = state_->contexts.get(), task = std::move(task)] {
    if (!contexts->closed) {
      run_guarded(task);
    }
  };
  if (state_->strand) {
    asio::post(*state_->strand, std::move(guarded));
  } else {
    asio::post(state_->contexts->main, std::move(guarded));
  }
}

struct LatestLane::State {
  struct Waiting {
    std::string key;
    StoppableTask task;
  };

  Lane lane;
  std::mutex mutex;
  std::list<Waiting> waiting;
  std::map<std::string, std::list<Waiting>::iterator> by_key;
  std::optional<std::string> running_key;
  std::stop_source running_stop;
  bool stopped = false;

  // Dropped tasks leave their turn behind; a turn without a task does nothing.
  void take_turn() {
    Waiting next;
    std::stop_token stop;
    {
      const std::lock_guard lock(mutex);
      if (waiting.empty()) {
        return;
      }
      next = std::move(waiting.front());
      by_key.erase(next.key);
      waiting.pop_front();
      running_key = next.key;
      running_stop = std::stop_source();
      stop = running_stop.get_token();
    }
    run_guarded([&] { next.task(stop); });
    next.task = nullptr;
    const std::lock_guard lock(mutex);
    running_key.reset();
  }
};

void LatestLane::post(std::string key, StoppableTask task) const {
  StoppableTask dropped; // destroyed outside the lock: it may own a reply that posts
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopped) {
      return;
    }
    if (const auto found = state_->by_key.find(key); found != state_->by_key.end()) {
      dropped = std::move(found->second->task);
      state_->waiting.erase(found->second);
      state_->by_key.erase(found);
    }
    if (state_->running_key == key) {
      state_->running_stop.request_stop();
    }
    state_->waiting.push_back({key, std::move(task)});
    state_->by_key.emplace(std::move(key), std::prev(state_->waiting.end()));
  }
  state_->lane.post([state = state_] { state->take_turn(); });
}

void LatestLane::stop() const {
  std::list<State::Waiting> dropped; // destroyed outside the lock, as above
  const std::lock_guard lock(state_->mutex);
  state_->stopped = true;
  dropped.swap(state_->waiting);
  state_->by_key.clear();
  state_->running_stop.request_stop();
}

struct Executor::State {
  std::shared_ptr<Contexts> contexts = std::make_shared<Contexts>();
  Guard main_guard{contexts->main.get_executor()};
  std::optional<Guard> worker_guard{contexts->workers.get_executor()};
  std::optional<Guard> blocking_guard{contexts->blocking.get_executor()};
  unsigned blocking_threads = 0; // to be started
  Lane main;
  std::vector<std::weak_ptr<LatestLane::State>> latest_lanes; // keep tasks of their own
  std::vector<std::thread> threads;
};

Executor::Executor(unsigned workers, unsigned blocking) : state_(std::make_unique<State>()) {
  state_->blocking_threads = std::max(1U, blocking);
  state_->main.state_ = std::make_shared<Lane::State>(Lane::State{state_->contexts, std::nullopt});
  for (unsigned i = 0; i < std::max(1U, workers); ++i) {
    state_->threads.emplace_back([contexts = state_->contexts] {
      const SignalStack stack;
      contexts->workers.run();
    });
  }
}

Executor::~Executor() {
  shutdown();
}

const Lane& Executor::main() const {
  return state_->main;
}

Lane Executor::make_lane() {
  Lane lane;
  lane.state_ = std::make_shared<Lane::State>(
      Lane::State{state_->contexts, Strand(state_->contexts->workers.get_executor())});
  return lane;
}

Lane Executor::make_blocking_lane() {
  for (; state_->blocking_threads > 0; --state_->blocking_threads) {
    state_->threads.emplace_back([contexts = state_->contexts] {
      const SignalStack stack;
      contexts->blocking.run();
    });
  }
  Lane lane;
  lane.state_ = std::make_shared<Lane::State>(
      Lane::State{state_->contexts, Strand(state_->contexts->blocking.get_executor())});
  return lane;
}

LatestLane Executor::make_latest_lane() {
  LatestLane lane;
  lane.state_ = std::make_shared<LatestLane::State>();
  lane.state_->lane = make_lane();
  state_->latest_lanes.push_back(lane.state_);
  return lane;
}

void Executor::after(std::chrono::milliseconds delay, Task task) {
  // Timers aren't safe for several threads: the timer is made and waited for on the main lane.
  const auto when = std::chrono::steady_clock::now() + delay;
  main().post([contexts = state_->contexts.get(), when, task = std::move(task)]() mutable {
    auto timer = std::make_shared<asio::steady_timer>(contexts->main, when);
    contexts->timers.insert(timer);
    timer->async_wait([contexts, timer, task = std::move(task)](const boost::system::error_code& failed) {
      contexts->timers.erase(timer);
      if (!failed && !contexts->closed) {
        run_guarded(task);
      }
    });
  });
}

void Executor::run_main() {
  state_->contexts->main.run();
}

void Executor::stop_main() {
  state_->contexts->main.stop();
}

void Executor::shutdown() {
  Contexts& contexts = *state_->contexts;
  state_->worker_guard.reset();
  state_->blocking_guard.reset();
  contexts.workers.stop();
  contexts.blocking.stop();
  for (auto& thread : state_->threads) {
    if (thread.joinable()) {
      thread.join();
    }
  }
  state_->threads.clear();
  if (contexts.closed.exchange(true)) {
    return;
  }
  for (const auto& timer : contexts.timers) {
    timer->cancel();
  }
  for (const auto& kept : state_->latest_lanes) {
    LatestLane lane;
    lane.state_ = kept.lock();
    if (lane.state_) {
      lane.stop();
    }
  }
  // What waits is taken out without being run; destroying it may post, which then comes to nothing.
  for (asio::io_context* context : {&contexts.workers, &contexts.blocking, &contexts.main}) {
    context->restart();
    context->poll();
  }
  state_->blocking_threads = 0;
}

} // namespace lumen

#include "run/pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace lumen::run {

using Clock = std::chrono::steady_clock;

namespace {

struct Idle {
  std::unique_ptr<source::Source> source;
  Clock::time_point until;
};

/// The sources of one address.
struct Place {
  std::vector<Idle> idle; // the youngest last
  std::size_t open = 0;   // idle ones and those in use
  std::uint64_t generation = 0;
};

} // namespace

std::string pool_key(const source::Address& address) {
  return std::to_string(static_cast<int>(address.kind)) + '\x1f' + address.url + '\x1f' + address.path +
         '\x1f' + address.schema + '\x1f' + address.password;
}

struct Pool::State {
  explicit State(Options given) : options(given) {}

  const Options options;
  mutable std::mutex mutex;
  std::condition_variable_any changed;
  std::map<std::string, Place> places;
  std::map<const source::Source*, std::uint64_t> generations; // of those in use
  std::jthread reaper;                                        // started with the first idle source

  std::chrono::milliseconds patience(const source::Address& address) const {
    return address.kind == source::Address::Kind::duckdb_file ? options.idle_file : options.idle_other;
  }

  std::unique_ptr<source::Source> take_idle(Place& place) {
    if (place.idle.empty())
      return nullptr;
    auto source = std::move(place.idle.back().source);
    place.idle.pop_back();
    generations[source.get()] = place.generation;
    return source;
  }

  void give_back(const source::Address& address, std::unique_ptr<source::Source> source, bool discard) {
    {
      const std::lock_guard guard(mutex);
      Place& place = places[pool_key(address)];
      const auto generation = generations.extract(source.get());
      const bool outdated = generation.empty() || generation.mapped() != place.generation;
      if (discard || outdated)
        --place.open;
      else
        place.idle.push_back({std::move(source), Clock::now() + patience(address)});
      if (!reaper.joinable())
        reaper = std::jthread([this](const std::stop_token& stop) { close_idle(stop); });
    }
    changed.notify_all(); // what was discarded closes here, outside the lock
  }

  /// What has been idle for too long, taken out; and when to look again.
  std::vector<std::unique_ptr<source::Source>> overdue(Clock::time_point now, Clock::time_point& next) {
    std::vector<std::unique_ptr<source::Source>> closing;
    next = Clock::time_point::max();
    for (auto& [key, place] : places) {
      auto late = std::stable_partition(place.idle.begin(), place.idle.end(),
                                        [&](const Idle& idle) { return idle.until > now; });
      place.open -= static_cast<std::size_t>(place.idle.end() - late);
      for (auto idle = late; idle != place.idle.end(); ++idle)
        closing.push_back(std::move(idle->source));
      place.idle.erase(late, place.idle.end());
      for (const Idle& idle : place.idle)
        next = std::min(next, idle.until);
    }
    return closing;
  }

  void close_idle(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      Clock::time_point next;
      auto closing = overdue(Clock::now(), next);
      if (!closing.empty()) {
        lock.unlock();
        closing.clear(); // closing a database may take a while
        changed.notify_all();
        lock.lock();
      } else if (next == Clock::time_point::max()) {
        changed.wait(lock, stop, [&] { return earliest() != Clock::time_point::max(); });
      } else {
        changed.wait_until(lock, stop, next, [&] { return Clock::now() >= next || earliest() < next; });
      }
    }
  }

  Clock::time_point earliest() const {
    auto found = Clock::time_point::max();
    for (const auto& [key, place] : places)
      for (const Idle& idle : place.idle)
        found = std::min(found, idle.until);
    return found;
  }
};

Pool::Lease::Lease(std::shared_ptr<State> state, source::Address address,
                   std::unique_ptr<source::Source> source, bool reused)
    : state_(std::move(state)), address_(std::move(address)), source_(std::move(source)), reused_(reused) {}

Pool::Lease::~Lease() {
  if (source_)
    state_->give_back(address_, std::move(source_), discard_);
}

Pool::Pool() : Pool(Options{}) {}
Pool::Pool(Options options) : state_(std::make_shared<State>(options)) {}

Pool::~Pool() {
  std::jthread reaper;
  {
    const std::lock_guard guard(state_->mutex);
    reaper = std::move(state_->reaper);
  }
}

Result<Pool::Lease> Pool::acquire(const source::Address& address, const std::stop_token& stop) {
  {
    std::unique_lock lock(state_->mutex);
    Place& place = state_->places[pool_key(address)];
    const bool free = state_->changed.wait(
        lock, stop, [&] { return !place.idle.empty() || place.open < state_->options.per_address; });
    if (!free || stop.stop_requested())
      return fail(Code::cancelled, "cancelled while waiting for a connection");
    if (auto source = state_->take_idle(place))
      return Lease(state_, address, std::move(source), true);
    ++place.open;
  }
  Result<std::unique_ptr<source::Source>> opened = fail(Error{}); // what a thrown exception leaves, too
  const auto close_place = [&] {
    const std::lock_guard guard(state_->mutex);
    --state_->places[pool_key(address)].open;
    state_->changed.notify_all();
  };
  try {
    opened = source::open(address, stop);
  } catch (...) { // a place that stays taken would be waited for by all others
    close_place();
    throw;
  }
  if (!opened) {
    close_place();
    return fail(opened.error());
  }
  const std::lock_guard guard(state_->mutex);
  state_->generations[opened->get()] = state_->places[pool_key(address)].generation;
  return Lease(state_, address, std::move(*opened), false);
}

std::optional<Pool::Lease> Pool::acquire_idle(const source::Address& address) {
  const std::lock_guard guard(state_->mutex);
  const auto place = state_->places.find(pool_key(address));
  if (place == state_->places.end())
    return std::nullopt;
  auto source = state_->take_idle(place->second);
  if (!source)
    return std::nullopt;
  return Lease(state_, address, std::move(source), true);
}

void Pool::close(const source::Address& address) {
  std::vector<Idle> closing;
  {
    const std::lock_guard guard(state_->mutex);
    Place& place = state_->places[pool_key(address)];
    ++place.generation;
    place.open -= place.idle.size();
    closing = std::move(place.idle);
    place.idle.clear();
  }
  state_->changed.notify_all();
}

std::size_t Pool::open_count(const source::Address& address) const {
  const std::lock_guard guard(state_->mutex);
  const auto place = state_->places.find(pool_key(address));
  return place == state_->places.end() ? 0 : place->second.open;
}

} // namespace lumen::run

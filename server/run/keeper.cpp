#include "run/keeper.hpp"

#include "base/log.hpp"
#include "data/canonical.hpp"

namespace lumen::run {

namespace {

constexpr std::string_view last_used = "last_connection";
constexpr std::size_t most_waiting = 64; // then runs are faster than the disk, and wait for it

} // namespace

Keeper::Keeper(std::shared_ptr<store::Store> store) : store_(std::move(store)) {}

Keeper::~Keeper() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void Keeper::post(Work work) {
  if (!store_)
    return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < most_waiting; });
  waiting_.push_back(std::move(work));
  if (!thread_.joinable())
    thread_ = std::thread([this] { loop(); });
  changed_.notify_all();
}

void Keeper::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty())
      return;
    const Work work = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    work(*store_);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

void Keeper::keep(std::string key, data::Table table) {
  if (!store_)
    return;
  const auto rows = std::make_shared<const data::Table>(std::move(table));
  {
    const std::lock_guard lock(mutex_);
    unwritten_[key] = rows;
  }
  post([this, key = std::move(key), rows](store::Store& store) {
    if (auto kept = store.keep_result(key, data::to_json(*rows)); !kept)
      log::warning("the result wasn't kept: " + kept.error().message);
    const std::lock_guard lock(mutex_);
    if (const auto found = unwritten_.find(key); found != unwritten_.end() && found->second == rows)
      unwritten_.erase(found);
  });
}

void Keeper::record(store::Run run) {
  post([run = std::move(run)](store::Store& store) {
    if (auto added = store.add_run(run); !added)
      log::warning("the run isn't in the history: " + added.error().message);
  });
}

void Keeper::remember(std::string connection) {
  post([connection = std::move(connection)](store::Store& store) {
    const auto known = store.get(last_used);
    if (known && *known != connection)
      (void)store.set(last_used, connection);
  });
}

std::optional<data::Table> Keeper::result(std::string_view key) {
  if (!store_)
    return std::nullopt;
  std::shared_ptr<const data::Table> unwritten;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = unwritten_.find(key); found != unwritten_.end())
      unwritten = found->second;
  }
  if (unwritten)
    return *unwritten;
  const auto json = store_->result(key);
  return json && *json ? data::from_json(**json) : std::nullopt;
}

std::string Keeper::last_connection() {
  if (!store_)
    return {};
  settle();
  const auto last = store_->get(last_used);
  return last ? last->value_or("") : "";
}

void Keeper::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && !busy_; });
}

} // namespace lumen::run

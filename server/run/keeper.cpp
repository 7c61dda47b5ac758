#include "run/keeper.hpp"

#include "base/ascii.hpp"
#include "base/log.hpp"
#include "chart/chart.hpp"
#include "data/canonical.hpp"

namespace lumen::run {

namespace {

constexpr std::string_view last_used = "last_connection";
constexpr std::size_t most_waiting = 64; // then runs are faster than the disk, and wait for it
constexpr std::size_t most_kinds = 1024; // results whose kinds of chart are kept in memory

/// Kept among the results, so that they go when those go. No result's own key looks like this.
std::string kinds_key(std::string_view key) {
  return "kinds of " + std::string(key);
}

std::string printed(const std::vector<data::ChartKind>& kinds) {
  std::string out;
  for (const data::ChartKind kind : kinds)
    out.append(out.empty() ? "" : ",").append(data::name(kind));
  return out;
}

std::vector<data::ChartKind> read_kinds(std::string_view text) {
  std::vector<data::ChartKind> out;
  for (const std::string_view name : ascii::split(text, ','))
    if (const auto kind = data::chart_kind(name))
      out.push_back(*kind);
  return out;
}

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
    (void)find_kinds(key, *rows);
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

std::optional<std::vector<data::ChartKind>> Keeper::kinds(std::string_view key) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = kinds_.find(key); found != kinds_.end())
      return found->second;
  }
  const auto kept = store_ ? store_->result(kinds_key(key)) : Result<std::optional<std::string>>();
  if (!kept || !*kept)
    return std::nullopt;
  return remember_kinds(std::string(key), read_kinds(**kept));
}

std::vector<data::ChartKind> Keeper::remember_kinds(const std::string& key,
                                                    std::vector<data::ChartKind> kinds) {
  const std::lock_guard lock(mutex_);
  if (kinds_.size() >= most_kinds)
    kinds_.clear();
  return kinds_[key] = std::move(kinds);
}

std::vector<data::ChartKind> Keeper::find_kinds(const std::string& key, const data::Table& rows) {
  auto found = remember_kinds(key, chart::possible_kinds(rows, {}));
  if (store_)
    if (auto kept = store_->keep_result(kinds_key(key), printed(found)); !kept)
      log::warning("the kinds of a chart weren't kept: " + kept.error().message);
  return found;
}

bool Keeper::find_kinds_later(const std::string& key, std::function<std::optional<data::Table>()> read) {
  if (!store_)
    return false;
  {
    const std::lock_guard lock(mutex_);
    if (!looking_for_kinds_.insert(key).second)
      return true;
  }
  post([this, key, read = std::move(read)](store::Store&) {
    if (const auto rows = read())
      (void)find_kinds(key, *rows);
    const std::lock_guard lock(mutex_);
    looking_for_kinds_.erase(key);
  });
  return true;
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

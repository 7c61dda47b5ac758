#include "source/duckdb_folder.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <utility>

namespace lumen::source {

namespace {

// As many as are leased on one address at once (run/pool.hpp). Who comes beyond them loads a copy of their
// own.
constexpr std::size_t connections = 8;

std::atomic<std::size_t> loaded{0};

struct Place {
  std::weak_ptr<LoadedFolder> folder; // of the newest state of the files
  bool loading = false;               // by one; the others wait
};

struct Folders {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::map<std::string, Place> by_path;
};

Folders& folders() {
  static Folders all;
  return all;
}

bool holds(const std::shared_ptr<LoadedFolder>& folder, const DataFiles& found) {
  return folder && folder->files.files == found.files && folder->files.warnings == found.warnings;
}

/// The right to load one path's files, given up when it goes, whatever came of it.
class Turn {
public:
  explicit Turn(Place& place) : place_(place) { place_.loading = true; }
  ~Turn() {
    {
      const std::lock_guard lock(folders().mutex);
      place_.loading = false;
    }
    folders().changed.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

private:
  Place& place_; // stays where it is: places are never taken out of the map
};

Result<std::shared_ptr<LoadedFolder>> load_folder(const DataFiles& found, const LoadFiles& load) {
  std::vector<std::unique_ptr<DuckdbSession>> sessions;
  auto first = DuckdbSession::open_memory();
  if (!first)
    return fail(first.error());
  sessions.reserve(connections);
  sessions.push_back(std::move(*first));
  while (sessions.size() < connections) {
    auto another = sessions.front()->another();
    if (!another)
      return fail(another.error());
    sessions.push_back(std::move(*another));
  }
  auto warnings = load(*sessions.front());
  if (!warnings)
    return fail(warnings.error());
  ++loaded;
  return std::make_shared<LoadedFolder>(found, std::move(*warnings), std::move(sessions));
}

} // namespace

LoadedFolder::LoadedFolder(DataFiles found, std::vector<std::string> told,
                           std::vector<std::unique_ptr<DuckdbSession>> sessions)
    : files(std::move(found)), warnings(std::move(told)), free_(std::move(sessions)) {}

std::unique_ptr<DuckdbSession> LoadedFolder::take() {
  const std::lock_guard lock(mutex_);
  if (spoiled_ || free_.empty())
    return nullptr;
  auto session = std::move(free_.back());
  free_.pop_back();
  return session;
}

void LoadedFolder::give_back(std::unique_ptr<DuckdbSession> session) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(session));
}

void LoadedFolder::spoil() {
  const std::lock_guard lock(mutex_);
  spoiled_ = true;
}

bool LoadedFolder::is_spoiled() const {
  const std::lock_guard lock(mutex_);
  return spoiled_;
}

Result<FolderSession> open_folder(const std::string& path, const DataFiles& found, const LoadFiles& load,
                                  const std::stop_token& stop) {
  std::unique_lock lock(folders().mutex);
  Place& place = folders().by_path[path];
  if (!folders().changed.wait(lock, stop, [&] { return !place.loading; }))
    return fail(Code::cancelled, "Reading the files was cancelled.");
  if (auto known = place.folder.lock(); holds(known, found))
    if (auto session = known->take())
      return FolderSession{std::move(known), std::move(session)};
  const Turn turn(place);
  lock.unlock();
  auto made = load_folder(found, load);
  if (!made)
    return fail(made.error());
  auto session = (*made)->take();
  lock.lock();
  place.folder = *made;
  lock.unlock(); // before the turn ends
  return FolderSession{std::move(*made), std::move(session)};
}

std::size_t folders_loaded() {
  return loaded;
}

} // namespace lumen::source

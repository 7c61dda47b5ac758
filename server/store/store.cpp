#include "store/store.hpp"

#include "base/file_lock.hpp"
#include "base/log.hpp"
#include "store/database.hpp"

#include <chrono>
#include <mutex>

namespace lumen::store {

namespace {

constexpr std::int64_t application_id = 0x4c756d6e; // "Lumn"
constexpr std::int64_t schema_version = 1;

constexpr std::string_view tables[] = {
    R"(CREATE TABLE IF NOT EXISTS results (
         id INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint TEXT NOT NULL UNIQUE,
         bytes INTEGER NOT NULL, json TEXT NOT NULL))",
    R"(CREATE INDEX IF NOT EXISTS results_by_age ON results (id, bytes))",
    R"(CREATE TABLE IF NOT EXISTS runs (
         id INTEGER PRIMARY KEY AUTOINCREMENT, time_ms INTEGER NOT NULL,
         notebook TEXT NOT NULL, cell TEXT NOT NULL, connection TEXT NOT NULL, question TEXT NOT NULL,
         sql TEXT NOT NULL, status TEXT NOT NULL, error TEXT NOT NULL, data TEXT NOT NULL,
         rows INTEGER NOT NULL, milliseconds REAL NOT NULL))",
    R"(CREATE INDEX IF NOT EXISTS runs_by_notebook ON runs (notebook, id))",
    R"(CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID)",
};

/// Makes the tables of an empty file; refuses a file that a newer Lumen or another program wrote.
Result<void> prepare(Database& database, const std::filesystem::path& file) {
  auto version = database.number("PRAGMA user_version");
  if (!version)
    return fail(version.error());
  auto owner = database.number("PRAGMA application_id");
  if (!owner)
    return fail(owner.error());
  auto objects = database.number("SELECT count(*) FROM sqlite_master");
  if (!objects)
    return fail(objects.error());
  const bool empty = *objects == 0 && *version == 0;
  if (!empty && *owner != application_id)
    return fail(Code::invalid, file.string() + " is a database of another program", "move it away");
  if (*version > schema_version)
    return fail(Code::unsupported, file.string() + " was written by a newer Lumen", "update Lumen");
  std::vector<std::string> steps;
  if (empty)
    steps.emplace_back("PRAGMA auto_vacuum=INCREMENTAL");
  steps.emplace_back("PRAGMA journal_mode=WAL");
  steps.emplace_back("PRAGMA synchronous=NORMAL");
  steps.emplace_back("PRAGMA secure_delete=ON"); // a deleted run is gone, not only unlinked
  if (*version < schema_version || empty) {
    for (const std::string_view table : tables)
      steps.emplace_back(table);
    steps.emplace_back("PRAGMA application_id=" + std::to_string(application_id));
    steps.emplace_back("PRAGMA user_version=" + std::to_string(schema_version));
  }
  for (const std::string& step : steps)
    if (auto done = database.run(step); !done)
      return done;
  // Reads the root page of each table, so that a file with a sound header and a broken body is found now.
  for (const char* probe :
       {"SELECT max(id) FROM results", "SELECT max(id) FROM runs", "SELECT count(*) FROM settings"})
    if (auto seen = database.number(probe); !seen)
      return fail(seen.error());
  return {};
}

void put_aside(const std::filesystem::path& file) {
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count();
  const std::string aside = file.string() + ".damaged-" + std::to_string(time);
  std::error_code ignored; // a side file that isn't there needs no move
  std::filesystem::rename(file, aside, ignored);
  std::filesystem::rename(file.string() + "-wal", aside + "-wal", ignored);
  std::filesystem::rename(file.string() + "-shm", aside + "-shm", ignored);
  log::warning("the store was damaged; it was put aside as " + aside);
}

/// A look at every page: slow, and done only after a damage was met.
Result<bool> is_sound(Database& database) {
  std::string said;
  auto checked = database.run("PRAGMA quick_check(1)", {}, [&](const Record& record) {
    said = record.text(0);
    return false;
  });
  if (!checked && !database.damaged())
    return fail(checked.error());
  return checked && said == "ok";
}

/// `thorough`: the file was found damaged somewhere that the probes don't reach; another process may have put
/// it aside since.
Result<Database> open_sound(const std::filesystem::path& file, bool thorough) {
  std::error_code failed; // opening tells it better
  if (file.has_parent_path() && !std::filesystem::exists(file.parent_path(), failed)) {
    std::filesystem::create_directories(file.parent_path(), failed);
    std::filesystem::permissions(file.parent_path(), std::filesystem::perms::owner_all, failed);
  }
  const FileLock lock(file); // so that two processes don't look, make or put aside at once
  for (int attempt = 0;; ++attempt) {
    auto database = Database::open(file);
    if (!database)
      return database;
    auto prepared = prepare(*database, file);
    bool sound = prepared.has_value();
    if (sound && thorough && attempt == 0) {
      const auto looked = is_sound(*database);
      if (!looked)
        return fail(looked.error());
      sound = *looked;
    }
    if (sound)
      return database;
    if (!prepared && (!database->damaged() || attempt > 0))
      return fail(prepared.error());
    database = fail(Error{}); // closes it before it is moved
    put_aside(file);
  }
}

Run read_run(const Record& record) {
  Run run;
  run.id = record.integer(0);
  run.time_ms = record.integer(1);
  run.notebook = record.text(2);
  run.cell = record.text(3);
  run.connection = record.text(4);
  run.question = record.text(5);
  run.sql = record.text(6);
  run.status = record.text(7);
  run.error = record.text(8);
  run.data = record.text(9);
  run.rows = record.integer(10);
  run.milliseconds = record.real(11);
  return run;
}

} // namespace

struct Store::State {
  std::mutex mutex;
  std::filesystem::path file;
  Retention retention;
  Database database;

  /// Runs `work` alone; when the file turns out to be damaged, puts it aside and tries once on a new one.
  template <class Work>
  auto use(Work work) -> decltype(work(database)) {
    const std::lock_guard guard(mutex);
    auto outcome = work(database);
    if (outcome || !database.damaged())
      return outcome;
    { const Database broken = std::move(database); } // closed before its file is moved
    auto fresh = open_sound(file, true);
    if (!fresh)
      return fail(fresh.error());
    database = std::move(*fresh);
    return work(database);
  }
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, Retention retention) {
  auto database = open_sound(file, false);
  if (!database)
    return fail(database.error());
  std::unique_ptr<State> state(new State{{}, file, retention, std::move(*database)});
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

namespace {

/// Deletes the oldest results until the rest fit.
Result<void> prune_results(Database& database, std::uint64_t limit) {
  auto kept = database.number("SELECT coalesce(sum(bytes), 0) FROM results");
  if (!kept)
    return fail(kept.error());
  std::int64_t excess = *kept - static_cast<std::int64_t>(limit);
  if (excess <= 0)
    return {};
  std::int64_t last = 0;
  auto counted = database.run("SELECT id, bytes FROM results ORDER BY id", {}, [&](const Record& record) {
    last = record.integer(0);
    excess -= record.integer(1);
    return excess > 0;
  });
  if (!counted)
    return counted;
  if (auto deleted = database.run("DELETE FROM results WHERE id <= ?", {last}); !deleted)
    return deleted;
  return database.run("PRAGMA incremental_vacuum");
}

} // namespace

Result<void> Store::keep_result(std::string_view fingerprint, std::string_view json) {
  if (json.size() > state_->retention.result_bytes)
    return fail(Code::limit, "the result is larger than all that the store may keep");
  return state_->use([&](Database& database) -> Result<void> {
    const auto bytes = static_cast<std::int64_t>(json.size());
    // Replacing gives a new id, so a result that is met again counts as young.
    auto kept = database.run("INSERT OR REPLACE INTO results (fingerprint, bytes, json) VALUES (?, ?, ?)",
                             {fingerprint, bytes, json});
    if (!kept)
      return kept;
    return prune_results(database, state_->retention.result_bytes);
  });
}

Result<std::optional<std::string>> Store::result(std::string_view fingerprint) {
  return state_->use([&](Database& database) -> Result<std::optional<std::string>> {
    std::optional<std::string> json;
    auto found = database.run("SELECT json FROM results WHERE fingerprint = ?", {fingerprint},
                              [&](const Record& record) {
                                json = record.text(0);
                                return false;
                              });
    if (!found)
      return fail(found.error());
    return json;
  });
}

Result<std::int64_t> Store::add_run(const Run& run) {
  return state_->use([&](Database& database) -> Result<std::int64_t> {
    auto added =
        database.run("INSERT INTO runs (time_ms, notebook, cell, connection, question, sql, status, error, "
                     "data, rows, milliseconds)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     {run.time_ms, std::string_view(run.notebook), std::string_view(run.cell),
                      std::string_view(run.connection), std::string_view(run.question),
                      std::string_view(run.sql), std::string_view(run.status), std::string_view(run.error),
                      std::string_view(run.data), run.rows, run.milliseconds});
    if (!added)
      return fail(added.error());
    const std::int64_t id = database.last_id();
    auto pruned =
        database.run("DELETE FROM runs WHERE id <= (SELECT id FROM runs ORDER BY id DESC LIMIT 1 OFFSET ?)",
                     {static_cast<std::int64_t>(state_->retention.runs)});
    if (!pruned)
      return fail(pruned.error());
    return id;
  });
}

Result<std::vector<Run>> Store::runs(std::string_view notebook, std::size_t limit) {
  return state_->use([&](Database& database) -> Result<std::vector<Run>> {
    std::vector<Run> found;
    auto done = database.run("SELECT id, time_ms, notebook, cell, connection, question, sql, status, error, "
                             "data, rows, milliseconds"
                             " FROM runs WHERE ?1 = '' OR notebook = ?1 ORDER BY id DESC LIMIT ?2",
                             {notebook, static_cast<std::int64_t>(limit)}, [&](const Record& record) {
                               found.push_back(read_run(record));
                               return true;
                             });
    if (!done)
      return fail(done.error());
    return found;
  });
}

Result<void> Store::delete_run(std::int64_t id) {
  return state_->use([&](Database& database) { return database.run("DELETE FROM runs WHERE id = ?", {id}); });
}

Result<void> Store::set(std::string_view key, std::string_view value) {
  return state_->use([&](Database& database) {
    return database.run("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", {key, value});
  });
}

Result<std::optional<std::string>> Store::get(std::string_view key) {
  return state_->use([&](Database& database) -> Result<std::optional<std::string>> {
    std::optional<std::string> value;
    auto found = database.run("SELECT value FROM settings WHERE key = ?", {key}, [&](const Record& record) {
      value = record.text(0);
      return false;
    });
    if (!found)
      return fail(found.error());
    return value;
  });
}

} // namespace lumen::store

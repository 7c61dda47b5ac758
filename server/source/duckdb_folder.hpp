// The tables of data files, loaded once for all who read them: one database with several connections for each
// folder and state of its files.
#pragma once

#include "base/result.hpp"
#include "source/duckdb_files.hpp"
#include "source/duckdb_session.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace lumen::source {

/// A locked database that holds what one state of the files gave. Its connections are made before the lock,
/// which forbids to set up more; each was given the same settings, and the lock holds for all. Thread-safe.
class LoadedFolder {
public:
  const DataFiles files;
  const std::vector<std::string> warnings; ///< files and rows that couldn't be read

  LoadedFolder(DataFiles files, std::vector<std::string> warnings,
               std::vector<std::unique_ptr<DuckdbSession>> sessions);

  /// A connection that nobody else uses; null when all are in use, or the database is spoiled.
  std::unique_ptr<DuckdbSession> take();
  void give_back(std::unique_ptr<DuckdbSession> session);
  /// The database failed as a whole: nobody gets a connection to it any more.
  void spoil();
  bool is_spoiled() const;

private:
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<DuckdbSession>> free_;
  bool spoiled_ = false;
};

/// One connection to a loaded folder, given back when it goes.
struct FolderSession {
  std::shared_ptr<LoadedFolder> folder;
  std::unique_ptr<DuckdbSession> session;
};

/// Reads the files into the session's database and locks it; gives warnings. Called by one of all who want
/// the same state of the same files; the others wait for it, as far as their stop tokens let them.
using LoadFiles = std::function<Result<std::vector<std::string>>(DuckdbSession& session)>;

/// A connection to a database that holds `found`, the present files of `path`: one that is loaded already, or
/// a new one. The database lives as long as a connection to it does. Any thread.
Result<FolderSession> open_folder(const std::string& path, const DataFiles& found, const LoadFiles& load,
                                  const std::stop_token& stop);

/// How many databases were loaded from files since the program began: for tests of what is shared.
std::size_t folders_loaded();

} // namespace lumen::source

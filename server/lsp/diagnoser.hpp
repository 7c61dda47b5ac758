// Diagnostics of open notebooks, on a lane of their own where the newest request for a document wins.
// Remembers what the database and the store said of texts that didn't change.
#pragma once

#include "base/executor.hpp"
#include "base/remembered.hpp"
#include "ide/diagnostics.hpp"
#include "lsp/services.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace lumen::lsp {

class Diagnoser {
public:
  /// On the diagnoser's lane; diagnostics of exactly this snapshot.
  using Publish = std::function<void(notebook::SnapshotPtr, std::vector<ide::Diagnostic>)>;

  Diagnoser(Executor& executor, Services& services);

  /// Main strand. `knowledge` carries failures and running; the rest is read on the lane.

  void post(notebook::SnapshotPtr snapshot, run::Context context, ide::Knowledge failures_and_running,
            Publish publish);
  /// Ends what is under way; nothing is published any more.
  void stop();

private:
  std::optional<Error> check(const source::Resolved& connection, const std::string& sql,
                             const std::stop_token& stop);
  std::optional<Error> syntax(const std::string& sql);
  std::shared_ptr<const data::Table> rows(const notebook::Snapshot& snapshot, const notebook::Cell& cell);

  Services& services_;
  LatestLane lane_;
  Remembered<std::vector<narrate::Drift>> drifts_; // by rows, locale, cell and sentences
  // Only the lane's tasks touch these, one at a time.
  std::unordered_map<std::string, std::optional<Error>> checked_; // by connection and SQL
  std::unordered_map<std::string, std::optional<Error>> syntax_;  // PostgreSQL's, by SQL
  struct Kept {
    std::shared_ptr<const data::Table> table; // null where none is kept, or it is too large
    std::chrono::steady_clock::time_point read;
    bool too_large = false; // whatever its stamp says; not read again
  };
  std::unordered_map<std::string, Kept> rows_; // by run::result_key
};

} // namespace lumen::lsp

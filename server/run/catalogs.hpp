// What each connection holds, read once and shared: the enriched schema, and the values that questions may
// name.
#pragma once

#include "run/pool.hpp"
#include "run/runner.hpp"

#include <condition_variable>
#include <map>
#include <mutex>

namespace lumen::run {

/// How much of a catalog is wanted: values are read only when a question needs them.
enum class Depth { schema, values };

/// Thread-safe. Two callers that want the same catalog read it once. One that is known is compared with its
/// database before it is given, by Source::mark, unless that was done within the last second: cells that run
/// one after another ask once, and a person's own ALTER TABLE is seen by the next run.
class Catalogs {
public:
  explicit Catalogs(Pool& pool);
  ~Catalogs();

  Result<CatalogPtr> get(const source::Resolved& connection, Depth depth, const Progress& progress,
                         const std::stop_token& stop);
  /// Reads the schema anew; an equal one keeps the catalog that is there, unless values are asked for.
  Result<CatalogPtr> refresh(const source::Resolved& connection, Depth depth, const Progress& progress,
                             const std::stop_token& stop);
  /// Without I/O; null where nothing was read yet.
  CatalogPtr known(const source::Resolved& connection) const;
  /// Is the catalog there older than this?
  bool older_than(const source::Resolved& connection, std::chrono::seconds age) const;

private:
  struct Entry;
  class Turn;
  std::shared_ptr<Entry> entry(const source::Resolved& connection);
  struct Read;
  Result<Read> read(const source::Resolved& connection, Depth depth, const CatalogPtr& known,
                    const Progress& progress, const std::stop_token& stop);
  Result<bool> still_true(const source::Resolved& connection, Entry& entry, Depth depth,
                          const std::stop_token& stop);

  Pool& pool_;
  mutable std::mutex mutex_;
  std::condition_variable_any was_read_;                  // an entry's turn ended
  std::map<std::string, std::shared_ptr<Entry>> entries_; // by what the connection resolves to
};

} // namespace lumen::run

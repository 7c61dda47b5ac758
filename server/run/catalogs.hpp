// What each connection holds, read once and shared: the enriched schema, and the values that questions may
// name.
#pragma once

#include "run/pool.hpp"
#include "run/runner.hpp"

#include <condition_variable>
#include <mutex>

namespace lumen::run {

/// How much of a catalog is wanted: values are read only when a question needs them.
enum class Depth { schema, values };

/// Thread-safe. Two callers that want the same catalog read it once.
class Catalogs {
public:
  explicit Catalogs(Pool& pool);
  ~Catalogs();

  Result<CatalogPtr> get(const source::Resolved& connection, Depth depth, const Progress& progress,
                         const std::stop_token& stop);
  /// Reads the schema anew; an equal one keeps the catalog that is there, unless values are asked for.
  Result<CatalogPtr> refresh(const source::Resolved& connection, Depth depth, const Progress& progress,
                             const std::stop_token& stop);
  /// Without I/O.
  CatalogPtr known(std::string_view name, const std::string& folder) const;
  /// Is the catalog there older than this?
  bool older_than(const source::Resolved& connection, std::chrono::seconds age) const;

private:
  struct Entry;
  class Turn;
  std::shared_ptr<Entry> entry(const source::Resolved& connection);
  Result<CatalogPtr> read(const source::Resolved& connection, Depth depth, const CatalogPtr& known,
                          const Progress& progress, const std::stop_token& stop);

  Pool& pool_;
  mutable std::mutex mutex_;
  std::condition_variable_any was_read_; // an entry's turn ended
  struct Index;
  std::unique_ptr<Index> index_;
};

} // namespace lumen::run

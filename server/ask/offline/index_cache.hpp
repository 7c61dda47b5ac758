// Keeps the indexes of the last few catalog snapshots; building one is the only slow step of an answer.
#pragma once

#include "ask/offline/index.hpp"

#include <deque>
#include <memory>
#include <mutex>

namespace lumen::ask::offline {

/// Thread-safe. Snapshots are told apart by their pointer, which an index keeps alive.
class IndexCache {
public:
  std::shared_ptr<const Index> get(const catalog::SchemaPtr& schema) {
    {
      const std::lock_guard lock(mutex_);
      for (const auto& index : kept_)
        if (index->snapshot() == schema)
          return index;
    }
    auto built = std::make_shared<const Index>(schema);
    const std::lock_guard lock(mutex_);
    kept_.push_front(built);
    if (kept_.size() > 8)
      kept_.pop_back();
    return built;
  }

private:
  std::mutex mutex_;
  std::deque<std::shared_ptr<const Index>> kept_;
};

} // namespace lumen::ask::offline

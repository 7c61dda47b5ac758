// Lists of lenses that were told without their commands: a client that resolves lenses asks for the commands
// of those alone that it shows, and of a long notebook it shows few.
#pragma once

#include "ide/action.hpp"
#include "notebook/notebook.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace lumen::lsp {

/// Thread-safe.
class LensLists {
public:
  struct List {
    std::uint64_t number = 0; ///< by which `find` knows it; never used twice
    notebook::SnapshotPtr snapshot;
    std::vector<ide::Action> lenses;
  };
  using ListPtr = std::shared_ptr<const List>;

  ListPtr keep(notebook::SnapshotPtr snapshot, std::vector<ide::Action> lenses);
  /// Null when newer lists of its document took its place.
  ListPtr find(std::uint64_t number) const;
  /// The document was closed.
  void forget(const std::string& uri);

private:
  mutable std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::map<std::string, std::deque<ListPtr>> by_uri_; // the newest last
};

} // namespace lumen::lsp

// A folder with some data and the user's files of its own, gone after the test.
#pragma once

#include "notebook/notebook.hpp"
#include "run/runner.hpp"
#include "store/store.hpp"

#include <filesystem>
#include <string>

namespace lumen::test {

class Workspace {
public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  std::filesystem::path folder;
  void write(const std::string& path, const std::string& text) const;
  std::string read(const std::string& path) const;

  /// A notebook of this folder; `connection: ./data` is set for it.
  notebook::SnapshotPtr notebook(const std::string& body) const;
  /// The same with exactly this text.
  notebook::SnapshotPtr exact(const std::string& text) const;

  std::shared_ptr<store::Store> store() const;
  run::Context context() const; ///< trusted, with a fixed time
};

/// The text after the outcome was put in; fails the test where it can't.
notebook::SnapshotPtr place(const notebook::Snapshot& snapshot, const run::Outcome& outcome);

/// The index of the question with this text, of the cell with this name.
notebook::Index question(const notebook::Snapshot& snapshot, std::string_view text);
notebook::Index cell(const notebook::Snapshot& snapshot, std::string_view name);

} // namespace lumen::test

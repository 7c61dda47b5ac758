// A lock between processes, by a file of its own beside what it guards.
#pragma once

#include <filesystem>

namespace lumen {

/// Holds `<file>.lock` (flock(2)) as long as it lives; waits for whoever holds it. Where the lock file can't
/// be made, as in a folder that is only read, it holds nothing: who can't write there has nothing to guard.
class FileLock {
public:
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

private:
  int descriptor_;
};

} // namespace lumen

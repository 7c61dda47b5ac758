// What is kept between runs: results by content, the history of runs, small settings. One SQLite file (WAL,
// mode 0600) that several processes may share.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::store {

struct Run {
  std::int64_t id = 0;
  std::int64_t time_ms = 0; ///< since the epoch
  std::string notebook;     ///< path, or empty for the terminal
  std::string cell;
  std::string connection;
  std::string question;
  std::string sql;
  std::string status; ///< "ok", "failed", "cancelled", "timeout"
  std::string error;
  std::string data; ///< fingerprint of the result, or empty
  std::int64_t rows = 0;
  double milliseconds = 0;
};

/// Limits of what is kept; the oldest goes first.
struct Retention {
  std::size_t runs = 10'000;
  std::uint64_t result_bytes = 512u << 20;
};

/// Thread-safe; every call may block on the disk, so never from the main lane.
class Store {
public:
  /// Opens or makes the file. A file that a newer Lumen wrote is an error; a damaged one is put aside and
  /// made anew.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, Retention retention = {});
  ~Store();

  /// Keeps a result's JSON (data::to_json) under its fingerprint, as it is; the oldest results beyond the
  /// retention go. Code::limit when it alone is larger than that.
  Result<void> keep_result(std::string_view fingerprint, std::string_view json);
  /// The JSON that was kept under a fingerprint; nothing when it never was or had to go.
  Result<std::optional<std::string>> result(std::string_view fingerprint);

  /// Adds to the history, its own id aside, and gives the new id; the oldest beyond the retention go.
  Result<std::int64_t> add_run(const Run& run);
  /// Newest first; an empty notebook means all.
  Result<std::vector<Run>> runs(std::string_view notebook, std::size_t limit);
  /// Deletes one run of the history; an unknown id is no error.
  Result<void> delete_run(std::int64_t id);

  /// Small facts to remember (`last connection`), by key; the newest value counts.
  Result<void> set(std::string_view key, std::string_view value);
  /// The value of a key; nothing when it was never set.
  Result<std::optional<std::string>> get(std::string_view key);

private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace lumen::store

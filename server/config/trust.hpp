// Which folders may run queries. Trust is the server's: without it nothing is connected, introspected or run.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <vector>

namespace lumen::config {

enum class Trust { trusted, untrusted, unknown };

/// The user's list of trusted folders, in paths::config()/"trust.yaml". Not thread-safe: call from one lane.
class TrustList {
public:
  /// Reads the list; a missing file is an empty list.
  static Result<TrustList> load();
  static Result<TrustList> load(const std::filesystem::path& file);

  /// Trusted when the folder or one above it is listed; links are resolved first.
  Trust of(const std::filesystem::path& folder) const;
  /// Adds a folder, links resolved, and writes the list. Code::not_found when it is no folder; one that is
  /// listed already changes nothing.
  Result<void> add(const std::filesystem::path& folder);
  /// Takes a folder off the list and writes it; what is trusted by a folder above stays so. Code::not_found
  /// when it isn't listed.
  Result<void> remove(const std::filesystem::path& folder);
  /// The listed folders, as the file has them.
  const std::vector<std::filesystem::path>& folders() const { return folders_; }

private:
  std::filesystem::path file_;
  std::vector<std::filesystem::path> folders_;
};

} // namespace lumen::config

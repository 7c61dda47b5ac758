// The one gate to anything outside the machine: what may leave is decided here, and every byte that leaves is
// written to a ledger.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::egress {

/// What of a connection may leave; each level holds the ones before it.
enum class Level {
  none,
  schema, ///< names, types, keys, comments, documentation, the author's questions and SQL
  stats,  ///< counts and ranges, no text values
  rows,   ///< values, findings, sentences, error details
};

/// The level's name in lower case, as settings and the ledger write it.
std::string_view name(Level level);
/// The level of that name; nothing for any other text, so that a slip never opens more.
std::optional<Level> level(std::string_view name);

/// One thing to send, with the level that it needs.
struct Part {
  Level needs = Level::rows;
  std::string label; ///< for the preview: "schema of 3 tables"
  std::string bytes;
};

struct Payload {
  std::string connection;  ///< name, never a URL
  std::string destination; ///< host and port
  std::vector<Part> parts;
};

struct LedgerEntry {
  std::int64_t time_ms = 0; ///< since the epoch
  std::string connection;
  std::string destination;
  Level level = Level::none; ///< the highest that the payload needed
  std::size_t bytes = 0;
  std::string hash; ///< short_hash of what was sent
};

/// Levels per connection and the append-only ledger (JSON lines, mode 0600). Thread-safe.
class Gate {
public:
  explicit Gate(std::filesystem::path ledger);

  /// The user's level; the default is schema.
  void allow(const std::string& connection, Level level);
  /// A workspace may lower a level, never raise it.
  void lower(const std::string& connection, Level level);
  /// What may leave of a connection now: the user's level, or the workspace's where that is lower.
  Level allowed(const std::string& connection) const;

  /// The exact bytes that `send` would pass on, or why they may not leave.
  Result<std::string> preview(const Payload& payload) const;
  /// Writes the ledger first, then calls `transmit` with the bytes; a failure to write the ledger sends
  /// nothing.
  Result<void> send(const Payload& payload, const std::function<Result<void>(std::string_view)>& transmit);
  /// All entries, oldest first; none when nothing was ever sent. A line that can't be read is left out.
  Result<std::vector<LedgerEntry>> ledger() const;

private:
  struct State;
  std::shared_ptr<State> state_;
};

} // namespace lumen::egress

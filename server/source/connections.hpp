// Named connections: the user's file and the workspace's, and what a notebook's `connection:` means.
#pragma once

#include "base/result.hpp"
#include "source/source.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lumen::source {

struct Connection {
  std::string name;
  std::string address; ///< as written, ${ENV} not yet replaced; no password
  std::string schema;
  std::string keep = "rows";    ///< rows | stamp | none: what side files and the store may hold
  std::filesystem::path origin; ///< the file that it stands in
};

/// paths::config()/"connections.yaml", then `<root>/.lumen/connections.yaml` over it (only where trusted).
struct Connections {
  std::vector<Connection> all;
  std::string default_name;
  std::vector<std::string> problems;

  const Connection* find(std::string_view name) const;
};

Connections load_connections(const std::filesystem::path& root, bool trusted);
/// Adds or replaces one in the user's file; a password inside the address is refused.
Result<void> save_connection(const Connection& connection, bool make_default);
Result<void> remove_connection(std::string_view name);

/// What `text` (a name, a path with ./ ../ / ~, or a URL) means for a notebook in `folder`. An unknown name
/// is Code::not_found with the nearest names in its hint; nothing is guessed.
struct Resolved {
  std::string name; ///< the stamp's conn=: the connection's name, or the text itself without secrets
  Address address;
  std::string keep = "rows";
};
Result<Resolved> resolve(std::string_view text, const std::filesystem::path& folder,
                         const Connections& connections);

} // namespace lumen::source

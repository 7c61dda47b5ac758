// Named connections: the user's file and the workspace's, and what a notebook's `connection:` means.
#pragma once

#include "base/result.hpp"
#include "source/source.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lumen::source {

struct Connection {
  std::string name;
  std::string address; ///< as written, ${ENV} not yet replaced; no password
  std::string schema;
  std::string keep = "rows";    ///< rows | stamp | none: what side files and the store may hold
  std::filesystem::path origin; ///< the file that it stands in; empty for DATABASE_URL of the environment
};

/// What is wrong with a file of connections; no secret stands in it.
struct FileProblem {
  std::filesystem::path file; ///< empty where it is of no single file
  std::size_t line = 0;       ///< from 0
  std::string message;        ///< one sentence
  std::string text() const;   ///< "FILE:LINE: message", lines from 1
};

/// paths::config()/"connections.yaml", then `<root>/.lumen/connections.yaml` over it (only where trusted),
/// then DATABASE_URL of the environment or of a trusted `<root>/.env` as the connection "env".
struct Connections {
  std::vector<Connection> all; ///< ordered by name
  std::string default_name; ///< the workspace's, else the user's, else "env" where there is one; may be empty
  std::vector<FileProblem> problems;
  std::map<std::string, std::string>
      variables; ///< of a trusted `.env`; the process's environment is stronger

  const Connection* find(std::string_view name) const;
};

/// The user's own file, and the one of a workspace (which counts only where the workspace is trusted).
std::filesystem::path user_connections();
std::filesystem::path workspace_connections(const std::filesystem::path& root);

/// Reads the files anew; what is wrong with them becomes problems, never an error.
Connections load_connections(const std::filesystem::path& root, bool trusted);
/// Adds or replaces one in the user's file; a password inside the address is refused. Comments, order and all
/// other entries stay, and two processes may do it at once.
Result<void> save_connection(const Connection& connection, bool make_default);
/// Takes one out of the user's file, and the default with it where it is that one. An unknown name is
/// Code::not_found with the nearest names in its hint.
Result<void> remove_connection(std::string_view name);

/// What `text` (a name, a path with ./ ../ / ~, or a URL) means for a notebook in `folder`. An unknown name
/// is Code::not_found with the nearest names in its hint; nothing is guessed. A password or a ${VARIABLE} in
/// it is Code::refused: only the files of connections may name variables.
struct Resolved {
  std::string name; ///< the stamp's conn=: the connection's name, or the text itself without secrets
  Address address;
  std::string keep = "rows";
};
Result<Resolved> resolve(std::string_view text, const std::filesystem::path& folder,
                         const Connections& connections);
/// The same for a connection that may not be saved yet; the variables come from `connections`.
Result<Resolved> resolve(const Connection& connection, const Connections& connections);

/// Does a URL or conninfo hold a password that isn't a ${VARIABLE}?
bool holds_password(std::string_view address);

} // namespace lumen::source

// The user's connections.yaml as a text: changed line by line, so that comments and order stay as they are.
#pragma once

#include "base/result.hpp"
#include "source/connections.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace lumen::source {

class ConnectionsFile {
public:
  /// Code::invalid when the text isn't YAML of the form that connections.yaml has.
  static Result<ConnectionsFile> read(std::string text);

  /// Adds an entry behind the others, or replaces the one of that name in its place.
  void put(const Connection& connection);
  /// False when there is none of that name. A default that names it goes, too.
  bool remove(std::string_view name);
  /// Names the connection that notebooks use which name none.
  void make_default(std::string_view name);

  const std::string& text() const { return text_; }

private:
  explicit ConnectionsFile(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Reads the user's file, changes it and writes it, while no other process does. The file stays as it was
/// when it can't be read.
Result<void> edit_connections_file(const std::function<void(ConnectionsFile&)>& change);

} // namespace lumen::source

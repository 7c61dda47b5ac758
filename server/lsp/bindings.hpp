// The one table of methods that the server answers. Capabilities are derived from it: one without a handler
// can't exist.
#pragma once

#include "base/json.hpp"
#include "lsp/session.hpp"

#include <string_view>

namespace lumen::lsp {

struct Binding {
  std::string_view method;
  void (Session::*request)(const Json& params, Reply reply) = nullptr; ///< exactly one of these two is set
  void (Session::*notification)(const Json& params) = nullptr;
  void (*announce)(Json& capabilities) = nullptr; ///< adds what `initialize` tells of it
};

/// The binding of a method, or null.
const Binding* find_binding(std::string_view method);

/// ServerCapabilities as the table makes them.
Json server_capabilities(text::Encoding encoding);

/// The commands of workspace/executeCommand, in docs/protocol.md's order.
const std::vector<std::string>& command_names();

} // namespace lumen::lsp

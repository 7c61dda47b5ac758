// The whole server on two descriptors.
#pragma once

#include <string>

namespace lumen::lsp {

struct ServeOptions {
  std::string version; ///< of the program, as serverInfo tells it
  int input = 0;       ///< descriptor to read from
  int output = 1;      ///< descriptor to write to
};

/// Serves one client until `exit`, the end of its input, or the end of its process. Gives the exit code: 0
/// when `shutdown` came first, else 1 (LSP 3.17, Exit Notification). Call from the main thread.
int serve(const ServeOptions& options);

} // namespace lumen::lsp

// The message that is being handled, so that a crash can name it. Only its head is told: no text of a
// document.
#pragma once

#include <string_view>

namespace lumen::lsp {

/// Notes the method for this thread until the object goes.
class InFlight {
public:
  explicit InFlight(std::string_view method);
  ~InFlight();
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
};

/// For a signal handler: what this thread handles, or "". Async-signal-safe.
const char* in_flight();

} // namespace lumen::lsp

// Flags that several subcommands share.
#pragma once

#include "cli/show.hpp"
#include "config/settings.hpp"

#include <string>

namespace CLI {
class App;
}

namespace lumen::cli {

class Session;

struct Flags {
  std::string connection;
  std::string format = "table";
  std::string timeout;
  std::size_t limit = 0; ///< 0: not given
  std::string locale;
  bool no_chart = false;

  /// Declares them.
  void add(CLI::App& command);
  /// Sets the session's look and the strongest layer of settings. Code::invalid for a duration that isn't
  /// one.
  Result<void> apply(Session& session, config::Layer& layer) const;
};

} // namespace lumen::cli

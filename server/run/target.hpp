// What a run is aimed at: the settings that hold for a cell, and the connection that they name.
#pragma once

#include "run/keeper.hpp"
#include "run/runner.hpp"

namespace lumen::run {

struct Target {
  config::Settings settings;
  source::Resolved connection;
  /// The notebook names no connection and the user's default or last one was taken: the first run writes it
  /// in.
  bool adopted = false;
};

/// The settings for a cell, or for the notebook where there is none. Reads the settings files.
config::Settings settle(const notebook::Snapshot& snapshot, const notebook::Cell* cell,
                        const Context& context);

/// Settings and connection. Code::untrusted where nothing may run; Code::not_found where no connection is
/// named and none was used before.
Result<Target> aim(const notebook::Snapshot& snapshot, const notebook::Cell* cell, const Context& context,
                   Keeper& keeper);

/// Remembers the connection as the last used one.
void remember(const Target& target, Keeper& keeper);

/// The snapshot's file, or its URI where it isn't a file; empty for the terminal.
std::string notebook_path(const notebook::Snapshot& snapshot);

} // namespace lumen::run

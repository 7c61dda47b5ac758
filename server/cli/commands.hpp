// The subcommands, one file each: a function that declares its flags, and what to do when it was chosen.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace lumen::cli {

class Session;

/// Does the work; gives the exit code.
using Action = std::function<int(Session&)>;

/// Each declares a subcommand of `app` and sets `chosen` when it is called.
void add_ask(CLI::App& app, Action& chosen);
void add_run(CLI::App& app, Action& chosen);
void add_connect(CLI::App& app, Action& chosen);
void add_connections(CLI::App& app, Action& chosen);
void add_status(CLI::App& app, Action& chosen, const char* version);
void add_trust(CLI::App& app, Action& chosen);
void add_translate(CLI::App& app, Action& chosen);
void add_build(CLI::App& app, Action& chosen);
void add_demo(CLI::App& app, Action& chosen);

} // namespace lumen::cli

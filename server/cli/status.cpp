// `lumen status`: what is set up, without secrets and without connecting.
#include "base/paths.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "source/connections.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace lumen::cli {

namespace {

int status(Session& session, const char* version) {
  const run::Context context = session.context("", {});
  session.tell_settings(context);
  const auto connections = source::load_connections(context.workspace, context.trusted);
  const auto settings = session.runner().settings(*notebook::make_snapshot("", "", 0, ""), nullptr, context);
  std::error_code failed;
  const auto store = paths::state() / "store.sqlite";
  const auto size = std::filesystem::file_size(store, failed);
  const auto line = [&](std::string_view what, const std::string& value) {
    session.out << paint(std::string(what) + std::string(14 - what.size(), ' '), Ink::bold, session.look.out)
                << harmless(value) << "\n";
  };
  line("lumen", version);
  line("workspace", context.workspace.string() +
                        (context.trusted ? " (trusted)"
                                         : " (not trusted: lumen trust " + context.workspace.string() + ")"));
  line("connection", !settings.connection.empty()        ? source::masked_url(settings.connection)
                     : !connections.default_name.empty() ? connections.default_name + " (default)"
                                                         : "none named here");
  for (const auto& connection : connections.all)
    line("", connection.name + ": " + source::masked_url(connection.address));
  for (const auto& problem : connections.problems)
    line("problem", problem.text());
  line("engine", settings.engine == "auto" ? "offline (embedded)" : settings.engine);
  line("limits", std::to_string(settings.limit) + " rows fetched, " + std::to_string(settings.shown) +
                     " shown, " + std::to_string(settings.timeout.count()) + " ms");
  line("settings", paths::config().string());
  line("store",
       store.string() + (failed ? " (not there yet)" : " (" + std::to_string(size / 1024) + " KiB)"));
  return clean;
}

} // namespace

void add_status(CLI::App& app, Action& chosen, const char* version) {
  CLI::App* command =
      app.add_subcommand("status", "Show what is set up: workspace, connections, limits, files");
  command->callback(
      [version, &chosen] { chosen = [version](Session& session) { return status(session, version); }; });
}

} // namespace lumen::cli

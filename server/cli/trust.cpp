// `lumen trust`: the folders whose notebooks may run queries.
#include "config/trust.hpp"

#include "cli/commands.hpp"
#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace lumen::cli {

namespace {

struct Options {
  std::string folder;
  bool remove = false;
  bool list = false;
};

int trust(Session& session, const Options& options) {
  auto list = config::TrustList::load();
  if (!list)
    return session.report(list.error());
  if (options.list || options.folder.empty()) {
    for (const auto& folder : list->folders())
      session.out << folder.string() << "\n";
    if (list->folders().empty())
      session.talk << "no folder is trusted\n";
    return clean;
  }
  std::error_code failed;
  const auto folder = std::filesystem::canonical(options.folder, failed);
  if (!options.remove && (failed || !std::filesystem::is_directory(folder)))
    return session.report(Error{Code::not_found, "there is no folder " + options.folder});
  const auto path = failed ? std::filesystem::absolute(options.folder) : folder;
  auto done = options.remove ? list->remove(path) : list->add(path);
  if (!done)
    return session.report(done.error());
  session.talk << (options.remove ? "no longer trusted: " : "trusted: ") << path.string() << "\n";
  return clean;
}

} // namespace

void add_trust(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("trust", "Let the notebooks of a folder connect and run");
  const auto options = std::make_shared<Options>();
  command->add_option("folder", options->folder, "the folder; without one, the list is shown");
  command->add_flag("--remove", options->remove, "trust it no longer");
  command->add_flag("--list", options->list, "show the trusted folders");
  command->callback(
      [options, &chosen] { chosen = [options](Session& session) { return trust(session, *options); }; });
}

} // namespace lumen::cli

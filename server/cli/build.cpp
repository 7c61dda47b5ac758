// `lumen build --html`: a notebook as one page that can be sent to anyone.
#include "base/paths.hpp"
#include "cli/commands.hpp"
#include "cli/notebook_file.hpp"
#include "cli/page.hpp"
#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace lumen::cli {

namespace {

struct Options {
  std::string notebook, output;
  bool html = false;
};

std::string default_output(const std::string& notebook) {
  std::string stem = notebook;
  for (const std::string_view ending : {".md", ".lumen"})
    if (stem.ends_with(ending))
      stem.resize(stem.size() - ending.size());
  return stem + ".html";
}

int build(Session& session, const Options& options) {
  auto snapshot = read_notebook(options.notebook);
  if (!snapshot)
    return session.report(snapshot.error());
  session.tell_problems(**snapshot, options.notebook);
  auto share = share_folder();
  if (!share)
    return session.report(share.error());
  auto parts = read_page_parts(*share);
  if (!parts)
    return session.report(parts.error());
  const run::Context context = session.context("", (*snapshot)->folder);
  session.tell_settings(context);
  const std::string page = make_page(
      **snapshot, *parts,
      [&](const notebook::Cell& cell) { return session.runner().kept_result(**snapshot, cell); },
      session.runner().settings(**snapshot, nullptr, context).theme);
  if (options.output == "-") {
    session.out << page;
    return clean;
  }
  const std::string output = options.output.empty() ? default_output(options.notebook) : options.output;
  if (auto written = paths::write_file(output, page); !written)
    return session.report(written.error());
  session.talk << output << "\n";
  return clean;
}

} // namespace

void add_build(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("build", "Make one self-contained HTML page of a notebook");
  const auto options = std::make_shared<Options>();
  command->add_flag("--html", options->html, "an HTML page with charts and data inside, no network")
      ->required();
  command->add_option("notebook", options->notebook, "a .lumen.md file")->required();
  command->add_option("-o,--output", options->output,
                      "the page; - for standard output (default: beside the notebook)");
  command->footer("Example:\n  lumen build --html report.lumen.md -o report.html");
  command->callback(
      [options, &chosen] { chosen = [options](Session& session) { return build(session, *options); }; });
}

} // namespace lumen::cli

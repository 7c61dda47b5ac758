#include "cli/program.hpp"

#include "base/log.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace lumen::cli {

namespace {

constexpr const char* examples = R"(Examples:
  lumen ask -c ./data "which airports have the most flights?"
  lumen connect postgresql://localhost/sales --name sales
  lumen ask -c sales --format csv "revenue by month in 2024" > revenue.csv
  lumen trust . && lumen run report.lumen.md
  lumen build --html report.lumen.md -o report.html

Exit codes: 0 fine; 1 a question or cell was refused or failed; 2 wrong usage, or nothing could be done.)";

} // namespace

int run_program(int argc, const char* const* argv, const char* version, std::istream& in, std::ostream& out,
                std::ostream& talk) {
  CLI::App app("Lumen: from question to insight, in Markdown notebooks and the terminal.", "lumen");
  app.footer(examples);
  app.set_version_flag("--version", std::string("lumen ") + version);
  app.require_subcommand(1);
  std::string log_level = "off";
  app.add_option("--log-level", log_level, "trace, debug, info, warning, error or off; to standard error")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}));
  Action chosen;
  add_ask(app, chosen);
  add_run(app, chosen);
  add_build(app, chosen);
  add_connect(app, chosen);
  add_connections(app, chosen);
  add_status(app, chosen, version);
  add_trust(app, chosen);
  add_translate(app, chosen);
  add_demo(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are no failure.
    return app.exit(error, out, talk) == 0 ? clean : failure;
  }
  log::open("", log::level(log_level));
  Session session(in, out, talk);
  const int code = chosen(session);
  session.quiet();
  out.flush();
  return out ? code : failure; // a full disk or a closed pipe isn't success
}

} // namespace lumen::cli

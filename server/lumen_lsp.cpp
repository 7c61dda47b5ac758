// lumen-lsp: the language server for editors. Flags and wiring only.
#include "base/log.hpp"
#include "lsp/serve.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  CLI::App app{
      "Language server for .lumen.md notebooks: questions in prose become SQL, tables, charts and findings."};
  app.name("lumen-lsp");
  app.set_version_flag("--version", "lumen-lsp " LUMEN_VERSION);
  app.footer("Editors start it with --stdio. See docs/other-editors.md; for the terminal there is `lumen`.");

  bool stdio = false;
  std::string log_file;
  std::string log_level = "warning";
  app.add_flag(
      "--stdio", stdio,
      "Speak the Language Server Protocol over standard input and output (the only way; the default)");
  app.add_option("--log", log_file, "Write the log to this file instead of standard error")
      ->type_name("FILE");
  app.add_option("--log-level", log_level, "How much to log")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  // Some clients add this to every server's command line; the process id comes in `initialize` too.
  int client_process = 0;
  app.add_option("--clientProcessId", client_process, "The editor's process")->group("");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  std::signal(SIGPIPE, SIG_IGN); // a client that went away is an error of write(), not the end of the process
  try {
    lumen::log::open(log_file, lumen::log::level(log_level));
    return lumen::lsp::serve({LUMEN_VERSION, 0, 1});
  } catch (const std::exception& error) {
    std::cerr << "lumen-lsp: " << error.what() << '\n';
    return 2;
  }
}

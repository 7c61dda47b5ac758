// lumen-lsp: the language server for editors. Flags and wiring only.
#include "base/log.hpp"
#include "base/signal_stack.hpp"
#include "lsp/in_flight.hpp"
#include "lsp/serve.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <unistd.h>

namespace {

// A copy that a signal handler can read: the log file's name, or "" for standard error.
std::array<char, 4096> crash_log{};

void write_text(int descriptor, const char* text) {
  if (write(descriptor, text, std::strlen(text)) < 0)
    return; // nothing more can be done in a signal handler
}

// Tells which method was being handled, by calls that are safe in a signal handler (signal-safety(7)).
void note_crash(int signal) {
  int descriptor = -1;
  if (crash_log[0] != '\0')
    descriptor = open(crash_log.data(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    descriptor = STDERR_FILENO;
  const std::array<char, 3> number{static_cast<char>('0' + signal / 10 % 10),
                                   static_cast<char>('0' + signal % 10), '\0'};
  write_text(descriptor, "lumen-lsp crashed (signal ");
  write_text(descriptor, number.data());
  write_text(descriptor, ")");
  if (*lumen::lsp::in_flight() != '\0') {
    write_text(descriptor, " while handling ");
    write_text(descriptor, lumen::lsp::in_flight());
  }
  write_text(descriptor, "\n");
  raise(signal); // the default action, which SA_RESETHAND put back
}

void watch_for_crashes(const std::string& log_file) {
  std::snprintf(crash_log.data(), crash_log.size(), "%s", log_file.c_str());
  struct sigaction action {};
  action.sa_handler = note_crash;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK); // a full stack is a crash, too
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    sigaction(signal, &action, nullptr);
}

} // namespace

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
  const lumen::SignalStack stack;
  try {
    lumen::log::open(log_file, lumen::log::level(log_level));
    watch_for_crashes(log_file);
    return lumen::lsp::serve({LUMEN_VERSION, 0, 1});
  } catch (const std::exception& error) {
    std::cerr << "lumen-lsp: " << error.what() << '\n';
    return 2;
  }
}

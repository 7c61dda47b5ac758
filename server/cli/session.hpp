// What every subcommand shares: where it writes, what stops it, and the runner, made when it is first needed.
#pragma once

#include "cli/show.hpp"
#include "run/runner.hpp"

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

namespace lumen::cli {

/// Exit codes of all subcommands.
enum Exit : int {
  clean = 0,
  findings = 1, ///< something was refused or failed: a question, a cell
  failure = 2,  ///< wrong usage, or nothing could be done at all
};

class Session {
public:
  Session(std::istream& input, std::ostream& output, std::ostream& messages);
  ~Session();

  std::istream& in;
  std::ostream& out;  ///< data
  std::ostream& talk; ///< everything else
  Look look;

  run::Runner& runner();
  /// Requested by SIGINT and SIGTERM; a second one ends the program at once.
  std::stop_token stop();

  /// The context of a run. `connection` (from the command line, may be empty) is trusted by being given
  /// there; without trust in the folder nothing of the workspace is read then. `beside` is the notebook's
  /// folder, or empty.
  run::Context context(const std::string& connection, const std::filesystem::path& beside) const;

  /// Shows stages on a terminal, in one line that is wiped by `quiet`.
  run::Progress progress();
  void quiet();

  /// Prints what is wrong with a notebook's text, before it is worked on.
  void tell_problems(const notebook::Snapshot& snapshot, const std::filesystem::path& file);
  /// Prints what is wrong with the settings files that count in this context; once in a session.
  void tell_settings(const run::Context& context);
  /// Prints the error; gives the exit code that fits its kind.
  int report(const Error& error, std::string_view sql = {});

private:
  std::unique_ptr<run::Runner> runner_;
  std::stop_source stopping_;
  std::jthread signals_;
  bool showing_stage_ = false;
  bool told_settings_ = false;
};

/// The folder of this program's data files (share/lumen), beside bin/ or installed.
Result<std::filesystem::path> share_folder();
/// A program that stands beside this one.
std::filesystem::path program_beside(std::string_view name);

/// A connection as given on the command line: a path that starts at the present folder, made absolute (or
/// relative to the notebook's folder, where there is one); names and URLs as they are.
std::string settle_connection(const std::string& given, const std::filesystem::path& beside);

} // namespace lumen::cli

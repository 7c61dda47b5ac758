#include "cli/session.hpp"

#include "base/log.hpp"
#include "base/paths.hpp"
#include "cli/notebook_file.hpp"
#include "config/trust.hpp"
#include "store/store.hpp"

#include <csignal>
#include <ostream>
#include <pthread.h>
#include <unistd.h>

namespace lumen::cli {

namespace fs = std::filesystem;

Session::Session(std::istream& input, std::ostream& output, std::ostream& messages)
    : in(input), out(output), talk(messages) {
  look.out = terminal_of(STDOUT_FILENO);
  look.talk = terminal_of(STDERR_FILENO);
}

Session::~Session() = default;

run::Runner& Session::runner() {
  if (!runner_) {
    auto store = store::Store::open(paths::state() / "store.sqlite");
    // Without a store everything works but history.
    if (!store)
      log::warning(store.error().message);
    runner_ =
        std::make_unique<run::Runner>(store ? std::shared_ptr<store::Store>(std::move(*store)) : nullptr);
  }
  return *runner_;
}

std::stop_token Session::stop() {
  if (!signals_.joinable()) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    // Blocked here, so in all threads made later: only the waiting thread takes them.
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signals_ = std::jthread([set, stopping = stopping_](const std::stop_token& ending) mutable {
      const timespec patience{0, 100'000'000};
      int received = 0;
      while (!ending.stop_requested()) {
        if (::sigtimedwait(&set, nullptr, &patience) < 0)
          continue;
        if (++received > 1)
          ::_exit(130);
        stopping.request_stop();
      }
    });
  }
  return stopping_.get_token();
}

run::Context Session::context(const std::string& connection, const fs::path& beside) const {
  run::Context context;
  std::error_code ignored;
  context.workspace = paths::workspace_root(beside.empty() ? fs::current_path(ignored) : beside);
  const auto trusted = config::TrustList::load();
  context.trusted = trusted && trusted->of(context.workspace) == config::Trust::trusted;
  if (!connection.empty()) {
    context.flags.connection = settle_connection(connection, beside);
    if (!context.trusted)
      context.workspace.clear();
    context.trusted = true;
  }
  context.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return context;
}

run::Progress Session::progress() {
  if (!look.talk.is_terminal)
    return {};
  return [this](run::Stage stage) {
    talk << "\r\x1b[K" << paint(std::string(run::name(stage)) + "…", Ink::dim, look.talk) << std::flush;
    showing_stage_ = true;
  };
}

void Session::quiet() {
  if (showing_stage_)
    talk << "\r\x1b[K" << std::flush;
  showing_stage_ = false;
}

void Session::tell_problems(const notebook::Snapshot& snapshot, const std::filesystem::path& file) {
  for (const std::string& problem : told_problems(snapshot, file))
    talk << harmless(problem) << "\n";
}

void Session::tell_settings(const run::Context& context) {
  if (told_settings_)
    return;
  told_settings_ = true;
  std::vector<fs::path> files{config::user_file()};
  if (context.trusted && !context.workspace.empty())
    files.push_back(config::workspace_file(context.workspace));
  for (const fs::path& file : files) {
    const config::ParsedLayer parsed = config::load(file);
    const text::LineIndex lines(parsed.text);
    for (const config::Problem& problem : parsed.problems) {
      const auto at = lines.position(parsed.text, problem.range.begin, text::Encoding::utf32);
      talk << harmless(file.string() + ":" + std::to_string(at.line + 1) + ":" +
                       std::to_string(at.character + 1) + ": warning: " + problem.message +
                       (problem.hint.empty() ? "" : " " + problem.hint))
           << "\n";
    }
  }
}

int Session::report(const Error& error, std::string_view sql) {
  quiet();
  show_error(error, sql, look.talk, talk);
  switch (error.code) {
  case Code::query:
  case Code::syntax:
  case Code::refused:
  case Code::timeout:
  case Code::permission:
    return findings;
  default:
    return failure;
  }
}

Result<fs::path> share_folder() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  for (const fs::path& place :
       {program.parent_path().parent_path() / "share" / "lumen", fs::path("/usr/share/lumen")})
    if (fs::is_directory(place, failed))
      return place;
  return fail(Code::not_found, "the folder share/lumen isn't beside the program",
              "install Lumen again, or build it anew");
}

fs::path program_beside(std::string_view name) {
  std::error_code failed;
  return fs::read_symlink("/proc/self/exe", failed).parent_path() / name;
}

std::string settle_connection(const std::string& given, const fs::path& beside) {
  const bool relative = given == "." || given == ".." || given.starts_with("./") || given.starts_with("../");
  if (!relative)
    return given;
  std::error_code failed;
  const fs::path path = fs::absolute(given, failed).lexically_normal();
  if (beside.empty())
    return path.string();
  const fs::path from = path.lexically_relative(fs::absolute(beside, failed).lexically_normal());
  if (from.empty())
    return path.string();
  if (from == ".")
    return "./";
  return from.string().starts_with("..") ? from.string() : "./" + from.string();
}

} // namespace lumen::cli

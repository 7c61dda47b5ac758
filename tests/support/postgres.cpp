#include "support/postgres.hpp"

#include "support/catch.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace lumen::test {

namespace {

namespace fs = std::filesystem;

std::string newest_programs() {
  std::string found;
  int newest = 0;
  std::error_code error;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const int number = std::atoi(version.path().filename().c_str());
    if (number > newest && fs::exists(version.path() / "bin" / "postgres")) {
      newest = number;
      found = (version.path() / "bin").string();
    }
  }
  return found;
}

// The server refuses to run as root; Debian's package brings the user postgres.
std::vector<std::string> as_server_user(std::vector<std::string> command) {
  if (geteuid() != 0)
    return command;
  std::vector<std::string> whole{"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"};
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

/// Starts a program with its output in a file.
pid_t launch(const std::vector<std::string>& command, const std::string& output) {
  std::vector<char*> arguments;
  for (const std::string& word : command)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::fflush(nullptr); // or the child would print what waits, too
  const pid_t child = fork();
  if (child != 0)
    return child;
  if (std::freopen("/dev/null", "r", stdin) == nullptr ||
      std::freopen(output.c_str(), "a", stdout) == nullptr)
    _exit(126);
  dup2(STDOUT_FILENO, STDERR_FILENO);
  if (chdir("/") != 0)
    _exit(126);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string contents(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

Postgres& Postgres::instance() {
  static Postgres server;
  return server;
}

Postgres::Postgres() : programs_(newest_programs()) {
  if (programs_.empty())
    FAIL("PostgreSQL isn't installed: there is no /usr/lib/postgresql/*/bin/postgres; run scripts/setup");
  std::string pattern = (fs::temp_directory_path() / "lumen-pg-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    FAIL("no temporary folder can be made");
  folder_ = pattern;
  if (geteuid() == 0) {
    fs::permissions(folder_, fs::perms::owner_all | fs::perms::group_all | fs::perms::others_all);
  }
  const std::string log = (folder_ / "initdb.log").string();
  const pid_t made =
      launch(as_server_user({programs_ + "/initdb", "-D", (folder_ / "data").string(), "-A", "trust", "-U",
                             "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"}),
             log);
  if (wait_for(made) != 0)
    FAIL("initdb failed: " << contents(log));
  start();
}

void Postgres::start() {
  const std::string log = (folder_ / "server.log").string();
  server_ =
      launch(as_server_user({programs_ + "/postgres", "-D", (folder_ / "data").string(), "-k",
                             folder_.string(), "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                             "shared_buffers=32MB", "-c", "autovacuum=off", "-c", "max_connections=30"}),
             log);
  for (int i = 0; i < 400; ++i) {
    const pid_t ready = launch({programs_ + "/pg_isready", "-q", "-h", folder_.string(), "-U", "postgres"},
                               (folder_ / "ready.log").string());
    if (wait_for(ready) == 0)
      return;
    if (waitpid(server_, nullptr, WNOHANG) == server_)
      break;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  FAIL("the PostgreSQL server didn't start: " << contents(log));
}

void Postgres::stop() {
  if (server_ <= 0)
    return;
  kill(server_, SIGQUIT); // at once; nothing of it is kept
  waitpid(server_, nullptr, 0);
  server_ = -1;
}

void Postgres::restart() {
  stop();
  start();
}

Postgres::~Postgres() {
  stop();
  std::error_code ignored;
  if (!folder_.empty())
    fs::remove_all(folder_, ignored);
}

std::string Postgres::address(std::string_view database, std::string_view user) const {
  return "host=" + folder_.string() + " user=" + std::string(user) + " dbname=" + std::string(database);
}

void Postgres::create_database(std::string_view name) const {
  psql("DROP DATABASE IF EXISTS " + std::string(name) + " WITH (FORCE)");
  psql("CREATE DATABASE " + std::string(name));
}

std::string Postgres::psql(std::string_view sql, std::string_view database) const {
  const std::string script = (folder_ / "script.sql").string(), output = (folder_ / "script.out").string();
  std::ofstream(script) << sql;
  std::ofstream(output, std::ios::trunc).flush();
  const pid_t child = launch({programs_ + "/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h",
                              folder_.string(), "-U", "postgres", "-d", std::string(database), "-f", script},
                             output);
  const int status = wait_for(child);
  std::string printed = contents(output);
  if (status != 0)
    FAIL("psql: " << printed);
  while (!printed.empty() && printed.back() == '\n')
    printed.pop_back();
  return printed;
}

} // namespace lumen::test

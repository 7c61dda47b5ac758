#include "cli/desk.hpp"

#include "base/paths.hpp"
#include "cli/program.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace lumen::test {

namespace fs = std::filesystem;

Desk::Desk() : before_(fs::current_path()) {
  static int count = 0;
  folder = fs::canonical(fs::temp_directory_path()) /
           ("lumen-cli-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
  fs::remove_all(folder);
  fs::create_directories(folder / ".git");
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"})
    ::setenv(name, (folder / "home" / name).c_str(), 1);
  ::setenv("NO_COLOR", "1", 1);
  ::setenv("COLUMNS", "100", 1);
  write("data/orders.csv", "order_id,region,amount\n1,North,10.5\n2,South,20\n3,North,5\n4,East,40\n");
  fs::current_path(folder);
}

Desk::~Desk() {
  fs::current_path(before_);
  fs::remove_all(folder);
}

void Desk::write(const std::string& path, const std::string& text) const {
  REQUIRE(paths::write_file(folder / path, text));
}

std::string Desk::read(const std::string& path) const {
  return paths::read_file(folder / path).value();
}

Said Desk::lumen(std::vector<std::string> arguments, const std::string& input) const {
  std::vector<const char*> argv{"lumen"};
  for (const std::string& argument : arguments)
    argv.push_back(argument.c_str());
  std::istringstream in(input);
  std::ostringstream out, talk;
  const int code = cli::run_program(static_cast<int>(argv.size()), argv.data(), "1.2.3", in, out, talk);
  return {code, out.str(), talk.str()};
}

} // namespace lumen::test

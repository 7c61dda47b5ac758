// The `lumen` command.
#include "cli/program.hpp"

#include <csignal>
#include <iostream>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN); // a closed pipe is an error of the stream, told by the exit code
  std::ios::sync_with_stdio(false);
  return lumen::cli::run_program(argc, argv, LUMEN_VERSION, std::cin, std::cout, std::cerr);
}

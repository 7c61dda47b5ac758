// The `lumen` command: its subcommands and their exit codes.
#pragma once

#include <iosfwd>

namespace lumen::cli {

/// Runs the command line. Data go to `out`, everything else to `talk`. 0: fine; 1: something was refused or
/// failed (a question, a cell); 2: wrong usage, or nothing could be done.
int run_program(int argc, const char* const* argv, const char* version, std::istream& in, std::ostream& out,
                std::ostream& talk);

} // namespace lumen::cli

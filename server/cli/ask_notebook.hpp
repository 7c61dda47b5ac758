// A notebook's unanswered questions, asked one after the other so that each sees the answers before it.
#pragma once

#include "cli/flags.hpp"

#include <filesystem>

namespace lumen::cli {

/// Writes each answer into the file as it comes; gives the exit code.
int ask_notebook(Session& session, const std::filesystem::path& file, const Flags& flags);

} // namespace lumen::cli

// Notebooks on the disk: read whole, and written so that what changed meanwhile is kept.
#pragma once

#include "notebook/notebook.hpp"
#include "run/runner.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lumen::cli {

Result<notebook::SnapshotPtr> read_notebook(const std::filesystem::path& file);

/// What is wrong with the notebook's text, a line each: "report.lumen.md:3:1: error: …". Bytes that are no
/// UTF-8 are told too; they are kept as they are.
std::vector<std::string> told_problems(const notebook::Snapshot& snapshot, const std::filesystem::path& file);

/// Puts the outcome into the file as it stands on the disk now. True when that changed a byte.
Result<bool> write_outcome(const std::filesystem::path& file, const run::Outcome& outcome);

/// The same on a text that isn't written anywhere: the snapshot after the outcome was put in.
Result<notebook::SnapshotPtr> with_outcome(const notebook::Snapshot& snapshot, const run::Outcome& outcome);

} // namespace lumen::cli

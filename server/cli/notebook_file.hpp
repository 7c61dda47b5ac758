// Notebooks on the disk: read whole, and written so that what changed meanwhile is kept.
#pragma once

#include "notebook/notebook.hpp"
#include "run/runner.hpp"

#include <filesystem>

namespace lumen::cli {

Result<notebook::SnapshotPtr> read_notebook(const std::filesystem::path& file);

/// Puts the outcome into the file as it stands on the disk now. True when that changed a byte.
Result<bool> write_outcome(const std::filesystem::path& file, const run::Outcome& outcome);

/// The same on a text that isn't written anywhere: the snapshot after the outcome was put in.
Result<notebook::SnapshotPtr> with_outcome(const notebook::Snapshot& snapshot, const run::Outcome& outcome);

} // namespace lumen::cli

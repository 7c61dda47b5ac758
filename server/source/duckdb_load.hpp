// Data files into a fresh in-memory database: small ones are read once into tables, large ones stay views.
#pragma once

#include "base/result.hpp"
#include "source/duckdb_files.hpp"
#include "source/duckdb_session.hpp"

#include <stop_token>
#include <string>
#include <vector>

namespace lumen::source {

struct LoadedFiles {
  std::vector<std::string> warnings; ///< files and rows that couldn't be read, with file and line
};

/// Makes one table or view per file and locks the session down to the files of the views. A file that can't
/// be read is a warning; Code::io only when none can.
Result<LoadedFiles> load_data_files(DuckdbSession& session, const DataFiles& found, std::stop_token stop);

} // namespace lumen::source

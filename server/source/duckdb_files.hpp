// A folder or glob of data files as tables: which files, under which names, read how.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::source {

struct DataFile {
  std::string path;   ///< canonical: links are resolved and lead nowhere outside
  std::string table;  ///< its name in SQL, unquoted
  std::string reader; ///< the DuckDB function that reads it: read_csv, read_json, read_parquet
  std::uint64_t size = 0;
  std::int64_t changed = 0; ///< modification time, in the file system's ticks
  bool operator==(const DataFile&) const = default;
};

struct DataFiles {
  std::vector<DataFile> files;       ///< ordered by path
  std::vector<std::string> warnings; ///< what was left out, one sentence each
};

/// The data files of a folder (not of those beneath), of a glob (`*`, `?`, `[…]`; where a file or folder has
/// just that name, it is meant), or the one file named.
/// Links that lead outside the folder are left out with a warning. Code::not_found when there is none.
Result<DataFiles> find_data_files(const std::string& path);

/// "flights-2k.json" -> "flights_2k": lower case, other characters as one "_"; a leading digit gets "t_".
std::string table_name(std::string_view file_name);
/// The reader of a file by its ending, or "" when it isn't a data file.
std::string reader_of(std::string_view file_name);

} // namespace lumen::source

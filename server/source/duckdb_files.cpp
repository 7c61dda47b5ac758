// Finding data files and naming their tables.
#include "source/duckdb_files.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <glob.h>
#include <map>
#include <set>
#include <utility>

namespace lumen::source {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> endings{{
    {".csv", "read_csv"},
    {".tsv", "read_csv"},
    {".csv.gz", "read_csv"},
    {".tsv.gz", "read_csv"},
    {".json", "read_json"},
    {".ndjson", "read_json"},
    {".jsonl", "read_json"},
    {".parquet", "read_parquet"},
}};

std::string_view ending_of(std::string_view lowered) {
  for (const auto& [ending, reader] : endings)
    if (lowered.size() > ending.size() && lowered.ends_with(ending))
      return ending;
  return {};
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const auto [mismatch, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return mismatch == folder.end();
}

std::vector<fs::path> expand(const std::string& pattern) {
  glob_t found{};
  std::vector<fs::path> paths;
  if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i)
      paths.emplace_back(found.gl_pathv[i]);
  globfree(&found);
  return paths;
}

// The part of a glob before its first wildcard: what it matches may lie anywhere beneath, and nowhere else.
fs::path fixed_folder(const fs::path& pattern) {
  fs::path folder;
  for (const fs::path& part : pattern.parent_path()) {
    if (part.string().find_first_of("*?[") != std::string::npos)
      break;
    folder /= part;
  }
  return folder;
}

void name_tables(std::vector<DataFile>& files) {
  std::set<std::string> taken;
  std::map<std::string, int>
      next; // of each plain name, so that a thousand equal ones cost no more than others
  for (DataFile& file : files) {
    const std::string name = fs::path(file.path).filename().string();
    const std::string plain = table_name(name);
    std::string ending(ending_of(ascii::lower(name)));
    std::replace(ending.begin(), ending.end(), '.', '_');
    file.table = plain;
    if (taken.count(file.table) > 0)
      file.table = plain + ending; // a.csv and a.json: a, a_json
    for (int& i = next[plain]; taken.count(file.table) > 0;)
      file.table = plain + "_" + std::to_string(i++ + 2);
    taken.insert(file.table);
  }
}

} // namespace

std::string reader_of(std::string_view file_name) {
  const std::string lowered = ascii::lower(file_name);
  const std::string_view wanted = ending_of(lowered);
  for (const auto& [ending, reader] : endings)
    if (ending == wanted)
      return std::string(reader);
  return {};
}

std::string table_name(std::string_view file_name) {
  const std::string lowered = ascii::lower(file_name);
  const std::string_view stem =
      std::string_view(lowered).substr(0, lowered.size() - ending_of(lowered).size());
  std::string out;
  for (const char c : stem) {
    const bool fits = ascii::is_word(c) || static_cast<unsigned char>(c) >= 0x80;
    if (fits)
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (!out.empty() && out.back() == '_')
    out.pop_back();
  if (out.empty())
    return "data";
  return ascii::is_digit(out.front()) ? "t_" + out : out;
}

Result<DataFiles> find_data_files(const std::string& path) {
  std::error_code error;
  std::vector<fs::path> candidates;
  fs::path folder;
  if (fs::is_directory(path, error)) {
    folder = path;
    // Not a range-for: its steps throw.
    for (fs::directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end;
         !error && entry != end; entry.increment(error))
      candidates.push_back(entry->path());
    if (error)
      return fail(Code::io, "The folder " + path + " can't be read: " + error.message() + ".");
  } else if (path.find_first_of("*?[") != std::string::npos && !fs::exists(path, error)) {
    folder = fixed_folder(path);
    candidates = expand(path);
  } else {
    folder = fs::path(path).parent_path();
    candidates.emplace_back(path);
    if (!fs::exists(path, error))
      return fail(Code::not_found, "There is no file or folder " + path + ".");
  }
  folder = fs::canonical(folder, error);
  if (error)
    return fail(Code::not_found, "There is no folder " + folder.string() + ".");

  DataFiles out;
  std::set<std::string> taken;
  std::sort(candidates.begin(), candidates.end());
  for (const fs::path& candidate : candidates) {
    const std::string name = candidate.filename().string();
    const std::string reader = reader_of(name);
    if (reader.empty() || name.front() == '.')
      continue;
    const fs::path real = fs::canonical(candidate, error);
    if (error || !fs::is_regular_file(real, error)) {
      if (fs::is_directory(candidate, error))
        continue;
      out.warnings.push_back(name + " can't be opened; it was left out.");
      continue;
    }
    if (!is_within(real, folder)) {
      out.warnings.push_back(name + " is a link that leads outside its folder; it was left out.");
      continue;
    }
    DataFile file{real.string(), "", reader};
    file.size = fs::file_size(real, error);
    file.changed = fs::last_write_time(real, error).time_since_epoch().count();
    if (taken.insert(file.path).second) // two links may lead to one file
      out.files.push_back(std::move(file));
  }
  if (out.files.empty()) {
    std::string hint = "Put .csv, .tsv, .json, .ndjson or .parquet files there, or name another place.";
    if (!out.warnings.empty())
      hint = out.warnings.front();
    return fail(Code::not_found, "There are no data files in " + path + ".", hint);
  }
  name_tables(out.files);
  return out;
}

} // namespace lumen::source

// Side files: a result's rows beside the notebook, named by their content, so that other viewers can draw its
// chart.
#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "base/json_append.hpp"
#include "base/paths.hpp"
#include "data/column_name.hpp"
#include "data/format.hpp"
#include "notebook/render.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <unordered_set>
#include <vector>

namespace lumen::notebook {

namespace {

/// What a chart can draw: numbers as numbers, also exact ones; everything else as its text, as inline values
/// have it (chart/values.cpp).
void append_drawable(std::string& out, const data::Value& value, data::Type type) {
  if (data::is_null(value)) {
    out += "null";
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    out += *truth ? "true" : "false";
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    append_json(out, static_cast<long long>(*whole));
  } else if (data::is_numeric(type)) {
    if (const auto number = data::number(value, type))
      append_json(out, *number);
    else
      out += "null";
  } else {
    append_json(out, std::string_view(data::chart_text(data::plain(value, type), type)));
  }
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > 128 || name[0] == '.')
    return false;
  for (const char c : name)
    if (!ascii::is_word(c) && c != '-' && c != '.')
      return false;
  return true;
}

constexpr std::size_t hash_size = 16;

bool is_hexadecimal(char c) {
  return ascii::is_digit(c) || (c >= 'a' && c <= 'f');
}

/// "HASH.json", "HASH-HASH.json", "HASH.svg"
bool is_side_name(std::string_view name) {
  const std::size_t dot = name.find('.');
  const std::string_view stem = name.substr(0, dot);
  const std::string_view ending = dot == std::string_view::npos ? "" : name.substr(dot);
  const auto hash = [](std::string_view text) {
    return text.size() == hash_size && std::all_of(text.begin(), text.end(), is_hexadecimal);
  };
  const bool two = stem.size() == 2 * hash_size + 1 && stem[hash_size] == '-' &&
                   hash(stem.substr(0, hash_size)) && hash(stem.substr(hash_size + 1));
  return (ending == ".json" && (two || hash(stem))) || (ending == ".svg" && hash(stem));
}

/// All runs of exactly sixteen hexadecimal digits: the stamps' hashes and the names of files among them.
void collect_hashes(std::string_view text, std::unordered_set<std::string>& into) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_hexadecimal(text[end]))
      ++end;
    if (end - i == hash_size)
      into.emplace(text.substr(i, hash_size));
    i = std::max(end, i + 1);
  }
}

/// Holds it already. One that was written long ago counts as new from now on, so that it isn't cleaned away.
bool holds(const std::filesystem::path& path, std::string_view bytes) {
  const auto present = paths::read_file(path);
  if (!present || *present != bytes)
    return false;
  std::error_code ignored;
  const auto now = std::filesystem::file_time_type::clock::now();
  if (std::filesystem::last_write_time(path, ignored) < now - std::chrono::hours(24))
    std::filesystem::last_write_time(path, now, ignored);
  return true;
}

} // namespace

std::string side_file(std::string_view fingerprint) {
  return ".lumen/results/" + std::string(fingerprint) + ".json";
}

Result<std::string> write_side_file(const std::string& folder, std::string_view fingerprint,
                                    const data::Table& table) {
  if (!is_plain_name(fingerprint))
    return fail(Code::internal, "a side file needs a fingerprint as its name");
  std::vector<std::string> keys;
  for (const std::string& name : data::column_keys(table)) {
    std::string key;
    append_json(key, std::string_view(name));
    keys.push_back(std::move(key) + ":");
  }
  std::string bytes = "[";
  for (const data::Row& row : table.rows) {
    bytes += bytes.size() > 1 ? ",{" : "{";
    for (std::size_t i = 0; i < keys.size() && i < row.size(); ++i) {
      bytes.append(i > 0 ? "," : "").append(keys[i]);
      append_drawable(bytes, row[i], table.columns[i].type);
    }
    bytes += '}';
  }
  bytes += "]\n";
  const std::string relative = side_file(fingerprint);
  const auto path = std::filesystem::path(folder) / relative;
  if (holds(path, bytes))
    return relative;
  if (auto written = paths::write_regenerable(path, bytes); !written)
    return fail(written.error());
  return relative;
}

bool has_side_file(const std::string& folder, std::string_view fingerprint) {
  std::error_code error;
  const auto bytes =
      std::filesystem::file_size(std::filesystem::path(folder) / side_file(fingerprint), error);
  return !error && bytes > 0;
}

Result<std::string> write_picture(const std::string& folder, std::string_view svg) {
  const std::string relative = ".lumen/results/" + short_hash(svg) + ".svg";
  const auto path = std::filesystem::path(folder) / relative;
  if (holds(path, svg))
    return relative;
  if (auto written = paths::write_file(path, std::string(svg)); !written)
    return fail(written.error());
  return relative;
}

std::size_t clean_side_files(const std::string& folder, std::chrono::hours unwritten) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const auto limit = fs::file_time_type::clock::now() - unwritten;
  std::vector<fs::path> old;
  for (fs::directory_iterator file(fs::path(folder) / ".lumen" / "results", failed), end;
       !failed && file != end; file.increment(failed)) {
    std::error_code unknown;
    const bool plain = file->symlink_status(unknown).type() == fs::file_type::regular;
    if (plain && is_side_name(file->path().filename().string()) && file->last_write_time(unknown) < limit &&
        !unknown)
      old.push_back(file->path());
  }
  if (old.empty())
    return 0; // the usual case: no notebook is read
  std::unordered_set<std::string> named;
  for (fs::directory_iterator file(folder, failed), end; !failed && file != end; file.increment(failed)) {
    if (file->path().extension() != ".md")
      continue;
    const auto text = paths::read_file(file->path());
    if (!text)
      return 0;
    collect_hashes(*text, named);
  }
  if (failed)
    return 0;
  std::size_t gone = 0;
  for (const fs::path& file : old) {
    std::error_code ignored;
    if (!named.contains(file.filename().string().substr(0, hash_size)) && fs::remove(file, ignored))
      ++gone;
  }
  return gone;
}

} // namespace lumen::notebook

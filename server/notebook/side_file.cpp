// Side files: a result's rows beside the notebook, named by their content, so that other viewers can draw its
// chart.
#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "base/json_append.hpp"
#include "base/paths.hpp"
#include "data/column_name.hpp"
#include "data/format.hpp"
#include "notebook/render.hpp"

#include <cmath>

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
  if (const auto present = paths::read_file(path); present && *present == bytes)
    return relative;
  if (auto written = paths::write_file(path, bytes); !written)
    return fail(written.error());
  return relative;
}

Result<std::string> write_picture(const std::string& folder, std::string_view svg) {
  const std::string relative = ".lumen/results/" + short_hash(svg) + ".svg";
  const auto path = std::filesystem::path(folder) / relative;
  if (const auto present = paths::read_file(path); present && *present == svg)
    return relative;
  if (auto written = paths::write_file(path, std::string(svg)); !written)
    return fail(written.error());
  return relative;
}

} // namespace lumen::notebook

// Side files: a result's rows beside the notebook, named by their content, so that other viewers can draw its
// chart.
#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/paths.hpp"
#include "data/column_name.hpp"
#include "notebook/render.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lumen::notebook {

namespace {

/// What a chart can draw: numbers as numbers, also exact ones; everything else as its text.
Json drawable(const data::Value& value, data::Type type) {
  if (data::is_null(value))
    return nullptr;
  if (const auto* truth = std::get_if<bool>(&value))
    return *truth;
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return *whole;
  if (data::is_numeric(type)) {
    const auto number = data::number(value, type);
    return number ? Json(*number) : Json(nullptr);
  }
  return data::plain(value, type);
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

Result<std::string> write_side_file(const std::string& folder, std::string_view fingerprint,
                                    const data::Table& table) {
  if (!is_plain_name(fingerprint))
    return fail(Code::internal, "a side file needs a fingerprint as its name");
  const std::vector<std::string> names = data::column_keys(table);
  Json rows = Json::array();
  for (const data::Row& row : table.rows) {
    Json line = Json::object();
    for (std::size_t i = 0; i < names.size() && i < row.size(); ++i)
      line[names[i]] = drawable(row[i], table.columns[i].type);
    rows.push_back(std::move(line));
  }
  const std::string relative = ".lumen/results/" + std::string(fingerprint) + ".json";
  const auto path = std::filesystem::path(folder) / relative;
  const std::string bytes = dump_json(rows) + "\n";
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

// A result's rows as the inline data of a specification.
#include "base/json.hpp"
#include "chart/chart.hpp"
#include "data/column_name.hpp"
#include "data/format.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lumen::chart {

namespace {

using data::Type;

Json json_value(const data::Value& value, Type type) {
  if (data::is_null(value))
    return nullptr;
  if (const auto* truth = std::get_if<bool>(&value))
    return *truth;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    // Beyond 2^53 JavaScript would round; such numbers are keys more often than amounts, but a chart needs a
    // number.
    return *whole;
  }
  if (const auto* real = std::get_if<double>(&value))
    return std::isfinite(*real) ? Json(*real) : Json(nullptr);
  if (data::is_numeric(type)) {
    const auto number = data::number(value, type);
    if (!number)
      return nullptr;
    return *number;
  }
  return data::chart_text(std::get<std::string>(value), type);
}

} // namespace

std::string rows_as_values(const data::Table& table) {
  const std::vector<std::string> keys = data::column_keys(table);
  Json rows = Json::array();
  for (const data::Row& row : table.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < table.columns.size() && i < row.size(); ++i)
      object[keys[i]] = json_value(row[i], table.columns[i].type);
    rows.push_back(std::move(object));
  }
  return dump_json(rows);
}

Result<std::string> with_inline_data(std::string_view spec, const data::Table& table) {
  auto parsed = parse_json(spec);
  if (!parsed)
    return fail(parsed.error());
  if (!parsed->is_object())
    return fail(Code::invalid, "The chart is not a JSON object.");
  auto rows = parse_json(rows_as_values(table));
  if (!rows)
    return fail(rows.error());
  Json& data = (*parsed)["data"];
  if (!data.is_object())
    data = Json::object();
  data.erase("url");
  data.erase("name");
  data["values"] = std::move(*rows);
  return dump_json(*parsed);
}

} // namespace lumen::chart

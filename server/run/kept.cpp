#include "run/kept.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "base/paths.hpp"
#include "data/canonical.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace lumen::run {

namespace {

data::Value value_of(const Json& json) {
  if (json.is_boolean())
    return json.get<bool>();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
    return json.get<double>(); // a chart's number; exact ones are kept in the store
  if (json.is_number_integer())
    return json.get<std::int64_t>();
  if (json.is_number())
    return json.get<double>();
  if (json.is_string())
    return json.get<std::string>();
  if (json.is_null())
    return std::monostate();
  return dump_json(json);
}

data::Type type_of(const data::Value& value) {
  if (std::holds_alternative<bool>(value))
    return data::Type::boolean;
  if (std::holds_alternative<std::int64_t>(value))
    return data::Type::integer;
  if (std::holds_alternative<double>(value))
    return data::Type::floating;
  return data::Type::text;
}

/// "2024-01-31", "2024-01-31T13:05:00[.5][Z]"; older files have a space for the "T".
std::optional<data::Type> type_of_date(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
  const auto fits = [&](std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      const bool same = form[i] == 'd'   ? ascii::is_digit(text[i])
                        : form[i] == 'T' ? text[i] == 'T' || text[i] == ' '
                                         : text[i] == form[i];
      if (!same)
        return false;
    }
    return true;
  };
  if (text.size() == 10)
    return fits(10) ? std::optional(data::Type::date) : std::nullopt;
  if (text.size() < form.size() || !fits(form.size()))
    return std::nullopt;
  const bool zone = text.back() == 'Z';
  const std::string_view rest = text.substr(form.size(), text.size() - form.size() - (zone ? 1 : 0));
  if (!rest.empty() && (rest.front() != '.' || rest.size() < 2 ||
                        rest.find_first_not_of("0123456789", 1) != std::string_view::npos))
    return std::nullopt;
  return zone ? data::Type::timestamp_tz : data::Type::timestamp;
}

/// JSON knows no dates: texts that all have the form of one are dates again, so that sentences about them are
/// proved as they were written.
void settle_dates(data::Table& table, std::size_t column) {
  std::optional<data::Type> type;
  for (const data::Row& row : table.rows) {
    if (data::is_null(row[column]))
      continue;
    const auto own = type_of_date(std::get<std::string>(row[column]));
    if (!own || (type && type != own))
      return;
    type = own;
  }
  if (!type)
    return;
  table.columns[column].type = *type;
  if (*type == data::Type::date)
    return;
  for (data::Row& row : table.rows)
    if (auto* text = std::get_if<std::string>(&row[column]))
      (*text)[10] = ' ';
}

/// A column whose values are whole and fractional numbers is a column of doubles; other mixtures are text.
void settle_type(data::Table& table, std::size_t column) {
  std::optional<data::Type> type;
  for (const data::Row& row : table.rows) {
    if (data::is_null(row[column]))
      continue;
    const data::Type own = type_of(row[column]);
    if (!type || *type == own)
      type = own;
    else if (data::is_numeric(*type) && data::is_numeric(own))
      type = data::Type::floating;
    else
      type = data::Type::text;
  }
  table.columns[column].type = type.value_or(data::Type::text);
  for (data::Row& row : table.rows) {
    data::Value& value = row[column];
    if (data::is_null(value))
      continue;
    const data::Type own = type_of(value);
    if (type == data::Type::floating && own == data::Type::integer)
      value = static_cast<double>(std::get<std::int64_t>(value));
    else if (type == data::Type::text && own != data::Type::text)
      value = data::plain(value, own);
  }
}

} // namespace

std::optional<data::Table> read_side_file(std::string_view text) {
  const auto json = parse_json(text);
  if (!json || !json->is_array() || json->empty() || !json->front().is_object())
    return std::nullopt;
  data::Table table;
  for (const auto& [name, value] : json->front().items())
    table.columns.push_back({name, data::Type::text, ""});
  for (const Json& object : *json) {
    if (!object.is_object())
      return std::nullopt;
    data::Row row;
    for (const data::Column& column : table.columns) {
      const auto found = object.find(column.name);
      row.push_back(found == object.end() ? data::Value() : value_of(*found));
    }
    table.rows.push_back(std::move(row));
  }
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    settle_type(table, column);
    if (table.columns[column].type == data::Type::text)
      settle_dates(table, column);
  }
  return table;
}

namespace {

constexpr std::size_t few_rows = 2000; // read and looked through in a few milliseconds

/// The key of a cell's rows; empty where there are none. It becomes part of a path, and a stamp is only text
/// that anyone may have written.
std::string safe_key(const notebook::Snapshot& snapshot, const notebook::Cell& cell) {
  if (!cell.result)
    return {};
  std::string key = result_key(snapshot.notebook.results[*cell.result].stamp);
  return key.find_first_not_of("0123456789abcdef-") == std::string::npos ? key : "";
}

std::optional<data::Table> read_kept(const std::string& key, const std::string& folder, bool cut,
                                     Keeper& keeper) {
  if (auto table = keeper.result(key))
    return table;
  if (folder.empty())
    return std::nullopt;
  const auto file = paths::read_file(std::filesystem::path(folder) / ".lumen" / "results" / (key + ".json"));
  if (!file)
    return std::nullopt;
  auto table = read_side_file(*file);
  if (table)
    table->cut = cut;
  return table;
}

} // namespace

std::optional<data::Table> kept_result(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                                       Keeper& keeper) {
  const std::string key = safe_key(snapshot, cell);
  if (key.empty())
    return std::nullopt;
  return read_kept(key, snapshot.folder, snapshot.notebook.results[*cell.result].stamp.rows.ends_with('+'),
                   keeper);
}

std::vector<data::ChartKind> kept_kinds(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                                        Keeper& keeper) {
  const std::string key = safe_key(snapshot, cell);
  if (key.empty())
    return {};
  if (auto known = keeper.kinds(key))
    return *std::move(known);
  const notebook::Stamp& stamp = snapshot.notebook.results[*cell.result].stamp;
  const bool cut = stamp.rows.ends_with('+');
  if (rows_told(stamp).value_or(few_rows + 1) > few_rows &&
      keeper.find_kinds_later(
          key, [key, folder = snapshot.folder, cut, &keeper] { return read_kept(key, folder, cut, keeper); }))
    return {};
  const auto rows = read_kept(key, snapshot.folder, cut, keeper);
  return rows ? keeper.find_kinds(key, *rows) : std::vector<data::ChartKind>();
}

std::optional<std::size_t> rows_told(const notebook::Stamp& stamp) {
  std::size_t rows = 0;
  const auto [end, failed] = std::from_chars(stamp.rows.data(), stamp.rows.data() + stamp.rows.size(), rows);
  return failed == std::errc() ? std::optional(rows) : std::nullopt;
}

} // namespace lumen::run

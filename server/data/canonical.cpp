#include "data/canonical.hpp"

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/json_append.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace lumen::data {

namespace {

constexpr std::array<std::pair<Type, std::string_view>, 15> type_names{{
    {Type::boolean, "boolean"},
    {Type::integer, "integer"},
    {Type::decimal, "decimal"},
    {Type::floating, "floating"},
    {Type::text, "text"},
    {Type::date, "date"},
    {Type::time, "time"},
    {Type::timestamp, "timestamp"},
    {Type::timestamp_tz, "timestamp_tz"},
    {Type::interval, "interval"},
    {Type::uuid, "uuid"},
    {Type::json, "json"},
    {Type::binary, "binary"},
    {Type::array, "array"},
    {Type::other, "other"},
}};

std::string_view name(Type type) {
  for (const auto& [candidate, text] : type_names)
    if (candidate == type)
      return text;
  return "other";
}

std::optional<Type> type_named(std::string_view text) {
  for (const auto& [type, candidate] : type_names)
    if (candidate == text)
      return type;
  return std::nullopt;
}

/// Integers and decimals of equal value have equal text, so that sum(int) as bigint or numeric makes no
/// difference.
std::string canonical_decimal(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+'))
    text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos)
    return std::string(text);
  const std::size_t point = text.find('.');
  std::string_view whole = text.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  while (!whole.empty() && whole.front() == '0')
    whole.remove_prefix(1);
  while (!fraction.empty() && fraction.back() == '0')
    fraction.remove_suffix(1);
  std::string out = whole.empty() ? "0" : std::string(whole);
  if (!fraction.empty())
    out.append(".").append(fraction);
  if (negative && out != "0")
    out.insert(out.begin(), '-');
  return out;
}

std::string canonical_double(double value) {
  if (std::isnan(value))
    return "nan";
  if (std::isinf(value))
    return value > 0 ? "inf" : "-inf";
  if (value == 0)
    return "0";
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, 11); // 12 digits
  return std::string(buffer, end.ptr);
}

/// "5:12.25"
void append_sized(std::string& out, std::string_view text) {
  char size[20];
  out.append(size, std::to_chars(size, size + sizeof size, text.size()).ptr).append(":").append(text);
}

/// One byte for the kind, the length, the text: no two different rows give the same bytes.
void append_value(std::string& out, const Value& value, Type type) {
  const bool exact = type == Type::decimal || type == Type::integer;
  if (is_null(value)) {
    append_sized(out += 'n', "");
  } else if (const auto* real = std::get_if<double>(&value)) {
    append_sized(out += 'f', canonical_double(*real));
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    append_sized(out += 'b', *truth ? "1" : "0");
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, *whole).ptr;
    append_sized(out += exact ? 'd' : 's', {digits, static_cast<std::size_t>(end - digits)});
  } else {
    const std::string& text = std::get<std::string>(value);
    if (exact)
      append_sized(out += 'd', canonical_decimal(text));
    else
      append_sized(out += 's', text);
  }
}

std::string head(const Table& table) {
  std::string out;
  for (const Column& column : table.columns) {
    out.append(std::to_string(column.name.size())).append(":").append(column.name);
    out.append(column.type == Type::integer ? name(Type::decimal) : name(column.type)).append(";");
  }
  return out + (table.cut ? "cut" : "whole");
}

void append_value_json(std::string& out, const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value)) {
    out += *truth ? "true" : "false";
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    append_json(out, static_cast<long long>(*whole));
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    append_json(out, std::string_view(*text));
  } else if (const auto* real = std::get_if<double>(&value)) {
    if (std::isfinite(*real))
      append_json(out, *real);
    else // JSON has no word for these
      out += dump_json({{"double", plain(value, Type::floating)}});
  } else {
    out += "null";
  }
}

std::optional<Value> from_json_value(const Json& json, Type type) {
  if (json.is_null())
    return Value{};
  if (json.is_boolean())
    return Value{json.get<bool>()};
  if (json.is_string())
    return Value{json.get<std::string>()};
  if (json.is_number_integer() && type != Type::floating) {
    if (json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
      return std::nullopt;
    return Value{json.get<std::int64_t>()};
  }
  if (json.is_number())
    return Value{json.get<double>()};
  if (json.is_object() && json.contains("double") && json["double"].is_string()) {
    const std::string text = json["double"].get<std::string>();
    if (text == "NaN")
      return Value{std::nan("")};
    return Value{text == "-Infinity" ? -INFINITY : INFINITY};
  }
  return std::nullopt;
}

void append_csv(std::string& out, std::string_view field) {
  if (field.find_first_of("\",\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"')
      out += '"';
    out += c;
  }
  out += '"';
}

} // namespace

Fingerprint fingerprint(const Table& table) {
  const std::string start = head(table);
  std::string all; // the bytes of all rows; each row is a piece of it
  std::vector<std::size_t> ends;
  ends.reserve(table.rows.size());
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      append_value(all, row[i], i < table.columns.size() ? table.columns[i].type : Type::other);
    ends.push_back(all.size());
  }
  std::vector<std::string_view> rows;
  rows.reserve(ends.size());
  for (std::size_t begin = 0; const std::size_t end : ends) {
    rows.push_back(std::string_view(all).substr(begin, end - begin));
    begin = end;
  }
  const auto hashed = [&] {
    std::string bytes = start;
    bytes.reserve(start.size() + all.size() + rows.size() * 4);
    for (const std::string_view row : rows)
      append_sized(bytes, row);
    return short_hash(bytes);
  };
  Fingerprint out;
  out.order = hashed();
  if (std::is_sorted(rows.begin(), rows.end())) {
    out.data = out.order;
  } else {
    std::sort(rows.begin(), rows.end());
    out.data = hashed();
  }
  return out;
}

std::string to_json(const Table& table) {
  Json columns = Json::array();
  for (const Column& column : table.columns)
    columns.push_back(
        {{"name", column.name}, {"type", name(column.type)}, {"database_type", column.database_type}});
  std::string out = "{\"columns\":" + dump_json(columns) + ",\"rows\":[";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    out += i > 0 ? ",[" : "[";
    for (std::size_t j = 0; j < table.rows[i].size(); ++j) {
      if (j > 0)
        out += ',';
      append_value_json(out, table.rows[i][j]);
    }
    out += ']';
  }
  return out.append("],\"cut\":").append(table.cut ? "true" : "false").append("}");
}

std::optional<Table> from_json(std::string_view text) {
  const auto json = parse_json(text);
  if (!json || !json->is_object() || !json->contains("columns") || !json->contains("rows"))
    return std::nullopt;
  const Json& columns = (*json)["columns"];
  const Json& rows = (*json)["rows"];
  if (!columns.is_array() || !rows.is_array())
    return std::nullopt;
  Table table;
  const auto string_of = [](const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  for (const Json& column : columns) {
    if (!column.is_object())
      return std::nullopt;
    const auto type = type_named(string_of(column, "type"));
    if (!type)
      return std::nullopt;
    table.columns.push_back({string_of(column, "name"), *type, string_of(column, "database_type")});
  }
  for (const Json& line : rows) {
    if (!line.is_array() || line.size() != table.columns.size())
      return std::nullopt;
    Row row;
    for (std::size_t i = 0; i < line.size(); ++i) {
      auto value = from_json_value(line[i], table.columns[i].type);
      if (!value)
        return std::nullopt;
      row.push_back(std::move(*value));
    }
    table.rows.push_back(std::move(row));
  }
  const auto cut = json->find("cut");
  table.cut = cut != json->end() && cut->is_boolean() && cut->get<bool>();
  return table;
}

std::string to_csv(const Table& table) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i != 0)
      out += ',';
    append_csv(out, table.columns[i].name);
  }
  out += "\r\n";
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0)
        out += ',';
      if (!is_null(row[i]) && std::holds_alternative<std::string>(row[i]) &&
          std::get<std::string>(row[i]).empty())
        out += "\"\""; // apart from NULL, which is nothing at all
      else
        append_csv(out, plain(row[i], table.columns[i].type));
    }
    out += "\r\n";
  }
  return out;
}

} // namespace lumen::data

#include "chart/drawing/specification_reader.hpp"

#include "base/ascii.hpp"
#include "chart/field.hpp"
#include "chart/look.hpp"
#include "data/column_name.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace lumen::chart {

using data::ChartKind;

namespace {

// `datum["key"]` at the start of an expression.
std::optional<std::string> datum_key(std::string_view expression) {
  if (expression.substr(0, 7) == "toDate(")
    expression.remove_prefix(7);
  if (expression.substr(0, 6) != "datum[")
    return std::nullopt;
  bool escaped = false;
  for (std::size_t i = 7; i < expression.size(); ++i) {
    if (!escaped && expression[i] == '"') {
      const auto key = parse_json(expression.substr(6, i - 5));
      return key && key->is_string() ? std::optional(key->get<std::string>()) : std::nullopt;
    }
    escaped = !escaped && expression[i] == '\\';
  }
  return std::nullopt;
}

std::optional<double> date_position(std::string_view iso) {
  const auto part = [&](std::size_t at, std::size_t length) -> std::optional<int> {
    int number = 0;
    if (iso.size() < at + length)
      return std::nullopt;
    const auto [end, error] = std::from_chars(iso.data() + at, iso.data() + at + length, number);
    return error == std::errc() && end == iso.data() + at + length ? std::optional(number) : std::nullopt;
  };
  const auto year = part(0, 4), month = part(5, 2);
  if (!year || !month)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(part(8, 2).value_or(1)))};
  if (!date.ok())
    return std::nullopt;
  const double days = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
  return days +
         (part(11, 2).value_or(0) + part(14, 2).value_or(0) / 60.0 + part(17, 2).value_or(0) / 3600.0) / 24.0;
}

// Short and sortable by eye: 2024, 2024-01, 2024-01-31, 31 13:00.
std::string short_date(const std::string& iso, const std::string& grain) {
  if (grain == "year")
    return iso.substr(0, 4);
  if (grain == "month" || grain == "quarter")
    return iso.substr(0, 7);
  if (grain == "hour")
    return iso.substr(0, 16);
  return iso.substr(0, 10);
}

} // namespace

// A channel of the encoding, or an empty object.
const Json& channel(const Json& encoding, std::string_view name) {
  static const Json none = Json::object();
  const auto found = encoding.find(name);
  return found != encoding.end() && found->is_object() ? *found : none;
}

std::string string_in(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

SpecificationReader::SpecificationReader(const Json& spec_, const data::Table& table_,
                                         std::string_view locale_)
    : spec(spec_), table(table_), locale(locale_), keys(data::column_keys(table_)),
      shape(shape_of(table_, {})), encoding(channel(spec_, "encoding")) {
  read_transforms();
}

std::optional<std::size_t> SpecificationReader::column(const Json& of) const {
  const auto found = std::find(keys.begin(), keys.end(), source_key(field_key(string_in(of, "field"))));
  return found == keys.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - keys.begin()));
}

// The column's key behind a field that was made of it.
std::string SpecificationReader::source_key(const std::string& field) const {
  const auto source = calculated.find(field);
  return source == calculated.end() ? field : source->second;
}

std::optional<double> SpecificationReader::number(std::size_t row, std::size_t index) const {
  return data::number(table.rows[row][index], table.columns[index].type);
}

NumberStyle SpecificationReader::style(std::size_t index) const {
  const ColumnShape& of = shape.columns[index];
  return {of.percentage == Percentage::fraction, of.percentage == Percentage::hundred, of.whole};
}

void SpecificationReader::read_transforms() {
  if (!spec.contains("transform") || !spec["transform"].is_array())
    return;
  for (const Json& step : spec["transform"]) {
    if (!step.is_object())
      continue;
    const std::string expression = string_in(step, "calculate"), as = string_in(step, "as");
    if (const auto key = datum_key(expression))
      calculated[as] = source_key(*key);
    if (as == "_lumen_group")
      other = true;
    const std::string limit = !expression.empty() ? expression : string_in(step, "filter");
    if (const std::size_t at = limit.find("_lumen_rank\"] <= "); at != std::string::npos)
      std::from_chars(limit.data() + at + 17, limit.data() + limit.size(), top);
    if (step.contains("fold") && step["fold"].is_array()) {
      for (const Json& name : step["fold"]) {
        if (!name.is_string())
          continue;
        const std::string field = field_key(name.get<std::string>());
        const std::string key = source_key(field);
        const auto at = std::find(keys.begin(), keys.end(), key);
        if (at != keys.end())
          folded.push_back(static_cast<std::size_t>(at - keys.begin()));
      }
    }
  }
}

std::string SpecificationReader::label(std::size_t row, std::size_t index) const {
  const data::Value& value = table.rows[row][index];
  if (data::is_null(value))
    return std::string(words(locale).no_value);
  std::string text = data::plain(value, table.columns[index].type);
  const ColumnShape& of = shape.columns[index];
  const bool dated =
      of.time == TimeForm::date || of.time == TimeForm::timestamp || of.time == TimeForm::timestamp_tz;
  if (dated && !of.grain.empty() && data::is_temporal(table.columns[index].type))
    text = short_date(text, of.grain);
  return ascii::trim(text).empty() ? "“”" : printable(text);
}

std::optional<double> SpecificationReader::position(std::size_t row, std::size_t index) const {
  const ColumnShape& of = shape.columns[index];
  if (data::is_numeric(table.columns[index].type))
    return number(row, index);
  if (of.time == TimeForm::date || of.time == TimeForm::timestamp || of.time == TimeForm::timestamp_tz)
    return date_position(data::plain(table.rows[row][index], table.columns[index].type));
  return std::nullopt;
}

SpecificationReader::Found SpecificationReader::find_channels(ChartKind kind) const {
  Found channels;
  const auto take = [&](const Json& of) {
    const std::string type = string_in(of, "type");
    const auto index = column(of);
    const bool amount = (type == "quantitative" || of.contains("aggregate")) && !of.contains("bin");
    const bool by_time = index && shape.columns[*index].use == data::ColumnUse::time;
    if (amount && !by_time && !channels.measure) {
      channels.measure = index;
      channels.aggregate = string_in(of, "aggregate");
    } else if (index && !channels.axis) {
      channels.axis = index;
    } else if (index && !channels.series) {
      channels.series = index;
    }
  };
  if (kind == ChartKind::pie) {
    take(channel(encoding, "theta"));
    take(channel(encoding, "color"));
    return channels;
  }
  for (const std::string_view name : {"x", "y"})
    take(channel(encoding, name));
  if (kind == ChartKind::heat_map) {
    take(channel(encoding, "color"));
    return channels;
  }
  if (!channels.series && folded.empty()) {
    for (const std::string_view name : {"color", "xOffset", "yOffset", "detail"}) {
      const Json of = channel(encoding, name);
      if (string_in(of, "field") == "_lumen_group")
        channels.series = grouped_column();
      else if (const auto index = column(of); index && index != channels.axis)
        channels.series = index;
      if (channels.series)
        break;
    }
  }
  return channels;
}

// The column behind the field of named and summed-up groups: `… ? datum["key"] : "Other"`.
std::optional<std::size_t> SpecificationReader::grouped_column() const {
  for (const Json& step : spec["transform"]) {
    if (!step.is_object() || string_in(step, "as") != "_lumen_group")
      continue;
    const std::string expression = string_in(step, "calculate");
    const std::size_t at = expression.find("? ");
    if (at == std::string::npos)
      continue;
    const auto key = datum_key(std::string_view(expression).substr(at + 2));
    const auto found = key ? std::find(keys.begin(), keys.end(), source_key(*key)) : keys.end();
    if (found != keys.end())
      return static_cast<std::size_t>(found - keys.begin());
  }
  return std::nullopt;
}

// The measure behind the field of shares of the total.
std::optional<std::size_t> SpecificationReader::share_shown() const {
  for (const std::string_view name : {"x", "y"}) {
    if (string_in(channel(encoding, name), "field") != "_lumen_share")
      continue;
    for (const Json& step : spec["transform"])
      if (step.is_object() && string_in(step, "as") == "_lumen_share")
        if (const auto key = datum_key(string_in(step, "calculate"))) {
          const auto found = std::find(keys.begin(), keys.end(), source_key(*key));
          if (found != keys.end())
            return static_cast<std::size_t>(found - keys.begin());
        }
  }
  return std::nullopt;
}

} // namespace lumen::chart

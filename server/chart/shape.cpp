// Reading a result's shape: one pass over each column, and hints from its name.
#include "chart/shape.hpp"

#include "base/ascii.hpp"
#include "chart/chart.hpp"
#include "chart/field.hpp"
#include "chart/natural_order.hpp"
#include "data/column_name.hpp"
#include "data/grain.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_set>

namespace lumen::chart {

namespace {

using data::ColumnUse;
using data::Type;

constexpr std::size_t paired_columns = 4; // discrete columns whose pairs are looked at

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
}

// "2024-01"
bool is_month_text(std::string_view text) {
  return text.size() == 7 && text[4] == '-' && digits(text.substr(0, 4)) && digits(text.substr(5)) &&
         text.substr(5) >= "01" && text.substr(5) <= "12";
}

bool is_year_text(std::string_view text) {
  return digits(text) && text.size() == 4 && text >= "1000" && text <= "2999";
}

// "2024-Q1", "2024 Q1", "2024-W05"
bool is_period_text(std::string_view text) {
  if (text.size() < 6 || text.size() > 8 || !digits(text.substr(0, 4)))
    return false;
  std::string_view rest = text.substr(4);
  if (rest.front() == '-' || rest.front() == ' ')
    rest.remove_prefix(1);
  return rest.size() >= 2 && (rest.front() == 'Q' || rest.front() == 'W') && digits(rest.substr(1));
}

bool is_day_text(std::string_view text) {
  return text.size() == 10 && is_month_text(text.substr(0, 7)) && text[7] == '-' && digits(text.substr(8)) &&
         text.substr(8) >= "01" && text.substr(8) <= "31";
}

struct Texts { // what all values of a text column look like
  bool months = true, years = true, periods = true, days = true, long_text = false;
};

// Equal for values that print alike, as far as they come in one column.
std::uint64_t bits_of(const data::Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return static_cast<std::uint64_t>(*whole);
  if (const auto* real = std::get_if<double>(&value))
    return std::bit_cast<std::uint64_t>(std::isnan(*real) ? std::numeric_limits<double>::quiet_NaN() : *real);
  return std::get<bool>(value) ? 1 : 0;
}

// Gives the sum of the numbers.
double measure_numbers(const data::Table& table, std::size_t column, ColumnShape& shape) {
  double sum = 0;
  for (const data::Row& row : table.rows) {
    const auto value = data::number(row[column], table.columns[column].type);
    if (!value)
      continue;
    shape.minimum = std::min(shape.minimum.value_or(*value), *value);
    shape.maximum = std::max(shape.maximum.value_or(*value), *value);
    if (*value != std::floor(*value))
      shape.whole = false;
    sum += *value;
  }
  return sum;
}

// Fills counts and lengths; gives the distinct texts, in order of appearance. Numbers are told apart as such:
// printing each would cost more than all the rest, and nobody asks for their text.
std::vector<std::string> measure_values(const data::Table& table, std::size_t column, ColumnShape& shape,
                                        Texts& texts) {
  std::unordered_set<std::string_view> seen;
  std::unordered_set<std::uint64_t> seen_numbers;
  std::vector<std::string> distinct;
  for (const data::Row& row : table.rows) {
    const data::Value& value = row[column];
    if (data::is_null(value)) {
      ++shape.nulls;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      shape.blank = shape.blank || ascii::trim(*text).empty();
      const std::size_t length = text::code_points(*text);
      shape.longest = std::max(shape.longest, length);
      if (length > 60 || text->find('\n') != std::string::npos)
        texts.long_text = true;
      if (seen.insert(*text).second) {
        texts.months = texts.months && is_month_text(*text);
        texts.years = texts.years && is_year_text(*text);
        texts.periods = texts.periods && is_period_text(*text);
        texts.days = texts.days && is_day_text(*text);
        distinct.push_back(*text);
      }
    } else if (seen_numbers.insert(bits_of(value)).second) {
      shape.longest = std::max(shape.longest, data::plain(value, table.columns[column].type).size());
    }
  }
  shape.distinct = seen.size() + seen_numbers.size();
  return distinct;
}

// A name such as "%" has no words.
std::string last_word(std::string_view name) {
  const std::vector<std::string> words = data::name_words(name);
  return words.empty() ? std::string() : words.back();
}

bool all_years(const ColumnShape& shape) {
  return shape.whole && shape.minimum && *shape.minimum >= 1000 && *shape.maximum <= 2999;
}

ColumnUse use_of_number(std::string_view name, const ColumnShape& shape) {
  if (data::names_year(name) && (all_years(shape) || !shape.minimum))
    return ColumnUse::time;
  if (data::names_identifier(name))
    return ColumnUse::identifier;
  if (data::names_rank(name))
    return ColumnUse::label;
  const bool small = shape.whole && shape.minimum && *shape.minimum >= 0 && *shape.maximum <= 366;
  const bool decade = all_years(shape) && last_word(name) == "decade";
  if (data::names_time_part(name) && (small || decade))
    return ColumnUse::time;
  return ColumnUse::measure;
}

ColumnUse use_of_text(std::string_view name, const ColumnShape& shape, const Texts& texts, std::size_t rows) {
  if (shape.distinct > 0 && (texts.months || texts.periods || texts.days))
    return ColumnUse::time;
  if (shape.distinct > 0 && texts.years && data::names_year(name))
    return ColumnUse::time;
  if (texts.long_text)
    return ColumnUse::label;
  if (data::names_identifier(name) && shape.distinct == rows && last_word(name) != "code")
    return ColumnUse::identifier;
  return ColumnUse::category;
}

ColumnUse use_by_itself(const data::Column& column, const ColumnShape& shape, const Texts& texts,
                        std::size_t rows) {
  switch (column.type) {
  case Type::integer:
  case Type::decimal:
  case Type::floating:
    return use_of_number(column.name, shape);
  case Type::date:
  case Type::timestamp:
  case Type::timestamp_tz:
    return ColumnUse::time;
  case Type::boolean:
  case Type::time:
    return ColumnUse::category;
  case Type::text:
    return use_of_text(column.name, shape, texts, rows);
  case Type::uuid:
    return ColumnUse::identifier;
  case Type::interval:
  case Type::json:
  case Type::binary:
  case Type::array:
  case Type::other:
    return ColumnUse::label;
  }
  return ColumnUse::label;
}

// The intent knows better, unless the values can't be what it says.
ColumnUse use_with_intent(ColumnUse told, ColumnUse seen, const data::Column& column) {
  if (told == ColumnUse::unknown)
    return seen;
  if (told == ColumnUse::measure && !data::is_numeric(column.type))
    return seen;
  if (told == ColumnUse::time && seen != ColumnUse::time)
    return seen;
  return told;
}

TimeForm time_form(const data::Column& column, const ColumnShape& shape, const Texts& texts) {
  switch (column.type) {
  case Type::date:
    return TimeForm::date;
  case Type::timestamp:
    return TimeForm::timestamp;
  case Type::timestamp_tz:
    return TimeForm::timestamp_tz;
  case Type::text:
    return texts.periods ? TimeForm::ordinal : texts.years ? TimeForm::ordinal : TimeForm::date;
  default:
    return data::names_year(column.name) && all_years(shape) ? TimeForm::year : TimeForm::part;
  }
}

Percentage percentage_of(const data::Column& column, const ColumnShape& shape) {
  return shape.minimum ? data::percentage_of(column.name, *shape.minimum, *shape.maximum) : Percentage::none;
}

ColumnShape column_shape(const data::Table& table, std::size_t index, const data::Intent& intent) {
  const data::Column& column = table.columns[index];
  ColumnShape shape;
  shape.title = data::humanise(column.name);
  Texts texts;
  const std::vector<std::string> distinct = measure_values(table, index, shape, texts);
  const double sum = data::is_numeric(column.type) ? measure_numbers(table, index, shape) : 0;
  shape.use = use_by_itself(column, shape, texts, table.rows.size());
  if (index < intent.uses.size())
    shape.use = use_with_intent(intent.uses[index], shape.use, column);
  if (shape.use == ColumnUse::measure) {
    shape.percentage = percentage_of(column, shape);
    const double whole = shape.percentage == Percentage::fraction ? 1 : 100;
    shape.parts_of_whole = shape.percentage != Percentage::none && std::fabs(sum - whole) <= whole / 100;
    shape.count = shape.whole && data::names_count(column.name);
    shape.additive = data::additive(intent, index, column.name);
  }
  if (shape.use == ColumnUse::time) {
    shape.time = time_form(column, shape, texts);
    const bool dated = shape.time == TimeForm::date || shape.time == TimeForm::timestamp ||
                       shape.time == TimeForm::timestamp_tz;
    if (dated)
      shape.grain = intent.grain.empty() ? data::grain_of(distinct) : intent.grain;
    else if (shape.time == TimeForm::year)
      shape.grain = "year";
  }
  // "2024-W9" stands behind "2024-W10" by its letters.
  if (shape.time == TimeForm::ordinal && column.type == Type::text) {
    std::vector<std::string> in_time = distinct;
    std::sort(in_time.begin(), in_time.end(), data::earlier);
    if (!std::is_sorted(in_time.begin(), in_time.end()))
      shape.order = std::move(in_time);
  }
  if (shape.use == ColumnUse::category && column.type == Type::text)
    shape.order = natural_order(distinct);
  return shape;
}

// Latitude and longitude make a place only together.
void find_coordinates(const data::Table& table, Shape& shape) {
  const auto find = [&](bool (*named)(std::string_view), double most) -> ColumnShape* {
    for (const std::size_t index : shape.measures) {
      ColumnShape& column = shape.columns[index];
      if (named(table.columns[index].name) && column.minimum && *column.minimum >= -most &&
          *column.maximum <= most)
        return &column;
    }
    return nullptr;
  };
  ColumnShape *north = find(data::names_latitude, 90), *east = find(data::names_longitude, 360);
  if (north == nullptr || east == nullptr)
    return;
  north->coordinate = Coordinate::latitude;
  east->coordinate = Coordinate::longitude;
}

bool unique_rows(const data::Table& table, const Shape& shape, std::size_t first, std::size_t second) {
  // More rows than there are pairs of values: some pair stands there twice.
  const auto values = [&](std::size_t column) {
    return shape.columns[column].distinct + (shape.columns[column].nulls > 0 ? 1 : 0);
  };
  if (values(first) * values(second) < table.rows.size())
    return false;
  if (shape.unique(first) || shape.unique(second))
    return true;
  std::unordered_set<std::string> seen;
  seen.reserve(table.rows.size());
  for (const data::Row& row : table.rows) {
    std::string key =
        data::is_null(row[first]) ? "N" : "V" + data::plain(row[first], table.columns[first].type);
    key += '\0';
    key += data::is_null(row[second]) ? "N" : "V" + data::plain(row[second], table.columns[second].type);
    if (!seen.insert(std::move(key)).second)
      return false;
  }
  return true;
}

} // namespace

bool Shape::unique(std::size_t column) const {
  const ColumnShape& shape = columns[column];
  return shape.nulls <= 1 && shape.distinct + shape.nulls == rows;
}

bool Shape::unique(std::size_t first, std::size_t second) const {
  return unique_pairs[first][second];
}

Shape shape_of(const data::Table& table, const data::Intent& intent) {
  Shape shape;
  shape.rows = table.rows.size();
  shape.cut = table.cut;
  shape.whole = !table.cut && !intent.selection.limited && !intent.selection.some_groups;
  const std::vector<std::string> keys = data::column_keys(table);
  std::vector<std::size_t> discrete;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    shape.columns.push_back(column_shape(table, i, intent));
    shape.columns.back().key = keys[i];
    shape.columns.back().field = is_plain_field(keys[i]) ? keys[i] : "_lumen_column_" + std::to_string(i + 1);
    switch (shape.columns.back().use) {
    case ColumnUse::measure:
      shape.measures.push_back(i);
      break;
    case ColumnUse::category:
      shape.categories.push_back(i);
      break;
    case ColumnUse::time:
      shape.times.push_back(i);
      break;
    case ColumnUse::identifier:
      shape.identifiers.push_back(i);
      break;
    default:
      shape.labels.push_back(i);
    }
  }
  find_coordinates(table, shape);
  // Equal titles are told apart, so that series named by them stay apart.
  std::unordered_set<std::string> titles;
  for (ColumnShape& column : shape.columns) {
    const std::string title = column.title.empty() ? column.key : column.title;
    column.title = title;
    for (int count = 2; !titles.insert(column.title).second; ++count)
      column.title = title + " (" + std::to_string(count) + ")";
  }
  for (const auto* group : {&shape.times, &shape.categories})
    for (const std::size_t column : *group)
      if (discrete.size() < paired_columns)
        discrete.push_back(column);
  shape.unique_pairs.assign(table.columns.size(), std::vector<bool>(table.columns.size(), false));
  for (std::size_t i = 0; i < discrete.size(); ++i)
    for (std::size_t j = i + 1; j < discrete.size(); ++j) {
      const bool unique = unique_rows(table, shape, discrete[i], discrete[j]);
      shape.unique_pairs[discrete[i]][discrete[j]] = shape.unique_pairs[discrete[j]][discrete[i]] = unique;
    }
  return shape;
}

std::vector<data::ColumnUse> uses_of(const Shape& shape) {
  std::vector<data::ColumnUse> uses;
  uses.reserve(shape.columns.size());
  for (const ColumnShape& column : shape.columns)
    uses.push_back(column.use);
  return uses;
}

std::vector<data::ColumnUse> classify(const data::Table& table, const data::Intent& intent) {
  return uses_of(shape_of(table, intent));
}

} // namespace lumen::chart

// What columns are for. docs/catalog.md tells the rules and their reasons.
#include "catalog/roles.hpp"

#include "base/ascii.hpp"
#include "catalog/naming.hpp"

#include <algorithm>
#include <array>

namespace lumen::catalog {

namespace {

constexpr std::array<std::string_view, 26> averaged = {
    "rate",   "ratio",       "percent", "percentage", "pct",    "average",   "avg",   "mean",  "score",
    "rating", "temperature", "temp",    "age",        "price",  "duration",  "delay", "speed", "height",
    "weight", "index",       "mpg",     "expectancy", "expect", "fertility", "wind",  "median"};
constexpr std::array<std::string_view, 14> averaged_too = {
    "humidity", "pressure", "level",     "grade",  "gpa", "margin", "share",
    "per",      "altitude", "elevation", "minute", "min", "stars",  "salary"};
constexpr std::array<std::string_view, 13> numbered_kinds = {
    "cluster", "type",    "class", "group", "category", "rank", "position",
    "month",   "weekday", "day",   "hour",  "quarter",  "room"};
constexpr std::array<std::string_view, 14> places = {
    "country", "state", "city", "county",   "province", "region",      "continent",
    "nation",  "town",  "zip",  "postcode", "district", "nationality", "location"};
constexpr std::array<std::string_view, 5> coordinates = {"latitude", "longitude", "lat", "lon", "lng"};
constexpr std::array<std::string_view, 7> first_names = {"firstname", "fname",      "forename", "givenname",
                                                         "mname",     "middlename", "nickname"};
constexpr std::array<std::string_view, 4> year_words = {"year", "yr", "yyyy", "years"};

bool looks_like_date(const std::string& text) {
  static constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                              "jul", "aug", "sep", "oct", "nov", "dec"};
  if (text.size() < 8 || text.size() > 30)
    return false;
  std::size_t digits = 0;
  for (const char c : text)
    digits += ascii::is_digit(c) ? 1 : 0;
  if (digits < 5)
    return false;
  if (among(std::string_view(ascii::lower(text.substr(0, 3))), months))
    return true;
  const bool year_first = ascii::is_digit(text[0]) && ascii::is_digit(text[1]) && ascii::is_digit(text[2]) &&
                          ascii::is_digit(text[3]);
  return year_first && (text[4] == '-' || text[4] == '/') && ascii::is_digit(text[5]);
}

bool unique_enough(const Table& table, const Column& column) {
  const auto& distinct = column.statistics.distinct;
  return !distinct || !table.rows || static_cast<double>(*distinct) > 0.5 * static_cast<double>(*table.rows);
}

bool named(const Words& words) {
  return !words.empty() && (words.back() == "name" || words.back() == "title" || words.back() == "label" ||
                            words.back() == "fullname" || words.back() == "names" ||
                            (words.size() == 1 && words[0].ends_with("name")));
}

bool flag_values(const Statistics& statistics) {
  static constexpr std::array<std::string_view, 8> yes_no = {"yes",  "no",    "y", "n",
                                                             "true", "false", "t", "f"};
  return !statistics.samples.empty() &&
         std::all_of(statistics.samples.begin(), statistics.samples.end(), [](const std::string& text) {
           return among(std::string_view(ascii::lower(text)), yes_no);
         });
}

// Whole numbers that name things instead of measuring them: codes, places, kinds.
bool numbers_a_kind(const Words& words, const std::string& last) {
  if (among(std::string_view(last), code_tails) && !any_among(words, std::array<std::string_view, 1>{"of"}))
    return true;
  return words.size() == 1 && (any_among(words, places) || among(std::string_view(last), numbered_kinds));
}

void numeric_role(Column& column, const Words& words, const std::string& last, bool key) {
  const double low = column.statistics.low(), high = column.statistics.high();
  const bool whole = column.type == data::Type::integer;
  const bool compact_id = words.size() == 1 && words[0].size() > 3 && words[0].ends_with("id") &&
                          words[0] != "paid" && words[0] != "bid";
  if (key || (!words.empty() && among(std::string_view(words.back()), key_tails)) || (whole && compact_id))
    column.role = Role::key;
  else if (any_among(words, coordinates))
    column.role = Role::geography;
  else if (whole && any_among(words, year_words) && !(low < 1000) && !(high > 2200))
    column.role = Role::time;
  else if (whole && numbers_a_kind(words, last))
    column.role = Role::category;
  else if (whole && words.size() == 2 && (words[0] == "is" || words[0] == "has") && low == 0 && high == 1)
    column.role = Role::flag;
  else {
    column.role = Role::measure;
    const bool average = any_among(words, averaged) || any_among(words, averaged_too);
    column.aggregate = average ? Aggregate::average : Aggregate::sum;
    column.additive = !average;
  }
}

void role(const Table& table, Column& column) {
  const Words words = words_of(column.name);
  const std::string last = words.empty() ? "" : singular(words.back());
  const Statistics& statistics = column.statistics;
  const bool in_key =
      std::find(table.primary_key.begin(), table.primary_key.end(), column.name) != table.primary_key.end();
  const bool alone = in_key && table.primary_key.size() == 1;
  if (column.type == data::Type::boolean)
    column.role = Role::flag;
  else if (data::is_temporal(column.type) || column.type == data::Type::time)
    column.role = data::is_temporal(column.type) ? Role::time : Role::category;
  else if (data::is_numeric(column.type))
    numeric_role(column, words, last, alone || table.refers(column.name));
  else if (column.type == data::Type::uuid || (alone && !named(words)) ||
           (!words.empty() && among(std::string_view(words.back()), key_tails)))
    column.role = Role::key;
  else if (column.type == data::Type::text) {
    if (statistics.minimum && statistics.maximum && looks_like_date(*statistics.minimum) &&
        looks_like_date(*statistics.maximum))
      column.role = Role::time;
    else if (any_among(words, places) && !named(words))
      column.role = Role::geography;
    else if (statistics.distinct && *statistics.distinct == 2 && flag_values(statistics))
      column.role = Role::flag;
    else if (table.refers(column.name))
      column.role = Role::category;
    else if (named(words) && unique_enough(table, column))
      column.role = Role::label;
    else if (!statistics.distinct || !table.rows || *table.rows == 0 ||
             static_cast<double>(*statistics.distinct) <= 0.5 * static_cast<double>(*table.rows) ||
             *statistics.distinct <= 50)
      column.role = named(words) && !statistics.distinct ? Role::label : Role::category;
    else
      column.role = named(words) ? Role::label : Role::unknown;
  }
}

void label(Table& table) {
  const std::string own = joined(words_of(table.name));
  int best = 0;
  for (const Column& column : table.columns) {
    if (column.type != data::Type::text || column.role == Role::time)
      continue;
    const Words words = words_of(column.name);
    const std::string name = joined(words);
    int grade = 0;
    if (name == "name" || name == "title" || name == "fullname")
      grade = 10;
    else if (name == own + "name" || name == own + "title" || name == own)
      grade = 9;
    else if (!words.empty() && words.size() > 1 && named(words) &&
             own.find(singular(words[0])) != std::string::npos)
      grade = 8;
    else if (name == "label" || name == "caption" || name == "subject")
      grade = 6;
    else if (among(std::string_view(name), first_names))
      grade = 2;
    else if (name == "lastname" || name == "lname" || name == "surname" || name == "familyname")
      grade = 4;
    else if (named(words) && !table.refers(column.name))
      grade = 5;
    else if (name == "description" || name == own + "description")
      grade = 3;
    else if (table.is_unique(column) && !column.name.empty() && column.role != Role::key &&
             table.primary_key.empty() && &column == &table.columns.front())
      grade = 1;
    if (grade > 0 && grade < 8 && column.statistics.distinct && table.rows && *table.rows > 20 &&
        *column.statistics.distinct * 4 < *table.rows)
      grade = 0; // a name of a kind, not of a row
    if (grade > best) {
      best = grade;
      table.label_column = column.name;
    }
  }
  if (Column* chosen =
          table.label_column.empty() ? nullptr : const_cast<Column*>(table.find(table.label_column)))
    if (chosen->role != Role::key && chosen->role != Role::geography)
      chosen->role = Role::label;
}

} // namespace

void give_roles(Table& table) {
  for (Column& column : table.columns)
    role(table, column);
  label(table);
}

} // namespace lumen::catalog

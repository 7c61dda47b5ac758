// Finding a result's subject.
#include "narrate/subject.hpp"

#include "data/column_name.hpp"
#include "narrate/label.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace lumen::narrate {

namespace {

using data::ColumnUse;

ColumnUse use_by_itself(const data::Column& column) {
  if (data::is_temporal(column.type))
    return ColumnUse::time;
  if (data::is_numeric(column.type)) {
    if (data::names_year(column.name) || data::names_time_part(column.name))
      return ColumnUse::time;
    if (data::names_identifier(column.name))
      return ColumnUse::identifier;
    return data::names_rank(column.name) ? ColumnUse::label : ColumnUse::measure;
  }
  if (column.type == data::Type::text || column.type == data::Type::boolean)
    return ColumnUse::category;
  return column.type == data::Type::uuid ? ColumnUse::identifier : ColumnUse::label;
}

bool unique(const data::Table& table, const std::vector<std::size_t>& columns) {
  std::unordered_set<std::string> seen;
  seen.reserve(table.rows.size());
  std::string key;
  for (const data::Row& row : table.rows) {
    key.clear();
    for (const std::size_t column : columns) {
      if (const auto* text = std::get_if<std::string>(&row[column]))
        key.append("V").append(*text);
      else if (data::is_null(row[column]))
        key += 'N';
      else
        key.append("V").append(data::plain(row[column], table.columns[column].type));
      key += '\0';
    }
    if (!seen.insert(key).second)
      return false;
  }
  return true;
}

std::size_t distinct(const data::Table& table, std::size_t column) {
  std::unordered_set<std::string> seen;
  for (const data::Row& row : table.rows)
    seen.insert(data::plain(row[column], table.columns[column].type));
  return seen.size();
}

bool has_number(const data::Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const data::Row& row) {
    return data::number(row[column], table.columns[column].type).has_value();
  });
}

struct ByUse {
  std::vector<std::size_t> times, categories, labels, identifiers;
};

// One column that names each row: a category, then a title, then a key.
std::optional<std::size_t> naming_column(const data::Table& table, const ByUse& by) {
  for (const auto* group : {&by.categories, &by.labels, &by.identifiers})
    for (const std::size_t column : *group)
      if (unique(table, {column}))
        return column;
  return std::nullopt;
}

bool find_grid(const data::Table& table, const ByUse& by, Subject& subject) {
  std::vector<std::size_t> discrete = by.times;
  discrete.insert(discrete.end(), by.categories.begin(), by.categories.end());
  if (discrete.size() > 4)
    discrete.resize(4);
  for (std::size_t i = 0; i < discrete.size(); ++i)
    for (std::size_t j = i + 1; j < discrete.size(); ++j) {
      if (!unique(table, {discrete[i], discrete[j]}))
        continue;
      const bool first_is_time = std::find(by.times.begin(), by.times.end(), discrete[i]) != by.times.end();
      subject.time = discrete[i];
      subject.label = discrete[j];
      if (!first_is_time && distinct(table, discrete[i]) < distinct(table, discrete[j]))
        std::swap(subject.time, subject.label);
      return true;
    }
  return false;
}

// The rows are points in a row of time. A ranking of them isn't, and neither are some that another column or
// chance picked out.
bool tells_course(const data::Table& table, const data::Intent& intent, std::size_t time) {
  const data::Selection& selection = intent.selection;
  if (selection.ordered_by == time)
    return true;
  return !selection.limited && !table.cut && !intent.ranking;
}

// Hours, weekdays and months as numbers: the last comes before the first again, so that "from the first to
// the last" tells nothing. Decades go on.
bool comes_again(const data::Column& column) {
  const std::vector<std::string> words = data::name_words(column.name);
  return data::is_numeric(column.type) && !data::names_year(column.name) && words.back() != "decade";
}

// How coarse the dates are: as the SQL says where the values allow it. What a limit picked may be first days
// by chance: January, April and July are no quarters.
std::string safe_grain(const data::Table& table, const data::Intent& intent, std::size_t time,
                       Subject::Form form) {
  std::string seen = grain_of(table, time);
  constexpr std::array coarse{std::string_view("year"), std::string_view("quarter"),
                              std::string_view("month")};
  const auto rank = [&](std::string_view grain) { return std::find(coarse.begin(), coarse.end(), grain); };
  if (rank(seen) == coarse.end())
    return seen;
  const std::string& told = intent.selection.grain;
  if (rank(told) != coarse.end() && rank(seen) <= rank(told))
    return told;
  // One date may be a first day by chance too, unless its column is called a month.
  if (table.rows.size() == 1)
    return data::names_time_part(table.columns[time].name) || data::names_year(table.columns[time].name)
               ? seen
               : "day";
  const bool picked = (table.cut || intent.selection.limited) && form != Subject::Form::series;
  if (!picked)
    return seen;
  return table.columns[time].type == data::Type::text ? "month" : "day";
}

} // namespace

bool additive(const data::Table& table, const data::Intent& intent, std::size_t column) {
  return data::additive(intent, column, table.columns[column].name);
}

Subject subject_of(const data::Table& table, const data::Intent& intent, const std::vector<ColumnUse>& uses) {
  Subject subject;
  ByUse by;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ColumnUse use =
        i < uses.size() && uses[i] != ColumnUse::unknown ? uses[i] : use_by_itself(table.columns[i]);
    if (use == ColumnUse::measure && has_number(table, i))
      subject.measures.push_back(i);
    else if (use == ColumnUse::time)
      by.times.push_back(i);
    else if (use == ColumnUse::category)
      by.categories.push_back(i);
    else if (use == ColumnUse::identifier)
      by.identifiers.push_back(i);
    else if (use != ColumnUse::measure)
      by.labels.push_back(i);
  }
  using Form = Subject::Form;
  const auto form = [&]() -> Form {
    if (table.rows.empty())
      return Form::empty;
    if (table.rows.size() == 1) {
      subject.label = naming_column(table, by);
      if (!subject.label && !by.times.empty())
        subject.time = by.times.front();
      return subject.measures.empty() && table.columns.size() > 1 ? Form::listing : Form::single;
    }
    if (subject.measures.empty())
      return Form::listing;
    for (const std::size_t time : by.times)
      if (unique(table, {time})) {
        subject.time = time;
        if (tells_course(table, intent, time) && !comes_again(table.columns[time]))
          return Form::series;
        subject.label = time; // months by their sales, not sales by month
        return Form::groups;
      }
    subject.label = naming_column(table, by);
    const bool keyed = subject.label && std::find(by.identifiers.begin(), by.identifiers.end(),
                                                  *subject.label) != by.identifiers.end();
    if (subject.measures.size() >= 2 && table.rows.size() >= 20 && !intent.ranking)
      return Form::points;
    // Of many records known by keys alone the spread says more than who is first.
    if (keyed && subject.measures.size() == 1 && table.rows.size() >= 12 && !intent.ranking &&
        !intent.selection.limited)
      return Form::values;
    if (subject.label && !keyed)
      return Form::groups;
    if (find_grid(table, by, subject))
      return Form::grid;
    if (subject.label)
      return Form::groups;
    return subject.measures.size() >= 2 && table.rows.size() >= 8 ? Form::points : Form::values;
  };
  subject.form = form();
  if (subject.time && std::find(by.times.begin(), by.times.end(), *subject.time) != by.times.end()) {
    const bool dated = data::is_temporal(table.columns[*subject.time].type) ||
                       table.columns[*subject.time].type == data::Type::text;
    if (dated)
      subject.grain =
          intent.grain.empty() ? safe_grain(table, intent, *subject.time, subject.form) : intent.grain;
    else if (data::names_year(table.columns[*subject.time].name))
      subject.grain = "year";
  }
  return subject;
}

} // namespace lumen::narrate

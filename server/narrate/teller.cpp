// Numbers, names and dates as linked Markdown.
#include "narrate/teller.hpp"

#include "base/ascii.hpp"
#include "data/column_name.hpp"
#include "narrate/label.hpp"
#include "narrate/link.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::narrate {

namespace {

// What stands behind a percentage in this language: "%", or a no-break space and it.
std::string percent_sign(const data::Locale& locale) {
  const std::string sample = data::format_percent(0.5, locale);
  return sample.substr(std::min(sample.find_first_not_of("0123456789.,"), sample.size()));
}

bool is_year(const data::Value& value, const data::Column& column) {
  return std::holds_alternative<std::int64_t>(value) && data::names_year(column.name);
}

} // namespace

Teller::Teller(const data::Table& table, const Subject& subject, const Options& options)
    : table_(table), subject_(subject), options_(options), locale_(data::locale(options.locale)),
      keys_(data::column_keys(table)), percentages_(table.columns.size()) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!data::is_numeric(table.columns[i].type) || !data::names_percentage(table.columns[i].name))
      continue;
    std::optional<double> least, most;
    for (const data::Row& row : table.rows)
      if (const auto value = data::number(row[i], table.columns[i].type)) {
        least = std::min(least.value_or(*value), *value);
        most = std::max(most.value_or(*value), *value);
      }
    if (least)
      percentages_[i] = data::percentage_of(table.columns[i].name, *least, *most);
  }
}

std::string Teller::say(Phrase phrase, const Values& values) const {
  std::string out = narrate::say(phrase, options_.locale, values);
  const bool begins = phrase_template(phrase, options_.locale).substr(0, 7) == "{label}";
  if (begins && subject_.label && !naming(*subject_.label).empty())
    out[0] = ascii::upper(out[0]);
  return out;
}

std::string Teller::naming(std::size_t column) const {
  const data::Column& of = table_.columns[column];
  if (data::is_numeric(of.type) && !data::names_year(of.name))
    return measure(column) + " ";
  return of.type == data::Type::boolean ? measure(column) + ": " : "";
}

std::string Teller::link(std::string_view text, char kind, const std::vector<std::string>& parts) const {
  return "[" + std::string(text) + "](" + target_text(options_.cell, kind, parts) + ")";
}

std::string Teller::percent(double share) const {
  const double hundredth = share * 100;
  int decimals = std::fabs(hundredth) >= 10 ? 0 : 1;
  // "100 %" and "0 %" are said only where they are meant.
  while (decimals < 4 &&
         ((std::fabs(hundredth) < 100 && std::fabs(hundredth) + 0.5 * std::pow(10.0, -decimals) >= 100) ||
          (hundredth != 0 && std::fabs(hundredth) < 0.5 * std::pow(10.0, -decimals))))
    ++decimals;
  return data::format_number(hundredth, decimals, locale_) + percent_sign(locale_);
}

std::string Teller::amount(double value, std::size_t column) const {
  if (percentages_[column] == data::Percentage::fraction)
    return percent(value);
  if (percentages_[column] == data::Percentage::hundred)
    return data::format_number(value, 1, locale_) + percent_sign(locale_);
  return data::format_short(value, locale_);
}

std::string Teller::value(std::size_t row, std::size_t column) const {
  const auto number = data::number(table_.rows[row][column], table_.columns[column].type);
  return link(number ? amount(*number, column) : say(Phrase::no_value, {}), 'r',
              {row_number(row), keys_[column]});
}

std::string Teller::label(std::size_t row, std::size_t column) const {
  const data::Value& value = table_.rows[row][column];
  if (data::is_null(value))
    return say(Phrase::no_value, {});
  const std::string text = data::plain(value, table_.columns[column].type);
  if (data::is_temporal(table_.columns[column].type))
    return date(row, column);
  const std::string escaped = escape_label(text);
  if (escaped.empty())
    return "“”";
  return naming(column) + (needs_link(text) ? link(escaped, 'r', {row_number(row), keys_[column]}) : escaped);
}

std::string Teller::date(std::size_t row, std::size_t column) const {
  const data::Value& value = table_.rows[row][column];
  if (data::is_null(value))
    return say(Phrase::no_value, {});
  const std::string text = data::plain(value, table_.columns[column].type);
  // A label and a date are known by their text; a link shows which row.
  const std::string shown = date_text(text, table_.columns[column].type, subject_.grain, options_.locale);
  return naming(column) + (needs_link(shown) ? link(shown, 'r', {row_number(row), keys_[column]}) : shown);
}

std::string Teller::when(std::size_t row, std::size_t column) const {
  const data::Column& of = table_.columns[column];
  const std::string_view grain = subject_.grain;
  Phrase phrase = Phrase::in_other;
  if (is_year(table_.rows[row][column], of) || grain == "year")
    phrase = Phrase::in_year;
  else if (data::is_temporal(of.type) || (of.type == data::Type::text && !grain.empty())) {
    if (grain == "month")
      phrase = Phrase::in_month;
    else if (grain == "quarter")
      phrase = Phrase::in_quarter;
    else if (grain == "day" || grain == "week")
      phrase = Phrase::on_day;
    else
      phrase = Phrase::at_hour;
  }
  if (data::is_null(table_.rows[row][column]))
    phrase = Phrase::in_other;
  return say(phrase, {{"date", date(row, column)}});
}

std::optional<double> Teller::compute(std::string_view name,
                                      const std::vector<std::string>& arguments) const {
  std::vector<std::string> parts{std::string(name)};
  parts.insert(parts.end(), arguments.begin(), arguments.end());
  const std::string target = target_text("", 'f', parts);
  const auto [known, added] = computed_.try_emplace(target);
  if (added)
    if (const auto value = evaluate(table_, target); value && std::isfinite(*value))
      known->second = *value;
  return known->second;
}

std::optional<std::string> Teller::formula(std::string_view name, const std::vector<std::string>& arguments,
                                           Style style, std::size_t amounts_of) const {
  const auto value = compute(name, arguments);
  if (!value)
    return std::nullopt;
  std::string text;
  switch (style) {
  case Style::amount:
    text = amount(*value, amounts_of);
    break;
  case Style::percent:
    text = percent(*value);
    break;
  case Style::ratio:
    text = data::format_number(*value, *value < 10 ? 1 : 0, locale_);
    break;
  case Style::count:
    text = data::format_number(*value, 0, locale_);
    break;
  case Style::points:
    text = data::format_number(*value, 1, locale_);
    break;
  case Style::correlation:
    text = data::format_number(*value, 2, locale_);
    break;
  }
  std::vector<std::string> parts{std::string(name)};
  parts.insert(parts.end(), arguments.begin(), arguments.end());
  return link(text, 'f', parts);
}

std::string Teller::measure(std::size_t column) const {
  const std::string words = data::humanise_inside(table_.columns[column].name);
  std::string escaped = escape_label(words);
  if (escaped.empty())
    return "“”";
  return escaped; // its digits are no claim, and the check knows the names of columns
}

std::string Teller::measure_first(std::size_t column) const {
  std::string words = measure(column);
  if (!words.empty())
    words[0] = ascii::upper(words[0]);
  return words;
}

} // namespace lumen::narrate

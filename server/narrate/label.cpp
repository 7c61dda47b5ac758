// Dates as sentences say them.
#include "narrate/label.hpp"

#include "base/ascii.hpp"
#include "data/format.hpp"
#include "data/grain.hpp"
#include "narrate/link.hpp"

#include <algorithm>
#include <set>

namespace lumen::narrate {

namespace {

bool is_month_text(std::string_view text) {
  return text.size() == 7 && text[4] == '-' && std::all_of(text.begin(), text.begin() + 4, ascii::is_digit) &&
         ascii::is_digit(text[5]) && ascii::is_digit(text[6]);
}

bool is_day_text(std::string_view text) {
  return text.size() == 10 && is_month_text(text.substr(0, 7)) && text[7] == '-' &&
         ascii::is_digit(text[8]) && ascii::is_digit(text[9]);
}

// A date that format_date reads: full dates and times, and months written as text.
std::string full_date(std::string_view iso, data::Type type) {
  if (data::is_temporal(type) || is_day_text(iso))
    return std::string(iso);
  return is_month_text(iso) ? std::string(iso) + "-01" : std::string();
}

} // namespace

std::string grain_of(const data::Table& table, std::size_t column) {
  std::set<std::string> dates;
  for (const data::Row& row : table.rows)
    if (const auto* date = std::get_if<std::string>(&row[column]))
      dates.insert(*date);
  return data::grain_of({dates.begin(), dates.end()});
}

std::string date_text(std::string_view iso, data::Type type, std::string_view grain,
                      std::string_view locale) {
  const std::string full = full_date(iso, type);
  if (full.empty() || (grain.empty() && full.size() <= 10))
    return escape_label(iso);
  // Times finer than hours are told to the minute.
  const std::string_view unit = grain == "week" ? "day" : grain.empty() ? "hour" : grain;
  return escape_label(data::format_date(full, unit, data::locale(locale)));
}

std::vector<std::string> date_texts(std::string_view iso, data::Type type, std::string_view locale) {
  std::vector<std::string> out;
  if (full_date(iso, type).empty())
    return out;
  for (const std::string_view grain : {"year", "quarter", "month", "day", "hour"})
    out.push_back(date_text(iso, type, grain, locale));
  out.push_back(escape_label(iso));
  return out;
}

} // namespace lumen::narrate

// Dates as sentences say them.
#include "narrate/label.hpp"

#include "base/ascii.hpp"
#include "data/format.hpp"
#include "narrate/link.hpp"

#include <algorithm>

namespace lumen::narrate {

namespace {

bool is_month_text(std::string_view text) {
  return text.size() == 7 && text[4] == '-' && std::all_of(text.begin(), text.begin() + 4, ascii::is_digit) &&
         ascii::is_digit(text[5]) && ascii::is_digit(text[6]);
}

// A date that format_date reads: full dates and times, and months written as text.
std::string full_date(std::string_view iso, data::Type type) {
  if (data::is_temporal(type))
    return std::string(iso);
  return is_month_text(iso) ? std::string(iso) + "-01" : std::string();
}

} // namespace

std::string grain_of(const data::Table& table, std::size_t column) {
  bool year = true, quarter = true, month = true, day = true, hour = true;
  std::size_t values = 0;
  for (const data::Row& row : table.rows) {
    const auto* text = std::get_if<std::string>(&row[column]);
    if (text == nullptr || text->size() < 7)
      continue;
    ++values;
    const std::string_view number = std::string_view(*text).substr(5, 2);
    const bool first = text->size() < 10 || text->substr(8, 2) == "01";
    const std::string_view time = text->size() > 11 ? std::string_view(*text).substr(11) : std::string_view();
    const bool midnight = time.empty() || time.substr(0, 8) == "00:00:00";
    day = day && midnight;
    month = month && midnight && first;
    quarter = quarter && month && (number == "01" || number == "04" || number == "07" || number == "10");
    year = year && month && number == "01";
    hour = hour && (time.empty() || (time.size() >= 8 && time.substr(3, 5) == "00:00"));
  }
  if (values < 2)
    year = quarter = false;
  if (values < 3)
    quarter = false;
  return year ? "year" : quarter ? "quarter" : month ? "month" : day ? "day" : hour ? "hour" : "";
}

std::string date_text(std::string_view iso, data::Type type, std::string_view grain,
                      std::string_view locale) {
  const std::string full = full_date(iso, type);
  if (full.empty() || grain.empty())
    return escape_label(iso);
  return escape_label(data::format_date(full, grain == "week" ? "day" : grain, data::locale(locale)));
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

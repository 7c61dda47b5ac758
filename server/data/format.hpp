// Numbers and dates for readers, by locale (en, nl, fr, de, sv; others read as en).
#pragma once

#include "data/table.hpp"

#include <string>
#include <string_view>

namespace lumen::data {

struct Locale {
  std::string language = "en"; ///< BCP 47 primary language
  std::string decimal = ".";
  std::string group = ","; ///< may be several bytes (a no-break space)
};

Locale locale(std::string_view tag);
/// Grouped number with at most `decimals` digits after the point, trailing zeros dropped.
std::string format_number(double value, int decimals, const Locale& locale);
/// A number shortened to what a sentence needs: 3 significant digits below 100, whole above; never
/// scientific, so that every reader, and narrate's own, can read it.
std::string format_short(double value, const Locale& locale);
/// Share as a percentage: 0.3412 -> "34 %" (with the locale's spacing; "34%" in en).
std::string format_percent(double share, const Locale& locale);
/// "31 January 2024", "January 2024" or "2024" by `grain` ("day", "month", "quarter", "year", "hour"); input
/// as Type::date or Type::timestamp text.
std::string format_date(std::string_view iso, std::string_view grain, const Locale& locale);

/// A value's plain text as a chart's data hold it: timestamps as ISO 8601 with a "T", as JavaScript reads
/// them by its standard (a date is UTC, a time without a zone is the reader's own, as the database meant it).
/// Texts of other types stay as they are.
std::string chart_text(std::string plain, Type type);

} // namespace lumen::data

#include "data/format.hpp"

#include "base/ascii.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace lumen::data {

namespace {

constexpr std::string_view narrow_space = "\xE2\x80\xAF"; // U+202F, French groups (CLDR)
constexpr std::string_view no_break_space = "\xC2\xA0";

using Months = std::array<std::string_view, 12>;

struct Words {
  std::string_view language;
  Months months;
  std::string_view quarter; // before its number
};

constexpr std::array<Words, 5> all_words{{
    {"en",
     {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November", "December"},
     "Q"},
    {"nl",
     {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
      "november", "december"},
     "K"},
    {"fr",
     {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
      "novembre", "décembre"},
     "T"},
    {"de",
     {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember"},
     "Q"},
    {"sv",
     {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
      "november", "december"},
     "K"},
}};

const Words& words_of(const Locale& locale) {
  for (const Words& words : all_words)
    if (words.language == locale.language)
      return words;
  return all_words[0];
}

/// Digits of |value| with exactly `decimals` after the point, rounded half away from zero as readers expect
/// of what is printed: by way of the shortest text of the double, so that 2.675 gives 2.68.
std::string rounded_digits(double value, int decimals) {
  char shortest[400];
  const auto text =
      std::to_chars(shortest, shortest + sizeof shortest, std::fabs(value), std::chars_format::fixed);
  std::string digits(shortest, text.ptr);
  std::size_t point = digits.find('.');
  if (point == std::string::npos) {
    point = digits.size();
    digits += '.';
  }
  const std::size_t wanted = point + 1 + static_cast<std::size_t>(decimals);
  if (digits.size() <= wanted) {
    digits.append(wanted - digits.size(), '0');
    return decimals == 0 ? digits.substr(0, point) : digits;
  }
  bool carry = digits[wanted] >= '5';
  digits.resize(wanted);
  for (std::size_t i = digits.size(); carry && i-- > 0;) {
    if (digits[i] == '.')
      continue;
    carry = digits[i] == '9';
    digits[i] = carry ? '0' : static_cast<char>(digits[i] + 1);
  }
  if (carry)
    digits.insert(0, "1");
  if (decimals == 0 && !digits.empty() && digits.back() == '.')
    digits.pop_back();
  return digits;
}

std::string grouped(std::string_view whole, const Locale& locale) {
  std::string out;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i != 0 && (whole.size() - i) % 3 == 0)
      out += locale.group;
    out += whole[i];
  }
  return out;
}

struct Parts {
  int year = 0;
  int month = 0, day = 0; // 0 where the text has none
  std::string_view time;  // "13:05"
};

std::optional<Parts> parts_of(std::string_view iso) {
  Parts parts;
  const auto number = [&](std::size_t from, std::size_t count, int& out) {
    if (iso.size() < from + count)
      return false;
    const auto [end, error] = std::from_chars(iso.data() + from, iso.data() + from + count, out);
    return error == std::errc() && end == iso.data() + from + count;
  };
  if (!number(0, 4, parts.year))
    return std::nullopt;
  if (iso.size() == 4)
    return parts;
  if (iso[4] != '-' || !number(5, 2, parts.month) || parts.month < 1 || parts.month > 12)
    return std::nullopt;
  if (iso.size() == 7)
    return parts;
  if (iso[7] != '-' || !number(8, 2, parts.day) || parts.day < 1 || parts.day > 31)
    return std::nullopt;
  if (iso.size() >= 16 && (iso[10] == ' ' || iso[10] == 'T'))
    parts.time = iso.substr(11, 5);
  return parts;
}

} // namespace

Locale locale(std::string_view tag) {
  const std::string language = ascii::lower(tag.substr(0, tag.find_first_of("-_")));
  if (language == "nl")
    return {"nl", ",", "."};
  if (language == "de")
    return {"de", ",", "."};
  if (language == "fr")
    return {"fr", ",", std::string(narrow_space)};
  if (language == "sv")
    return {"sv", ",", std::string(no_break_space)};
  return {};
}

std::string format_number(double value, int decimals, const Locale& locale) {
  if (!std::isfinite(value))
    return plain(value, Type::floating);
  const std::string digits = rounded_digits(value, std::max(0, std::min(decimals, 15)));
  const std::size_t point = digits.find('.');
  std::string_view fraction = point == std::string::npos ? "" : std::string_view(digits).substr(point + 1);
  while (!fraction.empty() && fraction.back() == '0')
    fraction.remove_suffix(1);
  std::string out = grouped(std::string_view(digits).substr(0, point), locale);
  if (!fraction.empty())
    out.append(locale.decimal).append(fraction);
  const bool zero = out.find_first_of("123456789") == std::string::npos;
  if (value < 0 && !zero)
    out.insert(out.begin(), '-');
  return out;
}

std::string format_short(double value, const Locale& locale) {
  const double size = std::fabs(value);
  if (size >= 100 || size == 0)
    return format_number(value, 0, locale);
  if (size < 1e-12)
    return format_number(0, 0, locale);
  const int digits_before = static_cast<int>(std::floor(std::log10(size))) + 1; // negative for 0.0…
  return format_number(value, 3 - digits_before, locale);
}

std::string format_percent(double share, const Locale& locale) {
  const double percent = share * 100;
  const int decimals = std::fabs(percent) < 1 && percent != 0 ? 2 : std::fabs(percent) < 10 ? 1 : 0;
  const std::string_view space = locale.language == "fr"                              ? narrow_space
                                 : locale.language == "de" || locale.language == "sv" ? no_break_space
                                                                                      : "";
  return format_number(percent, decimals, locale).append(space).append("%");
}

std::string format_date(std::string_view iso, std::string_view grain, const Locale& locale) {
  const auto parts = parts_of(iso);
  if (!parts)
    return std::string(iso);
  const Words& words = words_of(locale);
  std::string year = std::to_string(parts->year);
  if (grain == "year" || parts->month == 0)
    return year;
  if (grain == "quarter")
    return std::string(words.quarter) + std::to_string((parts->month + 2) / 3) + " " + year;
  std::string month_year = std::string(words.months[static_cast<std::size_t>(parts->month - 1)]) + " " + year;
  if (grain == "month" || parts->day == 0)
    return month_year;
  const bool first_in_french = words.language == "fr" && parts->day == 1;
  const std::string ordinal = words.language == "de" ? "." : first_in_french ? "er" : "";
  std::string out = std::to_string(parts->day) + ordinal + " " + month_year;
  if (grain == "hour" && !parts->time.empty())
    out.append(locale.language == "en" ? ", " : " ").append(parts->time);
  return out;
}

std::string chart_text(std::string plain, Type type) {
  if ((type == Type::timestamp || type == Type::timestamp_tz) && plain.size() > 10 && plain[10] == ' ')
    plain[10] = 'T';
  return plain;
}

} // namespace lumen::data

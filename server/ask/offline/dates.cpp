#include "ask/offline/dates.hpp"

#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace lumen::ask::offline {

namespace {

using std::chrono::year_month_day;
namespace chrono = std::chrono;

std::string iso(year_month_day date) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

year_month_day day(int y, int m, int d) {
  return chrono::year(y) / chrono::month(static_cast<unsigned>(m)) / chrono::day(static_cast<unsigned>(d));
}

constexpr std::array<std::string_view, 12> month_names = {"january",   "february", "march",    "april",
                                                          "may",       "june",     "july",     "august",
                                                          "september", "october",  "november", "december"};

int month_of(const Token& token) {
  const std::string& word = token.text;
  if (word == "may" && !token.capital)
    return 0;
  for (std::size_t i = 0; i < month_names.size(); ++i)
    if (word == month_names[i] || (word.size() == 3 && month_names[i].starts_with(word) && word != "mar") ||
        (word == "mar" && i == 2 && token.capital) || (word == "sept" && i == 8))
      return static_cast<int>(i) + 1;
  return 0;
}

bool whole(const Token& token, int low, int high, int& value) {
  if (token.kind != TokenKind::number || !token.number ||
      token.surface.find_first_not_of("0123456789") != std::string::npos)
    return false;
  value = static_cast<int>(*token.number);
  return *token.number == value && value >= low && value <= high;
}

DateRange of_year(int y) {
  return {iso(day(y, 1, 1)), iso(day(y + 1, 1, 1)), Grain::year, std::to_string(y), y, 0};
}

std::string capital(std::string_view word) {
  std::string text(word);
  text[0] = ascii::upper(text[0]);
  return text;
}

DateRange of_month(int y, int m) {
  const year_month_day begin = day(y, m, 1);
  return {iso(begin),
          iso(begin + chrono::months(1)),
          Grain::month,
          capital(month_names[static_cast<std::size_t>(m - 1)]) + " " + std::to_string(y),
          0,
          0};
}

DateRange of_quarter(int y, int q) {
  const year_month_day begin = day(y, 3 * q - 2, 1);
  return {iso(begin),
          iso(begin + chrono::months(3)),
          Grain::quarter,
          "Q" + std::to_string(q) + " " + std::to_string(y),
          0,
          0};
}

std::optional<DateRange> of_day(int y, int m, int d) {
  const year_month_day date = day(y, m, d);
  if (!date.ok())
    return std::nullopt;
  return DateRange{iso(date), iso(chrono::sys_days(date) + chrono::days(1)), Grain::day, iso(date), 0, 0};
}

/// "2010-01-05", "2010/1/5", "2010-01", "1/5/2010" (month first).
std::optional<DateRange> written(const std::string& word) {
  std::array<int, 3> parts{};
  std::size_t count = 0, i = 0;
  std::array<std::size_t, 3> digits{};
  while (i < word.size() && count < 3) {
    const std::size_t begin = i;
    while (i < word.size() && ascii::is_digit(word[i]))
      ++i;
    if (i == begin || i - begin > 4)
      return std::nullopt;
    std::from_chars(word.data() + begin, word.data() + i, parts[count]);
    digits[count++] = i - begin;
    if (i < word.size() && word[i] != '-' && word[i] != '/' && word[i] != '.')
      return std::nullopt;
    if (i < word.size())
      ++i;
  }
  if (i < word.size())
    return std::nullopt;
  if (count == 3 && digits[0] == 4)
    return of_day(parts[0], parts[1], parts[2]);
  if (count == 3 && digits[2] == 4)
    return of_day(parts[2], parts[0], parts[1]);
  if (count == 2 && digits[0] == 4 && parts[1] >= 1 && parts[1] <= 12)
    return of_month(parts[0], parts[1]);
  return std::nullopt;
}

year_month_day start_of(year_month_day today, Grain grain) {
  switch (grain) {
  case Grain::year:
    return day(static_cast<int>(today.year()), 1, 1);
  case Grain::quarter:
    return day(static_cast<int>(today.year()),
               static_cast<int>((static_cast<unsigned>(today.month()) - 1) / 3 * 3 + 1), 1);
  case Grain::month:
    return today.year() / today.month() / chrono::day(1);
  case Grain::week: {
    const chrono::sys_days date(today);
    return date - chrono::days((chrono::weekday(date).iso_encoding() - 1));
  }
  default:
    return today;
  }
}

year_month_day shifted(year_month_day date, Grain grain, int count) {
  const auto clamp = [](year_month_day value) {
    return value.ok() ? value : year_month_day(value.year() / value.month() / chrono::last);
  };
  switch (grain) {
  case Grain::year:
    return clamp(date + chrono::years(count));
  case Grain::quarter:
    return clamp(date + chrono::months(3 * count));
  case Grain::month:
    return clamp(date + chrono::months(count));
  case Grain::week:
    return chrono::sys_days(date) + chrono::days(7 * count);
  default:
    return chrono::sys_days(date) + chrono::days(count);
  }
}

/// "last month", "this year", "past 3 weeks", "last 30 days".
std::optional<DateMention> relative(const std::vector<Token>& tokens, std::size_t at, year_month_day today) {
  const std::string& word = tokens[at].text;
  if (word == "today" || word == "yesterday" || word == "tomorrow") {
    const year_month_day date = shifted(today, Grain::day,
                                        word == "yesterday"  ? -1
                                        : word == "tomorrow" ? 1
                                                             : 0);
    return DateMention{{iso(date), iso(shifted(date, Grain::day, 1)), Grain::day, word, 0, 0}, 1, true};
  }
  const bool past = word == "last" || word == "past" || word == "previous";
  if (!past && word != "this" && word != "current" && word != "next")
    return std::nullopt;
  if (at + 1 >= tokens.size())
    return std::nullopt;
  std::size_t unit_at = at + 1;
  int count = 0;
  if (tokens[at + 1].number && past && at + 2 < tokens.size()) {
    count = static_cast<int>(std::min(*tokens[at + 1].number, 1000.0));
    unit_at = at + 2;
  }
  const std::optional<Grain> grain = grain_word(tokens[unit_at].lemma);
  if (!grain || tokens[unit_at].lemma.ends_with("ly"))
    return std::nullopt;
  DateMention mention;
  mention.tokens = unit_at - at + 1;
  mention.sure = true;
  mention.range.grain = *grain;
  if (count > 0) {
    mention.range.begin = iso(shifted(today, *grain, -count));
    mention.range.end = iso(shifted(today, Grain::day, 1));
    mention.range.said =
        "the last " + std::to_string(count) + " " + std::string(name(*grain)) + (count > 1 ? "s" : "");
    return mention;
  }
  const int offset = past ? -1 : word == "next" ? 1 : 0;
  const year_month_day begin = shifted(start_of(today, *grain), *grain, offset);
  mention.range.begin = iso(begin);
  mention.range.end = iso(shifted(begin, *grain, 1));
  mention.range.said = word + " " + std::string(name(*grain));
  if (*grain == Grain::year)
    mention.range.year = static_cast<int>(begin.year());
  return mention;
}

/// "Q3 2024", "third quarter of 2024".
std::optional<DateMention> quarter(const std::vector<Token>& tokens, std::size_t at) {
  int q = 0;
  std::size_t i = at;
  const std::string& word = tokens[at].text;
  if (word.size() == 2 && word[0] == 'q' && word[1] >= '1' && word[1] <= '4') {
    q = word[1] - '0';
    ++i;
  } else if (const int nth = ordinal_word(word);
             nth >= 1 && nth <= 4 && at + 1 < tokens.size() && tokens[at + 1].text == "quarter") {
    q = nth;
    i += 2;
  } else
    return std::nullopt;
  if (i < tokens.size() && (tokens[i].text == "of" || tokens[i].text == "in"))
    ++i;
  int y = 0;
  if (i >= tokens.size() || !whole(tokens[i], 1000, 2999, y))
    return std::nullopt;
  return DateMention{of_quarter(y, q), i - at + 1, true};
}

/// "January 5, 2010", "5 January 2010", "Jan 2010".
std::optional<DateMention> with_month(const std::vector<Token>& tokens, std::size_t at) {
  int d = 0, y = 0;
  std::size_t i = at;
  const auto day_number = [&](std::size_t k) {
    if (k >= tokens.size())
      return 0;
    int value = 0;
    if (whole(tokens[k], 1, 31, value))
      return value;
    const std::string& word = tokens[k].text;
    if (word.size() >= 3 && ascii::is_digit(word[0])) { // "5th"
      std::from_chars(word.data(), word.data() + word.size(), value);
      const std::string_view rest = std::string_view(word).substr(value > 9 ? 2 : 1);
      if (value <= 31 && (rest == "st" || rest == "nd" || rest == "rd" || rest == "th"))
        return value;
    }
    return 0;
  };
  d = day_number(i);
  if (d > 0) {
    ++i;
    if (i < tokens.size() && tokens[i].text == "of")
      ++i;
  }
  if (i >= tokens.size())
    return std::nullopt;
  const int m = month_of(tokens[i]);
  if (m == 0)
    return std::nullopt;
  ++i;
  if (d == 0 && i < tokens.size() && !whole(tokens[i], 1000, 2999, y)) {
    d = day_number(i);
    if (d > 0)
      ++i;
  }
  if (i < tokens.size() && (tokens[i].text == "," || tokens[i].text == "of"))
    ++i;
  if (i >= tokens.size() || !whole(tokens[i], 1000, 2999, y))
    return std::nullopt;
  if (d == 0)
    return DateMention{of_month(y, m), i - at + 1, true};
  if (const auto range = of_day(y, m, d))
    return DateMention{*range, i - at + 1, true};
  return std::nullopt;
}

/// "the 1990s", "90s".
std::optional<DateMention> decade(const Token& token) {
  const std::string& word = token.text;
  if ((word.size() != 5 && word.size() != 3) || word.back() != 's')
    return std::nullopt;
  int y = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size() - 1, y);
  if (error != std::errc() || end != word.data() + word.size() - 1 || y % 10 != 0)
    return std::nullopt;
  if (word.size() == 3)
    y += y >= 30 ? 1900 : 2000;
  return DateMention{
      {iso(day(y, 1, 1)), iso(day(y + 10, 1, 1)), Grain::year, "the " + std::to_string(y) + "s", y, y + 9},
      1,
      true};
}

} // namespace

std::optional<DateMention> date_at(const std::vector<Token>& tokens, std::size_t at, year_month_day today) {
  const Token& token = tokens[at];
  if (token.kind == TokenKind::punctuation)
    return std::nullopt;
  if (token.kind == TokenKind::quoted || token.text.find_first_of("-/") != std::string::npos) {
    if (const auto range = written(token.text))
      return DateMention{*range, 1, true};
    return std::nullopt;
  }
  if (auto found = with_month(tokens, at))
    return found;
  if (auto found = quarter(tokens, at))
    return found;
  if (auto found = decade(token))
    return found;
  if (today.ok())
    if (auto found = relative(tokens, at, today))
      return found;
  int y = 0;
  if (whole(token, 1400, 2199, y))
    return DateMention{of_year(y), 1, false};
  return std::nullopt;
}

std::optional<Grain> grain_word(std::string_view word) {
  if (word == "year" || word == "yearly" || word == "annual" || word == "annually")
    return Grain::year;
  if (word == "quarter" || word == "quarterly")
    return Grain::quarter;
  if (word == "month" || word == "monthly")
    return Grain::month;
  if (word == "week" || word == "weekly")
    return Grain::week;
  if (word == "day" || word == "daily" || word == "date")
    return Grain::day;
  if (word == "hour" || word == "hourly")
    return Grain::hour;
  return std::nullopt;
}

std::string_view name(Grain grain) {
  switch (grain) {
  case Grain::none:
    return "";
  case Grain::year:
    return "year";
  case Grain::quarter:
    return "quarter";
  case Grain::month:
    return "month";
  case Grain::week:
    return "week";
  case Grain::day:
    return "day";
  case Grain::hour:
    return "hour";
  }
  return "";
}

std::string describe_range(const std::string& begin, const std::string& end) {
  const auto parse = [](const std::string& text) -> std::optional<year_month_day> {
    const auto range = written(text.substr(0, 10));
    if (!range)
      return std::nullopt;
    int y = 0, m = 0, d = 0;
    if (std::sscanf(range->begin.c_str(), "%d-%d-%d", &y, &m, &d) != 3)
      return std::nullopt;
    return day(y, m, d);
  };
  const auto from = begin.empty() ? std::nullopt : parse(begin), to = end.empty() ? std::nullopt : parse(end);
  if (!from && !to)
    return "any time";
  if (!to)
    return "from " + begin + " on";
  if (!from)
    return "before " + end;
  const int y = static_cast<int>(from->year()), m = static_cast<int>(static_cast<unsigned>(from->month()));
  if (*from == day(y, 1, 1) && to->month() == chrono::January && to->day() == chrono::day(1)) {
    const int last = static_cast<int>(to->year()) - 1;
    return last == y ? "in " + std::to_string(y)
                     : "from " + std::to_string(y) + " to " + std::to_string(last);
  }
  if (from->day() == chrono::day(1) && shifted(*from, Grain::month, 1) == *to)
    return "in " + of_month(y, m).said;
  if (shifted(*from, Grain::day, 1) == *to)
    return "on " + begin;
  return "from " + begin + " up to " + iso(shifted(*to, Grain::day, -1));
}

} // namespace lumen::ask::offline

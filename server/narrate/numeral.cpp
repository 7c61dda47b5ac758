// Reading numbers in prose.
#include "narrate/numeral.hpp"

#include "base/ascii.hpp"
#include "data/format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace lumen::narrate {

namespace {

struct Scale {
  std::string_view word;
  double factor;
};

// In languages of the long scale "billion" is 1e12; their short word for 1e9 is Milliarde and its like.
constexpr std::array scales_en{Scale{"billion", 1e9}, Scale{"trillion", 1e12}, Scale{"bn", 1e9},
                               Scale{"b", 1e9}};
constexpr std::array scales_all{
    Scale{"k", 1e3},          Scale{"thousand", 1e3}, Scale{"duizend", 1e3},  Scale{"mille", 1e3},
    Scale{"tausend", 1e3},    Scale{"tsd.", 1e3},     Scale{"tusen", 1e3},    Scale{"m", 1e6},
    Scale{"mn", 1e6},         Scale{"mln", 1e6},      Scale{"mio.", 1e6},     Scale{"mio", 1e6},
    Scale{"million", 1e6},    Scale{"millions", 1e6}, Scale{"miljoen", 1e6},  Scale{"millionen", 1e6},
    Scale{"miljoner", 1e6},   Scale{"miljard", 1e9},  Scale{"milliard", 1e9}, Scale{"milliards", 1e9},
    Scale{"mrd.", 1e9},       Scale{"mrd", 1e9},      Scale{"mld", 1e9},      Scale{"md", 1e9},
    Scale{"milliarden", 1e9}, Scale{"miljarder", 1e9}};

std::optional<double> scale_of(std::string_view word, bool english) {
  const std::string small = ascii::lower(word);
  if (english)
    for (const Scale& scale : scales_en)
      if (small == scale.word)
        return scale.factor;
  for (const Scale& scale : scales_all)
    if (small == scale.word)
      return scale.factor;
  return std::nullopt;
}

bool take(std::string_view& text, std::string_view start) {
  if (start.empty() || text.substr(0, start.size()) != start)
    return false;
  text.remove_prefix(start.size());
  return true;
}

// Spaces of any width that stand between digits or before a per cent sign.
bool take_space(std::string_view& text) {
  for (const std::string_view space : {" ", "\u00a0", "\u202f", "\u2009"})
    if (take(text, space))
      return true;
  return false;
}

void trim_marks(std::string_view& text) {
  const auto mark = [](char c) { return c == '*' || c == '_' || ascii::is_space(c); };
  while (!text.empty() && mark(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && mark(text.back()))
    text.remove_suffix(1);
}

// Digits with groups of three; `text` moves behind them.
std::string take_whole(std::string_view& text, const data::Locale& locale) {
  std::string digits;
  for (;;) {
    while (!text.empty() && ascii::is_digit(text.front())) {
      digits += text.front();
      text.remove_prefix(1);
    }
    std::string_view rest = text;
    const bool grouped = take(rest, locale.group) ||
                         (locale.group != "," && locale.group != "." && take_space(rest)) ||
                         take(rest, "\u202f") || take(rest, "\u00a0");
    const bool three = rest.size() >= 3 && std::all_of(rest.begin(), rest.begin() + 3, ascii::is_digit) &&
                       (rest.size() == 3 || !ascii::is_digit(rest[3]));
    if (digits.empty() || !grouped || !three)
      return digits;
    text = rest;
  }
}

} // namespace

std::optional<Numeral> read_numeral(std::string_view label, std::string_view locale_tag) {
  const data::Locale locale = data::locale(locale_tag);
  trim_marks(label);
  bool negative = false;
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view minus : {"-", "\\-", "−", "–"})
      if (!negative && take(label, minus))
        negative = again = true;
    for (const std::string_view sign : {"+", "\\+", "€", "$", "\\$", "£", "¥"})
      if (take(label, sign))
        again = true;
    if (take_space(label))
      again = true;
  }
  std::string digits = take_whole(label, locale);
  if (digits.empty())
    return std::nullopt;
  int decimals = 0;
  if (label.size() > locale.decimal.size() && label.substr(0, locale.decimal.size()) == locale.decimal &&
      ascii::is_digit(label[locale.decimal.size()])) {
    label.remove_prefix(locale.decimal.size());
    digits += '.';
    for (; !label.empty() && ascii::is_digit(label.front()); label.remove_prefix(1), ++decimals)
      digits += label.front();
  }
  Numeral numeral;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), numeral.value);
  if (error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  numeral.precision = std::pow(10.0, -decimals);
  while (take_space(label)) {
  }
  double factor = 1;
  if (take(label, "%") || take(label, "\\%")) {
    numeral.percent = true;
    factor = 0.01;
  } else if (!label.empty() && label != "€" && label != "kr" && label != "°") {
    const auto scale = scale_of(label, locale.language == "en");
    if (!scale)
      return std::nullopt;
    factor = *scale;
    label = {};
  }
  numeral.value *= negative ? -factor : factor;
  numeral.precision *= factor;
  return numeral;
}

bool shows(const Numeral& shown, double value) {
  const double slack = 1e-9 * std::max(std::fabs(value), shown.precision);
  return std::fabs(shown.value - value) <= shown.precision / 2 + slack;
}

std::vector<text::Span> find_numerals(std::string_view text) {
  std::vector<text::Span> spans;
  const auto in_word = [](char c) {
    return ascii::is_word(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (!ascii::is_digit(text[i])) {
      // A word swallows the digits inside it.
      if (ascii::is_alpha(text[i]) || text[i] == '_')
        while (i < text.size() && in_word(text[i]))
          ++i;
      else
        ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() &&
           (ascii::is_digit(text[i]) ||
            ((text[i] == '.' || text[i] == ',') && i + 1 < text.size() && ascii::is_digit(text[i + 1]))))
      ++i;
    const std::size_t line =
        text.rfind('\n', begin) == std::string_view::npos ? 0 : text.rfind('\n', begin) + 1;
    const bool at_start = ascii::trim(text.substr(line, begin - line)).empty();
    const bool list =
        at_start && i + 1 < text.size() && (text[i] == '.' || text[i] == ')') && ascii::is_space(text[i + 1]);
    if (!list)
      spans.push_back({begin, i});
  }
  return spans;
}

} // namespace lumen::narrate

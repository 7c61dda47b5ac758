#include "ask/offline/tokens.hpp"

#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <charconv>

namespace lumen::ask::offline {

namespace {

constexpr std::size_t most_tokens = 200;

bool is_letter(char c) {
  return ascii::is_word(c) || static_cast<unsigned char>(c) >= 0x80;
}

struct Quote {
  std::string_view open, close;
};
constexpr Quote quotes[] = {{"\"", "\""}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"‘", "’"}, {"«", "»"}};

/// The quoted text that begins here, or nothing: an apostrophe inside a word opens none.
std::optional<Token> quoted(std::string_view text, std::size_t at) {
  for (const Quote& quote : quotes) {
    if (text.substr(at, quote.open.size()) != quote.open)
      continue;
    if (quote.open == "'" && at > 0 && is_letter(text[at - 1]))
      continue;
    std::size_t from = at + quote.open.size();
    std::size_t end = text.find(quote.close, from);
    // An apostrophe within the quoted text ("'O'Hare'") is no end when a letter follows it.
    while (quote.open == "'" && end != std::string_view::npos && end + 1 < text.size() &&
           is_letter(text[end + 1]))
      end = text.find(quote.close, end + 1);
    if (end == std::string_view::npos || end == from || end - from > 100)
      continue;
    Token token;
    token.kind = TokenKind::quoted;
    token.range = {at, end + quote.close.size()};
    token.text = std::string(ascii::trim(text.substr(from, end - from)));
    token.surface = token.text;
    token.lemma = ascii::lower(token.text);
    return token;
  }
  return std::nullopt;
}

/// Digits with grouping, a decimal point, and k, M, % behind; dates such as 2010-01-05 stay one word.
std::optional<Token> number(std::string_view text, std::size_t at) {
  std::size_t i = at;
  if (text[i] == '-' || text[i] == '$')
    ++i;
  if (i >= text.size() || !ascii::is_digit(text[i]))
    return std::nullopt;
  std::string digits = text[at] == '-' ? "-" : "";
  while (i < text.size()) {
    if (ascii::is_digit(text[i]))
      digits += text[i];
    else if (text[i] == ',' && i + 3 < text.size() && ascii::is_digit(text[i + 1]) &&
             ascii::is_digit(text[i + 2]) && ascii::is_digit(text[i + 3]) &&
             (i + 4 >= text.size() || !ascii::is_digit(text[i + 4]))) {
    } else if (text[i] == '.' && i + 1 < text.size() && ascii::is_digit(text[i + 1]) &&
               digits.find('.') == std::string::npos)
      digits += '.';
    else
      break;
    ++i;
  }
  double factor = 1;
  if (i < text.size() && (i + 1 >= text.size() || !is_letter(text[i + 1]))) {
    const char unit = text[i];
    if (unit == 'k' || unit == 'K')
      factor = 1e3;
    if (unit == 'm' || unit == 'M')
      factor = 1e6;
    if (factor > 1 || unit == '%')
      ++i;
  }
  if (i < text.size() && (is_letter(text[i]) || ((text[i] == '-' || text[i] == '/') && i + 1 < text.size() &&
                                                 is_letter(text[i + 1]))))
    return std::nullopt; // "3rd", "2010-01-05"
  Token token;
  token.kind = TokenKind::number;
  token.range = {at, i};
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  token.number = value * factor;
  token.surface = std::string(text.substr(at, i - at));
  token.text = token.lemma = digits;
  return token;
}

Token word(std::string_view text, std::size_t at) {
  std::size_t i = at;
  const auto joins = [&](std::size_t k) { // a sign inside a word: "R&B", "state-of", "2010/01/05", "U.S."
    if (k + 1 >= text.size() || !is_letter(text[k + 1]))
      return false;
    const char c = text[k];
    return c == '-' || c == '/' || c == '&' || c == '.' || (c == ':' && ascii::is_digit(text[k + 1])) ||
           c == '#';
  };
  while (i < text.size() && (is_letter(text[i]) || joins(i)))
    ++i;
  Token token;
  token.range = {at, i};
  token.surface = std::string(text.substr(at, i - at));
  token.text = ascii::lower(token.surface);
  token.lemma = lemma(token.text);
  if (const int value = number_word(token.text); value >= 0)
    token.number = value;
  token.capital = token.surface[0] >= 'A' && token.surface[0] <= 'Z';
  return token;
}

} // namespace

bool light(const Token& token) {
  return is_function_word(token.text) || is_operator_word(token.text);
}

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  bool opens = true;
  for (std::size_t i = 0; i < text.size() && tokens.size() < most_tokens;) {
    if (ascii::is_space(text[i])) {
      ++i;
      continue;
    }
    // "'s" after a word is the possessive: it says "of" and nothing else.
    if ((text.substr(i, 2) == "'s" || text.substr(i, 4) == "’s") && i > 0 && is_letter(text[i - 1])) {
      i += text[i] == '\'' ? 2 : 4;
      continue;
    }
    std::optional<Token> token = quoted(text, i);
    if (!token)
      token = number(text, i);
    if (!token && is_letter(text[i]))
      token = word(text, i);
    if (!token) {
      token.emplace();
      token->kind = TokenKind::punctuation;
      token->range = {i, i + 1};
      token->text = token->lemma = token->surface = std::string(text.substr(i, 1));
      static constexpr std::string_view signs[] = {">=", "<=", "!=", "<>"};
      for (const std::string_view sign : signs)
        if (text.substr(i, 2) == sign) {
          token->range.end = i + 2;
          token->text = token->lemma = token->surface = std::string(sign);
        }
    }
    if (token->kind == TokenKind::word && opens)
      token->capital = false;
    opens = token->kind == TokenKind::punctuation &&
            (token->text == "." || token->text == "?" || token->text == "!");
    i = token->range.end;
    tokens.push_back(std::move(*token));
  }
  return tokens;
}

} // namespace lumen::ask::offline

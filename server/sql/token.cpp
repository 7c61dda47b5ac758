// The lexer: one pass, one function per kind of token, never a step back of more than one byte.
#include "sql/token.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace lumen::sql {

namespace {

constexpr std::string_view operator_bytes = "+-*/<>=~!@#%^&|`?";

bool is_operator(char c) {
  return operator_bytes.find(c) != std::string_view::npos;
}
bool starts_word(char c) {
  return ascii::is_alpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_word(char c) {
  return starts_word(c) || ascii::is_digit(c);
}

class Lexer {
public:
  Lexer(std::string_view sql, Dialect dialect) : sql_(sql), dialect_(dialect) {}

  std::vector<Token> run() {
    while (at_ < sql_.size()) {
      const char c = sql_[at_];
      if (ascii::is_space(c)) {
        ++at_;
        continue;
      }
      begin_ = at_;
      const TokenKind kind = next(c);
      tokens_.push_back({kind, {begin_, at_}});
    }
    return std::move(tokens_);
  }

private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }

  TokenKind next(char c) {
    if (c == '-' && peek(1) == '-')
      return line_comment();
    if (c == '/' && peek(1) == '*')
      return block_comment();
    if (c == '\'')
      return quoted('\'', TokenKind::string, false);
    if (c == '"')
      return quoted('"', TokenKind::quoted_name, false);
    if (starts_word(c))
      return word_or_prefixed();
    if (ascii::is_digit(c) || (c == '.' && ascii::is_digit(peek(1))))
      return number();
    if (c == '$')
      return dollar();
    if (c == '?' && dialect_ == Dialect::duckdb)
      return take(1, TokenKind::parameter);
    return symbol(c);
  }

  TokenKind take(std::size_t count, TokenKind kind) {
    at_ += count;
    return kind;
  }

  TokenKind line_comment() {
    at_ = std::min(sql_.find_first_of("\r\n", at_), sql_.size());
    return TokenKind::comment;
  }

  TokenKind block_comment() {
    std::size_t depth = 0;
    while (at_ < sql_.size()) {
      if (peek() == '/' && peek(1) == '*') {
        ++depth;
        at_ += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        at_ += 2;
        if (--depth == 0)
          return TokenKind::comment;
      } else {
        ++at_;
      }
    }
    return TokenKind::unterminated;
  }

  // From the opening mark to the closing one; a doubled mark, or one behind a backslash where those escape,
  // is content.
  TokenKind quoted(char mark, TokenKind kind, bool backslash) {
    ++at_;
    while (at_ < sql_.size()) {
      const char c = sql_[at_++];
      const bool escaped = (backslash && c == '\\' && at_ < sql_.size()) || (c == mark && peek() == mark);
      if (escaped)
        ++at_;
      else if (c == mark)
        return kind;
    }
    return TokenKind::unterminated;
  }

  TokenKind word_or_prefixed() {
    const char first = ascii::lower(peek());
    if (peek(1) == '\'') {
      if (first == 'e')
        return take(1, TokenKind::string), quoted('\'', TokenKind::string, true);
      if (first == 'b' || first == 'x' || first == 'n')
        return take(1, TokenKind::string), quoted('\'', TokenKind::string, false);
    }
    if (first == 'u' && peek(1) == '&' && dialect_ == Dialect::postgresql) {
      if (peek(2) == '\'')
        return take(2, TokenKind::string), quoted('\'', TokenKind::string, false);
      if (peek(2) == '"')
        return take(2, TokenKind::quoted_name), quoted('"', TokenKind::quoted_name, false);
    }
    while (at_ < sql_.size() && (continues_word(peek()) || (peek() == '$' && peek(1) != '{')))
      ++at_;
    return TokenKind::word;
  }

  // Digits, underscores, a fraction, an exponent, 0x…; also what a database would call malformed, as one
  // token.
  TokenKind number() {
    if (peek() == '0' &&
        (ascii::lower(peek(1)) == 'x' || ascii::lower(peek(1)) == 'o' || ascii::lower(peek(1)) == 'b')) {
      at_ += 2;
      while (continues_word(peek()) && at_ < sql_.size())
        ++at_;
      return TokenKind::number;
    }
    digits();
    if (peek() == '.' && peek(1) != '.') {
      ++at_;
      digits();
    }
    if (ascii::lower(peek()) == 'e') {
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (ascii::is_digit(peek(1 + sign))) {
        at_ += 1 + sign;
        digits();
      }
    }
    return TokenKind::number;
  }

  void digits() {
    while (ascii::is_digit(peek()) || (peek() == '_' && ascii::is_digit(peek(1))))
      ++at_;
  }

  TokenKind dollar() {
    if (peek(1) == '{')
      return reference();
    if (ascii::is_digit(peek(1))) {
      ++at_;
      digits();
      return TokenKind::parameter;
    }
    std::size_t end = at_ + 1;
    while (end < sql_.size() && continues_word(sql_[end]))
      ++end;
    if (end < sql_.size() && sql_[end] == '$')
      return dollar_quoted(end + 1 - at_);
    if (end > at_ + 1 && dialect_ == Dialect::duckdb) { // $name is a named parameter
      at_ = end;
      return TokenKind::parameter;
    }
    return take(1, TokenKind::symbol);
  }

  TokenKind dollar_quoted(std::size_t tag_size) {
    const std::string_view tag = sql_.substr(at_, tag_size);
    const std::size_t close = sql_.find(tag, at_ + tag_size);
    at_ = close == std::string_view::npos ? sql_.size() : close + tag_size;
    return close == std::string_view::npos ? TokenKind::unterminated : TokenKind::string;
  }

  // ${name}: what stands inside is checked by the notebook; a brace that isn't closed on its line is no
  // reference.
  TokenKind reference() {
    std::size_t end = at_ + 2;
    while (end < sql_.size() && sql_[end] != '}' && sql_[end] != '\n' && sql_[end] != '{' &&
           sql_[end] != '\'')
      ++end;
    if (end < sql_.size() && sql_[end] == '}') {
      at_ = end + 1;
      return TokenKind::reference;
    }
    return take(1, TokenKind::symbol);
  }

  TokenKind symbol(char c) {
    if (c == ':')
      return take(peek(1) == ':' || peek(1) == '=' ? 2 : 1, TokenKind::symbol);
    if (c == '.' && peek(1) == '.')
      return take(2, TokenKind::symbol);
    if (!is_operator(c))
      return take(1, TokenKind::symbol);
    std::size_t end = at_;
    while (end < sql_.size() && is_operator(sql_[end]) && !starts_comment(end) &&
           !(end > at_ && is_placeholder(end)))
      ++end;
    // An operator of several bytes ends in + or - only beside one of these (PostgreSQL, "Operators"): a=-1 is
    // a = -1.
    const std::string_view text = sql_.substr(at_, end - at_);
    if (text.find_first_of("~!@#%^&|`?") == std::string_view::npos)
      while (end > at_ + 1 && (sql_[end - 1] == '+' || sql_[end - 1] == '-'))
        --end;
    at_ = end;
    return TokenKind::symbol;
  }

  bool starts_comment(std::size_t at) const {
    const std::string_view two = sql_.substr(at, 2);
    return two == "--" || two == "/*";
  }
  bool is_placeholder(std::size_t at) const { return dialect_ == Dialect::duckdb && sql_[at] == '?'; }

  std::string_view sql_;
  Dialect dialect_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::vector<Token> tokens_;
};

bool is_name(const Token& token) {
  return token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
}

std::string folded_name(std::string_view text, TokenKind kind) {
  if (kind == TokenKind::word)
    return ascii::lower(text);
  const std::size_t open = text.find('"');
  return ascii::replace_all(text.substr(open + 1, text.size() - open - 2), "\"\"", "\"");
}

} // namespace

std::vector<Token> tokenize(std::string_view sql, Dialect dialect) {
  return Lexer(sql, dialect).run();
}

std::string canonical(std::string_view sql, Dialect dialect) {
  std::string out;
  out.reserve(sql.size());
  std::vector<Token> tokens = tokenize(sql, dialect);
  std::erase_if(tokens, [](const Token& token) { return token.kind == TokenKind::comment; });
  // A final semicolon is punctuation between statements, not part of one.
  while (!tokens.empty() && tokens.back().range.of(sql) == ";")
    tokens.pop_back();
  for (const Token& token : tokens) {
    if (!out.empty())
      out += '\n';
    const std::string_view text = token.range.of(sql);
    if (token.kind == TokenKind::word)
      out += ascii::lower(text);
    else
      out += text;
  }
  return out;
}

std::vector<std::string> mentioned_names(std::string_view sql, Dialect dialect) {
  std::vector<Token> tokens = tokenize(sql, dialect);
  std::erase_if(tokens, [](const Token& token) { return token.kind == TokenKind::comment; });
  const auto is_symbol = [&](std::size_t i, std::string_view text) {
    return i < tokens.size() && tokens[i].kind == TokenKind::symbol && tokens[i].range.of(sql) == text;
  };
  std::vector<std::string> names;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!is_name(tokens[i]))
      continue;
    std::vector<std::string> parts{folded_name(tokens[i].range.of(sql), tokens[i].kind)};
    const bool keyword = tokens[i].kind == TokenKind::word && is_reserved(parts[0], dialect);
    while (is_symbol(i + 1, ".") && i + 2 < tokens.size() && is_name(tokens[i + 2])) {
      parts.push_back(folded_name(tokens[i + 2].range.of(sql), tokens[i + 2].kind));
      i += 2;
    }
    if (is_symbol(i + 1, "(") || (keyword && parts.size() == 1))
      continue;
    // "database.schema.table" is known to the catalog by its last two names.
    if (parts.size() > 2)
      names.push_back(parts[parts.size() - 2] + "." + parts.back());
    if (parts.size() > 1)
      names.push_back(parts[0] + "." + parts[1]);
    else
      names.push_back(parts[0]);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

} // namespace lumen::sql

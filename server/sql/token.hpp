// A lexer for both dialects: enough to find literals, comments, names and references, on any input, in linear
// time.
#pragma once

#include "sql/dialect.hpp"
#include "text/position.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::sql {

enum class TokenKind {
  word,        // unquoted name or keyword
  quoted_name, // "name"
  string,      // 'text', E'text', $tag$text$tag$
  number,
  parameter,    // $1, ?
  reference,    // ${name}, outside literals and comments
  symbol,       // operator or punctuation, longest match
  comment,      // -- … or /* … */ (nested)
  unterminated, // a literal or comment that runs to the end of the text
};

struct Token {
  TokenKind kind;
  text::Span range;
};

/// All tokens in order; white space is dropped, comments are kept.
std::vector<Token> tokenize(std::string_view sql, Dialect dialect);

/// The token stream as the stamp hashes it: comments, space and final semicolons dropped, keywords and
/// unquoted names case-folded, literals, quoted names and references as they are.
std::string canonical(std::string_view sql, Dialect dialect);

/// Unquoted keyword of the dialect that can't be a bare column name.
bool is_reserved(std::string_view word, Dialect dialect);

/// Names (folded as the dialect folds them, "schema.table" where qualified) that may be tables: every name
/// token sequence that isn't followed by "(". Catalogs are looked up by these; harmless extra names are fine.
std::vector<std::string> mentioned_names(std::string_view sql, Dialect dialect);

} // namespace lumen::sql

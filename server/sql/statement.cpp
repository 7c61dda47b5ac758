// Statements of a text, and the first syntax error by PostgreSQL's own grammar.
#include "sql/statement.hpp"

#include "sql/pg_tree.hpp"
#include "sql/token.hpp"

namespace lumen::sql {

std::vector<text::Span> split(std::string_view sql, Dialect dialect) {
  std::vector<text::Span> statements;
  std::optional<text::Span> open;
  for (const Token& token : tokenize(sql, dialect)) {
    if (token.kind == TokenKind::comment)
      continue;
    if (token.kind == TokenKind::symbol && token.range.of(sql) == ";") {
      if (open)
        statements.push_back(*open);
      open.reset();
    } else if (open) {
      open->end = token.range.end;
    } else {
      open = token.range;
    }
  }
  if (open)
    statements.push_back(*open);
  return statements;
}

std::optional<Error> syntax_error(std::string_view sql) {
  return check_postgresql(sql);
}

} // namespace lumen::sql

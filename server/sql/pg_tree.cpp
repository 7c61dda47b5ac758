// The only file that calls libpg_query.
#include "sql/pg_tree.hpp"

#include "base/ascii.hpp"
#include "sql/token.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <pg_query.h>
#include <string>
#include <utility>
#include <vector>

namespace lumen::sql {

namespace {

// PostgreSQL counts a character by its first byte alone and trusts the rest (pg_utf_mblen).
std::size_t character_size(unsigned char lead) {
  if ((lead & 0xe0) == 0xc0)
    return 2;
  if ((lead & 0xf0) == 0xe0)
    return 3;
  if ((lead & 0xf8) == 0xf0)
    return 4;
  return 1;
}

// `position` counts characters from 1, as libpg_query reports it.
std::size_t byte_offset(std::string_view sql, int position) {
  std::size_t offset = 0;
  for (int character = 1; character < position && offset < sql.size(); ++character)
    offset += character_size(static_cast<unsigned char>(sql[offset]));
  return std::min(offset, sql.size());
}

Error error_of(const PgQueryError& error, std::string_view sql) {
  Error out{Code::syntax, error.message != nullptr ? error.message : "syntax error"};
  if (error.cursorpos > 0)
    out.offset = byte_offset(sql, error.cursorpos);
  if (out.message.find("at end of input") != std::string::npos)
    out.hint = "The statement stops too early.";
  out.sqlstate = "42601";
  return out;
}

// What may deepen the tree inside of one bracket (or of none): every token since the last comma, because
// names chain too (AT TIME ZONE, ISNULL, COLLATE); and what a comma doesn't end: the bracket itself, and the
// arms of a UNION, which nest to the left.
struct Level {
  std::size_t lasting = 0;
  std::size_t chain = 0;
};

bool joins_arms(std::string_view word) {
  return ascii::same(word, "union") || ascii::same(word, "intersect") || ascii::same(word, "except");
}

/// An upper bound of the tree's depth.
std::size_t depth_bound(std::string_view sql) {
  std::vector<Level> levels{{}};
  std::size_t depth = 0, deepest = 0;
  const auto end_chain = [&] { depth -= std::exchange(levels.back().chain, 0); };
  for (const Token& token : tokenize(sql, Dialect::postgresql)) {
    if (token.kind == TokenKind::comment)
      continue;
    const std::string_view text = token.range.of(sql);
    const char symbol = token.kind == TokenKind::symbol && text.size() == 1 ? text[0] : '\0';
    if (symbol == ',') {
      end_chain();
    } else if (symbol == ';') {
      end_chain();
      const std::size_t bracket = levels.size() > 1 ? 1 : 0;
      depth -= std::exchange(levels.back().lasting, bracket) - bracket;
    } else if (symbol == ')' || symbol == ']') {
      end_chain();
      depth -= levels.back().lasting;
      levels.pop_back();
      if (levels.empty())
        levels.emplace_back();
    } else {
      if (symbol == '(' || symbol == '[')
        levels.push_back({1, 0});
      else if (token.kind == TokenKind::word && joins_arms(text))
        ++levels.back().lasting;
      else
        ++levels.back().chain;
      ++depth;
    }
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

std::optional<Error> unfit(std::string_view sql) {
  if (sql.size() > longest_sql)
    return Error{Code::limit, "The statement is longer than 4 MiB.",
                 "Shorten it, or put its data into a table."};
  if (const std::size_t zero = sql.find('\0'); zero != std::string_view::npos) {
    Error error{Code::syntax, "The statement holds a zero byte."};
    error.offset = zero;
    return error;
  }
  if (depth_bound(sql) > deepest_sql)
    return Error{Code::limit, "The statement is nested too deeply.",
                 "Shorten its longest chain of operators or brackets."};
  return std::nullopt;
}

} // namespace

Result<nlohmann::json> parse_postgresql(std::string_view sql) {
  if (auto error = unfit(sql))
    return fail(std::move(*error));
  PgQueryParseResult parsed = pg_query_parse(std::string(sql).c_str());
  const std::unique_ptr<PgQueryParseResult, void (*)(PgQueryParseResult*)> release(
      &parsed, [](PgQueryParseResult* result) { pg_query_free_parse_result(*result); });
  if (parsed.error != nullptr)
    return fail(error_of(*parsed.error, sql));
  nlohmann::json tree = nlohmann::json::parse(parsed.parse_tree, nullptr, false);
  if (tree.is_discarded())
    return fail(Code::syntax, "The statement isn't valid UTF-8 text.");
  return tree;
}

std::optional<Error> check_postgresql(std::string_view sql) {
  if (auto error = unfit(sql))
    return error;
  PgQuerySplitResult parsed = pg_query_split_with_parser(std::string(sql).c_str());
  std::optional<Error> found;
  if (parsed.error != nullptr)
    found = error_of(*parsed.error, sql);
  pg_query_free_split_result(parsed);
  return found;
}

} // namespace lumen::sql

#include "run/comparable.hpp"

#include "base/ascii.hpp"
#include "sql/effects.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace lumen::run {

namespace {

using sql::Token;
using sql::TokenKind;

constexpr std::array volatile_functions = {
    "setseed",
    "now",
    "statement_timestamp",
    "uuid",
    "transaction_timestamp",
    "today",
    "get_current_timestamp",
    "get_current_time",
    "get_current_date",
    "nextval",
    "current_timestamp",
    "current_localtime",
    "current_localtimestamp",
    "pg_backend_pid",
    "txid_current",
    "pg_current_xact_id",
};
// Written without parentheses.
constexpr std::array volatile_words = {"current_date", "current_time", "current_timestamp", "localtime",
                                       "localtimestamp"};
constexpr std::array sampling_words = {"tablesample", "using sample"};

template <class Words>
bool among(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Tokens without comments, words in lower case.
struct Words {
  std::vector<TokenKind> kinds;
  std::vector<std::string> texts;

  Words(std::string_view sql, sql::Dialect dialect) {
    for (const Token& token : sql::tokenize(sql, dialect)) {
      if (token.kind == TokenKind::comment)
        continue;
      const std::string text(token.range.of(sql));
      kinds.push_back(token.kind);
      texts.push_back(token.kind == TokenKind::word ? ascii::lower(text) : text);
    }
  }
  std::size_t size() const { return texts.size(); }
  bool is(std::size_t index, std::string_view text) const {
    return index < size() && kinds[index] != TokenKind::string && texts[index] == text;
  }
};

/// One argument stands in the brackets that open here: age(x) counts from today.
bool takes_one(const Words& words, std::size_t open) {
  int depth = 0;
  for (std::size_t index = open; index < words.size(); ++index) {
    if (words.is(index, "("))
      ++depth;
    else if (words.is(index, ")") && --depth == 0)
      return true;
    else if (depth == 1 && words.is(index, ","))
      return false;
  }
  return true;
}

bool asks_chance_or_time(const Words& words) {
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (words.kinds[index] != TokenKind::word)
      continue;
    const std::string& word = words.texts[index];
    // What the guard lets through though it is volatile, and what changes with the day.
    if (words.is(index + 1, "(") && (among(volatile_functions, word) || sql::harmless_postgresql(word) ||
                                     (word == "age" && takes_one(words, index + 1))))
      return true;
    if (among(volatile_words, word) && !words.is(index + 1, "."))
      return true;
    if (word == sampling_words[0] || (word == "using" && words.is(index + 1, "sample")))
      return true;
  }
  return false;
}

/// One query at one depth of parentheses: does it limit its rows, and order them first?
struct Level {
  bool ordered = false;
  bool limited = false;
};

/// Any query with a LIMIT (or FETCH FIRST) but no ORDER BY keeps rows by chance.
bool limits_by_chance(const Words& words) {
  std::vector<Level> levels(1);
  for (std::size_t index = 0; index < words.size(); ++index) {
    Level& level = levels.back();
    if (words.is(index, "("))
      levels.emplace_back();
    else if (words.is(index, ")")) {
      if (level.limited && !level.ordered)
        return true;
      if (levels.size() > 1)
        levels.pop_back();
    } else if (words.kinds[index] != TokenKind::word)
      continue;
    else if (words.is(index, "order") && words.is(index + 1, "by"))
      level.ordered = true;
    else if ((words.is(index, "limit") && !words.is(index + 1, "all")) ||
             (words.is(index, "fetch") && (words.is(index + 1, "first") || words.is(index + 1, "next"))))
      level.limited = true;
  }
  return levels.front().limited && !levels.front().ordered;
}

/// Where the outermost ORDER BY's first item begins, or the end.
std::size_t outer_order(const Words& words) {
  std::size_t found = words.size();
  int depth = 0;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (words.is(index, "("))
      ++depth;
    else if (words.is(index, ")"))
      --depth;
    else if (depth == 0 && words.kinds[index] == TokenKind::word && words.is(index, "order") &&
             words.is(index + 1, "by"))
      found = index + 2;
  }
  return found;
}

std::string bare_name(const Words& words, std::size_t index) {
  if (index >= words.size())
    return {};
  if (words.kinds[index] == TokenKind::word)
    return words.texts[index];
  if (words.kinds[index] == TokenKind::quoted_name && words.texts[index].size() >= 2)
    return words.texts[index].substr(1, words.texts[index].size() - 2);
  return {};
}

/// The plain columns among the items of the outermost ORDER BY.
std::vector<std::string> order_columns(const Words& words) {
  std::vector<std::string> names;
  bool begins = true;
  for (std::size_t index = outer_order(words); index < words.size(); ++index) {
    if (words.is(index, "limit") || words.is(index, "offset") || words.is(index, "fetch"))
      break;
    if (words.is(index, "("))
      return {}; // an expression: too hard to tell
    if (begins) {
      if (words.is(index + 1, "."))
        index += 2; // alias.column
      names.push_back(bare_name(words, index));
      begins = false;
    } else if (words.is(index, ","))
      begins = true;
  }
  return names;
}

/// One table, ordered by all columns of a key that no two rows share.
bool ordered_by_key(const Words& words, std::string_view sql, sql::Dialect dialect,
                    const catalog::Schema& schema) {
  const catalog::Table* only = nullptr;
  for (const std::string& name : sql::mentioned_names(sql, dialect))
    if (const catalog::Table* table = schema.find(name)) {
      if (only && only != table)
        return false;
      only = table;
    }
  if (!only)
    return false;
  const auto columns = order_columns(words);
  const auto covers = [&](const std::vector<std::string>& key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [&](const std::string& column) {
      return std::any_of(columns.begin(), columns.end(),
                         [&](const std::string& name) { return ascii::same(name, column); });
    });
  };
  return covers(only->primary_key) || std::any_of(only->unique_keys.begin(), only->unique_keys.end(), covers);
}

} // namespace

bool orders_rows(std::string_view sql, sql::Dialect dialect) {
  const Words words(sql, dialect);
  return outer_order(words) < words.size();
}

bool comparable(std::string_view sql, sql::Dialect dialect, const data::Table& table,
                const catalog::Schema& schema) {
  const Words words(sql, dialect);
  if (asks_chance_or_time(words) || limits_by_chance(words))
    return false;
  return !table.cut || ordered_by_key(words, sql, dialect, schema);
}

} // namespace lumen::run

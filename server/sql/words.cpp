#include "sql/words.hpp"

#include "base/ascii.hpp"

namespace lumen::sql {

Words::Words(std::string_view sql, Dialect dialect) {
  std::vector<std::size_t> open;
  for (const Token& token : tokenize(sql, dialect)) {
    if (token.kind == TokenKind::comment)
      continue;
    const std::string text(token.range.of(sql));
    const std::size_t index = texts_.size();
    kinds_.push_back(token.kind);
    texts_.push_back(token.kind == TokenKind::word ? ascii::lower(text) : text);
    close_.push_back(index);
    if (token.kind != TokenKind::symbol || text.size() != 1)
      continue;
    if (text == "(" || text == "[" || text == "{") {
      open.push_back(index);
    } else if ((text == ")" || text == "]" || text == "}") && !open.empty()) {
      close_[open.back()] = index;
      if (texts_[open.back()] == "(")
        brackets_.push_back(open.back());
      open.pop_back();
    }
  }
  for (const std::size_t index : open)
    close_[index] = texts_.size();
}

bool Words::is(std::size_t index, std::string_view text) const {
  return index < size() && (kinds_[index] == TokenKind::word || kinds_[index] == TokenKind::symbol) &&
         texts_[index] == text;
}

bool Words::is_name(std::size_t index) const {
  return index < size() && (kinds_[index] == TokenKind::word || kinds_[index] == TokenKind::quoted_name);
}

std::string Words::name(std::size_t index) const {
  if (!is_name(index))
    return {};
  if (kinds_[index] == TokenKind::word)
    return texts_[index];
  const std::string& text = texts_[index];
  const std::size_t open = text.find('"');
  if (open == std::string::npos || text.size() < open + 2)
    return {};
  return ascii::lower(ascii::replace_all(text.substr(open + 1, text.size() - open - 2), "\"\"", "\""));
}

} // namespace lumen::sql

// Tokens without comments, folded and with their brackets paired: what readings of a query's parts walk over.
#pragma once

#include "sql/token.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::sql {

/// A range of words, [begin, end).
struct Stretch {
  std::size_t begin = 0, end = 0;
  std::size_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
};

/// The words of one text. Linear to make; holds copies.
class Words {
public:
  Words(std::string_view sql, Dialect dialect);

  std::size_t size() const { return texts_.size(); }
  /// Unquoted words in lower case, all else as written.
  const std::string& text(std::size_t index) const { return texts_[index]; }
  TokenKind kind(std::size_t index) const { return kinds_[index]; }
  /// The unquoted word or symbol at that place; false past the end.
  bool is(std::size_t index, std::string_view text) const;
  bool is_name(std::size_t index) const; ///< a word or a quoted name
  /// The name there without its quotes, in lower case; "" for what is no name.
  std::string name(std::size_t index) const;
  /// Of an opening bracket its partner (or size() where it has none); of all else the index itself.
  std::size_t close(std::size_t index) const { return close_[index]; }
  /// The index behind what begins here: a whole bracket, or one word.
  std::size_t next(std::size_t index) const { return close_[index] >= size() ? size() : close_[index] + 1; }
  /// Opening round brackets that are closed, in the order in which they close: inner and earlier ones first.
  const std::vector<std::size_t>& brackets() const { return brackets_; }

private:
  std::vector<TokenKind> kinds_;
  std::vector<std::string> texts_;
  std::vector<std::size_t> close_;
  std::vector<std::size_t> brackets_;
};

} // namespace lumen::sql

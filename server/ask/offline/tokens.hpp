// The question as words, numbers and quoted texts, each with its bytes in the question.
#pragma once

#include "text/position.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::ask::offline {

enum class TokenKind { word, number, quoted, punctuation };

struct Token {
  TokenKind kind = TokenKind::word;
  text::Span range;             ///< bytes of the question
  std::string text;             ///< lower case; the inner text as written for a quoted one
  std::string lemma;            ///< of a word
  std::string surface;          ///< as written
  std::optional<double> number; ///< of digits (with k, M, % read) and number words
  bool capital = false;         ///< begins with a capital and doesn't open the sentence
};

/// A word of grammar: without content of the data, or one that the patterns read.
bool light(const Token& token);

/// Never fails; at most 200 tokens are read, the rest of a longer question is left out.
std::vector<Token> tokenize(std::string_view question);

} // namespace lumen::ask::offline

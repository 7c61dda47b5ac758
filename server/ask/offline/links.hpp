// The lattice: every run of words to all that it may mean, each with a grade; and the best whole readings of
// it.
#pragma once

#include "ask/answer.hpp"
#include "ask/offline/dates.hpp"
#include "ask/offline/index.hpp"
#include "ask/offline/tokens.hpp"

#include <string>
#include <vector>

namespace lumen::ask::offline {

constexpr std::size_t longest_name = 5; ///< tokens that a name of a table or column may take

enum class LinkKind { table, column, value, number, date, quoted, word };

/// Tokens [first, last) taken for one thing.
struct Link {
  LinkKind kind = LinkKind::word;
  std::size_t first = 0, last = 0;
  ColumnRef ref;    ///< of a table, column or value
  std::string text; ///< lemma of a word, the value as in the data, the digits, the quoted text
  double number = 0;
  DateRange date;
  double grade = 0; ///< 1: named outright
};

/// Links by the token at which they begin, best first, a few for each run of words.
using Lattice = std::vector<std::vector<Link>>;

Lattice link(const std::vector<Token>& tokens, const Index& index, const ValueIndex* values,
             std::chrono::year_month_day today);

/// One way to read all tokens: links side by side; a token without a link is a word.
struct Assignment {
  std::vector<Link> items;
  double score = 0;
  double unexplained = 0; ///< content words that nothing stands for
};

/// At most `count` ways, best first. Deterministic; the work is bounded by tokens × links × beam.
/// `context` are tables that the conversation is about already.
std::vector<Assignment> assign(const std::vector<Token>& tokens, const Lattice& lattice, const Index& index,
                               std::size_t count, const std::vector<int>& context = {});

} // namespace lumen::ask::offline

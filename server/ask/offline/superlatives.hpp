// Adjectives that rank or compare, and the kind of column each speaks of.
#pragma once

#include "ask/offline/query.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::ask::offline {

struct Superlative {
  bool descending = true;
  std::vector<std::string> concept_words; ///< lemma phrases of columns, most likely first
};

const Superlative* superlative_word(std::string_view word);           ///< "oldest", "most", "highest"
const Superlative* superlative_adjective(std::string_view word);      ///< "expensive" of "most expensive"
const Superlative* comparative_word(std::string_view word);           ///< "older" of "older than"
std::vector<std::string> concept_of_adjective(std::string_view word); ///< "old" of "how old"
std::optional<Function> aggregate_word(std::string_view word);        ///< "average", "total"

} // namespace lumen::ask::offline

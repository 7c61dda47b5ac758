// From a question to ranked candidates: lattice, assignments, patterns, composition, printing, scores.
#pragma once

#include "ask/answer.hpp"
#include "ask/offline/compose.hpp"
#include "ask/offline/links.hpp"

#include <string>
#include <vector>

namespace lumen::ask::offline {

struct Candidate {
  Draft draft;
  Assignment assignment;
  std::string sql;
  double score = 0;      ///< comparable between candidates of one question only
  double confidence = 0; ///< 0..1
};

struct Search {
  std::vector<Token> tokens;
  std::vector<Candidate> candidates; ///< best first, each with other SQL
  std::string problem;               ///< why there are none
  std::vector<Link> understood;      ///< the links of the best reading, whether or not it gave a query
  std::vector<std::string> unknown;  ///< content words that the best reading leaves out
};

Search search(const Request& request, const Index& index, Columns columns, const std::stop_token& stop);

/// What each phrase was taken for.
std::vector<Phrase> provenance(const Candidate& candidate, const std::vector<Token>& tokens,
                               const Index& index);

} // namespace lumen::ask::offline

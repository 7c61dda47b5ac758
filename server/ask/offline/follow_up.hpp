// Follow-ups: a short question that changes the query before it rather than asking anew.
#pragma once

#include "ask/answer.hpp"
#include "ask/offline/fragments.hpp"
#include "ask/offline/search.hpp"

#include <optional>

namespace lumen::ask::offline {

struct FollowUp {
  std::optional<data::ChartKind> chart; ///< only another chart is wanted
  std::optional<Candidate> candidate;   ///< the query before with its changes
  bool sure = false; ///< its words say that it follows ("only", "what about", "by month instead")
};

/// Nothing when the question stands on its own, or the query before can't be read.
std::optional<FollowUp> follow_up(const Request& request, const Index& index, Columns columns);

} // namespace lumen::ask::offline

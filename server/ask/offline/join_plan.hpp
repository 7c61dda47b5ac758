// Which tables of a query are joined and which only restrict, so that no row is doubled by a join that
// nothing is shown of.
#pragma once

#include "ask/offline/index.hpp"
#include "ask/offline/joins.hpp"
#include "ask/offline/query.hpp"

#include <optional>
#include <vector>

namespace lumen::ask::offline {

struct JoinPlan {
  JoinTree tree;                     ///< over all tables of the query
  JoinTree joined;                   ///< the part of it that stands in FROM
  std::vector<JoinStep> restricting; ///< the tops of its branches that become EXISTS

  /// Whether a row of `top`'s parent may meet several rows in the branch below it.
  bool multiplies(const JoinStep& top) const;

  /// Whether a sum or average would count rows twice over `joined`, so that it must be taken over distinct
  /// rows; nothing when that can't be mended (no key to tell rows apart, or measures of several tables).
  std::optional<bool> needs_distinct_rows(const Query& query, const Index& index) const;
};

/// Nothing when the tables can't be joined.
std::optional<JoinPlan> plan_joins(const Query& query, const Index& index);

} // namespace lumen::ask::offline

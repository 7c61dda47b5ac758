// The tables of a query brought together: a small join tree over keys, and which of its steps multiply rows.
#pragma once

#include "ask/offline/index.hpp"

#include <optional>
#include <vector>

namespace lumen::ask::offline {

/// Brings `table` to the tree at `parent` over `edge`.
struct JoinStep {
  int parent = -1, table = -1, edge = -1;
  bool multiplies = false; ///< a row of the parent may meet several rows of the table
};

struct JoinTree {
  int root = -1;
  std::vector<JoinStep> steps; ///< parents before children
  double cost = 0;

  const JoinStep* step_to(int table) const;
  /// Whether rows of `table` may stand in the joined rows more than once.
  bool repeated(int table) const;
};

/// The cheapest tree found that holds `root` and all `tables`; nothing when keys don't connect them. `via`
/// breaks ties between references of one table to the same other one. At most `tables` breadth-first
/// searches.
std::optional<JoinTree> connect(const Index& index, int root, const std::vector<int>& tables,
                                const std::vector<ColumnRef>& via);

} // namespace lumen::ask::offline

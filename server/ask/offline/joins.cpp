#include "ask/offline/joins.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace lumen::ask::offline {

const JoinStep* JoinTree::step_to(int table) const {
  for (const JoinStep& step : steps)
    if (step.table == table)
      return &step;
  return nullptr;
}

bool JoinTree::repeated(int table) const {
  // Seen from `table`, the tree's edges point away from it: those on its way to the root are walked
  // backwards.
  std::vector<int> upwards = {table};
  for (int at = table; at != root;) {
    const JoinStep* step = step_to(at);
    if (!step)
      break;
    at = step->parent;
    upwards.push_back(at);
  }
  for (const JoinStep& step : steps) {
    const bool reversed = std::find(upwards.begin(), upwards.end(), step.table) != upwards.end();
    // A step that doesn't multiply goes to a row that many share: walked backwards it is the one that
    // multiplies.
    if (reversed ? !step.multiplies : step.multiplies)
      return true;
  }
  return false;
}

namespace {

double edge_cost(const Index& index, int number, const std::vector<ColumnRef>& via) {
  const Edge& edge = index.edges()[static_cast<std::size_t>(number)];
  const ColumnRef from{edge.from, edge.from_columns[0]};
  const bool named = std::find(via.begin(), via.end(), from) != via.end();
  return edge.cost - (named ? 0.2 : 0);
}

} // namespace

std::optional<JoinTree> connect(const Index& index, int root, const std::vector<int>& tables,
                                const std::vector<ColumnRef>& via) {
  JoinTree tree;
  tree.root = root;
  const std::size_t count = index.schema().tables.size();
  std::vector<bool> inside(count, false), wanted(count, false);
  inside[static_cast<std::size_t>(root)] = true;
  std::size_t missing = 0;
  for (const int table : tables)
    if (!wanted[static_cast<std::size_t>(table)] && table != root) {
      wanted[static_cast<std::size_t>(table)] = true;
      ++missing;
    }
  while (missing > 0) {
    // Dijkstra from the whole tree to the nearest wanted table.
    std::vector<double> distance(count, std::numeric_limits<double>::infinity());
    std::vector<JoinStep> reached(count);
    std::set<std::pair<double, int>> open;
    for (std::size_t t = 0; t < count; ++t)
      if (inside[t]) {
        distance[t] = 0;
        open.insert({0, static_cast<int>(t)});
      }
    int found = -1;
    while (!open.empty()) {
      const auto [so_far, at] = *open.begin();
      open.erase(open.begin());
      if (wanted[static_cast<std::size_t>(at)] && !inside[static_cast<std::size_t>(at)]) {
        found = at;
        break;
      }
      if (so_far > 6)
        break; // no sensible join goes that far
      for (const int number : index.edges_of(at)) {
        const Edge& edge = index.edges()[static_cast<std::size_t>(number)];
        const bool forward = edge.from == at;
        const int other = forward ? edge.to : edge.from;
        if (other == at)
          continue;
        const double through = so_far + edge_cost(index, number, via);
        if (through + 1e-9 >= distance[static_cast<std::size_t>(other)])
          continue;
        open.erase({distance[static_cast<std::size_t>(other)], other});
        distance[static_cast<std::size_t>(other)] = through;
        reached[static_cast<std::size_t>(other)] = {at, other, number, forward ? !edge.to_unique : true};
        open.insert({through, other});
      }
    }
    if (found < 0)
      return std::nullopt;
    tree.cost += distance[static_cast<std::size_t>(found)];
    std::vector<JoinStep> way;
    for (int at = found; !inside[static_cast<std::size_t>(at)];
         at = reached[static_cast<std::size_t>(at)].parent)
      way.push_back(reached[static_cast<std::size_t>(at)]);
    for (auto step = way.rbegin(); step != way.rend(); ++step) {
      tree.steps.push_back(*step);
      inside[static_cast<std::size_t>(step->table)] = true;
      if (wanted[static_cast<std::size_t>(step->table)])
        --missing;
    }
  }
  return tree;
}

} // namespace lumen::ask::offline

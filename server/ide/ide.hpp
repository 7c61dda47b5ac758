// What every editor feature takes: a snapshot, and what the server knows beside it. Features compute plain values and
// run nothing; ranges are byte spans.
#pragma once

#include "catalog/schema.hpp"
#include "notebook/notebook.hpp"
#include "notebook/stamp.hpp"

#include <map>
#include <string>
#include <vector>

namespace lumen::ide {

/// A run that failed: shown on its cell until its SQL changes.
struct Failure {
  std::string sql_hash;    ///< of the cell (or question_hash of an ask) that failed
  std::string message, hint;
  std::optional<std::size_t> offset; ///< in the cell's body, where the database told one
};

/// Known beside the text; missing entries mean "not known".
struct Knowledge {
  notebook::Surroundings surroundings;
  std::map<std::string, catalog::SchemaPtr> schemas;  ///< by connection name
  std::map<std::string, Failure> failures;            ///< by cell name, or "?" + question hash
  std::map<std::string, std::string> running;         ///< the same keys -> run id
  bool trusted = true;
};

/// The state shown for a cell: the notebook's own, overlaid with running, failed and schema changed.
notebook::State cell_state(const notebook::Snapshot& snapshot, const notebook::Cell& cell, const Knowledge& knowledge);

} // namespace lumen::ide

// Formulas by name, and the cell that a link names. narrate.hpp has `evaluate`.
#pragma once

#include "data/table.hpp"
#include "narrate/link.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lumen::narrate {

/// Every formula's name, sorted.
std::vector<std::string> formula_names();

struct CellPlace {
  std::size_t row = 0, column = 0; ///< 0-based
};

/// The cell that an `r` target names, or nothing when it isn't there.
std::optional<CellPlace> place_of(const data::Table& table, const Target& target);

} // namespace lumen::narrate

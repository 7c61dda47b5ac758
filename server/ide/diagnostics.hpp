// Diagnostics: the notebook's own problems, SQL that doesn't parse, failed runs, stale results, numbers that
// drifted.
#pragma once

#include "base/result.hpp"
#include "data/table.hpp"
#include "ide/ide.hpp"
#include "narrate/narrate.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace lumen::ide {

struct Diagnostic {
  text::Span range;
  notebook::Severity severity = notebook::Severity::error;
  std::string code;    ///< stable, kebab-case
  std::string message; ///< with its hint, if any, as a second line
  std::vector<notebook::Fix> fixes;
};

/// What only an open connection or the store can tell, or what is known from an earlier text; each may be
/// empty.
struct Oracles {
  /// sql::syntax_error, remembered: most cells are what they were before the last keystroke.
  std::function<std::optional<Error>(const std::string& sql)> syntax;
  /// The first error of a cell's expanded SQL by the database's own parser, offset into that SQL.
  std::function<std::optional<Error>(const notebook::Cell&, const std::string& sql)> check;
  /// The rows that a cell's printed result was made of.
  std::function<std::shared_ptr<const data::Table>(const notebook::Cell&)> rows;
  /// narrate::check of sentences about those rows, remembered.
  std::function<std::vector<narrate::Drift>(const notebook::Stamp&, std::string_view prose,
                                            const data::Table& rows, std::string_view cell)>
      drifts;
};

/// The notebook's own problems, with their fixes: the part that looks at no SQL and at no state. Sorted by
/// place.
std::vector<Diagnostic> notebook_problems(const notebook::Snapshot& snapshot);

/// All of them, sorted by place. May take a few milliseconds on a large notebook: the typing lane.
std::vector<Diagnostic> diagnostics(const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                                    const Oracles& oracles);

} // namespace lumen::ide

// What a lens or a code action offers: a title that begins with its verb, and the command that does it.
#pragma once

#include "notebook/notebook.hpp"
#include "text/edit.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lumen::ide {

enum class Verb { ask, run, run_all, run_from, change_chart, delete_result, cancel, show_state, fix };

/// `verb` fix carries its edits; the others name what they act on. A lens with show_state has the state as
/// its title.
struct Action {
  Verb verb = Verb::fix;
  std::string title;
  text::Span range;                        ///< where it is shown
  std::optional<notebook::Index> question; ///< of ask
  std::optional<notebook::Index> cell;     ///< of run, run_from, change_chart, delete_result, show_state
  std::string chart_kind;                  ///< of change_chart: "grouped bar"
  std::string run;                         ///< of cancel: the run's id
  std::vector<text::Edit> edits;           ///< of fix
  std::string problem;                     ///< of fix: the problem's code
};

/// "lumen.ask", "lumen.runAll", …; empty for fix.
std::string_view command(Verb verb);

} // namespace lumen::ide

// What is known of one run from its order to its end. Private to Runs.
#pragma once

#include "lsp/landing.hpp"
#include "lsp/runs.hpp"

#include <chrono>

namespace lumen::lsp {

/// How long an editor gets to send the text of an edit that it took, or to answer the edit of a cancelled
/// run.
constexpr std::chrono::milliseconds patience{2000};

/// Main strand only, but for `outcome`'s anchor, which the lane that makes the edits sets.
struct Runs::Run {
  std::string id;
  std::string batch; // the id of the last run that was started together with it
  std::string uri;
  RunTarget target;
  std::stop_source stop;
  bool begun = false;
  bool finished = false;
  Finished on_finished;
  std::string key; // in Knowledge: of its question or cell
  std::string text_hash;
  std::string title;
  run::Stage stage = run::Stage::connecting;
  bool progress_shown = false;
  std::optional<run::Outcome> outcome;
  bool at_end = false; // its place is gone and the author wants the SQL at the end
  // its edit
  int tries = 0;             // how often it was sent in vain, or is on its way
  bool on_its_way = false;   // sent, and not yet seen in the text
  bool applied = false;      // the client said that it took the edit
  Landing landing;           // of the edit that is on its way
  bool only_back = false;    // that edit only takes a misplaced one back; another follows
  std::uint64_t waiting = 0; // tells an old timer from the present one
  StepTimes steps;           // from its order on, for the log
};

} // namespace lumen::lsp

// Runs in flight: queued per document, worked on a lane of their own, cancelled by whoever asks, and placed
// into the text as it stands when the answer comes.
#pragma once

#include "base/executor.hpp"
#include "ide/ide.hpp"
#include "lsp/client.hpp"
#include "lsp/documents.hpp"
#include "lsp/services.hpp"
#include "run/runner.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace lumen::lsp {

/// What a run is about, told so that it is found again after the text moved.
struct RunTarget {
  enum class Kind { ask, run, change_chart, delete_result };
  Kind kind = Kind::run;
  std::string question_hash; ///< of ask
  std::string cell;          ///< name, where the cell has one
  std::string body_hash;     ///< of the cell's SQL
  text::Span place;          ///< of the question or cell; follows the author's edits
  data::ChartKind chart = data::ChartKind::automatic;
  bool dependents =
      false; ///< when its result changed, the cells that refer to it and were run before run too
};

/// Main strand only, but for what it posts itself.
class Runs {
public:
  using ContextFor = std::function<run::Context(const Document&)>;
  /// Lenses and diagnostics of that document may look different now.
  using Changed = std::function<void(const std::string& uri)>;
  /// Calls back when it is known whether the document's folder may run anything; may ask the user.
  using WhenTrusted = std::function<void(const std::string& uri, std::function<void(Result<void>)>)>;

  Runs(Executor& executor, Client& client, Documents& documents, Services& services, ContextFor context,
       Changed changed, WhenTrusted when_trusted);
  ~Runs();

  /// Told once: "ok", "unchanged", "failed" or "cancelled", and a sentence.
  using Finished = std::function<void(const std::string& status, const std::string& message)>;

  /// Queues runs, one after another, and gives the id of the last. `finished` is of the last, and may be
  /// empty.
  std::string start(const std::string& uri, std::vector<RunTarget> targets, Finished finished = {});
  /// Ends a run and what was started together with it. One whose edit is on its way to the editor is not
  /// ended: its text may stand there already, so it goes on to what the editor says of that edit, and sends
  /// no other.
  void cancel(const std::string& run);
  void cancel_document(const std::string& uri);
  /// Whether the edit of that run, or of one that was started together with it, is on its way.
  bool landing(const std::string& run) const;
  /// Ends all runs, whatever is on its way: their document, or the whole session, is closed.
  void end_document(const std::string& uri);
  void end_all();

  void on_edited(const Document& document, const std::vector<text::Edit>& edits);
  void on_parsed(const Document& document);

  /// Adds failures, notes and running of that document.
  void tell(const std::string& uri, ide::Knowledge& knowledge) const;
  /// [{run, cell, stage}] as lumen/status gives it.
  Json status(const std::string& uri) const;

private:
  struct Run;
  using RunPtr = std::shared_ptr<Run>;

  void next(const std::string& uri);
  void begin(const RunPtr& run);
  void start_work(const RunPtr& run);
  void refuse(const RunPtr& run, const Error& error);
  std::vector<RunPtr> batch_of(const RunPtr& run) const;
  void work(const RunPtr& run, const notebook::SnapshotPtr& snapshot, notebook::Index index,
            const run::Context& context);
  void on_outcome(const RunPtr& run, Result<run::Outcome> outcome);
  void place(const RunPtr& run);
  struct Prepared;
  void prepare(const RunPtr& run, std::function<void(Prepared&)> then);
  static Result<std::vector<text::Edit>> edits_of(const RunPtr& run, const notebook::Snapshot& snapshot,
                                                  const RunTarget& target, bool at_end);
  void apply(const RunPtr& run, Prepared& prepared);
  void refused(const RunPtr& run, std::int64_t version);
  void on_landed(const RunPtr& run);
  void await_text(const RunPtr& run);
  void check_text(const RunPtr& run, bool last);
  void run_dependents(const RunPtr& run);
  void end(const RunPtr& run);
  const Lane& lane_of(const std::string& uri);
  void offer(const RunPtr& run, const std::string& why);
  void fail_run(const RunPtr& run, const Error& error);
  void finish(const RunPtr& run, const std::string& status, const std::string& message);
  std::vector<std::string> ids_of(const std::string& uri) const;
  void cancel_batch(const RunPtr& run, bool whatever_is_on_its_way);
  void begin_progress(const RunPtr& run);
  void report(const RunPtr& run);

  Executor& executor_;
  Client& client_;
  Documents& documents_;
  Services& services_;
  ContextFor context_;
  Changed changed_;
  WhenTrusted when_trusted_;
  std::int64_t next_id_ = 1;
  std::map<std::string, RunPtr> runs_;                                  // by id
  std::map<std::string, std::deque<RunPtr>> queues_;                    // by uri; the first one is worked on
  std::map<std::string, Lane> lanes_;                                   // by uri
  std::map<std::string, std::map<std::string, ide::Failure>> failures_; // by uri, then key
  std::map<std::string, std::map<std::string, ide::Note>> notes_;       // by uri, then cell
};

/// A run of that cell.
RunTarget target_of(const notebook::Snapshot& snapshot, notebook::Index cell);

/// The question or cell that a target means in this snapshot.
std::optional<notebook::Index> locate(const notebook::Snapshot& snapshot, const RunTarget& target);

} // namespace lumen::lsp

#include "lsp/runs.hpp"

#include "base/log.hpp"
#include "lsp/convert.hpp"
#include "lsp/in_flight.hpp"
#include "notebook/graph.hpp"
#include "notebook/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace lumen::lsp {

using notebook::Index;

namespace {

constexpr int most_tries = 3;
constexpr std::chrono::milliseconds pause{100};     // before an edit that was refused is tried anew
constexpr std::chrono::milliseconds patience{2000}; // for a client that said "applied" to send the new text

std::size_t distance(std::size_t a, std::size_t b) {
  return a > b ? a - b : b - a;
}

template <class Element, class Matches>
std::optional<Index> nearest(const std::vector<Element>& elements, std::size_t place, Matches matches) {
  std::optional<Index> best;
  for (Index i = 0; i < elements.size(); ++i) {
    if (!matches(elements[i]))
      continue;
    if (!best || distance(elements[i].range.begin, place) < distance(elements[*best].range.begin, place))
      best = i;
  }
  return best;
}

std::string title_of(const RunTarget& target, const notebook::Snapshot& snapshot, Index index) {
  constexpr std::size_t longest = 60;
  switch (target.kind) {
  case RunTarget::Kind::ask: {
    std::string question = snapshot.notebook.questions[index].text;
    if (question.size() > longest)
      question = question.substr(0, question.find(' ', longest - 10)) + " …";
    return "Ask: " + question;
  }
  case RunTarget::Kind::run:
    return "Run " + (target.cell.empty() ? std::string("SQL") : target.cell);
  case RunTarget::Kind::change_chart:
    return "Change chart of " + (target.cell.empty() ? std::string("SQL") : target.cell);
  case RunTarget::Kind::delete_result:
    return "Delete result of " + (target.cell.empty() ? std::string("SQL") : target.cell);
  }
  return "Run";
}

// Where the question or cell of an answer is gone: its SQL as a cell of its own, to be run there.
std::vector<text::Edit> sql_at_end(const notebook::Snapshot& snapshot, const run::Outcome& outcome) {
  std::string fence = "```";
  while (outcome.sql.find(fence) != std::string::npos)
    fence += '`';
  const std::string cell =
      fence + "sql\n" + outcome.sql + (outcome.sql.ends_with('\n') ? "" : "\n") + fence + "\n";
  const std::string& text = snapshot.text;
  if (text.ends_with(cell))
    return {};
  const std::string before = text.empty() ? "" : text.ends_with('\n') ? "\n" : "\n\n";
  return {{{text.size(), text.size()}, before + cell}};
}

} // namespace

RunTarget target_of(const notebook::Snapshot& snapshot, Index index) {
  const notebook::Cell& cell = snapshot.notebook.cells[index];
  RunTarget target;
  target.cell = cell.duplicate ? "" : cell.name;
  target.body_hash = ide::body_hash(snapshot, cell);
  target.place = {cell.range.begin, cell.range.begin};
  return target;
}

std::optional<Index> locate(const notebook::Snapshot& snapshot, const RunTarget& target) {
  const notebook::Notebook& book = snapshot.notebook;
  if (target.kind == RunTarget::Kind::ask) {
    const auto same = nearest(book.questions, target.place.begin, [&](const notebook::Question& question) {
      return question.hash == target.question_hash;
    });
    return same;
  }
  if (!target.cell.empty()) {
    if (const notebook::Cell* cell = book.find(target.cell))
      return static_cast<Index>(cell - book.cells.data());
  }
  return nearest(book.cells, target.place.begin, [&](const notebook::Cell& cell) {
    return cell.name == target.cell && ide::body_hash(snapshot, cell) == target.body_hash;
  });
}

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
  int tries = 0;
  bool at_end = false;       // its place is gone and the author wants the SQL at the end
  std::string expected;      // the text after our edit, while we wait for it
  bool applied = false;      // the client said that it took the edit
  std::uint64_t waiting = 0; // tells an old timer from the present one
};

/// Edits for one version of the text, made beside the main strand.
struct Runs::Prepared {
  Result<std::vector<text::Edit>> edits = std::vector<text::Edit>();
  Json workspace_edit;
  std::string expected;
};

Runs::Runs(Executor& executor, Client& client, Documents& documents, Services& services, ContextFor context,
           Changed changed, WhenTrusted when_trusted)
    : executor_(executor), client_(client), documents_(documents), services_(services),
      context_(std::move(context)), changed_(std::move(changed)), when_trusted_(std::move(when_trusted)) {}

Runs::~Runs() = default;

std::string Runs::start(const std::string& uri, std::vector<RunTarget> targets, Finished finished) {
  std::string last = "lumen-" + std::to_string(next_id_ + static_cast<std::int64_t>(targets.size()) - 1);
  for (RunTarget& target : targets) {
    auto run = std::make_shared<Run>();
    run->id = "lumen-" + std::to_string(next_id_++);
    run->batch = last;
    run->uri = uri;
    run->target = std::move(target);
    runs_[run->id] = run;
    queues_[uri].push_back(run);
  }
  if (const auto found = runs_.find(last); found != runs_.end())
    found->second->on_finished = std::move(finished);
  executor_.main().post([this, uri] { next(uri); }); // after the reply that tells the id
  return last;
}

const Lane& Runs::lane_of(const std::string& uri) {
  auto lane = lanes_.find(uri);
  if (lane == lanes_.end())
    lane = lanes_.emplace(uri, executor_.make_lane()).first;
  return lane->second;
}

void Runs::next(const std::string& uri) {
  const auto queue = queues_.find(uri);
  if (queue == queues_.end())
    return;
  if (queue->second.empty()) {
    queues_.erase(queue);
    return;
  }
  const RunPtr run = queue->second.front();
  if (run->begun)
    return;
  run->begun = true;
  begin(run);
}

void Runs::begin(const RunPtr& run) {
  if (run->target.kind == RunTarget::Kind::delete_result)
    return start_work(run); // connects to nothing
  when_trusted_(run->uri, [this, run](const Result<void>& trusted) {
    if (run->finished)
      return;
    if (trusted)
      start_work(run);
    else
      refuse(run, trusted.error());
  });
}

std::vector<Runs::RunPtr> Runs::batch_of(const RunPtr& run) const {
  std::vector<RunPtr> out;
  for (const auto& [id, other] : runs_)
    if (other->batch == run->batch)
      out.push_back(other);
  return out;
}

// Told once, however many runs wanted to start.
void Runs::refuse(const RunPtr& run, const Error& error) {
  client_.show(MessageType::warning, error.message + (error.hint.empty() ? "" : " " + error.hint));
  const auto batch = batch_of(run);
  for (const RunPtr& one : batch)
    one->begun = true; // so that none of them is taken up while the others end
  for (const RunPtr& one : batch)
    finish(one, "failed", error.message);
}

void Runs::start_work(const RunPtr& run) {
  documents_.with_snapshot(run->uri, [this, run](const notebook::SnapshotPtr& snapshot) {
    const Document* document = documents_.find(run->uri);
    if (!snapshot || document == nullptr)
      return finish(run, "cancelled", "the notebook was closed");
    if (run->stop.stop_requested())
      return finish(run, "cancelled", "cancelled");
    const auto index = locate(*snapshot, run->target);
    if (!index)
      return fail_run(run, {Code::not_found, "What should run is no longer in the notebook."});
    if (run->target.kind == RunTarget::Kind::ask) {
      run->key = ide::key_of(snapshot->notebook.questions[*index]);
      run->text_hash = snapshot->notebook.questions[*index].hash;
    } else {
      run->key = ide::key_of(*snapshot, snapshot->notebook.cells[*index]);
      run->text_hash = ide::body_hash(*snapshot, snapshot->notebook.cells[*index]);
    }
    run->title = title_of(run->target, *snapshot, *index);
    if (run->target.kind == RunTarget::Kind::delete_result)
      return place(run);
    failures_[run->uri].erase(run->key);
    begin_progress(run);
    changed_(run->uri);
    work(run, snapshot, *index, context_(*document));
  });
}

void Runs::work(const RunPtr& run, const notebook::SnapshotPtr& snapshot, Index index,
                const run::Context& context) {
  lane_of(run->uri).post([this, run, snapshot, index, context] {
    const InFlight noted("a run");
    const run::Progress progress = [this, run](run::Stage stage) {
      executor_.main().post([this, run, stage] {
        run->stage = stage;
        report(run);
      });
    };
    const std::stop_token stop = run->stop.get_token();
    run::Runner& runner = services_.runner();
    auto outcome = [&]() -> Result<run::Outcome> {
      switch (run->target.kind) {
      case RunTarget::Kind::ask:
        return runner.ask(*snapshot, index, context, progress, stop);
      case RunTarget::Kind::run:
        return runner.run(*snapshot, index, context, progress, stop);
      case RunTarget::Kind::change_chart:
        return runner.change_chart(*snapshot, index, run->target.chart, context, progress, stop);
      case RunTarget::Kind::delete_result:
        break; // nothing to run
      }
      return fail(Code::internal, "an unknown kind of run");
    }();
    executor_.main().post(
        [this, run, outcome = std::move(outcome)]() mutable { on_outcome(run, std::move(outcome)); });
  });
}

void Runs::on_outcome(const RunPtr& run, Result<run::Outcome> outcome) {
  if (run->finished)
    return;
  if (run->stop.stop_requested() || (!outcome && outcome.error().code == Code::cancelled))
    return finish(run, "cancelled", "cancelled");
  if (!outcome)
    return fail_run(run, outcome.error());
  run->outcome = std::move(*outcome);
  place(run);
}

// Edits are made beside the main strand, for the newest text; when the author typed on meanwhile, anew.
void Runs::prepare(const RunPtr& run, std::function<void(Prepared&)> then) {
  documents_.with_snapshot(
      run->uri, [this, run, then = std::move(then)](const notebook::SnapshotPtr& snapshot) {
        if (run->finished)
          return;
        if (!snapshot)
          return finish(run, "cancelled", "the notebook was closed");
        if (run->outcome)
          run->outcome->update.anchor.offset = run->target.place.begin;
        lane_of(run->uri).post([this, run, snapshot, then, target = run->target] {
          auto prepared = std::make_shared<Prepared>();
          if (run->at_end)
            prepared->edits = sql_at_end(*snapshot, *run->outcome);
          else if (run->outcome)
            prepared->edits = run::edits(*snapshot, *run->outcome);
          else if (const auto cell = locate(*snapshot, target))
            prepared->edits = notebook::delete_result(*snapshot, snapshot->notebook.cells[*cell]);
          else
            prepared->edits = fail(Code::not_found, "the cell is gone");
          if (prepared->edits && !prepared->edits->empty()) {
            prepared->expected = text::apply(snapshot->text, *prepared->edits);
            prepared->workspace_edit =
                Convert(*snapshot, client_.capabilities.encoding)
                    .workspace_edit(*prepared->edits, client_.capabilities.document_changes);
          }
          executor_.main().post([this, run, snapshot, then, prepared] {
            const Document* document = documents_.find(run->uri);
            if (run->finished)
              return;
            if (document != nullptr && document->version != snapshot->version)
              return prepare(run, then);
            then(*prepared);
          });
        });
      });
}

void Runs::place(const RunPtr& run) {
  prepare(run, [this, run](Prepared& prepared) {
    if (!prepared.edits)
      return offer(run, prepared.edits.error().message);
    if (prepared.edits->empty())
      return finish(run, run->tries == 0 ? "unchanged" : "ok", run->outcome ? run->outcome->note : "");
    apply(run, prepared);
  });
}

void Runs::apply(const RunPtr& run, Prepared& prepared) {
  if (!client_.capabilities.apply_edit)
    return fail_run(run, {Code::unsupported, "This editor can't apply edits that a server makes.",
                          "Use the terminal instead: lumen run NOTEBOOK"});
  ++run->tries;
  run->applied = false;
  run->expected = std::move(prepared.expected);
  Json params = {{"label", run->title}, {"edit", std::move(prepared.workspace_edit)}};
  client_.request("workspace/applyEdit", std::move(params), [this, run](Result<Json> answer) {
    if (run->finished)
      return;
    const bool applied =
        answer && member(*answer, "applied").is_boolean() && member(*answer, "applied").get<bool>();
    if (applied)
      return await_text(run);
    if (run->tries < most_tries) {
      executor_.after(pause, [this, run] {
        if (!run->finished)
          place(run); // the text had moved on: a fresh place in the newer one
      });
      return;
    }
    offer(run, "the editor did not take the edit");
  });
}

// Some clients answer "applied" and drop the edit, so done is when the text has come back.
void Runs::await_text(const RunPtr& run) {
  run->applied = true;
  const Document* document = documents_.find(run->uri);
  if (document == nullptr || document->text == run->expected)
    return end(run);
  executor_.after(patience, [this, run, waiting = ++run->waiting] {
    if (!run->finished && run->waiting == waiting)
      check_text(run, true);
  });
}

// The text came back otherwise than expected, as when the author typed at that moment: does it hold the
// answer? Before the patience is over nothing is sent again: an edit on its way would be written twice.
void Runs::check_text(const RunPtr& run, bool last) {
  prepare(run, [this, run, last](Prepared& prepared) {
    if (prepared.edits && prepared.edits->empty())
      return end(run);
    if (!last)
      return;
    if (run->tries < most_tries)
      return place(run);
    offer(run, "the editor dropped the edit");
  });
}

void Runs::end(const RunPtr& run) {
  if (run->target.dependents && !run->at_end)
    run_dependents(run);
  finish(run, "ok", run->outcome ? run->outcome->note : "");
}

// What was computed from a changed result is computed anew, if it was ever run; nothing else is.
void Runs::run_dependents(const RunPtr& run) {
  documents_.with_snapshot(run->uri, [this, run](const notebook::SnapshotPtr& snapshot) {
    const notebook::Cell* cell =
        snapshot && run->outcome ? snapshot->notebook.find(run->outcome->cell) : nullptr;
    if (cell == nullptr)
      return;
    std::vector<RunTarget> targets;
    const auto index = static_cast<Index>(cell - snapshot->notebook.cells.data());
    for (const Index other : notebook::dependents(snapshot->notebook, index))
      if (snapshot->notebook.cells[other].result)
        targets.push_back(target_of(*snapshot, other));
    if (!targets.empty())
      start(run->uri, std::move(targets));
  });
}

void Runs::on_edited(const Document& document, const std::vector<text::Edit>& edits) {
  for (const auto& [id, run] : runs_) {
    if (run->uri != document.uri)
      continue;
    for (const text::Edit& edit : edits) {
      if (const auto moved = text::moved(run->target.place, edit))
        run->target.place = *moved;
      else
        run->target.place = {edit.range.begin,
                             edit.range.begin}; // rewritten: its hash finds it, or it is gone
    }
  }
}

void Runs::on_parsed(const Document& document) {
  std::vector<RunPtr> waiting;
  for (const auto& [id, run] : runs_)
    if (run->uri == document.uri && run->tries > 0 && !run->finished)
      waiting.push_back(run);
  for (const RunPtr& run : waiting) {
    if (document.text == run->expected)
      end(run);
    else if (run->applied)
      check_text(run, false);
  }
}

void Runs::offer(const RunPtr& run, const std::string& why) {
  const bool sql = run->outcome && !run->outcome->sql.empty() && !run->outcome->chart_only && !run->at_end;
  const std::string text = run->title + " is done, but " + why + ".";
  if (!sql || !client_.capabilities.show_message_request)
    return fail_run(run, {Code::conflict, text, "Nothing was changed. Run it again."});
  const std::string insert = "Insert its SQL at the end";
  client_.ask(MessageType::warning, text + " Nothing was changed.", {insert, "Discard"},
              [this, run, insert](const std::string& chosen) {
                if (run->finished)
                  return;
                if (chosen != insert)
                  return finish(run, "cancelled", "discarded");
                run->at_end = true;
                run->tries = 0;
                place(run);
              });
}

void Runs::fail_run(const RunPtr& run, const Error& error) {
  if (!run->key.empty()) {
    failures_[run->uri][run->key] = {run->text_hash, error.message, error.hint, error.offset};
  }
  if (error.code == Code::untrusted || run->key.empty())
    client_.show(MessageType::warning, error.message);
  finish(run, "failed", error.message);
}

void Runs::finish(const RunPtr& run, const std::string& status, const std::string& message) {
  if (run->finished)
    return;
  run->finished = true;
  if (run->progress_shown)
    client_.notify("$/progress", {{"token", run->id}, {"value", {{"kind", "end"}, {"message", message}}}});
  if (client_.capabilities.run_finished)
    client_.notify("lumen/runFinished", {{"uri", run->uri},
                                         {"run", run->id},
                                         {"cell", run->outcome ? run->outcome->cell : run->target.cell},
                                         {"status", status},
                                         {"milliseconds", run->outcome ? run->outcome->milliseconds : 0.0},
                                         {"message", message}});
  if (run->on_finished)
    run->on_finished(status, message);
  runs_.erase(run->id);
  auto& queue = queues_[run->uri];
  queue.erase(std::remove(queue.begin(), queue.end(), run), queue.end());
  changed_(run->uri);
  next(run->uri);
}

void Runs::begin_progress(const RunPtr& run) {
  if (!client_.capabilities.work_done_progress)
    return;
  client_.request("window/workDoneProgress/create", {{"token", run->id}},
                  [this, run](const Result<Json>& made) {
                    if (!made || run->finished)
                      return;
                    run->progress_shown = true;
                    client_.notify("$/progress", {{"token", run->id},
                                                  {"value",
                                                   {{"kind", "begin"},
                                                    {"title", run->title},
                                                    {"cancellable", true},
                                                    {"message", run::name(run->stage)}}}});
                  });
}

void Runs::report(const RunPtr& run) {
  if (!run->progress_shown || run->finished)
    return;
  client_.notify("$/progress",
                 {{"token", run->id}, {"value", {{"kind", "report"}, {"message", run::name(run->stage)}}}});
}

void Runs::cancel(const std::string& id) {
  const auto found = runs_.find(id);
  if (found == runs_.end())
    return;
  const RunPtr run = found->second;
  const auto batch = batch_of(run);
  for (const RunPtr& one : batch) {
    one->stop.request_stop(); // reaches the database, which may take a while to listen
    one->begun = true;        // none of them is taken up while the others end
  }
  for (const RunPtr& one : batch)
    finish(one, "cancelled", "cancelled");
}

void Runs::cancel_document(const std::string& uri) {
  std::vector<std::string> ids;
  for (const auto& [id, run] : runs_)
    if (run->uri == uri)
      ids.push_back(id);
  for (const std::string& id : ids)
    cancel(id); // one that ended with another is unknown by now
}

void Runs::cancel_all() {
  std::vector<std::string> ids;
  for (const auto& [id, run] : runs_)
    ids.push_back(id);
  for (const std::string& id : ids)
    cancel(id);
}

void Runs::tell(const std::string& uri, ide::Knowledge& knowledge) const {
  for (const auto& [id, run] : runs_)
    if (run->uri == uri && !run->key.empty())
      knowledge.running[run->key] = id;
  const auto failures = failures_.find(uri);
  if (failures != failures_.end())
    knowledge.failures = failures->second;
}

Json Runs::status(const std::string& uri) const {
  Json out = Json::array();
  for (const auto& [id, run] : runs_)
    if (run->uri == uri)
      out.push_back({{"run", id}, {"cell", run->target.cell}, {"stage", run::name(run->stage)}});
  return out;
}

} // namespace lumen::lsp

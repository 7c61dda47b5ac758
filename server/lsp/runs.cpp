#include "lsp/runs.hpp"

#include "base/log.hpp"
#include "lsp/convert.hpp"
#include "lsp/in_flight.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace lumen::lsp {

using notebook::Index;

namespace {

constexpr int most_tries = 3;
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
  }
  return "Run";
}

} // namespace

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
  std::string expected;      // the text after our edit, while we wait for it
  std::uint64_t waiting = 0; // tells an old timer from the present one
};

Runs::Runs(Executor& executor, Client& client, Documents& documents, Services& services, ContextFor context,
           Changed changed)
    : executor_(executor), client_(client), documents_(documents), services_(services),
      context_(std::move(context)), changed_(std::move(changed)) {}

Runs::~Runs() = default;

std::string Runs::start(const std::string& uri, RunTarget target, Finished finished) {
  auto run = std::make_shared<Run>();
  run->id = "lumen-" + std::to_string(next_id_++);
  run->uri = uri;
  run->target = std::move(target);
  run->on_finished = std::move(finished);
  runs_[run->id] = run;
  queues_[uri].push_back(run);
  executor_.main().post([this, uri] { next(uri); }); // after the reply that tells the id
  return run->id;
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
    failures_[run->uri].erase(run->key);
    begin_progress(run);
    changed_(run->uri);
    work(run, snapshot, *index, context_(*document));
  });
}

void Runs::work(const RunPtr& run, const notebook::SnapshotPtr& snapshot, Index index,
                const run::Context& context) {
  auto lane = lanes_.find(run->uri);
  if (lane == lanes_.end())
    lane = lanes_.emplace(run->uri, executor_.make_lane()).first;
  lane->second.post([this, run, snapshot, index, context] {
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

void Runs::place(const RunPtr& run) {
  documents_.with_snapshot(run->uri, [this, run](const notebook::SnapshotPtr& snapshot) {
    if (run->finished)
      return;
    if (!snapshot)
      return finish(run, "cancelled", "the notebook was closed");
    run->outcome->update.anchor.offset = run->target.place.begin;
    const auto edits = run::edits(*snapshot, *run->outcome);
    if (!edits)
      return offer(run, edits.error().message);
    if (edits->empty())
      return finish(run, "unchanged", run->outcome->note);
    apply(run, snapshot, *edits);
  });
}

void Runs::apply(const RunPtr& run, const notebook::SnapshotPtr& snapshot,
                 const std::vector<text::Edit>& edits) {
  if (!client_.capabilities.apply_edit)
    return fail_run(run, {Code::unsupported, "This editor can't apply edits that a server makes.",
                          "Use the terminal instead: lumen run NOTEBOOK"});
  ++run->tries;
  run->expected = text::apply(snapshot->text, edits);
  const Convert convert(*snapshot, client_.capabilities.encoding);
  Json params = {{"label", run->title},
                 {"edit", convert.workspace_edit(edits, client_.capabilities.document_changes)}};
  client_.request("workspace/applyEdit", std::move(params), [this, run](Result<Json> answer) {
    if (run->finished)
      return;
    const bool applied =
        answer && member(*answer, "applied").is_boolean() && member(*answer, "applied").get<bool>();
    if (applied)
      return await_text(run, run->uri);
    if (run->tries < most_tries)
      return place(run); // the text had moved on: a fresh place in the newer one
    offer(run, "the editor did not take the edit");
  });
}

// Some clients answer "applied" and drop the edit, so done is when the text has come back.
void Runs::await_text(const RunPtr& run, const std::string& uri) {
  const Document* document = documents_.find(uri);
  if (document == nullptr || run->expected.empty() || document->text == run->expected)
    return finish(run, "ok", run->outcome->note);
  executor_.after(patience, [this, run, waiting = ++run->waiting] {
    if (run->finished || run->waiting != waiting)
      return;
    documents_.with_snapshot(run->uri, [this, run](const notebook::SnapshotPtr& snapshot) {
      if (run->finished)
        return;
      if (!snapshot)
        return finish(run, "cancelled", "the notebook was closed");
      run->outcome->update.anchor.offset = run->target.place.begin;
      const auto edits = run::edits(*snapshot, *run->outcome);
      if (edits && edits->empty())
        return finish(run, "ok", run->outcome->note); // it stands there, beside other edits
      if (run->tries < most_tries)
        return place(run);
      offer(run, "the editor dropped the edit");
    });
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
  std::vector<RunPtr> arrived;
  for (const auto& [id, run] : runs_)
    if (run->uri == document.uri && run->waiting > 0 && !run->finished && document.text == run->expected)
      arrived.push_back(run);
  for (const RunPtr& run : arrived)
    finish(run, "ok", run->outcome->note);
}

void Runs::offer(const RunPtr& run, const std::string& why) {
  const std::string sql = run->outcome ? run->outcome->sql : "";
  const std::string text = run->title + " is done, but " + why + ".";
  if (sql.empty() || !client_.capabilities.show_message_request)
    return fail_run(run, {Code::conflict, text, "Nothing was changed. Run it again."});
  client_.ask(MessageType::warning, text + " Nothing was changed.", {"Insert its SQL at the end", "Discard"},
              [this, run, sql](const std::string& chosen) {
                if (run->finished)
                  return;
                if (chosen != "Insert its SQL at the end")
                  return finish(run, "cancelled", "discarded");
                documents_.with_snapshot(run->uri, [this, run, sql](const notebook::SnapshotPtr& snapshot) {
                  if (!snapshot || run->finished)
                    return finish(run, "cancelled", "the notebook was closed");
                  const std::size_t end = snapshot->text.size();
                  const bool fresh_line = end == 0 || snapshot->text.back() == '\n';
                  const std::vector<text::Edit> edits{
                      {{end, end}, std::string(fresh_line ? "\n" : "\n\n") + "```sql\n" + sql + "\n```\n"}};
                  apply(run, snapshot, edits);
                });
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
  run->stop.request_stop();
  // A run that waits in the queue or for the client ends at once; one at the database ends when that has
  // stopped.
  if (!run->begun || run->outcome)
    finish(run, "cancelled", "cancelled");
}

void Runs::cancel_document(const std::string& uri) {
  std::vector<std::string> ids;
  for (const auto& [id, run] : runs_)
    if (run->uri == uri)
      ids.push_back(id);
  for (const std::string& id : ids)
    cancel(id);
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

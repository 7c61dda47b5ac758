#include "lsp/runs.hpp"

#include "base/log.hpp"
#include "lsp/in_flight.hpp"
#include "lsp/run_in_flight.hpp"
#include "notebook/graph.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

using notebook::Index;

namespace {

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

} // namespace

RunTarget target_of(const notebook::Snapshot& snapshot, Index index) {
  const notebook::Cell& cell = snapshot.notebook.cells[index];
  RunTarget target;
  target.cell = cell.duplicate ? "" : cell.name;
  target.body_hash = cell.hash;
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
    const bool named = cell.name == target.cell || (target.cell.empty() && cell.duplicate);
    return named && cell.hash == target.body_hash;
  });
}

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
    lane = lanes_.emplace(uri, executor_.make_blocking_lane()).first;
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
  run->steps.end("queue");
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
    run->steps.end("trust and text");
    const auto index = locate(*snapshot, run->target);
    if (!index)
      return fail_run(run, {Code::not_found, "What should run is no longer in the notebook."});
    if (run->target.kind == RunTarget::Kind::ask) {
      run->key = ide::key_of(snapshot->notebook.questions[*index]);
      run->text_hash = snapshot->notebook.questions[*index].hash;
    } else {
      run->key = ide::key_of(snapshot->notebook.cells[*index]);
      run->text_hash = snapshot->notebook.cells[*index].hash;
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
  run->steps.set_aside(run->outcome->steps);
  run->steps.end("lanes");
  place(run);
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
  if (const auto& outcome = run->outcome; outcome && outcome->update.result && status != "cancelled")
    notes_[run->uri][outcome->cell] = {outcome->update.result->stamp.sql, outcome->update.result->stamp.data,
                                       outcome->note};
  run->steps.end("end");
  log::info(run->id + " ended: " + status); // not why: a database's message may hold its values
  log::debug(run->id + " took " + run->steps.text());
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

std::vector<std::string> Runs::ids_of(const std::string& uri) const {
  std::vector<std::string> ids;
  for (const auto& [id, run] : runs_)
    if (run->uri == uri)
      ids.push_back(id);
  return ids;
}

void Runs::cancel_batch(const RunPtr& run, bool whatever_is_on_its_way) {
  const auto batch = batch_of(run);
  for (const RunPtr& one : batch) {
    one->stop.request_stop(); // reaches the database, which may take a while to listen
    one->begun = true;        // none of them is taken up while the others end
  }
  for (const RunPtr& one : batch) {
    if (!one->on_its_way || whatever_is_on_its_way) {
      finish(one, "cancelled", "cancelled");
      continue;
    }
    // An editor that doesn't answer holds up nobody who wants to get rid of the run.
    executor_.after(patience, [this, one] { finish(one, "cancelled", "the editor did not answer"); });
  }
}

void Runs::cancel(const std::string& id) {
  if (const auto found = runs_.find(id); found != runs_.end())
    cancel_batch(RunPtr(found->second), false);
}

void Runs::cancel_document(const std::string& uri) {
  for (const std::string& id : ids_of(uri))
    cancel(id); // one that ended with another is unknown by now
}

bool Runs::landing(const std::string& id) const {
  const auto found = runs_.find(id);
  if (found == runs_.end())
    return false;
  const auto batch = batch_of(found->second);
  return std::any_of(batch.begin(), batch.end(), [](const RunPtr& one) { return one->on_its_way; });
}

void Runs::end_document(const std::string& uri) {
  for (const std::string& id : ids_of(uri))
    if (const auto found = runs_.find(id); found != runs_.end())
      cancel_batch(RunPtr(found->second), true);
}

void Runs::end_all() {
  while (!runs_.empty())
    cancel_batch(RunPtr(runs_.begin()->second), true);
}

void Runs::tell(const std::string& uri, ide::Knowledge& knowledge) const {
  for (const auto& [id, run] : runs_)
    if (run->uri == uri && !run->key.empty())
      knowledge.running[run->key] = id;
  const auto failures = failures_.find(uri);
  if (failures != failures_.end())
    knowledge.failures = failures->second;
  if (const auto notes = notes_.find(uri); notes != notes_.end())
    for (const auto& [cell, note] : notes->second)
      if (!note.text.empty())
        knowledge.notes[cell] = note;
}

Json Runs::status(const std::string& uri) const {
  Json out = Json::array();
  for (const auto& [id, run] : runs_)
    if (run->uri == uri)
      out.push_back({{"run", id}, {"cell", run->target.cell}, {"stage", run::name(run->stage)}});
  return out;
}

} // namespace lumen::lsp

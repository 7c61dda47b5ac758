// The last part of a run: its edit is made for the text as it stands, sent, and looked for in the text that
// comes back. The author may type at any moment of this.
#include "base/log.hpp"
#include "lsp/convert.hpp"
#include "lsp/run_in_flight.hpp"
#include "notebook/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace lumen::lsp {

using namespace std::chrono_literals;

namespace {

constexpr int most_tries = 3;
constexpr std::chrono::milliseconds pause = 100ms; // before an edit that was refused is tried anew
// Where edits carry no version: how long the author must have rested. Longer than editors keep back what was
// typed (Neovim: 150 ms).
constexpr std::chrono::milliseconds rest = 300ms;

// Where the question or cell of an answer is gone: its SQL as a cell of its own, to be run there.
std::vector<text::Edit> sql_at_end(const notebook::Snapshot& snapshot, const std::string& sql) {
  std::string fence = "```";
  while (sql.find(fence) != std::string::npos)
    fence += '`';
  const std::string cell = fence + "sql\n" + sql + (sql.ends_with('\n') ? "" : "\n") + fence + "\n";
  const std::string& text = snapshot.text;
  if (text.ends_with(cell) || text.find("\n" + cell) != std::string::npos)
    return {};
  const std::string before = text.empty() ? "" : text.ends_with('\n') ? "\n" : "\n\n";
  return {{{text.size(), text.size()}, before + cell}};
}

} // namespace

/// Edits for one version of the text, made beside the main strand.
struct Runs::Prepared {
  notebook::SnapshotPtr snapshot;
  Result<std::vector<text::Edit>> edits = std::vector<text::Edit>();
  bool only_back = false;
  Json workspace_edit;
};

// On the run's lane.
Result<std::vector<text::Edit>> Runs::edits_of(const RunPtr& run, const notebook::Snapshot& snapshot,
                                               const RunTarget& target, bool at_end) {
  if (run->outcome)
    run->outcome->update.anchor.offset = target.place.begin;
  if (at_end)
    return sql_at_end(snapshot, run->outcome->sql);
  if (run->outcome)
    return run::edits(snapshot, *run->outcome);
  const auto cell = locate(snapshot, target);
  if (!cell)
    return fail(Code::not_found, "the cell is gone");
  return notebook::delete_result(snapshot, snapshot.notebook.cells[*cell]);
}

// Edits are made beside the main strand, for the newest text; when the author typed on meanwhile, anew.
void Runs::prepare(const RunPtr& run, std::function<void(Prepared&)> then) {
  documents_.with_snapshot(
      run->uri, [this, run, then = std::move(then)](const notebook::SnapshotPtr& snapshot) {
        if (run->finished)
          return;
        if (!snapshot)
          return finish(run, "cancelled", "the notebook was closed");
        lane_of(run->uri).post([this, run, snapshot, then, target = run->target, at_end = run->at_end,
                                take_back = run->landing.take_back()] {
          auto prepared = std::make_shared<Prepared>();
          prepared->snapshot = snapshot;
          if (!take_back) {
            prepared->edits = edits_of(run, *snapshot, target, at_end);
          } else { // one edit moves what was misplaced
            std::string after = text::apply(snapshot->text, *take_back);
            const auto without =
                notebook::make_snapshot(snapshot->uri, snapshot->folder, snapshot->version, after);
            const auto edits = edits_of(run, *without, target, at_end);
            prepared->only_back = !edits;
            if (edits)
              after = text::apply(after, *edits);
            prepared->edits = text::difference(snapshot->text, after);
          }
          if (prepared->edits && !prepared->edits->empty())
            prepared->workspace_edit =
                Convert(*snapshot, client_.capabilities.encoding)
                    .workspace_edit(*prepared->edits, client_.capabilities.document_changes);
          executor_.main().post([this, run, then, prepared] {
            const Document* document = documents_.find(run->uri);
            if (run->finished)
              return;
            run->steps.end("edits");
            if (document != nullptr && document->version != prepared->snapshot->version)
              return prepare(run, then);
            then(*prepared);
          });
        });
      });
}

void Runs::place(const RunPtr& run) {
  if (run->landing.state() == Landing::State::misplaced && !run->landing.take_back())
    return fail_run(run, {Code::conflict,
                          run->title + " is done, but this editor wrote it at another place than was meant, "
                                       "and text was typed into it since.",
                          "Undo that edit, then run it again."});
  if (!client_.capabilities.document_changes) {
    const Document* document = documents_.find(run->uri);
    const auto rested = document == nullptr ? std::chrono::steady_clock::duration(rest)
                                            : std::chrono::steady_clock::now() - document->changed_at;
    if (rested < rest) {
      executor_.after(std::chrono::ceil<std::chrono::milliseconds>(rest - rested), [this, run] {
        if (!run->finished)
          place(run);
      });
      return;
    }
  }
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
  run->on_its_way = true;
  run->only_back = prepared.only_back;
  run->landing.sent(prepared.snapshot->text, std::move(*prepared.edits), client_.capabilities.encoding);
  Json params = {{"label", run->title}, {"edit", std::move(prepared.workspace_edit)}};
  client_.request("workspace/applyEdit", std::move(params),
                  [this, run, attempt = ++run->waiting,
                   version = prepared.snapshot->version](const Result<Json>& answer) {
                    if (run->finished || run->waiting != attempt || !run->on_its_way)
                      return;
                    if (answer && member(*answer, "applied").is_boolean() &&
                        member(*answer, "applied").get<bool>())
                      await_text(run);
                    else
                      refused(run, version);
                  });
}

// The text had moved on: a fresh place in the newer one. An author who types on and on is no fault of the
// editor: such a try doesn't count.
void Runs::refused(const RunPtr& run, std::int64_t version) {
  run->on_its_way = false;
  if (run->stop.stop_requested())
    return finish(run, "cancelled", "cancelled");
  const Document* document = documents_.find(run->uri);
  if (document != nullptr && document->version != version) {
    --run->tries;
    return place(run);
  }
  if (run->tries >= most_tries)
    return offer(run, "the editor did not take the edit");
  executor_.after(pause, [this, run, version] {
    if (run->finished)
      return;
    if (const Document* now = documents_.find(run->uri); now != nullptr && now->version != version)
      --run->tries;
    place(run);
  });
}

// Some clients answer "applied" and drop the edit, so done is when the text has come back.
void Runs::await_text(const RunPtr& run) {
  run->applied = true;
  if (documents_.find(run->uri) == nullptr)
    return end(run);
  executor_.after(patience, [this, run, waiting = ++run->waiting] {
    if (!run->finished && run->waiting == waiting)
      check_text(run, true);
  });
}

// The text came back otherwise than expected, as when an editor tells what was typed and the edit as one
// change: does it hold the answer? Before the patience is over nothing is sent again: an edit on its way
// would be written twice.
void Runs::check_text(const RunPtr& run, bool last) {
  prepare(run, [this, run, last](Prepared& prepared) {
    if (prepared.edits && prepared.edits->empty())
      return end(run);
    if (!last || !run->on_its_way)
      return;
    run->on_its_way = false;
    if (run->stop.stop_requested())
      return finish(run, "cancelled", "cancelled");
    if (run->tries < most_tries)
      return place(run);
    offer(run, "the editor dropped the edit");
  });
}

void Runs::end(const RunPtr& run) {
  if (run->target.dependents && !run->at_end && !run->stop.stop_requested())
    run_dependents(run);
  finish(run, "ok", run->outcome ? run->outcome->note : "");
}

void Runs::on_edited(const Document& document, const std::vector<text::Edit>& edits) {
  std::vector<RunPtr> arrived;
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
    run->landing.on_change(document.text, edits);
    if (run->on_its_way && run->landing.state() != Landing::State::waiting)
      arrived.push_back(run);
  }
  for (const RunPtr& run : arrived)
    on_landed(run);
}

void Runs::on_landed(const RunPtr& run) {
  run->steps.end("editor");
  run->on_its_way = false;
  ++run->waiting;
  if (run->landing.state() == Landing::State::landed && !run->only_back)
    return end(run);
  if (run->landing.state() == Landing::State::landed)
    return place(run);
  log::info("an edit without a version was written where the author had typed; it is moved");
  --run->tries;
  place(run);
}

void Runs::on_parsed(const Document& document) {
  std::vector<RunPtr> waiting;
  for (const auto& [id, run] : runs_)
    if (run->uri == document.uri && run->on_its_way && run->applied && !run->finished)
      waiting.push_back(run);
  for (const RunPtr& run : waiting)
    check_text(run, false);
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

} // namespace lumen::lsp

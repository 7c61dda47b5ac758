// workspace/executeCommand: what a lens or a code action starts. docs/protocol.md lists commands and
// arguments.
#include "base/ascii.hpp"
#include "chart/chart.hpp"
#include "ide/cell_at.hpp"
#include "ide/hover.hpp"
#include "lsp/bindings.hpp"
#include "lsp/convert.hpp"
#include "lsp/session.hpp"
#include "notebook/graph.hpp"
#include "notebook/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

using notebook::Index;

namespace {

std::size_t place_of(const Json& argument) {
  const Json& offset = member(argument, "offset");
  return offset.is_number_unsigned() ? offset.get<std::size_t>() : 0;
}

std::optional<Index> find_cell(const notebook::Snapshot& snapshot, const Json& argument,
                               text::Encoding encoding) {
  if (const auto position = position_from(member(argument, "position")))
    return ide::cell_at(snapshot, Convert(snapshot, encoding).offset(*position));
  RunTarget target;
  target.cell = string_member(argument, "cell");
  target.body_hash = string_member(argument, "hash");
  target.place = {place_of(argument), place_of(argument)};
  if (const auto found = locate(snapshot, target))
    return found;
  return target.cell.empty() && member(argument, "offset").is_number()
             ? ide::cell_at(snapshot, target.place.begin)
             : std::nullopt;
}

// The cells from `first` on, each after those that it refers to. A cell with a broken reference keeps its
// place: its run says what is wrong.
std::vector<RunTarget> in_order(const notebook::Snapshot& snapshot, Index first) {
  const auto& cells = snapshot.notebook.cells;
  std::vector<RunTarget> out;
  std::vector<bool> added(cells.size(), false);
  const auto add = [&](Index cell) {
    if (cell < first || added[cell])
      return;
    added[cell] = true;
    out.push_back(target_of(snapshot, cell));
  };
  for (Index cell = first; cell < cells.size(); ++cell) {
    if (!cells[cell].references.empty())
      if (const auto needed = notebook::dependencies(snapshot.notebook, cell))
        for (const Index other : *needed)
          add(other);
    add(cell);
  }
  return out;
}

// The question that a place means; in a cell or its result, the question that it answers.
std::optional<Index> question_for(const notebook::Snapshot& snapshot, std::size_t offset) {
  if (const auto cell = ide::cell_at(snapshot, offset))
    return snapshot.notebook.cells[*cell].question;
  return ide::question_at(snapshot, offset);
}

} // namespace

const std::vector<std::string>& command_names() {
  static const std::vector<std::string> names{
      "lumen.ask",         "lumen.run",          "lumen.runAt",  "lumen.runAll",    "lumen.runFrom",
      "lumen.changeChart", "lumen.deleteResult", "lumen.cancel", "lumen.showState", "lumen.refreshCatalog"};
  return names;
}

void Session::execute_command(const Json& params, Reply reply) {
  using Command = void (Session::*)(const Json&, Reply);
  static const std::map<std::string, Command> commands{
      {"lumen.ask", &Session::command_ask},
      {"lumen.run", &Session::command_run},
      {"lumen.runAt", &Session::command_run_at},
      {"lumen.runAll", &Session::command_run_all},
      {"lumen.runFrom", &Session::command_run_from},
      {"lumen.changeChart", &Session::command_change_chart},
      {"lumen.deleteResult", &Session::command_delete_result},
      {"lumen.cancel", &Session::command_cancel},
      {"lumen.showState", &Session::command_show_state},
      {"lumen.refreshCatalog", &Session::command_refresh_catalog},
  };
  const std::string name = string_member(params, "command");
  const auto command = commands.find(name);
  if (command == commands.end())
    return reply.error(ErrorCode::invalid_params, "Lumen has no command " + name + ".");
  const Json& arguments = member(params, "arguments");
  if (!arguments.is_array() || arguments.empty() || !arguments[0].is_object())
    return reply.error(ErrorCode::invalid_params, name + " takes one object as its only argument.");
  (this->*command->second)(arguments[0], std::move(reply));
}

void Session::with_document(const Json& argument, Reply reply,
                            std::function<void(const notebook::SnapshotPtr&, Reply)> then) {
  const std::string uri = string_member(argument, "uri");
  auto shared = std::make_shared<Reply>(std::move(reply));
  documents_.with_snapshot(uri, [shared, uri, then = std::move(then)](const notebook::SnapshotPtr& snapshot) {
    if (!snapshot)
      return shared->error(ErrorCode::invalid_params, "This is not an open notebook: " + uri);
    then(snapshot, std::move(*shared));
  });
}

void Session::with_cell(const Json& argument, Reply reply,
                        std::function<void(const notebook::SnapshotPtr&, Index, Reply)> then) {
  with_document(argument, std::move(reply),
                [argument, encoding = client_.capabilities.encoding,
                 then = std::move(then)](const notebook::SnapshotPtr& snapshot, Reply answer) {
                  const auto index = find_cell(*snapshot, argument, encoding);
                  if (!index)
                    return answer.error(ErrorCode::request_failed, "There is no SQL cell at this place.");
                  then(snapshot, *index, std::move(answer));
                });
}

// Answers at once with the (last) run's id; with `wait` when the last run is done, and then cancelling the
// request cancels the runs. Whether the folder is trusted is asked after the answer: the user may take his
// time.
void Session::start_runs(const Json& argument, std::vector<RunTarget> targets, Reply reply) {
  if (targets.empty())
    return reply.error(ErrorCode::request_failed, "There is nothing to run.");
  const std::string uri = string_member(argument, "uri");
  if (!member(argument, "wait").is_boolean() || !member(argument, "wait").get<bool>()) {
    const std::string run = runs_.start(uri, std::move(targets));
    return reply.result({{"run", run}});
  }
  auto shared = std::make_shared<Reply>(std::move(reply));
  auto started = std::make_shared<std::string>();
  *started = runs_.start(uri, std::move(targets),
                         [shared, started](const std::string& status, const std::string& message) {
                           shared->result({{"run", *started}, {"status", status}, {"message", message}});
                         });
  shared->on_cancel([this, shared = std::weak_ptr(shared), started] {
    const bool landing = runs_.landing(*started);
    if (const auto waiting = shared.lock(); waiting && !landing) // before the runs' own answer
      waiting->error(ErrorCode::request_cancelled, "The request was cancelled.");
    runs_.cancel(*started);
    return !landing;
  });
}

void Session::command_ask(const Json& argument, Reply reply) {
  // Known before the document is looked at: a snapshot may come later, when this request isn't the present
  // one any more.
  with_document(
      argument, std::move(reply), [this, argument](const notebook::SnapshotPtr& snapshot, Reply answer) {
        RunTarget target;
        target.kind = RunTarget::Kind::ask;
        std::optional<Index> index;
        if (const auto position = position_from(member(argument, "position"))) {
          index =
              question_for(*snapshot, Convert(*snapshot, client_.capabilities.encoding).offset(*position));
        } else {
          const Json& question = member(argument, "question");
          target.question_hash = string_member(question, "hash");
          target.place = {place_of(question), place_of(question)};
          index = locate(*snapshot, target);
        }
        if (!index)
          return answer.error(ErrorCode::request_failed, "There is no question at this place.");
        const notebook::Question& question = snapshot->notebook.questions[*index];
        target.question_hash = question.hash;
        target.place = {question.range.begin, question.range.begin};
        target.dependents = true;
        start_runs(argument, {target}, std::move(answer));
      });
}

void Session::command_run(const Json& argument, Reply reply) {
  with_cell(argument, std::move(reply),
            [this, argument](const notebook::SnapshotPtr& snapshot, Index index, Reply answer) {
              RunTarget target = target_of(*snapshot, index);
              target.dependents = true;
              start_runs(argument, {target}, std::move(answer));
            });
}

// What a key means at a place: run the cell, or ask the prose.
void Session::command_run_at(const Json& argument, Reply reply) {
  with_document(
      argument, std::move(reply), [this, argument](const notebook::SnapshotPtr& snapshot, Reply answer) {
        const auto position = position_from(member(argument, "position"));
        if (!position)
          return answer.error(ErrorCode::invalid_params, "position is missing.");
        const std::size_t offset = Convert(*snapshot, client_.capabilities.encoding).offset(*position);
        if (ide::cell_at(*snapshot, offset))
          command_run(argument, std::move(answer));
        else
          command_ask(argument, std::move(answer));
      });
}

void Session::command_run_all(const Json& argument, Reply reply) {
  with_document(argument, std::move(reply),
                [this, argument](const notebook::SnapshotPtr& snapshot, Reply answer) {
                  start_runs(argument, in_order(*snapshot, 0), std::move(answer));
                });
}

void Session::command_run_from(const Json& argument, Reply reply) {
  with_cell(argument, std::move(reply),
            [this, argument](const notebook::SnapshotPtr& snapshot, Index index, Reply answer) {
              start_runs(argument, in_order(*snapshot, index), std::move(answer));
            });
}

void Session::command_change_chart(const Json& argument, Reply reply) {
  with_cell(argument, std::move(reply),
            [this, argument](const notebook::SnapshotPtr& snapshot, Index index, Reply answer) {
              RunTarget target = target_of(*snapshot, index);
              target.kind = RunTarget::Kind::change_chart;
              const std::string kind = string_member(argument, "kind");
              if (!kind.empty()) {
                const auto known = data::chart_kind(kind);
                if (!known)
                  return answer.error(ErrorCode::invalid_params, "There is no chart kind \"" + kind + "\".");
                target.chart = *known;
                return start_runs(argument, {target}, std::move(answer));
              }
              // A lens names no kind: the kinds that fit are offered.
              auto shared = std::make_shared<Reply>(std::move(answer));
              work_.post([this, snapshot, index, target, argument, shared]() mutable {
                const auto rows = services_.runner().kept_result(*snapshot, snapshot->notebook.cells[index]);
                std::vector<std::string> kinds;
                if (rows)
                  for (const data::ChartKind fitting : chart::possible_kinds(*rows, {}))
                    kinds.emplace_back(data::name(fitting));
                executor_.main().post([this, target, argument, shared, kinds]() mutable {
                  if (kinds.empty())
                    return shared->error(ErrorCode::request_failed,
                                         "Run the cell first: its rows are not kept here.");
                  if (!client_.capabilities.show_message_request)
                    return shared->error(ErrorCode::invalid_params,
                                         "Name a kind: " + ascii::join(kinds, ", ") + ".");
                  client_.ask(MessageType::info, "Show this result as", kinds,
                              [this, target, argument, shared](const std::string& chosen) mutable {
                                const auto picked = data::chart_kind(chosen);
                                if (chosen.empty() || !picked)
                                  return shared->result(nullptr);
                                target.chart = *picked;
                                start_runs(argument, {target}, std::move(*shared));
                              });
                });
              });
            });
}

void Session::command_delete_result(const Json& argument, Reply reply) {
  with_cell(argument, std::move(reply),
            [this, argument](const notebook::SnapshotPtr& snapshot, Index index, Reply answer) {
              if (!snapshot->notebook.cells[index].result)
                return answer.error(ErrorCode::request_failed, "This cell has no result.");
              const auto& region = snapshot->notebook.results[*snapshot->notebook.cells[index].result];
              if (region.conflicted)
                return answer.error(ErrorCode::request_failed,
                                    "Merge markers stand in this result. Resolve the conflict first.");
              if (region.read_only)
                return answer.error(
                    ErrorCode::request_failed,
                    "Another version of Lumen wrote this result, so it is left as it is. Delete "
                    "it by hand.");
              RunTarget target = target_of(*snapshot, index);
              target.kind = RunTarget::Kind::delete_result;
              start_runs(argument, {target}, std::move(answer));
            });
}

void Session::command_cancel(const Json& argument, Reply reply) {
  const std::string run = string_member(argument, "run");
  if (!run.empty())
    runs_.cancel(run);
  else
    runs_.cancel_document(string_member(argument, "uri"));
  reply.result(nullptr);
}

void Session::command_show_state(const Json& argument, Reply reply) {
  with_cell(
      argument, std::move(reply), [this](const notebook::SnapshotPtr& snapshot, Index index, Reply answer) {
        const Document* document = documents_.find(snapshot->uri);
        ide::Knowledge overlay;
        runs_.tell(snapshot->uri, overlay);
        auto shared = std::make_shared<Reply>(std::move(answer));
        typing_.post([this, snapshot, index, shared, overlay, context = context_of(*document)] {
          ide::Knowledge knowledge = services_.know(*snapshot, context);
          knowledge.failures = overlay.failures;
          knowledge.running = overlay.running;
          knowledge.notes = overlay.notes;
          const std::string text = ide::state_in_words(*snapshot, snapshot->notebook.cells[index], knowledge);
          executor_.main().post([this, text] { client_.show(MessageType::info, text); });
          shared->result(nullptr);
        });
      });
}

void Session::command_refresh_catalog(const Json& argument, Reply reply) {
  with_document(argument, std::move(reply), [this](const notebook::SnapshotPtr& snapshot, Reply answer) {
    auto shared = std::make_shared<Reply>(std::move(answer));
    const auto stop = std::make_shared<std::stop_source>();
    shared->on_cancel([stop] { return stop->request_stop(); });
    when_trusted(snapshot->uri, [this, snapshot, shared, stop](Result<void> trusted) {
      if (!trusted)
        return shared->error(ErrorCode::request_failed, trusted.error().message);
      const Document* document = documents_.find(snapshot->uri);
      if (document == nullptr)
        return shared->result(nullptr);
      work_.post([this, snapshot, shared, stop, context = context_of(*document)] {
        auto connection = services_.runner().connection(*snapshot, nullptr, context);
        if (!connection)
          return shared->error(ErrorCode::request_failed, connection.error().message);
        executor_.main().post([this, uri = snapshot->uri, shared, stop, connection = std::move(*connection)] {
          catalog_lane(connection).post([this, uri, shared, stop, connection, ending = stop_.get_token()] {
            const std::stop_callback end(ending, [stop] { stop->request_stop(); });
            const auto catalog = services_.runner().refresh(
                connection, [](run::Stage) {}, stop->get_token());
            if (!catalog)
              return shared->error(ErrorCode::request_failed, catalog.error().message);
            shared->result({{"tables", (*catalog)->schema->tables.size()}});
            executor_.main().post([this, uri] { refresh(uri); });
          });
        });
      });
    });
  });
}

} // namespace lumen::lsp

#include "run/runner.hpp"

#include "notebook/stamp.hpp"
#include "run/kept.hpp"
#include "run/pipeline.hpp"
#include "run/target.hpp"
#include "run/thread.hpp"

namespace lumen::run {

std::string_view name(Stage stage) {
  switch (stage) {
  case Stage::connecting:
    return "connecting";
  case Stage::reading_schema:
    return "reading the schema";
  case Stage::thinking:
    return "thinking";
  case Stage::executing:
    return "running the query";
  case Stage::charting:
    return "drawing the chart";
  case Stage::writing:
    return "writing";
  }
  return "working";
}

namespace {

/// The cell that an outcome is about, as it stands in the notebook now.
const notebook::Cell* find_cell(const notebook::Notebook& notebook, const Outcome& outcome) {
  if (const notebook::Cell* named = notebook.find(outcome.cell))
    return named;
  for (const notebook::Cell& cell : notebook.cells)
    if (cell.range.begin == outcome.update.anchor.offset)
      return &cell;
  return nullptr;
}

notebook::Snapshot no_notebook() {
  return *notebook::make_snapshot("", "", 0, "");
}

} // namespace

Result<std::vector<text::Edit>> edits(const notebook::Snapshot& snapshot, const Outcome& outcome) {
  if (!outcome.chart_only)
    return notebook::place(snapshot, outcome.update);
  const notebook::Cell* cell = find_cell(snapshot.notebook, outcome);
  if (!cell || !cell->result)
    return fail(Code::not_found, "the result whose chart should change is gone", "run its cell again");
  return notebook::replace_chart(snapshot, *cell, outcome.chart, outcome.picture);
}

struct Runner::State {
  explicit State(std::shared_ptr<store::Store> store) : shared(std::move(store)) {}
  Shared shared;
};

Runner::Runner(std::shared_ptr<store::Store> store) : state_(std::make_unique<State>(std::move(store))) {}
Runner::~Runner() = default;

Result<Outcome> Runner::ask(const notebook::Snapshot& snapshot, notebook::Index question,
                            const Context& context, const Progress& progress, std::stop_token stop) {
  if (question >= snapshot.notebook.questions.size())
    return fail(Code::not_found, "there is no such question");
  const notebook::Question& found = snapshot.notebook.questions[question];
  notebook::Surroundings surroundings;
  const config::Settings set = settings(snapshot, nullptr, context);
  surroundings.limit = set.limit;
  const auto resolved = connection(snapshot, nullptr, context);
  surroundings.connection = resolved ? resolved->name : set.connection;
  notebook::SqlHashes hashes(snapshot.notebook, snapshot.text);
  const auto cell = notebook::answering_cell(snapshot.notebook, question, surroundings, hashes);
  const Asked asked{found.text, found.hash, found.range.begin, turns_before(snapshot, question),
                    cell ? &snapshot.notebook.cells[*cell] : nullptr};
  return Pipeline(state_->shared, snapshot, context, progress, std::move(stop)).ask(asked);
}

Result<Outcome> Runner::run(const notebook::Snapshot& snapshot, notebook::Index cell, const Context& context,
                            const Progress& progress, std::stop_token stop) {
  if (cell >= snapshot.notebook.cells.size())
    return fail(Code::not_found, "there is no such cell");
  return Pipeline(state_->shared, snapshot, context, progress, std::move(stop))
      .run(snapshot.notebook.cells[cell], cell);
}

Result<Outcome> Runner::change_chart(const notebook::Snapshot& snapshot, notebook::Index cell,
                                     data::ChartKind kind, const Context& context, const Progress& progress,
                                     std::stop_token stop) {
  if (cell >= snapshot.notebook.cells.size())
    return fail(Code::not_found, "there is no such cell");
  return Pipeline(state_->shared, snapshot, context, progress, std::move(stop))
      .change_chart(snapshot.notebook.cells[cell], cell, kind);
}

Result<Outcome> Runner::ask_text(std::string_view question, const std::vector<ask::Turn>& history,
                                 const Context& context, const Progress& progress, std::stop_token stop) {
  const notebook::Snapshot snapshot = no_notebook();
  const Asked asked{std::string(question), "", 0, history, nullptr};
  return Pipeline(state_->shared, snapshot, context, progress, std::move(stop)).ask(asked);
}

Result<Outcome> Runner::run_text(std::string_view sql, const Context& context, const Progress& progress,
                                 std::stop_token stop) {
  const notebook::Snapshot snapshot = no_notebook();
  return Pipeline(state_->shared, snapshot, context, progress, std::move(stop)).run_text(sql);
}

void Runner::flush() {
  state_->shared.keeper.settle();
}

std::optional<data::Table> Runner::kept_result(const notebook::Snapshot& snapshot,
                                               const notebook::Cell& cell) {
  return run::kept_result(snapshot, cell, state_->shared.keeper);
}

std::vector<data::ChartKind> Runner::chart_kinds(const notebook::Snapshot& snapshot,
                                                 const notebook::Cell& cell) {
  return kept_kinds(snapshot, cell, state_->shared.keeper);
}

config::Settings Runner::settings(const notebook::Snapshot& snapshot, const notebook::Cell* cell,
                                  const Context& context) {
  return settle(snapshot, cell, context);
}

Result<source::Resolved> Runner::connection(const notebook::Snapshot& snapshot, const notebook::Cell* cell,
                                            const Context& context) {
  auto target = aim(snapshot, cell, context, state_->shared.keeper);
  if (!target)
    return fail(target.error());
  return std::move(target->connection);
}

Result<CatalogPtr> Runner::catalog(const source::Resolved& connection, const Progress& progress,
                                   const std::stop_token& stop) {
  return state_->shared.catalogs.get(connection, Depth::schema, progress, stop);
}

Result<CatalogPtr> Runner::refresh(const source::Resolved& connection, const Progress& progress,
                                   const std::stop_token& stop) {
  return state_->shared.catalogs.refresh(connection, Depth::values, progress, stop);
}

CatalogPtr Runner::known_catalog(const source::Resolved& connection) const {
  return state_->shared.catalogs.known(connection);
}

std::optional<Error> Runner::check(const source::Resolved& connection, std::string_view sql,
                                   std::stop_token stop) {
  auto lease = state_->shared.pool.acquire_idle(connection.address);
  if (!lease || (*lease)->dialect() != sql::Dialect::duckdb)
    return std::nullopt;
  auto checked = (*lease)->check(sql, std::move(stop));
  if (checked)
    return std::nullopt;
  return checked.error();
}

} // namespace lumen::run

// Another chart of a result that is there: from the kept rows, or by running the cell where none are kept.
#include "notebook/graph.hpp"
#include "notebook/stamp.hpp"
#include "run/done.hpp"
#include "run/kept.hpp"

namespace lumen::run {

Result<Outcome> Pipeline::change_chart(const notebook::Cell& cell, notebook::Index index,
                                       data::ChartKind kind) {
  auto target = aim(&cell);
  if (!target)
    return fail(target.error());
  const notebook::ResultRegion* printed = cell.result ? &snapshot_.notebook.results[*cell.result] : nullptr;
  std::optional<data::Table> table;
  if (printed)
    table = kept_result(snapshot_, cell, shared_.keeper);
  const std::string question = cell.question ? snapshot_.notebook.questions[*cell.question].text : "";
  if (!table) {
    auto done = run_cell(cell, index, *target);
    if (!done)
      return fail(failed(*target, done.error(), cell.name, question, cell.body.of(snapshot_.text)));
    table = std::move(done->execution.table);
  }
  tell(Stage::charting);
  Wish wish{{}, question, ""};
  if (printed) {
    wish = shared_.wishes.find(printed->stamp.sql).value_or(wish);
    continue_chart(wish, snapshot_, *printed);
  }
  wish.intent.chart = kind;
  const sql::Dialect dialect = target->connection.address.kind == source::Address::Kind::postgresql
                                   ? sql::Dialect::postgresql
                                   : sql::Dialect::duckdb;
  const auto expanded = notebook::expand(snapshot_.notebook, snapshot_.text, index, dialect);
  read_selection(wish, expanded ? std::string_view(expanded->sql) : cell.body.of(snapshot_.text), dialect,
                 *table);
  Outcome outcome;
  outcome.chart_only = true;
  outcome.cell = cell.name.empty() && printed ? printed->stamp.of : cell.name;
  outcome.sql = std::string(cell.body.of(snapshot_.text));
  outcome.connection = target->connection.name;
  chart::Options options{outcome.cell, "", wish.chart_title, target->settings.locale};
  if (target->connection.keep == "rows" && printed && !snapshot_.folder.empty()) {
    if (auto file = notebook::write_side_file(snapshot_.folder, result_key(printed->stamp), *table))
      options.data_url = *file;
  }
  const chart::Recommendation recommended = chart::recommend(*table, wish.intent, options);
  if (recommended.kind != kind && kind != data::ChartKind::automatic)
    return fail(Code::unsupported,
                "this result can't be drawn as a " + std::string(data::name(kind)) + " chart",
                recommended.reason);
  outcome.chart = recommended.spec;
  outcome.picture = picture_of(recommended.spec, *table, *target);
  outcome.table = std::move(table);
  outcome.update.anchor = notebook::anchor_of(snapshot_, cell);
  outcome.by = printed ? printed->stamp.by : "";
  return outcome;
}

} // namespace lumen::run

// From rows to what the reader sees: chart, sentences, table and the stamp that tells what they rest on.
#include "base/ascii.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "data/canonical.hpp"
#include "data/column_name.hpp"
#include "data/format.hpp"
#include "narrate/narrate.hpp"
#include "notebook/stamp.hpp"
#include "run/comparable.hpp"
#include "run/done.hpp"
#include "run/kept.hpp"
#include "sql/selection.hpp"
#include "sql/token.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <future>

namespace lumen::run {

namespace {

/// "2026-11-21T08:00:00Z"
std::string iso_time(std::chrono::sys_seconds time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, size};
}

/// The result that is printed now says the same: same SQL, same rows, same language.
bool says_the_same(const notebook::Stamp& now, const notebook::ResultRegion& printed) {
  const notebook::Stamp& before = printed.stamp;
  return !now.data.starts_with('~') && now.sql == before.sql && now.data == before.data &&
         now.order == before.order && now.connection == before.connection && now.locale == before.locale &&
         now.rows == before.rows && now.schema == before.schema;
}

std::string part(const std::optional<text::Span>& span, std::string_view text) {
  return span ? std::string(ascii::trim(span->of(text))) : std::string();
}

chart::Theme theme_of(const config::Settings& settings) {
  switch (settings.theme) {
  case config::Theme::light:
    return chart::Theme::light;
  case config::Theme::dark:
    return chart::Theme::dark;
  case config::Theme::automatic:
    break;
  }
  return chart::Theme::automatic;
}

/// The table stands as it was printed, with that many rows.
bool stands(const notebook::ResultRegion& printed, const std::string& table, std::size_t rows) {
  return !table.empty() && notebook::table_hash(table) == printed.stamp.table &&
         notebook::read_table(table).size() == rows + 1;
}

} // namespace

std::string result_key(const notebook::Stamp& stamp) {
  const std::string key = stamp.data.starts_with('~') ? stamp.data.substr(1) : stamp.data;
  const std::string order = stamp.order.starts_with('~') ? stamp.order.substr(1) : stamp.order;
  return order.empty() || key.empty() ? key : key + "-" + order;
}

std::string hash_of_new_sql(std::string_view sql, std::string_view info, std::string_view connection,
                            sql::Dialect dialect, std::size_t limit) {
  // One backtick more than the SQL could hold in a row.
  const auto ticks = static_cast<std::size_t>(std::count(sql.begin(), sql.end(), '`'));
  const std::string fence(std::max<std::size_t>(3, ticks + 1), '`');
  const std::string text = fence + std::string(info) + "\n" + std::string(sql) + "\n" + fence + "\n";
  const notebook::Notebook alone = notebook::parse(text);
  if (alone.cells.empty())
    return {};
  return notebook::sql_hash(alone, text, alone.cells.front(), connection, dialect, limit);
}

std::string two_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", std::clamp(value, 0.0, 1.0));
  return text;
}

void continue_chart(Wish& wish, const notebook::Snapshot& snapshot, const notebook::ResultRegion& printed) {
  if (!printed.chart_body)
    return;
  const std::string_view spec = printed.chart_body->of(snapshot.text);
  wish.intent.chart = chart::kind_of(spec);
  const auto json = parse_json(spec);
  if (!json || !json->is_object())
    return;
  const auto title = json->find("title");
  if (title != json->end() && title->is_string())
    wish.chart_title = title->get<std::string>();
}

std::string note_on(const data::Table& table, const config::Settings& settings) {
  if (table.rows.empty())
    return "No rows matched; loosen a filter, or check how its values are written in the data.";
  if (!table.cut)
    return {};
  const std::string fetched =
      "Only the first " +
      data::format_number(static_cast<double>(table.rows.size()), 0, data::locale(settings.locale)) +
      (table.rows.size() == 1 ? " row was fetched" : " rows were fetched");
  if (table.rows.size() < settings.limit)
    return fetched + ": they reach the limit of " + std::to_string(source::Limits{}.bytes >> 20) +
           " MiB for one result; choose fewer columns, or summarise in SQL.";
  return fetched + "; raise `limit`, or summarise in SQL.";
}

std::optional<notebook::Picture> Pipeline::picture_of(const std::string& spec, const data::Table& table,
                                                      const Target& target) const {
  const bool wanted = target.settings.charts == config::ChartOutput::svg &&
                      target.connection.keep == "rows" && !snapshot_.folder.empty() && !spec.empty();
  if (!wanted)
    return std::nullopt;
  const std::string svg = chart::draw_svg(spec, table, target.settings.locale, theme_of(target.settings));
  if (svg.empty())
    return std::nullopt; // an author's own kind of chart: its text stays
  auto file = notebook::write_picture(snapshot_.folder, svg);
  if (!file) {
    log::warning("no picture was written: " + file.error().message);
    return std::nullopt;
  }
  return notebook::Picture{*file, chart::describe_chart(spec, table, target.settings.locale)};
}

void read_selection(Wish& wish, std::string_view sql, sql::Dialect dialect, const data::Table& table) {
  wish.intent.selection = sql::read_selection(sql, dialect, table);
  // The best few by a number are a ranking, whoever wrote the SQL.
  const auto& by = wish.intent.selection.ordered_by;
  if (wish.intent.selection.limited && by && data::is_numeric(table.columns[*by].type) &&
      !data::names_year(table.columns[*by].name) && !data::names_identifier(table.columns[*by].name))
    wish.intent.ranking = true;
}

void Pipeline::clean_side_files() {
  constexpr std::chrono::hours unwritten{30 * 24};
  if (snapshot_.folder.empty())
    return;
  {
    const std::lock_guard guard(shared_.cleaning);
    if (!shared_.cleaned.insert(snapshot_.folder).second)
      return;
  }
  if (const std::size_t gone = notebook::clean_side_files(snapshot_.folder, unwritten); gone > 0)
    log::info(std::to_string(gone) + " old side files were deleted");
}

void Pipeline::present(Outcome& outcome, const Target& target, Done& done, Wish wish, notebook::Stamp stamp,
                       const notebook::ResultRegion* printed) {
  const data::Table& table = done.execution.table;
  const sql::Dialect dialect = done.catalog->dialect;
  steps_.end("stamp");
  read_selection(wish, done.expanded, dialect, table);
  steps_.end("selection");
  const data::Fingerprint fingerprint = data::fingerprint(table);
  steps_.end("hashes");
  const bool steady = comparable(done.expanded, dialect, table, *done.catalog->schema);
  stamp.of = outcome.cell;
  stamp.connection = target.connection.name;
  stamp.schema = done.catalog->schema->fingerprint(sql::mentioned_names(done.expanded, dialect));
  stamp.data = (steady ? "" : "~") + fingerprint.data;
  if (orders_rows(done.expanded, dialect))
    stamp.order = (steady ? "" : "~") + fingerprint.order;
  stamp.rows = table.cut ? std::to_string(table.rows.size()) + "+" : std::to_string(table.rows.size());
  stamp.at = iso_time(context_.now);
  stamp.engine = done.catalog->engine;
  stamp.locale = target.settings.locale;
  const std::string key = result_key(stamp);
  steps_.end("stamp");

  const bool beside = target.connection.keep == "rows" && !snapshot_.folder.empty();
  notebook::Printout printout;
  const bool same = printed && says_the_same(stamp, *printed);
  if (same) {
    // The rows may have come in another order; what is printed is as true, and its links point at its own
    // rows.
    stamp.at = printed->stamp.at;
    stamp.engine = printed->stamp.engine;
    printout.table = part(printed->table, snapshot_.text);
    printout.chart = part(printed->chart_body, snapshot_.text);
    printout.text = part(printed->text, snapshot_.text);
    // A clone of the notebook may have come without the file that its chart names.
    if (beside && !printout.chart.empty() && !notebook::has_side_file(snapshot_.folder, key))
      if (const auto file = notebook::write_side_file(snapshot_.folder, key, table); !file)
        log::warning("no side file was written: " + file.error().message);
  }
  const std::size_t shown = std::min(target.settings.shown, table.rows.size());
  if (!same || !stands(*printed, printout.table, shown))
    printout.table = notebook::print_table(table, target.settings.shown);
  steps_.end("table");
  if (!same) {
    tell(Stage::charting);
    chart::Options options{outcome.cell, "", wish.chart_title, target.settings.locale};
    if (beside)
      options.data_url = notebook::side_file(key);
    chart::Recommendation recommended = chart::recommend(table, wish.intent, options);
    if (target.settings.charts != config::ChartOutput::none)
      printout.chart = std::move(recommended.spec);
    steps_.end("chart");
    // The file is written while the sentences are made: the one waits, the other computes.
    std::future<Result<std::string>> file;
    if (beside && !printout.chart.empty())
      file = std::async(std::launch::async,
                        [&] { return notebook::write_side_file(snapshot_.folder, key, table); });
    tell(Stage::writing);
    printout.text = narrate::describe(
        table, wish.intent, {outcome.cell, wish.title, target.settings.locale, std::move(recommended.uses)});
    steps_.end("sentences");
    if (file.valid())
      if (const auto written = file.get(); !written) {
        log::warning("no side file was written: " + written.error().message);
        options.data_url.clear();
        printout.chart = chart::recommend(table, wish.intent, options).spec;
      }
    steps_.end("side file");
    // A chart that the author edited or chose stays, and so it is the one to draw.
    const bool stays = printed && printed->chart_body && printed->stamp.sql == stamp.sql &&
                       notebook::keeps_chart(*printed, snapshot_.text);
    printout.picture =
        picture_of(stays ? part(printed->chart_body, snapshot_.text) : printout.chart, table, target);
    steps_.end("picture");
  }
  if (target.connection.keep == "rows" && !same) {
    shared_.keeper.keep(key, table);
    clean_side_files();
  }
  steps_.end("keeping");
  printout.stamp = std::move(stamp);
  outcome.sql = done.sql;
  outcome.chart = printout.chart;
  outcome.finding = printout.text;
  outcome.milliseconds = done.execution.milliseconds;
  outcome.connection = target.connection.name;
  outcome.engine = done.catalog->engine;
  outcome.note = done.note;
  if (const std::string note = note_on(table, target.settings); !note.empty())
    outcome.note += (outcome.note.empty() ? "" : " ") + note;
  outcome.update.result = std::move(printout);
  if (target.adopted)
    outcome.update.front_matter_connection = target.connection.name;
  outcome.table = std::move(done.execution.table);
}

} // namespace lumen::run

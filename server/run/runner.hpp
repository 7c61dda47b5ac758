// Asking and running, from a snapshot to an update of its text: plan -> guard -> execute -> chart -> narrate
// -> update. The same calls serve editors and the terminal.
#pragma once

#include "ask/answer.hpp"
#include "base/executor.hpp"
#include "base/result.hpp"
#include "base/step_times.hpp"
#include "chart/chart.hpp"
#include "config/settings.hpp"
#include "notebook/notebook.hpp"
#include "notebook/render.hpp"
#include "source/connections.hpp"
#include "source/source.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace lumen::store {
class Store;
}

namespace lumen::run {

enum class Stage { connecting, reading_schema, thinking, executing, charting, writing };
std::string_view name(Stage stage); ///< for people: "reading the schema"

/// Told from the lane that works.
using Progress = std::function<void(Stage)>;

/// What one run made.
struct Outcome {
  notebook::Update update; ///< to be placed into the present text with notebook::place
  std::string cell;        ///< its name (before it is made unique)
  std::string sql;
  std::string reading;
  double confidence = 0;
  std::optional<data::Table> table;
  std::string chart;                        ///< Vega-Lite JSON text; empty when there is none
  std::optional<notebook::Picture> picture; ///< of the chart, where pictures are wanted
  std::string finding;
  double milliseconds = 0; ///< of the database
  std::string connection;
  std::string note;                           ///< cut, empty, repaired: a sentence with a hint, or empty
  std::string by;                             ///< the stamp's by=
  std::string engine;                         ///< "DuckDB 1.4.4"
  std::vector<ask::Phrase> provenance;        ///< of an asked question
  std::vector<ask::Alternative> alternatives; ///< other readings of it, best first
  bool chart_only = false;                    ///< only the chart of `cell` changes
  StepTimes steps;                            ///< what the steps of the run took, for the log
};

/// The edits that put an outcome into the notebook as it stands now: notebook::place, or for a change of
/// chart notebook::replace_chart. Errors as those give them. Pure: any lane.
Result<std::vector<text::Edit>> edits(const notebook::Snapshot& snapshot, const Outcome& outcome);

/// What a run needs besides the notebook's text.
struct Context {
  config::Layer flags;             ///< strongest settings: flags or command arguments
  config::Layer client;            ///< of the editor
  std::filesystem::path workspace; ///< root
  bool trusted = false;            ///< else every call is Code::untrusted
  std::chrono::sys_seconds now{};  ///< injected: at= and "today"
};

/// A connection's catalog as far as it is known.
struct Catalog {
  catalog::SchemaPtr schema;                     ///< enriched
  std::shared_ptr<const ask::ValueIndex> values; ///< null until a question needed it
  sql::Dialect dialect = sql::Dialect::duckdb;
  std::string engine;
  std::vector<std::string> warnings; ///< values that were not read, one sentence each
};
using CatalogPtr = std::shared_ptr<const Catalog>;

/// Owns sources (a pool per address; two runs on one database don't wait for each other), catalogs, engines
/// and the store. Thread-safe; every call but `known_catalog` may block and belongs on a query or work lane.
class Runner {
public:
  explicit Runner(std::shared_ptr<store::Store> store);
  ~Runner();

  /// Asks the question of that index (again, if a cell answers it already).
  Result<Outcome> ask(const notebook::Snapshot& snapshot, notebook::Index question, const Context& context,
                      const Progress& progress, std::stop_token stop);
  /// Runs the cell of that index as it stands.
  Result<Outcome> run(const notebook::Snapshot& snapshot, notebook::Index cell, const Context& context,
                      const Progress& progress, std::stop_token stop);
  /// Another kind of chart for a cell's kept result, without running it (runs it where nothing is kept).
  Result<Outcome> change_chart(const notebook::Snapshot& snapshot, notebook::Index cell, data::ChartKind kind,
                               const Context& context, const Progress& progress, std::stop_token stop);
  /// A question or SQL without a notebook, for the terminal.
  Result<Outcome> ask_text(std::string_view question, const std::vector<ask::Turn>& history,
                           const Context& context, const Progress& progress, std::stop_token stop);
  Result<Outcome> run_text(std::string_view sql, const Context& context, const Progress& progress,
                           std::stop_token stop);

  /// Waits until the rows and the history that earlier runs leave in the store are written; they are, at the
  /// latest, when the runner goes.
  void flush();

  /// The rows that a cell's stamp names: from the store, or its side file. Reads the disk.
  std::optional<data::Table> kept_result(const notebook::Snapshot& snapshot, const notebook::Cell& cell);

  /// The kinds of chart that those rows can be shown as. Reads the disk, but never many rows: of those the
  /// kinds are found out behind this call, and given by a later one.
  std::vector<data::ChartKind> chart_kinds(const notebook::Snapshot& snapshot, const notebook::Cell& cell);

  /// The settings that hold for a cell (or the notebook) in this context, and the connection that it means.
  config::Settings settings(const notebook::Snapshot& snapshot, const notebook::Cell* cell,
                            const Context& context);
  Result<source::Resolved> connection(const notebook::Snapshot& snapshot, const notebook::Cell* cell,
                                      const Context& context);

  /// Connects and reads the schema when that wasn't done yet.
  Result<CatalogPtr> catalog(const source::Resolved& connection, const Progress& progress,
                             const std::stop_token& stop);
  /// Reads the schema (and the values that questions name) anew. Equal schemas give the catalog known
  /// already.
  Result<CatalogPtr> refresh(const source::Resolved& connection, const Progress& progress,
                             const std::stop_token& stop);
  /// What is known without any I/O; null before the first run. Main lane allowed.
  CatalogPtr known_catalog(const source::Resolved& connection) const;
  /// Checks SQL with the connection's own parser where it is open already (DuckDB), else nothing.
  std::optional<Error> check(const source::Resolved& connection, std::string_view sql, std::stop_token stop);

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace lumen::run

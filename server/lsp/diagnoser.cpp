#include "lsp/diagnoser.hpp"

#include "lsp/in_flight.hpp"
#include "run/kept.hpp"
#include "run/pool.hpp"
#include "sql/statement.hpp"

#include <map>

namespace lumen::lsp {

namespace {

// More than the cells of a long notebook: fewer would forget all of them at every keystroke.
constexpr std::size_t most_texts = 4096;
constexpr std::size_t most_results = 1024;
constexpr std::size_t longest_text = 65'536; // that is worth keeping
constexpr std::size_t largest_result =
    1000; // rows that are worth keeping in memory for the proof of sentences
constexpr std::chrono::seconds look_again{10}; // for rows that were not kept: a pull may bring them

} // namespace

Diagnoser::Diagnoser(Executor& executor, Services& services)
    : services_(services), lane_(executor.make_latest_lane()) {}

void Diagnoser::post(notebook::SnapshotPtr snapshot, run::Context context,
                     ide::Knowledge failures_and_running, Publish publish) {
  const std::string key = snapshot->uri;
  lane_.post(key, [this, snapshot = std::move(snapshot), context = std::move(context),
                   overlay = std::move(failures_and_running),
                   publish = std::move(publish)](const std::stop_token& stop) {
    if (stop.stop_requested())
      return;
    const InFlight noted("diagnostics");
    ide::Knowledge knowledge = services_.know(*snapshot, context);
    knowledge.failures = overlay.failures;
    knowledge.running = overlay.running;
    ide::Oracles oracles;
    // A connection's meaning is in files: read once for each name in a notebook, not once a cell.
    std::map<std::optional<std::string>, std::optional<source::Resolved>> connections;
    if (context.trusted) {
      oracles.check = [&](const notebook::Cell& cell, const std::string& sql) -> std::optional<Error> {
        const notebook::Attribute* own = cell.find("connection");
        const auto [known, added] =
            connections.try_emplace(own != nullptr ? std::optional(own->value) : std::nullopt);
        if (added)
          if (auto resolved = services_.runner().connection(*snapshot, &cell, context))
            if (services_.runner().known_catalog(*resolved)) // else nothing is open
              known->second = std::move(*resolved);
        return known->second ? check(*known->second, sql, stop) : std::nullopt;
      };
    }
    oracles.syntax = [&](const std::string& sql) { return syntax(sql); };
    oracles.rows = [&](const notebook::Cell& cell) { return rows(*snapshot, cell); };
    oracles.drifts = [this](const notebook::Stamp& stamp, std::string_view prose, const data::Table& table,
                            std::string_view cell) {
      std::string about = run::result_key(stamp); // names the rows
      for (const std::string_view part :
           {std::string_view(stamp.rows), std::string_view(stamp.locale), cell, prose})
        about.append("\n").append(part);
      return drifts_.of(about, [&] { return narrate::check(prose, table, stamp.locale, cell); });
    };
    auto found = ide::diagnostics(*snapshot, knowledge, oracles);
    if (!stop.stop_requested())
      publish(snapshot, std::move(found));
  });
}

void Diagnoser::stop() {
  lane_.stop();
}

std::optional<Error> Diagnoser::check(const source::Resolved& connection, const std::string& sql,
                                      const std::stop_token& stop) {
  const std::string key = run::pool_key(connection.address) + "\n" + sql;
  const auto known = checked_.find(key);
  if (known != checked_.end())
    return known->second;
  auto error = services_.runner().check(connection, sql, stop);
  if (stop.stop_requested())
    return std::nullopt;
  // Only what the text alone decides is remembered: a table may come back.
  if (error && error->code != Code::syntax && error->code != Code::refused)
    return error;
  if (checked_.size() >= most_texts)
    checked_.clear();
  if (sql.size() <= longest_text)
    checked_.emplace(key, error);
  return error;
}

std::optional<Error> Diagnoser::syntax(const std::string& sql) {
  const auto known = syntax_.find(sql);
  if (known != syntax_.end())
    return known->second;
  auto error = sql::syntax_error(sql);
  if (syntax_.size() >= most_texts)
    syntax_.clear();
  if (sql.size() <= longest_text)
    syntax_.emplace(sql, error);
  return error;
}

std::shared_ptr<const data::Table> Diagnoser::rows(const notebook::Snapshot& snapshot,
                                                   const notebook::Cell& cell) {
  const notebook::Stamp& stamp = snapshot.notebook.results[*cell.result].stamp;
  const std::string key = run::result_key(stamp);
  if (key.empty() || run::rows_told(stamp).value_or(0) > largest_result)
    return nullptr;
  const auto now = std::chrono::steady_clock::now();
  const auto known = rows_.find(key);
  if (known != rows_.end() &&
      (known->second.table || known->second.too_large || now - known->second.read < look_again))
    return known->second.table;
  auto kept = services_.runner().kept_result(snapshot, cell);
  std::shared_ptr<const data::Table> table;
  if (kept && kept->rows.size() <= largest_result)
    table = std::make_shared<const data::Table>(std::move(*kept));
  if (rows_.size() >= most_results)
    rows_.clear();
  rows_[key] = {table, now, kept && !table};
  return table;
}

} // namespace lumen::lsp

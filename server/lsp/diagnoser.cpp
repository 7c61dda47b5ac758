#include "lsp/diagnoser.hpp"

#include "lsp/in_flight.hpp"

namespace lumen::lsp {

namespace {

constexpr std::size_t most_remembered = 256; // texts, and results
constexpr std::size_t largest_result =
    1000; // rows that are worth keeping in memory for the proof of sentences

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
    if (context.trusted) {
      oracles.check = [&](const notebook::Cell& cell, const std::string& sql) {
        return check(*snapshot, cell, sql, context, stop);
      };
    }
    oracles.rows = [&](const notebook::Cell& cell) { return rows(*snapshot, cell); };
    auto found = ide::diagnostics(*snapshot, knowledge, oracles);
    if (!stop.stop_requested())
      publish(snapshot, std::move(found));
  });
}

std::optional<Error> Diagnoser::check(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                                      const std::string& sql, const run::Context& context,
                                      const std::stop_token& stop) {
  const auto connection = services_.runner().connection(snapshot, &cell, context);
  if (!connection || !services_.runner().known_catalog(connection->name, snapshot.folder))
    return std::nullopt;
  const std::string key = snapshot.folder + "\n" + connection->name + "\n" + sql;
  const auto known = checked_.find(key);
  if (known != checked_.end())
    return known->second;
  auto error = services_.runner().check(*connection, sql, stop);
  if (stop.stop_requested())
    return std::nullopt;
  // Only what the text alone decides is remembered: a table may come back.
  if (error && error->code != Code::syntax && error->code != Code::refused)
    return error;
  if (checked_.size() >= most_remembered)
    checked_.clear();
  checked_.emplace(key, error);
  return error;
}

std::optional<data::Table> Diagnoser::rows(const notebook::Snapshot& snapshot, const notebook::Cell& cell) {
  const std::string& key = snapshot.notebook.results[*cell.result].stamp.data;
  if (key.empty())
    return std::nullopt;
  const auto known = rows_.find(key);
  if (known != rows_.end())
    return known->second;
  auto table = services_.runner().kept_result(snapshot, cell);
  if (table && table->rows.size() > largest_result)
    table.reset();
  if (rows_.size() >= most_remembered)
    rows_.clear();
  return rows_.emplace(key, std::move(table)).first->second;
}

} // namespace lumen::lsp

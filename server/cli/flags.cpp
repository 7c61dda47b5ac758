#include "cli/flags.hpp"

#include "cli/session.hpp"

#include <CLI/CLI.hpp>

namespace lumen::cli {

void Flags::add(CLI::App& command) {
  command.add_option("-c,--connection", connection,
                     "a connection's name, a path with ./ ../ / or ~, or a URL");
  command.add_option("-f,--format", format, "table, json, csv or markdown")
      ->check(CLI::IsMember({"table", "json", "csv", "markdown"}))
      ->capture_default_str();
  command.add_option("--limit", limit, "rows fetched at most (1000)")->check(CLI::Range(1, 100'000));
  command.add_option("--timeout", timeout, "time for one statement, as 30s, 500ms, 2m (30s)");
  command.add_option("--locale", locale, "language and numbers of the findings, as en, nl, fr, de, sv");
  command.add_flag("--no-chart", no_chart, "draw no chart");
}

Result<void> Flags::apply(Session& session, config::Layer& layer) const {
  session.look.format = cli::format(format).value_or(Format::table);
  session.look.chart = !no_chart;
  if (limit > 0)
    layer.limit = limit;
  if (!locale.empty())
    layer.locale = locale;
  if (timeout.empty())
    return {};
  auto duration = config::parse_duration(timeout);
  if (!duration)
    return fail(duration.error());
  layer.timeout = *duration;
  return {};
}

} // namespace lumen::cli

// Notebooks made the way the runner makes them: a question is found, its answer placed, with real hashes.
#pragma once

#include "data/canonical.hpp"
#include "notebook/notebook.hpp"
#include "notebook/render.hpp"
#include "notebook/stamp.hpp"
#include "support/catch.hpp"
#include "text/edit.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::test {

inline const notebook::Surroundings sales{"sales", 1000, {{"sales", sql::Dialect::duckdb}}};

inline data::Table revenue(std::vector<std::pair<std::string, std::int64_t>> rows) {
  data::Table table;
  table.columns = {{"region", data::Type::text, "VARCHAR"}, {"revenue", data::Type::integer, "BIGINT"}};
  for (auto& [region, amount] : rows)
    table.rows.push_back({std::move(region), amount});
  return table;
}

struct Finding {
  std::string sql;
  data::Table table;
  std::string prose{};
  std::string chart{};
};

inline notebook::SnapshotPtr open(const std::string& text) {
  return notebook::make_snapshot("", "", 1, text);
}

inline notebook::Printout printout(const Finding& finding, const std::string& name) {
  const auto prints = data::fingerprint(finding.table);
  notebook::Printout out;
  out.stamp.of = name;
  out.stamp.connection = "sales";
  out.stamp.data = prints.data;
  out.stamp.order = prints.order;
  out.stamp.schema = "aaaabbbbccccdddd";
  out.stamp.rows = std::to_string(finding.table.rows.size());
  out.stamp.at = "2026-01-01T08:00:00Z";
  out.stamp.engine = "duckdb";
  out.stamp.by = "offline";
  out.stamp.confidence = "0.93";
  out.stamp.locale = "en";
  out.table = notebook::print_table(finding.table, 100);
  out.text = finding.prose;
  out.chart = finding.chart;
  return out;
}

/// The SQL hash is of the cell as it will stand, so the cell is placed first and its result after.
inline std::string run(const std::string& text, const std::string& cell_name, const Finding& finding,
                       std::string question = "") {
  const auto snapshot = open(text);
  const notebook::Cell* cell = snapshot->notebook.find(cell_name);
  REQUIRE(cell != nullptr);
  notebook::Update update;
  update.anchor = notebook::anchor_of(*snapshot, *cell);
  update.result = printout(finding, cell_name);
  update.result->stamp.question = std::move(question);
  update.result->stamp.sql =
      notebook::sql_hash(snapshot->notebook, text, *cell, notebook::connection_of(*cell, sales),
                         sql::Dialect::duckdb, notebook::limit_of(*cell, sales));
  const auto edits = notebook::place(*snapshot, update);
  if (!edits)
    FAIL(edits.error().message);
  return text::apply(text, *edits);
}

inline std::string ask(const std::string& text, std::string_view question, const std::string& name,
                       const Finding& finding) {
  const auto snapshot = open(text);
  const auto& all = snapshot->notebook.questions;
  const auto asked = std::find_if(all.begin(), all.end(), [&](const auto& q) { return q.text == question; });
  REQUIRE(asked != all.end());
  notebook::Update update;
  update.anchor = notebook::anchor_of(*snapshot, *asked);
  update.sql = finding.sql;
  update.name = name;
  const auto edits = notebook::place(*snapshot, update);
  if (!edits)
    FAIL(edits.error().message);
  return run(text::apply(text, *edits), name, finding, asked->hash);
}

inline notebook::State state(const std::string& text, std::string_view cell_name) {
  const notebook::Notebook parsed = notebook::parse(text);
  const notebook::Cell* cell = parsed.find(cell_name);
  REQUIRE(cell != nullptr);
  return notebook::state_of(parsed, text, *cell, sales);
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace lumen::test

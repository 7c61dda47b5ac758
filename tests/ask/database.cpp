// DuckDB files for questions, and the comparison of rows.
#include "ask/database.hpp"

#include "base/ascii.hpp"
#include "catalog/enrich.hpp"
#include "source/source.hpp"
#include "support/catch.hpp"
#include "support/duckdb_file.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace lumen::test {

namespace {

std::string cell(const data::Value& value, data::Type type) {
  if (data::is_null(value))
    return "null";
  if (const auto* number = std::get_if<double>(&value)) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.6g", *number);
    return digits;
  }
  return data::plain(value, type);
}

std::string line(const data::Table& table, const data::Row& row) {
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i)
    text += (i > 0 ? ", " : "") + cell(row[i], table.columns[i].type);
  return text;
}

std::vector<std::string> parted(std::string_view text, std::string_view gap) {
  std::vector<std::string> parts;
  for (std::size_t at = text.find(gap); at != std::string_view::npos; at = text.find(gap)) {
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + gap.size());
  }
  parts.emplace_back(text);
  return parts;
}

/// Rows whose order doesn't count are put in order, so that equal sets give equal texts.
std::string in_any_order(const std::string& rows) {
  std::vector<std::string> parts = parted(rows, " | ");
  std::sort(parts.begin(), parts.end());
  return ascii::join(parts, " | ");
}

std::string without_rows(const ask::Answer& answer) {
  if (const auto* text = std::get_if<ask::Explanation>(&answer.content))
    return "explained: " + text->text;
  if (const auto* chart = std::get_if<ask::ChartChange>(&answer.content))
    return "chart: " + std::string(data::name(chart->kind));
  return "refused: " + std::get<ask::Refusal>(answer.content).reason;
}

} // namespace

struct Database::Opened {
  std::filesystem::path folder;
  std::unique_ptr<source::Source> source;
  catalog::SchemaPtr schema;
  std::shared_ptr<const ask::ValueIndex> values;
  std::unique_ptr<ask::Engine> engine = ask::make_offline_engine();
};

Database::Database(std::string_view statements) : opened_(std::make_unique<Opened>()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "lumen-ask-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  opened_->folder = pattern;
  const std::string path = (opened_->folder / "data.duckdb").string();
  make_duckdb_file(path, std::string(statements));
  const auto address = source::parse_address(path, "/");
  REQUIRE(address.has_value());
  auto source = source::open(*address, {});
  REQUIRE(source.has_value());
  opened_->source = std::move(*source);
  auto schema = opened_->source->introspect({});
  REQUIRE(schema.has_value());
  const auto read = [this](const catalog::Table& table, const catalog::Column& column,
                           std::size_t limit) -> Result<std::vector<std::string>> {
    auto values = opened_->source->values(table, column, limit, {});
    if (!values)
      return fail(values.error());
    return std::move(values->values);
  };
  catalog::enrich(*schema);
  catalog::infer_joins(*schema, read);
  opened_->schema = std::make_shared<const catalog::Schema>(std::move(*schema));
  auto values = ask::build_value_index(*opened_->schema, read, {});
  REQUIRE(values.has_value());
  opened_->values = std::move(*values);
}

Database::~Database() {
  opened_->source.reset();
  std::error_code ignored;
  std::filesystem::remove_all(opened_->folder, ignored);
}

const catalog::Schema& Database::schema() const {
  return *opened_->schema;
}

ask::Answer Database::answer(const Talk& talk, sql::Dialect dialect) const {
  ask::Request request;
  request.schema = opened_->schema;
  request.values = opened_->values;
  request.dialect = dialect;
  request.today = std::chrono::year(2024) / 5 / 1;
  ask::Answer last;
  for (const std::string& question : talk) {
    request.question = question;
    auto answer = opened_->engine->answer(request, {});
    REQUIRE(answer.has_value());
    last = std::move(*answer);
    const auto* plan = std::get_if<ask::Plan>(&last.content);
    request.history.push_back({question, plan ? plan->sql : "", "cell"});
  }
  return last;
}

std::string Database::sql(const Talk& talk, sql::Dialect dialect) const {
  const ask::Answer given = answer(talk, dialect);
  const auto* plan = std::get_if<ask::Plan>(&given.content);
  return plan ? ascii::fold_space(plan->sql) : without_rows(given);
}

std::string Database::rows(const Talk& talk) const {
  const ask::Answer given = answer(talk);
  const auto* plan = std::get_if<ask::Plan>(&given.content);
  if (!plan)
    return without_rows(given);
  const auto ran = opened_->source->run(plan->sql, {}, {});
  if (!ran)
    return "failed: " + ran.error().message;
  std::vector<std::string> lines;
  lines.reserve(ran->table.rows.size());
  for (const data::Row& row : ran->table.rows)
    lines.push_back(line(ran->table, row));
  return ascii::join(lines, " | ");
}

void check_rows(const Database& database, const std::vector<Expected>& table) {
  for (const Expected& each : table) {
    INFO(ascii::join(each.talk, "  ->  ") << "\n  " << database.sql(each.talk));
    const std::string found = database.rows(each.talk);
    if (each.rows.find(" > ") != std::string::npos)
      CHECK(found == ascii::join(parted(each.rows, " > "), " | "));
    else
      CHECK(in_any_order(found) == in_any_order(each.rows));
  }
}

} // namespace lumen::test

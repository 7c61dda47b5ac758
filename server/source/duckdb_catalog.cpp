// Introspection of DuckDB.
#include "source/duckdb_catalog.hpp"

#include "base/ascii.hpp"
#include "source/duckdb_result.hpp"
#include "source/introspection.hpp"
#include "sql/dialect.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace lumen::source {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t rows_read_whole = 2'000'000; // larger tables are judged by their first rows
constexpr std::int64_t rows_judged = 200'000;

std::string quote(std::string_view name) {
  return sql::quote_identifier(name, sql::Dialect::duckdb);
}
std::string quote(const catalog::Table& table) {
  return quote(table.schema) + "." + quote(table.name);
}

class Reader {
public:
  Reader(DuckdbSession& session, Watch& watch, std::stop_token stop)
      : session_(session), watch_(watch), stop_(std::move(stop)) {}

  Result<catalog::Schema> run() {
    schema_.default_schema = "main";
    for (const auto step : {&Reader::tables, &Reader::columns, &Reader::keys})
      if (auto done = (this->*step)(); !done)
        return fail(done.error());
    statistics();
    if (stop_.stop_requested())
      return fail(Code::cancelled, "Reading the schema was cancelled.");
    return std::move(schema_);
  }

private:
  Result<data::Table> ask(std::string_view sql, Clock::duration time) {
    const Watch::Guard guard(watch_, stop_, time, [this] { session_.interrupt(); });
    Limits all;
    all.rows = 5'000'000;
    all.bytes = std::size_t{1} << 30;
    return session_.fetch(sql, {}, all);
  }

  Result<void> tables() {
    auto found =
        ask("SELECT schema_name, table_name, comment, estimated_size, false AS is_view FROM duckdb_tables() "
            "WHERE database_name = current_database() AND NOT internal UNION ALL "
            "SELECT schema_name, view_name, comment, NULL, true FROM duckdb_views() "
            "WHERE database_name = current_database() AND NOT internal ORDER BY 1, 2",
            catalog_time);
    if (!found)
      return fail(found.error());
    for (const data::Row& row : found->rows) {
      catalog::Table table;
      table.schema = text_of(row[0]);
      table.name = text_of(row[1]);
      table.comment = text_of(row[2]);
      if (const auto* rows = std::get_if<std::int64_t>(&row[3]))
        table.rows = *rows;
      table.kind = std::get<bool>(row[4]) ? catalog::TableKind::view : catalog::TableKind::table;
      places_.add(std::move(table));
    }
    return {};
  }

  Result<void> columns() {
    auto found =
        ask("SELECT schema_name, table_name, column_name, data_type, is_nullable, column_default, comment "
            "FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal "
            "ORDER BY schema_name, table_name, column_index",
            catalog_time);
    if (!found)
      return fail(found.error());
    for (const data::Row& row : found->rows) {
      catalog::Table* table = places_.of_row(row);
      if (table == nullptr)
        continue;
      catalog::Column column;
      column.name = text_of(row[2]);
      column.database_type = text_of(row[3]);
      column.labels = enum_labels(column.database_type);
      column.type = type_of_duckdb(column.database_type);
      if (!column.labels.empty())
        column.database_type = "ENUM";
      if (const auto* nullable = std::get_if<bool>(&row[4]))
        column.nullable = *nullable;
      column.default_value = text_of(row[5]);
      column.comment = text_of(row[6]);
      table->columns.push_back(std::move(column));
    }
    return {};
  }

  Result<void> keys() {
    auto found =
        ask("SELECT schema_name, table_name, constraint_type, to_json(constraint_column_names)::VARCHAR, "
            "referenced_table, to_json(referenced_column_names)::VARCHAR FROM duckdb_constraints() "
            "WHERE database_name = current_database() ORDER BY schema_name, table_name, constraint_index",
            catalog_time);
    if (!found) {
      schema_.warnings.push_back("Keys can't be read: " + found.error().message);
      return {};
    }
    for (const data::Row& row : found->rows) {
      catalog::Table* table = places_.of_row(row);
      if (table == nullptr)
        continue;
      const std::string kind = text_of(row[2]);
      if (kind == "PRIMARY KEY")
        table->primary_key = texts_of(row[3]);
      else if (kind == "UNIQUE")
        table->unique_keys.push_back(texts_of(row[3]));
      else if (kind == "FOREIGN KEY")
        table->foreign_keys.push_back({texts_of(row[3]), table->schema, text_of(row[4]), texts_of(row[5])});
    }
    return {};
  }

  void statistics() {
    const auto end = Clock::now() + statistics_budget;
    std::size_t left_out = 0;
    for (catalog::Table& table : schema_.tables) {
      if (table.kind == catalog::TableKind::view || table.columns.empty())
        continue;
      if (Clock::now() >= end || stop_.stop_requested() || !measure(table, end))
        ++left_out;
    }
    if (left_out > 0)
      schema_.warnings.push_back("Statistics of " + std::to_string(left_out) +
                                 " tables were left out to save time.");
  }

  static std::string four_figures(const std::string& name, bool has_range) {
    return ", count(" + name + "), approx_count_distinct(" + name + ")" +
           (has_range ? ", min(" + name + "), max(" + name + ")" : ", NULL, NULL");
  }

  static std::string most_frequent(std::size_t place, const std::string& name, const std::string& from) {
    return "SELECT * FROM (SELECT " + std::to_string(place) + " AS place, left(" + name + "::VARCHAR, " +
           std::to_string(longest_sample) + ") AS value, count(*) AS times FROM " + from + " WHERE " + name +
           " IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT " + std::to_string(few_values + 1) + ")";
  }

  bool measure(catalog::Table& table, Clock::time_point end) {
    const bool whole = table.rows.value_or(0) <= rows_read_whole;
    const std::string from =
        whole ? quote(table)
              : "(SELECT * FROM " + quote(table) + " LIMIT " + std::to_string(rows_judged) + ")";
    std::string query = "SELECT count(*)";
    for (const catalog::Column& column : table.columns) {
      const bool has_range = whole && (data::is_numeric(column.type) || data::is_temporal(column.type));
      query += four_figures(quote(column.name), has_range);
    }
    const auto found = ask(query + " FROM " + from, end - Clock::now());
    if (!found || found->rows.empty())
      return false;
    const data::Row& row = found->rows.front();
    const auto count = std::get<std::int64_t>(row[0]);
    if (whole)
      table.rows = count;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      catalog::Statistics& statistics = table.columns[i].statistics;
      const auto* filled = std::get_if<std::int64_t>(&row[1 + 4 * i]);
      const auto* distinct = std::get_if<std::int64_t>(&row[2 + 4 * i]);
      if (filled != nullptr && count > 0)
        statistics.null_share = static_cast<double>(count - *filled) / static_cast<double>(count);
      if (distinct != nullptr)
        statistics.distinct = std::min(*distinct, filled != nullptr ? *filled : count);
      for (const auto& [value, bound] :
           {std::pair{&row[3 + 4 * i], &statistics.minimum}, std::pair{&row[4 + 4 * i], &statistics.maximum}})
        if (!data::is_null(*value))
          *bound = data::plain(*value, table.columns[i].type);
    }
    return sample(table, from, end);
  }

  // The most frequent values of text columns that have few of them. approx_count_distinct errs by some
  // percent, so a few more are let in and counted exactly here.
  bool sample(catalog::Table& table, const std::string& from, Clock::time_point end) {
    std::string query;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const catalog::Column& column = table.columns[i];
      if (column.type != data::Type::text ||
          column.statistics.distinct.value_or(few_values * 2) > few_values * 6 / 5)
        continue;
      query += (query.empty() ? "" : " UNION ALL ") + most_frequent(i, quote(column.name), from);
    }
    if (query.empty())
      return true;
    const auto found = ask(query, end - Clock::now());
    if (!found)
      return false;
    std::map<std::int64_t, std::vector<std::string>> values;
    for (const data::Row& row : found->rows)
      values[std::get<std::int64_t>(row[0])].push_back(text_of(row[1]));
    for (auto& [index, list] : values) {
      catalog::Statistics& statistics = table.columns[static_cast<std::size_t>(index)].statistics;
      if (list.size() > static_cast<std::size_t>(few_values))
        continue;
      statistics.distinct = static_cast<std::int64_t>(list.size());
      if (list.size() > samples_kept)
        list.resize(samples_kept);
      statistics.samples = std::move(list);
    }
    return true;
  }

  DuckdbSession& session_;
  Watch& watch_;
  std::stop_token stop_;
  catalog::Schema schema_;
  TablePlaces places_{schema_};
};

} // namespace

std::vector<std::string> enum_labels(std::string_view database_type) {
  std::vector<std::string> labels;
  if (!database_type.starts_with("ENUM(") || !database_type.ends_with(")"))
    return labels;
  const std::string_view list = database_type.substr(5, database_type.size() - 6);
  for (std::size_t i = 0; i < list.size();) {
    if (list[i++] != '\'')
      continue;
    std::string label;
    for (; i < list.size(); ++i) {
      if (list[i] == '\'' && (i + 1 == list.size() || list[i + 1] != '\''))
        break;
      if (list[i] == '\'')
        ++i;
      label += list[i];
    }
    ++i;
    labels.push_back(std::move(label));
  }
  return labels;
}

std::optional<ColumnValues> values_known_by_samples(const catalog::Table& table,
                                                    const catalog::Column& column, std::size_t limit) {
  const std::vector<std::string>& samples = column.statistics.samples;
  const bool all = !samples.empty() && table.rows && *table.rows <= rows_read_whole &&
                   column.statistics.distinct == static_cast<std::int64_t>(samples.size()) &&
                   samples.size() <= limit;
  const bool whole = std::all_of(samples.begin(), samples.end(),
                                 [](const std::string& sample) { return sample.size() < longest_sample; });
  if (!all || !whole)
    return std::nullopt;
  return ColumnValues{samples, true};
}

Result<catalog::Schema> introspect_duckdb(DuckdbSession& session, Watch& watch, std::stop_token stop) {
  return Reader(session, watch, std::move(stop)).run();
}

Result<std::string> mark_duckdb(DuckdbSession& session, Watch& watch, const std::stop_token& stop) {
  const auto summed = [](const std::string& parts, const std::string& of) {
    return "(SELECT concat(count(*), '.', sum(hash(" + parts + "))) FROM " + of +
           " WHERE database_name = current_database())";
  };
  const std::string names = "schema_name, table_name, ";
  const Watch::Guard guard(watch, stop, catalog_time, [&session] { session.interrupt(); });
  auto found = session.fetch(
      "SELECT concat_ws(' ', " +
          summed(names + "column_name, column_index, data_type, is_nullable, column_default, comment",
                 "duckdb_columns()") +
          ", " + summed(names + "comment", "duckdb_tables()") + ", " +
          summed("schema_name, view_name, comment", "duckdb_views()") + ", " +
          summed(names + "constraint_type, constraint_column_names::VARCHAR, referenced_table, "
                         "referenced_column_names::VARCHAR",
                 "duckdb_constraints()") +
          ")",
      {}, Limits{});
  if (!found)
    return fail(found.error());
  return found->rows.empty() ? std::string() : text_of(found->rows.front()[0]);
}

} // namespace lumen::source

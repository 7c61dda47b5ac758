// Introspection of PostgreSQL.
#include "source/postgres_catalog.hpp"

#include "base/ascii.hpp"
#include "source/introspection.hpp"
#include "sql/dialect.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace lumen::source {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t rows_judged = 100'000; // of a table without statistics

// Schemas of the system itself, and tables that are a part of another.
constexpr std::string_view shown = "c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition "
                                   "AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ";

std::string quote(std::string_view name) {
  return sql::quote_identifier(name, sql::Dialect::postgresql);
}
std::string quote(const catalog::Table& table) {
  return quote(table.schema) + "." + quote(table.name);
}

catalog::TableKind kind_of(const std::string& relation_kind) {
  using catalog::TableKind;
  if (relation_kind == "v")
    return TableKind::view;
  if (relation_kind == "m")
    return TableKind::materialized_view;
  if (relation_kind == "f")
    return TableKind::foreign;
  if (relation_kind == "p")
    return TableKind::partitioned;
  return TableKind::table;
}

/// By the name that format_type gives, without its modifiers; domains and enums come as their base.
data::Type type_of(const std::string& name, const std::string& category, const std::string& kind) {
  using data::Type;
  static const std::map<std::string, Type, std::less<>> names{
      {"boolean", Type::boolean},
      {"smallint", Type::integer},
      {"integer", Type::integer},
      {"bigint", Type::integer},
      {"oid", Type::integer},
      {"numeric", Type::decimal},
      {"real", Type::floating},
      {"double precision", Type::floating},
      {"date", Type::date},
      {"interval", Type::interval},
      {"uuid", Type::uuid},
      {"json", Type::json},
      {"jsonb", Type::json},
      {"bytea", Type::binary},
      {"time without time zone", Type::time},
      {"time with time zone", Type::time},
      {"timestamp without time zone", Type::timestamp},
      {"timestamp with time zone", Type::timestamp_tz},
  };
  if (category == "A")
    return Type::array;
  if (kind == "e")
    return Type::text;
  std::string bare = name; // "timestamp(3) without time zone" -> "timestamp without time zone"
  if (const std::size_t open = bare.find('('); open != std::string::npos)
    if (const std::size_t close = bare.find(')', open); close != std::string::npos)
      bare.erase(open, close + 1 - open);
  if (const auto found = names.find(bare); found != names.end())
    return found->second;
  return category == "S" ? Type::text : Type::other;
}

class Reader {
public:
  explicit Reader(const PostgresQuery& ask) : ask_(ask) {}

  Result<catalog::Schema> run() {
    if (auto done = relations(); !done)
      return fail(done.error());
    if (auto done = columns(); !done)
      return fail(done.error());
    for (const auto& [step, what] :
         {std::pair{&Reader::keys, "Keys"}, std::pair{&Reader::statistics, "Statistics"}})
      if (auto done = (this->*step)(); !done) {
        if (done.error().code == Code::cancelled || done.error().code == Code::connection)
          return fail(done.error());
        schema_.warnings.push_back(std::string(what) + " can't be read: " + done.error().message);
      }
    if (auto done = measure_all(); !done)
      return fail(done.error());
    return std::move(schema_);
  }

private:
  // A partitioned table's rows are those of its leaves.
  Result<void> relations() {
    const auto found =
        ask_("WITH RECURSIVE parts AS (SELECT inhparent AS root, inhrelid AS part FROM "
             "pg_catalog.pg_inherits UNION "
             "SELECT parts.root, i.inhrelid FROM parts JOIN pg_catalog.pg_inherits i ON i.inhparent = "
             "parts.part), "
             "sizes AS (SELECT root, sum(greatest(c.reltuples, 0)) AS rows FROM parts JOIN "
             "pg_catalog.pg_class c ON c.oid = part "
             "WHERE c.relkind <> 'p' GROUP BY root) "
             "SELECT n.nspname, c.relname, c.relkind::text, pg_catalog.obj_description(c.oid, 'pg_class'), "
             "CASE WHEN c.relkind = 'p' THEN s.rows WHEN c.reltuples >= 0 AND c.relkind <> 'v' THEN "
             "c.reltuples END::bigint, "
             "pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND (pg_catalog.has_table_privilege(c.oid, "
             "'SELECT') OR "
             "pg_catalog.has_any_column_privilege(c.oid, 'SELECT')), pg_catalog.current_schema()::text "
             "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN "
             "sizes s ON s.root = c.oid "
             "WHERE " +
                 std::string(shown) + "ORDER BY 1, 2",
             catalog_time);
    if (!found)
      return fail(found.error());
    schema_.default_schema = "public";
    std::size_t hidden = 0;
    for (const data::Row& row : found->rows) {
      if (!data::is_null(row[6]))
        schema_.default_schema = text_of(row[6]);
      if (row[5] != data::Value(true)) { // NULL: dropped meanwhile
        ++hidden;
        continue;
      }
      catalog::Table table;
      table.schema = text_of(row[0]);
      table.name = text_of(row[1]);
      table.kind = kind_of(text_of(row[2]));
      table.comment = text_of(row[3]);
      if (const auto* rows = std::get_if<std::int64_t>(&row[4]))
        table.rows = *rows;
      places_.add(std::move(table));
    }
    if (hidden > 0)
      schema_.warnings.push_back(std::to_string(hidden) +
                                 " tables can't be read by this user and aren't shown.");
    return {};
  }

  Result<void> columns() {
    const auto found = ask_(
        "SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), "
        "pg_catalog.format_type(b.oid, NULL), b.typcategory::text, b.typtype::text, a.attnotnull, "
        "pg_catalog.pg_get_expr(d.adbin, d.adrelid), pg_catalog.col_description(c.oid, a.attnum), "
        "a.attgenerated::text <> '', (SELECT pg_catalog.json_agg(e.enumlabel::text ORDER BY e.enumsortorder) "
        "FROM pg_catalog.pg_enum e WHERE e.enumtypid = b.oid)::text "
        "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = "
        "a.atttypid "
        "JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END "
        "LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
        "WHERE a.attnum > 0 AND NOT a.attisdropped AND " +
            std::string(shown) +
            "AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') ORDER BY 1, 2, a.attnum",
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
      column.type = type_of(text_of(row[4]), text_of(row[5]), text_of(row[6]));
      column.nullable = !std::get<bool>(row[7]);
      column.default_value = text_of(row[8]);
      column.comment = text_of(row[9]);
      column.generated = std::get<bool>(row[10]);
      column.labels = texts_of(row[11]);
      table->columns.push_back(std::move(column));
    }
    return {};
  }

  Result<void> keys() {
    const auto names = [](std::string_view relation, std::string_view key) {
      return "(SELECT pg_catalog.json_agg(a.attname::text ORDER BY k.place) FROM pg_catalog.unnest(k0." +
             std::string(key) +
             ") WITH ORDINALITY AS k(number, place) JOIN pg_catalog.pg_attribute a ON a.attrelid = k0." +
             std::string(relation) + " AND a.attnum = k.number)::text";
    };
    const auto found =
        ask_("SELECT n.nspname, c.relname, k0.contype::text, " + names("conrelid", "conkey") +
                 ", fn.nspname, f.relname, " + names("confrelid", "confkey") +
                 " FROM pg_catalog.pg_constraint k0 JOIN pg_catalog.pg_class c ON c.oid = k0.conrelid "
                 "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_class f "
                 "ON f.oid = k0.confrelid "
                 "LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace "
                 "WHERE k0.contype IN ('p', 'u', 'f') AND " +
                 std::string(shown) + "ORDER BY 1, 2, k0.conname",
             catalog_time);
    if (!found)
      return fail(found.error());
    for (const data::Row& row : found->rows) {
      catalog::Table* table = places_.of_row(row);
      if (table == nullptr)
        continue;
      const std::string kind = text_of(row[2]);
      if (kind == "p")
        table->primary_key = texts_of(row[3]);
      else if (kind == "u")
        table->unique_keys.push_back(texts_of(row[3]));
      else if (places_.has(text_of(row[4]), text_of(row[5]))) // one to a partition is repeated for its parent
        table->foreign_keys.push_back({texts_of(row[3]), text_of(row[4]), text_of(row[5]), texts_of(row[6])});
    }
    return {};
  }

  // pg_stats shows only what the user may read. Of a table with parts the row over all of them counts.
  Result<void> statistics() {
    const auto found =
        ask_("SELECT schemaname, tablename, attname, null_frac::float8, n_distinct::float8, "
             "CASE WHEN pg_catalog.abs(n_distinct) <= 50 OR n_distinct < 0 THEN "
             "pg_catalog.to_json(most_common_vals::text::text[]) END::text, "
             "(histogram_bounds::text::text[])[1], "
             "(histogram_bounds::text::text[])[pg_catalog.array_upper(histogram_bounds::text::text[], 1)] "
             "FROM pg_catalog.pg_stats WHERE schemaname <> 'information_schema' AND schemaname !~ '^pg_' "
             "ORDER BY 1, 2, 3, inherited",
             catalog_time);
    if (!found)
      return fail(found.error());
    for (const data::Row& row : found->rows) {
      catalog::Table* table = places_.of_row(row);
      const std::string name = text_of(row[2]);
      if (table == nullptr)
        continue;
      const auto column = std::find_if(table->columns.begin(), table->columns.end(),
                                       [&](const auto& c) { return c.name == name; });
      if (column != table->columns.end())
        take(row, *table, *column);
    }
    return {};
  }

  void take(const data::Row& row, const catalog::Table& table, catalog::Column& column) {
    catalog::Statistics statistics;
    statistics.null_share = std::get<double>(row[3]);
    const double distinct = std::get<double>(row[4]); // negative: a share of the rows
    if (distinct > 0)
      statistics.distinct = static_cast<std::int64_t>(distinct);
    else if (distinct < 0 && table.rows)
      statistics.distinct = std::llround(-distinct * static_cast<double>(*table.rows));
    if (data::is_numeric(column.type) || data::is_temporal(column.type)) {
      if (!data::is_null(row[6]))
        statistics.minimum = text_of(row[6]);
      if (!data::is_null(row[7]))
        statistics.maximum = text_of(row[7]);
    } else if (column.type == data::Type::text && statistics.distinct && *statistics.distinct <= few_values) {
      statistics.samples = texts_of(row[5]);
      if (statistics.samples.size() > samples_kept)
        statistics.samples.resize(samples_kept);
    }
    column.statistics = std::move(statistics);
  }

  // Tables that were never analysed, and ranges and samples that ANALYZE didn't keep (it keeps no histogram
  // of few values).
  Result<void> measure_all() {
    const auto end = Clock::now() + statistics_budget;
    std::size_t left_out = 0;
    for (catalog::Table& table : schema_.tables) {
      if (table.kind == catalog::TableKind::view || table.kind == catalog::TableKind::foreign ||
          !lacks(table))
        continue;
      if (Clock::now() >= end) {
        ++left_out;
        continue;
      }
      auto done = measure(table, end);
      if (!done && (done.error().code == Code::cancelled || done.error().code == Code::connection))
        return done;
      if (!done)
        ++left_out;
    }
    if (left_out > 0)
      schema_.warnings.push_back(
          "Statistics of " + std::to_string(left_out) +
          " tables were left out to save time; ANALYZE in the database provides them.");
    return {};
  }

  static bool wants_range(const catalog::Column& column) {
    return (data::is_numeric(column.type) || data::is_temporal(column.type)) && !column.statistics.minimum;
  }
  static bool wants_samples(const catalog::Column& column) {
    return column.type == data::Type::text && column.statistics.samples.empty() && column.labels.empty() &&
           column.statistics.distinct.value_or(0) <= few_values;
  }
  static bool lacks(const catalog::Table& table) {
    if (table.rows.value_or(0) > rows_judged)
      return false; // large ones have statistics, or stay without
    return std::any_of(table.columns.begin(), table.columns.end(), [](const auto& c) {
      return !c.statistics.null_share || wants_range(c) || wants_samples(c);
    });
  }

  static std::string four_figures(const std::string& name, const catalog::Column& column) {
    const bool countable = column.type != data::Type::json && column.type != data::Type::other;
    return ", pg_catalog.count(" + name + "), " +
           (countable ? "pg_catalog.count(DISTINCT " + name + ")" : std::string("NULL::bigint")) +
           (wants_range(column) ? ", pg_catalog.min(" + name + ")::text, pg_catalog.max(" + name + ")::text"
                                : ", NULL, NULL");
  }

  Result<void> measure(catalog::Table& table, Clock::time_point end) {
    const auto left = [&] {
      return std::max(std::chrono::milliseconds(1),
                      std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()));
    };
    const std::string from =
        "(SELECT * FROM " + quote(table) + " LIMIT " + std::to_string(rows_judged) + ") AS t";
    std::string query = "SELECT pg_catalog.count(*)";
    for (const catalog::Column& column : table.columns)
      query += four_figures("t." + quote(column.name), column);
    const auto found = ask_(query + " FROM " + from, left());
    if (!found)
      return fail(found.error());
    const data::Row& row = found->rows.at(0);
    const auto count = std::get<std::int64_t>(row[0]);
    const bool whole = count < rows_judged;
    if (whole)
      table.rows = count;
    std::string samples;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      catalog::Column& column = table.columns[i];
      const auto filled = std::get<std::int64_t>(row[1 + 4 * i]);
      if (count > 0)
        column.statistics.null_share = static_cast<double>(count - filled) / static_cast<double>(count);
      if (const auto* distinct = std::get_if<std::int64_t>(&row[2 + 4 * i]))
        column.statistics.distinct = *distinct;
      if (whole && !data::is_null(row[3 + 4 * i]))
        column.statistics.minimum = text_of(row[3 + 4 * i]);
      if (whole && !data::is_null(row[4 + 4 * i]))
        column.statistics.maximum = text_of(row[4 + 4 * i]);
      if (wants_samples(column) && column.statistics.distinct.value_or(0) > 0)
        samples += (samples.empty() ? "" : " UNION ALL ") + sample(i, column, from);
    }
    if (samples.empty())
      return {};
    const auto values = ask_(samples, left());
    if (!values)
      return fail(values.error());
    for (const data::Row& value : values->rows)
      table.columns[static_cast<std::size_t>(std::get<std::int64_t>(value[0]))].statistics.samples.push_back(
          text_of(value[1]));
    return {};
  }

  static std::string sample(std::size_t index, const catalog::Column& column, const std::string& from) {
    const std::string name = "t." + quote(column.name);
    return "(SELECT " + std::to_string(index) + ", pg_catalog.left(" + name + "::text, " +
           std::to_string(longest_sample) + ") FROM " + from + " WHERE " + name +
           " IS NOT NULL GROUP BY 2 ORDER BY pg_catalog.count(*) DESC, 2 LIMIT " +
           std::to_string(samples_kept) + ")";
  }

  const PostgresQuery& ask_;
  catalog::Schema schema_;
  TablePlaces places_{schema_};
};

} // namespace

Result<catalog::Schema> introspect_postgresql(const PostgresQuery& ask) {
  return Reader(ask).run();
}

Result<SchemaMark> mark_postgresql(const PostgresQuery& ask, const SchemaMark& known) {
  // Whatever changes takes a transaction number, and what it changed is seen when it leaves the snapshot.
  constexpr std::string_view moment = "(pg_catalog.txid_current_snapshot()::text || ' ' || "
                                      "coalesce(pg_catalog.current_schema()::text, ''))";
  // Relations are told apart by what they say, for VACUUM writes their rows, too; all else by who wrote it
  // last (xmin). What initdb made has numbers below 16384: so indexes lead past the rows of the system's own
  // tables.
  const std::string summed =
      "(WITH shown AS (SELECT c.oid, pg_catalog.concat_ws(E'\\x1f', n.nspname, c.relname, "
      "c.relkind, c.relacl, n.nspacl) AS words FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
      "n.oid = c.relnamespace WHERE c.oid >= 16384 AND " +
      std::string(shown) +
      ") SELECT pg_catalog.concat_ws(' ', "
      "(SELECT pg_catalog.concat(count(*), '.', sum(pg_catalog.hashtext(words))) FROM shown), "
      "(SELECT pg_catalog.concat(count(*), '.', sum(a.xmin::text::bigint)) FROM "
      "pg_catalog.pg_attribute a JOIN shown ON shown.oid = a.attrelid WHERE a.attrelid >= 16384 AND "
      "a.attnum > 0 AND NOT a.attisdropped), "
      "(SELECT pg_catalog.concat(count(*), '.', sum(k.xmin::text::bigint)) FROM pg_catalog.pg_constraint k "
      "JOIN shown ON shown.oid = k.conrelid WHERE k.contype IN ('p', 'u', 'f')), "
      "(SELECT pg_catalog.concat(count(*), '.', sum(e.xmin::text::bigint)) FROM pg_catalog.pg_enum e), "
      "(SELECT pg_catalog.concat(count(*), '.', sum(d.xmin::text::bigint)) FROM pg_catalog.pg_description d "
      "JOIN shown ON shown.oid = d.objoid WHERE d.objoid >= 16384 AND d.classoid = "
      "'pg_catalog.pg_class'::pg_catalog.regclass)))";
  const auto found =
      ask("SELECT " + std::string(moment) + ", CASE WHEN " + std::string(moment) + " <> " +
              sql::quote_literal(known.moment, sql::Dialect::postgresql) + " THEN " + summed + " END",
          catalog_time);
  if (!found)
    return fail(found.error());
  if (found->rows.empty())
    return fail(Code::internal, "PostgreSQL gave no mark of its schema.");
  const data::Row& row = found->rows.front();
  return SchemaMark{data::is_null(row[1]) ? known.schema : text_of(row[1]), "", text_of(row[0])};
}

} // namespace lumen::source

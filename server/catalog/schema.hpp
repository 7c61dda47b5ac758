// What a database holds: an immutable snapshot, made by a source, enriched once, shared by all that ask.
#pragma once

#include "data/table.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::catalog {

/// What people use a column for.
enum class Role { unknown, key, time, category, measure, label, geography, flag };
/// How a measure is summed up when nobody says.
enum class Aggregate { none, sum, average };

std::string_view name(Role role);

struct Statistics {
  std::optional<std::int64_t> distinct;
  std::optional<double> null_share;            ///< 0..1
  std::optional<std::string> minimum, maximum; ///< plain text
  std::vector<std::string> samples; ///< at most 20 distinct values of a text column with at most 50

  /// The smallest and largest value as numbers; not a number where none is known.
  double low() const;
  double high() const;
};

struct Column {
  std::string name;
  data::Type type = data::Type::text;
  std::string database_type;
  bool nullable = true;
  bool generated = false;
  std::string default_value;
  std::string comment;
  std::vector<std::string> labels; ///< of an enum, in its order
  Statistics statistics;
  // filled by enrich()
  Role role = Role::unknown;
  Aggregate aggregate = Aggregate::none;
  bool additive = false; ///< sums over rows mean something
};

struct ForeignKey {
  std::vector<std::string> columns;
  std::string schema, table; ///< that it points to
  std::vector<std::string> referenced;
  bool inferred = false;
  double confidence = 1.0;
};

enum class TableKind { table, view, materialized_view, foreign, partitioned, file };

struct Table {
  std::string schema;
  std::string name;
  TableKind kind = TableKind::table;
  std::string comment;
  std::string origin; ///< the file of a TableKind::file
  std::vector<Column> columns;
  std::vector<std::string> primary_key;
  std::vector<std::vector<std::string>> unique_keys;
  std::vector<ForeignKey> foreign_keys;
  std::optional<std::int64_t> rows; ///< an estimate
  // filled by enrich()
  std::string label_column; ///< what people call a row by: its name, title; may be empty

  const Column* find(std::string_view column) const; ///< exact name, then ignoring case
  /// Whether no two rows have the same value there: declared, or shown by statistics. Files declare no keys,
  /// and counts of distinct values may be estimates, so a little less than all will do.
  bool is_unique(const Column& column) const;
  /// Whether a foreign key holds that column.
  bool refers(std::string_view column) const;
};

/// Where tables stand by name; made by `Schema::index`, immutable.
class TableNames;

/// All tables that a connection shows.
struct Schema {
  std::string default_schema;
  std::vector<Table> tables;
  std::vector<std::string> warnings;           ///< what could not be read, one sentence each
  std::shared_ptr<const TableNames> by_name{}; ///< filled by index()

  /// "table" or "schema.table"; exact name first, then ignoring case; the default schema first.
  /// A lookup of a hash table after `index`, a walk over all tables before it or where tables came or went.
  const Table* find(std::string_view table) const;
  /// Makes `find` fast. Call when names and default schema stand; enrich() does.
  void index();
  /// Over columns, types and keys of these tables (sorted), as the stamp's schema= wants it; unknown ones are
  /// left out.
  std::string fingerprint(const std::vector<std::string>& tables) const;
};

using SchemaPtr = std::shared_ptr<const Schema>;

} // namespace lumen::catalog

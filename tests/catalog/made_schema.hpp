// Catalogs written down in a few lines, for tests of what is read out of them.
#pragma once

#include "catalog/schema.hpp"

#include <string>
#include <utility>
#include <vector>

namespace lumen::test {

/// A column with its statistics as a source would give them.
inline catalog::Column made_column(std::string name, data::Type type, std::int64_t distinct,
                                   std::string low = "", std::string high = "",
                                   std::vector<std::string> samples = {}) {
  catalog::Column made;
  made.name = std::move(name);
  made.type = type;
  made.statistics.distinct = distinct;
  made.statistics.null_share = 0;
  if (!low.empty())
    made.statistics.minimum = std::move(low);
  if (!high.empty())
    made.statistics.maximum = std::move(high);
  made.statistics.samples = std::move(samples);
  return made;
}

inline catalog::Table made_table(std::string name, std::int64_t rows, std::vector<catalog::Column> columns,
                                 std::string key = "") {
  catalog::Table made;
  made.schema = "main";
  made.name = std::move(name);
  made.rows = rows;
  if (!key.empty())
    made.primary_key = {std::move(key)};
  made.columns = std::move(columns);
  return made;
}

inline catalog::Schema made_schema(std::vector<catalog::Table> tables) {
  catalog::Schema made;
  made.default_schema = "main";
  made.tables = std::move(tables);
  return made;
}

/// The joins of a table as "customer_id -> customers.id (0.85)", "(declared)" for those that the database
/// has.
inline std::vector<std::string> joins_of(const catalog::Schema& schema, std::string_view table) {
  std::vector<std::string> out;
  for (const catalog::ForeignKey& key : schema.find(table)->foreign_keys) {
    std::string confidence = std::to_string(key.confidence);
    confidence.resize(4);
    out.push_back(key.columns[0] + " -> " + key.table + "." + key.referenced[0] +
                  (key.inferred ? " (" + confidence + ")" : " (declared)"));
  }
  return out;
}

} // namespace lumen::test

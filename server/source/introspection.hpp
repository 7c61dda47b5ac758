// What both introspections share: how much is read of a database, cells of its catalog, and tables found by
// place. Private to this folder.
#pragma once

#include "catalog/schema.hpp"
#include "data/table.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lumen::source {

constexpr std::chrono::seconds catalog_time{30};               ///< for one query of the catalog
constexpr std::chrono::milliseconds statistics_budget{3000};   ///< for all statistics together
constexpr std::int64_t few_values = 50;                        ///< a column of so few is sampled
constexpr std::size_t samples_kept = 20, longest_sample = 200; ///< values; characters of one

/// A catalog's cell as text; NULL is empty.
std::string text_of(const data::Value& value);
/// The strings of a JSON array, as catalogs give lists; none where it is no array.
std::vector<std::string> texts_of(const data::Value& json);

/// The tables of a schema while it is read, found by schema and name.
class TablePlaces {
public:
  explicit TablePlaces(catalog::Schema& schema) : schema_(schema) {}

  void add(catalog::Table table);
  bool has(const std::string& schema, const std::string& table) const;
  /// The table that a row's first two cells name; null where it isn't known. Valid until the next add.
  catalog::Table* of_row(const data::Row& row) const;

private:
  catalog::Schema& schema_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

} // namespace lumen::source

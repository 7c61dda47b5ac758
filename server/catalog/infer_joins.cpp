// Joins by inclusion of values, for files and databases that declare no keys.
#include "base/ascii.hpp"
#include "catalog/enrich.hpp"

#include <algorithm>
#include <unordered_set>

namespace lumen::catalog {

namespace {

constexpr std::size_t most_reads = 48;
constexpr std::size_t most_values = 20'000; ///< of a column that may be referred to
constexpr std::size_t tried_values = 200;   ///< of a column that may refer
constexpr std::size_t longest_code = 12;    ///< bytes; longer texts are names, and equal names are no keys

struct Place {
  std::size_t table = 0, column = 0;
};

bool short_texts(const std::vector<std::string>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](const std::string& value) { return !value.empty() && value.size() <= longest_code; });
}

bool in_capitals(const std::vector<std::string>& values) {
  return std::none_of(values.begin(), values.end(), [](const std::string& value) {
    return std::any_of(value.begin(), value.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  });
}

class Inclusion {
public:
  Inclusion(Schema& schema, const ReadValues& values) : schema_(schema), values_(values) {}

  void run() {
    std::vector<Place> targets, sources;
    for (std::size_t t = 0; t < schema_.tables.size(); ++t)
      for (std::size_t c = 0; c < schema_.tables[t].columns.size(); ++c) {
        const Table& table = schema_.tables[t];
        const Column& column = table.columns[c];
        if (column.type != data::Type::text || column.role == Role::time || !column.statistics.distinct ||
            !table.rows || *table.rows < 10)
          continue;
        const double share =
            static_cast<double>(*column.statistics.distinct) / static_cast<double>(*table.rows);
        // Counts of distinct values may be estimates that err by a tenth; the exact count decides below.
        if (share >= 0.8 && table.rows <= most_values)
          targets.push_back({t, c});
        else if (share <= 0.5 && *column.statistics.distinct >= 5 && !table.refers(column.name))
          sources.push_back({t, c});
      }
    for (const Place& target : targets)
      find(target, sources);
  }

private:
  std::optional<std::vector<std::string>> read(Place place, std::size_t limit) {
    if (++reads_ > most_reads)
      return std::nullopt;
    const Table& table = schema_.tables[place.table];
    auto found = values_(table, table.columns[place.column], limit);
    if (!found)
      return std::nullopt;
    return std::move(*found);
  }

  void find(const Place& target, const std::vector<Place>& sources) {
    const Table& owner = schema_.tables[target.table];
    const Column& key = owner.columns[target.column];
    std::optional<std::unordered_set<std::string>> known;
    for (const Place& source : sources) {
      const Table& table = schema_.tables[source.table];
      const Column& column = table.columns[source.column];
      if (source.table == target.table || table.refers(column.name) ||
          *column.statistics.distinct > *key.statistics.distinct * 5 / 4)
        continue;
      if (!known) {
        const auto all = read(target, most_values);
        const bool unique = all && static_cast<std::int64_t>(all->size()) == *owner.rows && short_texts(*all);
        // What rows are called by is referred to only where it is a code: equal names are no keys.
        if (!unique || (key.name == owner.label_column && !in_capitals(*all)))
          return;
        known.emplace(all->begin(), all->end());
      }
      const auto some = read(source, tried_values);
      if (!some || some->size() < 5 || !short_texts(*some))
        continue;
      const auto inside = std::count_if(some->begin(), some->end(),
                                        [&](const std::string& value) { return known->contains(value); });
      if (static_cast<double>(inside) < 0.98 * static_cast<double>(some->size()))
        continue;
      ForeignKey made;
      made.columns = {column.name};
      made.schema = owner.schema;
      made.table = owner.name;
      made.referenced = {key.name};
      made.inferred = true;
      made.confidence = 0.8;
      schema_.tables[source.table].foreign_keys.push_back(std::move(made));
    }
  }

  Schema& schema_;
  const ReadValues& values_;
  std::size_t reads_ = 0;
};

} // namespace

void infer_joins(Schema& schema, const ReadValues& values) {
  Inclusion(schema, values).run();
}

} // namespace lumen::catalog

#include "catalog/schema.hpp"

#include "base/ascii.hpp"
#include "base/hash.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_map>

namespace lumen::catalog {

namespace {

std::string join(const std::vector<std::string>& names) {
  return ascii::join(names, "\x1f");
}

void describe(std::string& out, const Table& table) {
  out += table.schema + "\x1e" + table.name + "\x1d";
  for (const Column& column : table.columns)
    out += column.name + "\x1f" + column.database_type + "\x1e";
  out += "\x1dpk:" + join(table.primary_key);
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.inferred)
      continue; // our guess is not the database's schema
    out += "\x1d"
           "fk:" +
           join(key.columns) + ">" + key.schema + "." + key.table + ":" + join(key.referenced);
  }
  out += "\x1c";
}

} // namespace

std::string_view name(Role role) {
  switch (role) {
  case Role::unknown:
    return "unknown";
  case Role::key:
    return "key";
  case Role::time:
    return "time";
  case Role::category:
    return "category";
  case Role::measure:
    return "measure";
  case Role::label:
    return "label";
  case Role::geography:
    return "geography";
  case Role::flag:
    return "flag";
  }
  return "unknown";
}

namespace {

double number(const std::optional<std::string>& text) {
  if (!text)
    return std::nan("");
  char* end = nullptr;
  const double value = std::strtod(text->c_str(), &end);
  return end == text->c_str() ? std::nan("") : value;
}

} // namespace

double Statistics::low() const {
  return number(minimum);
}

double Statistics::high() const {
  return number(maximum);
}

const Column* Table::find(std::string_view column) const {
  for (const Column& candidate : columns)
    if (candidate.name == column)
      return &candidate;
  for (const Column& candidate : columns)
    if (ascii::same(candidate.name, column))
      return &candidate;
  return nullptr;
}

bool Table::is_unique(const Column& column) const {
  if (primary_key.size() == 1 && primary_key[0] == column.name)
    return true;
  for (const auto& key : unique_keys)
    if (key.size() == 1 && key[0] == column.name)
      return true;
  const auto& distinct = column.statistics.distinct;
  return distinct && rows && *rows > 1 && column.statistics.null_share.value_or(0) == 0 &&
         static_cast<double>(*distinct) >= 0.94 * static_cast<double>(*rows);
}

bool Table::refers(std::string_view column) const {
  return std::any_of(foreign_keys.begin(), foreign_keys.end(), [&](const ForeignKey& key) {
    return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end();
  });
}

// The best table of each name, written exactly and in lower case. A name that many schemas share has one
// entry.
class TableNames {
public:
  explicit TableNames(const Schema& schema)
      : default_schema_(schema.default_schema), count_(schema.tables.size()) {
    for (std::size_t place = 0; place < schema.tables.size(); ++place) {
      const Table& table = schema.tables[place];
      const bool in_default = table.schema == schema.default_schema;
      const std::string qualified = table.schema + "." + table.name;
      keep(exact_, qualified, {place, 3});
      keep(exact_, table.name, {place, in_default ? 2 : 1});
      keep(folded_, ascii::lower(qualified), {place, 3});
      keep(folded_, ascii::lower(table.name), {place, in_default ? 2 : 1});
    }
  }

  bool fits(const Schema& schema) const {
    return count_ == schema.tables.size() && default_schema_ == schema.default_schema;
  }

  std::optional<std::size_t> find(std::string_view text) const {
    if (const auto found = exact_.find(std::string(text)); found != exact_.end())
      return found->second.place;
    const auto found = folded_.find(ascii::lower(text));
    return found == folded_.end() ? std::nullopt : std::optional(found->second.place);
  }

private:
  struct Entry {
    std::size_t place = 0;
    int grade = 0;
  };
  using Map = std::unordered_map<std::string, Entry>;

  static void keep(Map& map, std::string name, Entry entry) {
    const auto [known, fresh] = map.try_emplace(std::move(name), entry);
    if (!fresh && known->second.grade < entry.grade)
      known->second = entry;
  }

  std::string default_schema_;
  std::size_t count_;
  Map exact_, folded_;
};

void Schema::index() {
  by_name = std::make_shared<const TableNames>(*this);
}

const Table* Schema::find(std::string_view text) const {
  if (by_name && by_name->fits(*this)) {
    const auto place = by_name->find(text);
    return place ? &tables[*place] : nullptr;
  }
  const Table* best = nullptr;
  int best_grade = 0;
  for (const Table& table : tables) {
    const bool in_default = table.schema == default_schema;
    const std::string qualified = table.schema + "." + table.name;
    int grade = 0;
    if (qualified == text)
      grade = 6;
    else if (table.name == text)
      grade = in_default ? 5 : 4;
    else if (ascii::same(qualified, text))
      grade = 3;
    else if (ascii::same(table.name, text))
      grade = in_default ? 2 : 1;
    if (grade > best_grade) {
      best = &table;
      best_grade = grade;
    }
  }
  return best;
}

std::string Schema::fingerprint(const std::vector<std::string>& names) const {
  std::vector<const Table*> found;
  for (const std::string& wanted : names)
    if (const Table* table = find(wanted))
      found.push_back(table);
  std::sort(found.begin(), found.end(), [](const Table* a, const Table* b) {
    return std::tie(a->schema, a->name) < std::tie(b->schema, b->name);
  });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::string text;
  for (const Table* table : found)
    describe(text, *table);
  return short_hash(text);
}

} // namespace lumen::catalog

// Joins that names and statistics show. docs/catalog.md tells the rules and their reasons; each here stands
// under the name that it has there.
#include "catalog/enrich.hpp"

#include "base/ascii.hpp"
#include "catalog/naming.hpp"
#include "catalog/roles.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace lumen::catalog {

namespace {

class Enricher {
public:
  explicit Enricher(Schema& schema) : schema_(schema) {}

  void run() {
    for (Table& table : schema_.tables)
      forget(table);
    for (std::size_t t = 0; t < schema_.tables.size(); ++t)
      remember(t);
    for (std::size_t t = 0; t < schema_.tables.size(); ++t)
      infer_keys(t);
    for (Table& table : schema_.tables)
      give_roles(table);
  }

private:
  /// What an earlier run added, so that a second one changes nothing.
  static void forget(Table& table) {
    std::erase_if(table.foreign_keys, [](const ForeignKey& key) { return key.inferred; });
    table.label_column.clear();
    for (Column& column : table.columns) {
      column.role = Role::unknown;
      column.aggregate = Aggregate::none;
      column.additive = false;
    }
  }

  // ---- keys
  struct Target {
    std::size_t table = 0, column = 0;
  };

  static bool may_refer(const Column& column) {
    return column.type == data::Type::integer || column.type == data::Type::text ||
           column.type == data::Type::uuid;
  }

  static bool key_named(const Column& column) {
    const Words words = words_of(column.name);
    return !words.empty() && (among(std::string_view(words.back()), key_tails) ||
                              among(std::string_view(words.back()), code_tails) ||
                              (words.size() == 1 && words[0].size() > 3 && words[0].ends_with("id")));
  }

  static std::string in_schema(const std::string& schema, const std::string& name) {
    return schema + '\x1f' + name;
  }

  /// Where a table's keys may point to: a copy of its database in another schema isn't meant.
  std::vector<std::string> schemas_near(const Table& table) const {
    if (table.schema == schema_.default_schema)
      return {table.schema};
    return {table.schema, schema_.default_schema};
  }

  void remember(std::size_t t) {
    const Table& table = schema_.tables[t];
    tables_by_word_[in_schema(table.schema, joined(words_of(table.name)))].push_back(t);
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      if (!may_refer(column) || !table.is_unique(column))
        continue;
      const bool first = table.primary_key.empty()
                             ? c == 0 || key_named(column)
                             : table.primary_key.size() == 1 && table.primary_key[0] == column.name;
      if (first)
        keys_by_name_[in_schema(table.schema, joined(words_of(column.name)))].push_back({t, c});
      if (const std::size_t length = code_length(column); length > 0)
        codes_[in_schema(table.schema, std::to_string(length))].push_back({t, c});
    }
  }

  /// The length of short upper-case codes, when smallest and largest value have it; 0 otherwise.
  static std::size_t code_length(const Column& column) {
    const auto &low = column.statistics.minimum, &high = column.statistics.maximum;
    if (column.type != data::Type::text || !low || !high || low->size() != high->size() || low->size() < 2 ||
        low->size() > 5)
      return 0;
    const auto code = [](const std::string& text) {
      return std::all_of(text.begin(), text.end(),
                         [](char c) { return (c >= 'A' && c <= 'Z') || ascii::is_digit(c); });
    };
    const auto letters = [](const std::string& text) {
      return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    };
    return code(*low) && code(*high) && (letters(*low) || letters(*high)) ? low->size() : 0;
  }

  static bool compatible(const Column& a, const Column& b) {
    return a.type == b.type || (data::is_numeric(a.type) && data::is_numeric(b.type));
  }

  /// No value lies outside the range of the column that is referred to, as far as ranges are known.
  static bool within(const Column& column, const Column& target) {
    const Statistics &a = column.statistics, &b = target.statistics;
    if (!a.minimum || !a.maximum || !b.minimum || !b.maximum)
      return true;
    if (column.type == data::Type::integer)
      return a.low() >= b.low() && a.high() <= b.high();
    return *a.minimum >= *b.minimum && *a.maximum <= *b.maximum;
  }

  void infer_keys(std::size_t t) {
    Table& table = schema_.tables[t];
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      if (!may_refer(column) || table.refers(column.name))
        continue;
      if (table.primary_key.size() == 1 && table.primary_key[0] == column.name && !key_named(column))
        continue;
      if (by_column_name(t, c) || by_table_name(t, c))
        continue;
      by_code(t, c);
    }
  }

  void add(std::size_t t, std::size_t c, Target target, double confidence) {
    ForeignKey key;
    key.columns = {schema_.tables[t].columns[c].name};
    key.schema = schema_.tables[target.table].schema;
    key.table = schema_.tables[target.table].name;
    key.referenced = {schema_.tables[target.table].columns[target.column].name};
    key.inferred = true;
    key.confidence = confidence;
    schema_.tables[t].foreign_keys.push_back(std::move(key));
  }

  /// customer_id in orders, customer_id the key of customers.
  bool by_column_name(std::size_t t, std::size_t c) {
    const Table& table = schema_.tables[t];
    const Column& column = table.columns[c];
    const std::string name = joined(words_of(column.name));
    if (name == "id" || name == "key" || name == "code" || name == "name" || !key_named(column))
      return false;
    const Target* best = nullptr;
    for (const std::string& near : schemas_near(table)) {
      const auto found = keys_by_name_.find(in_schema(near, name));
      if (found == keys_by_name_.end())
        continue;
      for (const Target& target : found->second) {
        if (target.table == t || !compatible(column, at(target)) || !within(column, at(target)))
          continue;
        // Of two tables that share a key the one that bears its name is the owner.
        const std::string owner = joined(words_of(schema_.tables[target.table].name));
        if (!best || name.starts_with(owner))
          best = &target;
      }
      break; // what its own schema holds, it doesn't look for elsewhere
    }
    if (!best)
      return false;
    // Both sides unique: the shared key is kept once, from the table that doesn't bear its name.
    if (table.is_unique(column) && refers(best->table, t))
      return false;
    if (table.is_unique(column) && name.starts_with(joined(words_of(table.name))))
      return false;
    add(t, c, *best, 0.9);
    return true;
  }

  bool refers(std::size_t from, std::size_t to) const {
    for (const ForeignKey& key : schema_.tables[from].foreign_keys)
      if (key.table == schema_.tables[to].name && key.schema == schema_.tables[to].schema)
        return true;
    return false;
  }

  const Column& at(Target target) const { return schema_.tables[target.table].columns[target.column]; }

  /// customer_id or customer in orders, id or code the key of customers.
  bool by_table_name(std::size_t t, std::size_t c) {
    const Column& column = schema_.tables[t].columns[c];
    Words words = words_of(column.name);
    const bool tailed = words.size() > 1 && (among(std::string_view(words.back()), key_tails) ||
                                             words.back() == "code" || words.back() == "no");
    if (tailed)
      words.pop_back();
    else if (words.size() == 1 && words[0].size() > 4 && words[0].ends_with("id"))
      words[0].resize(words[0].size() - 2);
    const std::vector<std::string> near = schemas_near(schema_.tables[t]);
    for (; !words.empty(); words.erase(words.begin())) // "billing_customer_id" ends in the name
      for (const std::string& schema : near) {
        const auto found = tables_by_word_.find(in_schema(schema, joined(words)));
        if (found == tables_by_word_.end())
          continue;
        for (const std::size_t other : found->second)
          if (const auto key = other == t ? std::nullopt : key_for(column, schema_.tables[other])) {
            add(t, c, {other, *key}, tailed ? 0.85 : 0.7);
            return true;
          }
        break;
      }
    return false;
  }

  /// The column of the target that this one may refer to.
  static std::optional<std::size_t> key_for(const Column& column, const Table& target) {
    for (std::size_t k = 0; k < target.columns.size(); ++k) {
      const bool key = target.primary_key.size() == 1
                           ? target.primary_key[0] == target.columns[k].name
                           : target.primary_key.empty() && target.is_unique(target.columns[k]) &&
                                 (k == 0 || key_named(target.columns[k]));
      if (key && compatible(column, target.columns[k]) && within(column, target.columns[k]))
        return k;
    }
    return std::nullopt;
  }

  /// flights.origin holds three capitals as airports.iata does, and nothing else in the schema is unique that
  /// way.
  void by_code(std::size_t t, std::size_t c) {
    const Table& table = schema_.tables[t];
    const Column& column = table.columns[c];
    const std::size_t length = code_length(column);
    if (length < 3 || table.is_unique(column))
      return;
    const Target* only = nullptr;
    for (const std::string& near : schemas_near(table)) {
      const auto found = codes_.find(in_schema(near, std::to_string(length)));
      if (only || found == codes_.end())
        continue;
      for (const Target& target : found->second) {
        if (target.table == t || !within(column, at(target)))
          continue;
        if (column.statistics.distinct && at(target).statistics.distinct &&
            *column.statistics.distinct > *at(target).statistics.distinct)
          continue;
        if (only)
          return; // two answers are none
        only = &target;
      }
    }
    if (only)
      add(t, c, *only, 0.6);
  }

  Schema& schema_;
  std::unordered_map<std::string, std::vector<std::size_t>> tables_by_word_;
  std::unordered_map<std::string, std::vector<Target>> keys_by_name_;
  std::unordered_map<std::string, std::vector<Target>> codes_; // by length
};

} // namespace

void enrich(Schema& schema) {
  Enricher(schema).run();
  schema.index();
}

} // namespace lumen::catalog

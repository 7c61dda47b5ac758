// Roles, labels and inferred joins. docs/catalog.md tells the rules and their reasons; each here stands under
// the name that it has there.
#include "catalog/enrich.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace lumen::catalog {

namespace {

using Words = std::vector<std::string>;

/// Lower-case words of a name: snake_case, camelCase and spaces part them.
Words words_of(std::string_view name) {
  Words words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty())
      words.push_back(ascii::lower(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!ascii::is_alpha(c) && !ascii::is_digit(c) && static_cast<unsigned char>(c) < 0x80) {
      flush();
      continue;
    }
    const bool upper = c >= 'A' && c <= 'Z';
    const bool after_lower = !word.empty() && word.back() >= 'a' && word.back() <= 'z';
    if (upper && after_lower)
      flush();
    word += c;
  }
  flush();
  return words;
}

std::string singular(std::string word) {
  if (word.size() > 4 && word.ends_with("ies"))
    return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 4 &&
      (word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches") || word.ends_with("shes")))
    return word.substr(0, word.size() - 2);
  if (word.size() > 3 && word.back() == 's' && !word.ends_with("ss") && !word.ends_with("us") &&
      !word.ends_with("is"))
    word.pop_back();
  return word;
}

std::string joined(const Words& words) {
  std::string out;
  for (const std::string& word : words)
    out += singular(word);
  return out;
}

template <std::size_t N>
bool among(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <std::size_t N>
bool any_among(const Words& words, const std::array<std::string_view, N>& list) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return among(std::string_view(word), list) || among(std::string_view(singular(word)), list);
  });
}

constexpr std::array<std::string_view, 8> key_tails = {"id", "key", "uuid", "guid",
                                                       "fk", "pk",  "uid",  "rowid"};
constexpr std::array<std::string_view, 12> code_tails = {"code",     "number", "no",  "num", "nr",   "zip",
                                                         "postcode", "phone",  "fax", "ssn", "isbn", "sku"};
constexpr std::array<std::string_view, 26> averaged = {
    "rate",   "ratio",       "percent", "percentage", "pct",    "average",   "avg",   "mean",  "score",
    "rating", "temperature", "temp",    "age",        "price",  "duration",  "delay", "speed", "height",
    "weight", "index",       "mpg",     "expectancy", "expect", "fertility", "wind",  "median"};
constexpr std::array<std::string_view, 14> averaged_too = {
    "humidity", "pressure", "level",     "grade",  "gpa", "margin", "share",
    "per",      "altitude", "elevation", "minute", "min", "stars",  "salary"};
constexpr std::array<std::string_view, 13> numbered_kinds = {
    "cluster", "type",    "class", "group", "category", "rank", "position",
    "month",   "weekday", "day",   "hour",  "quarter",  "room"};
constexpr std::array<std::string_view, 14> places = {
    "country", "state", "city", "county",   "province", "region",      "continent",
    "nation",  "town",  "zip",  "postcode", "district", "nationality", "location"};
constexpr std::array<std::string_view, 5> coordinates = {"latitude", "longitude", "lat", "lon", "lng"};
constexpr std::array<std::string_view, 7> first_names = {"firstname", "fname",      "forename", "givenname",
                                                         "mname",     "middlename", "nickname"};
constexpr std::array<std::string_view, 4> year_words = {"year", "yr", "yyyy", "years"};

bool looks_like_date(const std::string& text) {
  static constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                              "jul", "aug", "sep", "oct", "nov", "dec"};
  if (text.size() < 8 || text.size() > 30)
    return false;
  std::size_t digits = 0;
  for (const char c : text)
    digits += ascii::is_digit(c) ? 1 : 0;
  if (digits < 5)
    return false;
  if (among(std::string_view(ascii::lower(text.substr(0, 3))), months))
    return true;
  const bool year_first = ascii::is_digit(text[0]) && ascii::is_digit(text[1]) && ascii::is_digit(text[2]) &&
                          ascii::is_digit(text[3]);
  return year_first && (text[4] == '-' || text[4] == '/') && ascii::is_digit(text[5]);
}

double as_number(const std::optional<std::string>& text) {
  if (!text)
    return std::nan("");
  char* end = nullptr;
  const double value = std::strtod(text->c_str(), &end);
  return end == text->c_str() ? std::nan("") : value;
}

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
    for (Table& table : schema_.tables) {
      for (Column& column : table.columns)
        role(table, column);
      label(table);
    }
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

  static bool unique(const Table& table, const Column& column) {
    if (table.primary_key.size() == 1 && table.primary_key[0] == column.name)
      return true;
    for (const auto& key : table.unique_keys)
      if (key.size() == 1 && key[0] == column.name)
        return true;
    // Files declare no keys; counts of distinct values may be estimates, so a little less than all will do.
    const auto& distinct = column.statistics.distinct;
    return distinct && table.rows && *table.rows > 1 && column.statistics.null_share.value_or(0) == 0 &&
           static_cast<double>(*distinct) >= 0.94 * static_cast<double>(*table.rows);
  }

  static bool declared(const Table& table, const std::string& column) {
    return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) {
      return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end();
    });
  }

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
      if (!may_refer(column) || !unique(table, column))
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
      return as_number(a.minimum) >= as_number(b.minimum) && as_number(a.maximum) <= as_number(b.maximum);
    return *a.minimum >= *b.minimum && *a.maximum <= *b.maximum;
  }

  void infer_keys(std::size_t t) {
    Table& table = schema_.tables[t];
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      if (!may_refer(column) || declared(table, column.name))
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
    if (unique(table, column) && refers(best->table, t))
      return false;
    if (unique(table, column) && name.starts_with(joined(words_of(table.name))))
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
                           : target.primary_key.empty() && unique(target, target.columns[k]) &&
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
    if (length < 3 || unique(table, column))
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

  // ---- roles
  void role(const Table& table, Column& column) const {
    const Words words = words_of(column.name);
    const std::string last = words.empty() ? "" : singular(words.back());
    const Statistics& statistics = column.statistics;
    const bool in_key =
        std::find(table.primary_key.begin(), table.primary_key.end(), column.name) != table.primary_key.end();
    const bool alone = in_key && table.primary_key.size() == 1;
    if (column.type == data::Type::boolean)
      column.role = Role::flag;
    else if (data::is_temporal(column.type) || column.type == data::Type::time)
      column.role = data::is_temporal(column.type) ? Role::time : Role::category;
    else if (data::is_numeric(column.type))
      numeric_role(column, words, last, alone || declared(table, column.name));
    else if (column.type == data::Type::uuid || (alone && !named(words)) ||
             (!words.empty() && among(std::string_view(words.back()), key_tails)))
      column.role = Role::key;
    else if (column.type == data::Type::text) {
      if (statistics.minimum && statistics.maximum && looks_like_date(*statistics.minimum) &&
          looks_like_date(*statistics.maximum))
        column.role = Role::time;
      else if (any_among(words, places) && !named(words))
        column.role = Role::geography;
      else if (statistics.distinct && *statistics.distinct == 2 && flag_values(statistics))
        column.role = Role::flag;
      else if (declared(table, column.name))
        column.role = Role::category;
      else if (named(words) && unique_enough(table, column))
        column.role = Role::label;
      else if (!statistics.distinct || !table.rows || *table.rows == 0 ||
               static_cast<double>(*statistics.distinct) <= 0.5 * static_cast<double>(*table.rows) ||
               *statistics.distinct <= 50)
        column.role = named(words) && !statistics.distinct ? Role::label : Role::category;
      else
        column.role = named(words) ? Role::label : Role::unknown;
    }
  }

  static bool unique_enough(const Table& table, const Column& column) {
    const auto& distinct = column.statistics.distinct;
    return !distinct || !table.rows ||
           static_cast<double>(*distinct) > 0.5 * static_cast<double>(*table.rows);
  }

  static bool named(const Words& words) {
    return !words.empty() && (words.back() == "name" || words.back() == "title" || words.back() == "label" ||
                              words.back() == "fullname" || words.back() == "names" ||
                              (words.size() == 1 && words[0].ends_with("name")));
  }

  static bool flag_values(const Statistics& statistics) {
    static constexpr std::array<std::string_view, 8> yes_no = {"yes",  "no",    "y", "n",
                                                               "true", "false", "t", "f"};
    return !statistics.samples.empty() &&
           std::all_of(statistics.samples.begin(), statistics.samples.end(), [](const std::string& text) {
             return among(std::string_view(ascii::lower(text)), yes_no);
           });
  }

  // Whole numbers that name things instead of measuring them: codes, places, kinds.
  static bool numbers_a_kind(const Words& words, const std::string& last) {
    if (among(std::string_view(last), code_tails) && !any_among(words, std::array<std::string_view, 1>{"of"}))
      return true;
    return words.size() == 1 && (any_among(words, places) || among(std::string_view(last), numbered_kinds));
  }

  static void numeric_role(Column& column, const Words& words, const std::string& last, bool key) {
    const double low = as_number(column.statistics.minimum), high = as_number(column.statistics.maximum);
    const bool whole = column.type == data::Type::integer;
    const bool compact_id = words.size() == 1 && words[0].size() > 3 && words[0].ends_with("id") &&
                            words[0] != "paid" && words[0] != "bid";
    if (key || (!words.empty() && among(std::string_view(words.back()), key_tails)) || (whole && compact_id))
      column.role = Role::key;
    else if (any_among(words, coordinates))
      column.role = Role::geography;
    else if (whole && any_among(words, year_words) && !(low < 1000) && !(high > 2200))
      column.role = Role::time;
    else if (whole && numbers_a_kind(words, last))
      column.role = Role::category;
    else if (whole && words.size() == 2 && (words[0] == "is" || words[0] == "has") && low == 0 && high == 1)
      column.role = Role::flag;
    else {
      column.role = Role::measure;
      const bool average = any_among(words, averaged) || any_among(words, averaged_too);
      column.aggregate = average ? Aggregate::average : Aggregate::sum;
      column.additive = !average;
    }
  }

  // ---- labels
  static void label(Table& table) {
    const std::string own = joined(words_of(table.name));
    int best = 0;
    for (const Column& column : table.columns) {
      if (column.type != data::Type::text || column.role == Role::time)
        continue;
      const Words words = words_of(column.name);
      const std::string name = joined(words);
      int grade = 0;
      if (name == "name" || name == "title" || name == "fullname")
        grade = 10;
      else if (name == own + "name" || name == own + "title" || name == own)
        grade = 9;
      else if (!words.empty() && words.size() > 1 && named(words) &&
               own.find(singular(words[0])) != std::string::npos)
        grade = 8;
      else if (name == "label" || name == "caption" || name == "subject")
        grade = 6;
      else if (among(std::string_view(name), first_names))
        grade = 2;
      else if (name == "lastname" || name == "lname" || name == "surname" || name == "familyname")
        grade = 4;
      else if (named(words) && !declared(table, column.name))
        grade = 5;
      else if (name == "description" || name == own + "description")
        grade = 3;
      else if (unique(table, column) && !column.name.empty() && column.role != Role::key &&
               table.primary_key.empty() && &column == &table.columns.front())
        grade = 1;
      if (grade > 0 && grade < 8 && column.statistics.distinct && table.rows && *table.rows > 20 &&
          *column.statistics.distinct * 4 < *table.rows)
        grade = 0; // a name of a kind, not of a row
      if (grade > best) {
        best = grade;
        table.label_column = column.name;
      }
    }
    if (Column* chosen =
            table.label_column.empty() ? nullptr : const_cast<Column*>(table.find(table.label_column)))
      if (chosen->role != Role::key && chosen->role != Role::geography)
        chosen->role = Role::label;
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

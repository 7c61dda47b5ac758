// The values of the data by what people may call them: as they stand, in another case, in singular or plural.
#include "ask/answer.hpp"
#include "ask/offline/places.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <unordered_map>

namespace lumen::ask {

namespace {

constexpr std::size_t most_per_column = 20'000;
constexpr std::size_t most_in_all = 400'000;
constexpr std::size_t longest = 80; ///< bytes; longer texts are prose, not names

struct Place {
  std::uint32_t column = 0;
  std::uint32_t value = 0;
};

/// Lower case, single spaces, without signs at the ends: "St. Paul" and "st paul" meet.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool keep = ascii::is_word(c) || static_cast<unsigned char>(c) >= 0x80;
    if (keep)
      out += ascii::lower(c);
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (!out.empty() && out.back() == ' ')
    out.pop_back();
  return out;
}

/// A short code in capitals against a lower-case word: "day" is hardly the airport DAY.
bool code_in_prose(std::string_view value, std::string_view phrase) {
  const auto has = [](std::string_view text, char low, char high) {
    return std::any_of(text.begin(), text.end(), [&](char c) { return c >= low && c <= high; });
  };
  return value.size() <= 4 && has(value, 'A', 'Z') && !has(value, 'a', 'z') && !has(phrase, 'A', 'Z');
}

std::string stems(const std::string& text) {
  std::string out;
  for (const std::string_view word : ascii::split(text, ' '))
    out += (out.empty() ? "" : " ") + offline::stem(word);
  return out;
}

std::string base_forms(const std::string& text) {
  std::string out;
  for (const std::string_view word : ascii::split(text, ' '))
    out += (out.empty() ? "" : " ") + offline::lemma(word);
  return out;
}

class Values final : public ValueIndex {
public:
  void add(const std::string& table, const std::string& column, const std::vector<std::string>& values) {
    columns_.push_back({table, column});
    const auto number = static_cast<std::uint32_t>(columns_.size() - 1);
    for (const std::string& value : values) {
      if (value.empty() || value.size() > longest || count_ >= most_in_all)
        continue;
      const std::string key = folded(value);
      if (key.empty())
        continue;
      texts_.push_back(value);
      const Place place{number, static_cast<std::uint32_t>(texts_.size() - 1)};
      exact_[key].push_back(place);
      if (const std::string base = base_forms(key); base != key)
        bases_[base].push_back(place);
      if (value.size() <= 30)
        stems_[stems(key)].push_back(place);
      ++count_;
    }
  }

  std::vector<Hit> find(std::string_view phrase) const override {
    std::vector<Hit> hits;
    const std::string key = folded(phrase);
    if (key.empty())
      return hits;
    const std::string trimmed(ascii::trim(phrase));
    take(exact_, key, hits, [&](const std::string& value) {
      return value == trimmed                ? 1.0
             : code_in_prose(value, trimmed) ? 0.5
             : ascii::same(value, trimmed)   ? 0.97
                                             : 0.93;
    });
    const std::string base = base_forms(key);
    take(bases_, base, hits, [](const std::string&) { return 0.86; });
    if (base != key)
      take(exact_, base, hits, [](const std::string&) { return 0.86; });
    if (hits.empty() && key.size() >= 4) // "rainy" for "rain"
      take(stems_, stems(key), hits, [](const std::string& value) { return value.size() >= 3 ? 0.72 : 0.0; });
    if (const std::string& code = offline::code_of_place(key); !code.empty())
      for (const char* const form : {"", "A"}) // "US" and "USA"
        take(exact_, folded(code + (code == "US" ? form : "")), hits, [](const std::string&) { return 0.9; });
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.grade > b.grade; });
    return hits;
  }

private:
  using Map = std::unordered_map<std::string, std::vector<Place>>;

  template <class Grade>
  void take(const Map& map, const std::string& key, std::vector<Hit>& hits, Grade grade) const {
    const auto found = map.find(key);
    if (found == map.end())
      return;
    for (const Place& place : found->second) {
      if (hits.size() >= 40)
        return;
      const std::string& value = texts_[place.value];
      const auto& names = columns_[place.column]; // of its table, and its own
      const bool known = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
        return hit.table == names.first && hit.column == names.second && hit.value == value;
      });
      if (!known)
        hits.push_back({names.first, names.second, value, grade(value)});
    }
  }

  std::vector<std::pair<std::string, std::string>> columns_;
  std::vector<std::string> texts_;
  Map exact_, bases_, stems_;
  std::size_t count_ = 0;
};

/// Columns whose values people name: texts that aren't dates and aren't unique codes of a huge table.
bool worth_reading(const catalog::Column& column) {
  if (column.type != data::Type::text)
    return false;
  return column.role != catalog::Role::time;
}

} // namespace

Result<std::shared_ptr<const ValueIndex>> build_value_index(
    const catalog::Schema& schema,
    const std::function<Result<std::vector<std::string>>(const catalog::Table&, const catalog::Column&,
                                                         std::size_t limit)>& values,
    const std::stop_token& stop) {
  auto index = std::make_shared<Values>();
  for (const catalog::Table& table : schema.tables)
    for (const catalog::Column& column : table.columns) {
      if (stop.stop_requested())
        return fail(Code::cancelled, "Reading the values was cancelled.");
      if (!worth_reading(column))
        continue;
      const std::string name = table.schema + "." + table.name;
      if (!column.labels.empty()) {
        index->add(name, column.name, column.labels);
        continue;
      }
      auto read = values(table, column, most_per_column);
      if (read)
        index->add(name, column.name, *read); // a column that can't be read is asked about without its values
      else if (read.error().code == Code::cancelled)
        return fail(read.error());
    }
  return std::shared_ptr<const ValueIndex>(std::move(index));
}

} // namespace lumen::ask

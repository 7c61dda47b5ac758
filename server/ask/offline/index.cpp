#include "ask/offline/index.hpp"

#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>

namespace lumen::ask::offline {

namespace {

std::string joined(const std::vector<std::string>& words, std::size_t begin, std::size_t end,
                   std::string_view gap = " ") {
  std::string text;
  for (std::size_t i = begin; i < end; ++i)
    text += (i > begin ? std::string(gap) : "") + words[i];
  return text;
}

std::vector<std::string> lemmas(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  out.reserve(words.size());
  for (const std::string& word : words)
    out.push_back(lemma(word));
  return out;
}

std::vector<std::string> written_out(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    const auto& longer = expansion(word);
    if (longer.empty())
      out.push_back(lemma(word));
    else
      out.insert(out.end(), longer.begin(), longer.end());
  }
  return out;
}

/// Names written without a break ("countryname", "petid") are parted before a usual last word.
std::vector<std::string> part_tail(std::vector<std::string> words,
                                   const std::vector<std::string>& table_words) {
  static constexpr std::string_view tails[] = {
      "description", "category", "quantity", "address", "country", "percent", "amount", "number", "status",
      "weight",      "height",   "title",    "price",   "count",   "phone",   "email",  "state",  "level",
      "score",       "value",    "total",    "group",   "name",    "code",    "date",   "type",   "year",
      "time",        "rate",     "city",     "key",     "num",     "id",      "no"};
  if (words.size() != 1 || !expansion(words[0]).empty())
    return words;
  const std::string word = words[0];
  for (const std::string& head : table_words)
    if (head.size() >= 3 && word.size() > head.size() + 1 && word.starts_with(head))
      return {head, word.substr(head.size())};
  for (const std::string& head : table_words) // "dname" of departments, "gtype" of games
    for (const std::string_view tail : tails)
      if (word.size() == tail.size() + 1 && word[0] == head[0] && word.ends_with(tail))
        return {head, std::string(tail)};
  static const std::vector<std::string> whole = {
      "rename",    "surname",   "username",   "update",    "candidate",  "birthdate",   "overtime",
      "corporate", "separate",  "piano",      "casino",    "volcano",    "monkey",      "turkey",
      "account",   "discount",  "velocity",   "capacity",  "ethnicity",  "subtotal",    "estate",
      "elevation", "encode",    "decode",     "valid",     "subgroup",   "electricity", "microphone",
      "telephone", "saxophone", "interstate", "publicity", "simplicity", "subtitle",    "maritime",
      "sometime",  "mandate",   "archetype",  "genotype",  "phenotype",  "hockey",      "donkey",
      "jockey",    "whiskey",   "covid",      "hybrid",    "liquid",     "android",     "invalid",
      "solid",     "fluid",     "domino",     "platinum",  "generate",   "operate",     "prototype",
      "accurate",  "paid",      "grid",       "postcode",  "barcode",    "lifetime",    "runtime"};
  if (std::find(whole.begin(), whole.end(), word) != whole.end())
    return words;
  for (const std::string_view tail : tails)
    if (word.size() >= tail.size() + 3 && word.ends_with(tail) && (tail.size() > 2 || word.size() <= 9))
      return {word.substr(0, word.size() - tail.size()), std::string(tail)};
  return words;
}

bool empty_word(const std::string& word) {
  return is_function_word(word) || word.size() < 2;
}

} // namespace

std::vector<std::string> spoken_words(std::string_view name, const std::vector<std::string>& table_words) {
  std::vector<std::string> words = written_out(part_tail(split_name(name), table_words));
  if (words.size() > table_words.size() && std::equal(table_words.begin(), table_words.end(), words.begin()))
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(table_words.size()));
  return words;
}

Index::Index(catalog::SchemaPtr schema) : schema_(std::move(schema)) {
  edges_of_.resize(schema_->tables.size());
  for (int t = 0; t < static_cast<int>(schema_->tables.size()); ++t) {
    table_numbers_[table(t).schema + "." + table(t).name] = t;
    std::vector<std::string> words = lemmas(split_name(table(t).name));
    static const std::vector<std::string> prefixes = {"tbl", "ref", "dim", "fact", "fct", "stg", "vw", "t"};
    if (words.size() > 1 && std::find(prefixes.begin(), prefixes.end(), words[0]) != prefixes.end())
      words.erase(words.begin());
    table_words_.push_back(std::move(words));
  }
  for (int t = 0; t < static_cast<int>(schema_->tables.size()); ++t) {
    add_table(t);
    for (int c = 0; c < static_cast<int>(table(t).columns.size()); ++c)
      add_column({t, c});
    add_edges(t);
  }
  sort_phrases();
}

void Index::add(const std::string& phrase, ColumnRef ref, double grade) {
  if (phrase.empty())
    return;
  const auto put = [&](std::unordered_map<std::string, std::vector<Named>>& map, const std::string& key,
                       double value) {
    std::vector<Named>& list = map[key];
    for (Named& named : list)
      if (named.ref == ref) {
        named.grade = std::max(named.grade, value);
        return;
      }
    list.push_back({ref, value});
  };
  put(phrases_, phrase, grade);
  std::string stems;
  for (const std::string_view word : ascii::split(phrase, ' '))
    stems += (stems.empty() ? "" : " ") + stem(word);
  put(stems_, stems, grade * 0.85);
}

/// All runs of words of a name: the whole for the full weight, its end (the head noun) for more than its
/// beginning.
void Index::add_name(const std::vector<std::string>& words, ColumnRef ref, double weight) {
  const std::size_t count = words.size();
  const bool key = ref.column >= 0 && count > 1 && (words.back() == "id" || words.back() == "key");
  if (count == 0 || count > 8)
    return;
  add(joined(words, 0, count), ref, weight);
  if (count > 1)
    add(joined(words, 0, count, ""), ref, 0.95 * weight);
  for (std::size_t begin = 0; begin < count; ++begin)
    for (std::size_t end = begin + 1; end <= count; ++end) {
      if (end - begin == count || empty_word(words[begin]) || empty_word(words[end - 1]))
        continue;
      if (key && end < count)
        continue; // "customer" alone names the table, hardly its number
      const double part = static_cast<double>(end - begin) / static_cast<double>(count);
      add(joined(words, begin, end), ref, weight * (end == count ? 0.52 + 0.36 * part : 0.3 + 0.3 * part));
    }
}

void Index::add_table(int number) {
  const ColumnRef ref{number, -1};
  const std::vector<std::string>& words = table_words_[static_cast<std::size_t>(number)];
  add_name(words, ref, 1);
  add_name(written_out(split_name(table(number).name)), ref, 0.98);
  add(lemma(ascii::lower(table(number).name)), ref, 1);
}

void Index::add_column(ColumnRef ref) {
  const std::vector<std::string>& table_words = table_words_[static_cast<std::size_t>(ref.table)];
  const std::vector<std::string> raw = lemmas(part_tail(split_name(column(ref).name), table_words));
  add_name(raw, ref, 1);
  const std::vector<std::string> full = written_out(raw);
  if (full != raw)
    add_name(full, ref, 0.98);
  const std::vector<std::string> spoken = spoken_words(column(ref).name, table_words);
  if (spoken != full)
    add_name(spoken, ref, 0.96);
  if (spoken.size() > 1 && is_unit_word(spoken.back())) // "duration" for duration_minutes
    add_name({spoken.begin(), spoken.end() - 1}, ref, 0.95);
  std::vector<std::string> qualified = table_words; // "singer name" for singer.name
  qualified.insert(qualified.end(), spoken.begin(), spoken.end());
  add(joined(qualified, 0, qualified.size()), ref, 1.04);
  if (key_of(ref.table) == ref &&
      (numeric(ref) || column(ref).name.ends_with("id") ||
       column(ref).name.ends_with("ID"))) { // "the id of the reviewer", whatever the key is called
    add("id", ref, 0.8);
    for (const char* const noun : {"id", "identifier"})
      add(joined(table_words, 0, table_words.size()) + " " + noun, ref, 0.98);
  }
  if (table_words.size() > 1) { // "product name" for ref_product_category.name is weaker
    std::vector<std::string> headed = {table_words.back()};
    headed.insert(headed.end(), spoken.begin(), spoken.end());
    add(joined(headed, 0, headed.size()), ref, 0.9);
  }
  const std::vector<std::string> comment = lemmas(split_name(column(ref).comment));
  if (!comment.empty() && comment.size() <= 4)
    add(joined(comment, 0, comment.size()), ref, 0.85);
  name_words_.insert(raw.begin(), raw.end());
  for (const std::string& word : full)
    if (word.size() >= 5)
      for (std::size_t i = 0; i < word.size(); ++i)
        deletions_.try_emplace(std::string(word).erase(i, 1), word);
}

void Index::add_edges(int number) {
  for (const catalog::ForeignKey& key : table(number).foreign_keys) {
    Edge edge;
    const auto target = table_numbers_.find(key.schema + "." + key.table);
    const int to = target != table_numbers_.end() ? target->second : table_number(schema_->find(key.table));
    if (to < 0 || key.columns.size() != key.referenced.size())
      continue;
    edge.from = number;
    edge.to = to;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
      const catalog::Column* mine = table(number).find(key.columns[i]);
      const catalog::Column* theirs = table(to).find(key.referenced[i]);
      if (!mine || !theirs)
        break;
      edge.from_columns.push_back(static_cast<int>(mine - table(number).columns.data()));
      edge.to_columns.push_back(static_cast<int>(theirs - table(to).columns.data()));
    }
    if (edge.from_columns.size() != key.columns.size() || edge.from_columns.empty())
      continue;
    edge.cost = key.inferred ? 1.3 - 0.25 * key.confidence : 1;
    edges_.push_back(edge);
    edges_of_[static_cast<std::size_t>(number)].push_back(static_cast<int>(edges_.size()) - 1);
    if (to != number)
      edges_of_[static_cast<std::size_t>(to)].push_back(static_cast<int>(edges_.size()) - 1);
  }
}

void Index::sort_phrases() {
  for (auto* map : {&phrases_, &stems_})
    for (auto& [phrase, list] : *map)
      std::stable_sort(list.begin(), list.end(),
                       [](const Named& a, const Named& b) { return a.grade > b.grade; });
}

const std::vector<Named>& Index::find(const std::string& phrase) const {
  static const std::vector<Named> none;
  const auto found = phrases_.find(phrase);
  return found == phrases_.end() ? none : found->second;
}

const std::vector<Named>& Index::find_stems(const std::string& phrase) const {
  static const std::vector<Named> none;
  const auto found = stems_.find(phrase);
  return found == stems_.end() ? none : found->second;
}

std::vector<std::string> Index::shortened(const std::string& word) const {
  std::vector<std::string> found;
  if (word.size() < 6 || name_words_.contains(word))
    return found;
  for (std::size_t length = 3; length + 2 <= word.size() && length <= 6; ++length)
    if (const std::string beginning = word.substr(0, length); name_words_.contains(beginning))
      found.push_back(beginning);
  return found;
}

std::string Index::respell(const std::string& word) const {
  if (word.size() < 5)
    return {};
  if (const auto found = deletions_.find(word); found != deletions_.end())
    return found->second;
  for (std::size_t i = 0; i < word.size(); ++i) {
    std::string shorter = std::string(word).erase(i, 1);
    if (phrases_.contains(shorter) && shorter.size() >= 5)
      return shorter;
    if (const auto found = deletions_.find(shorter);
        found != deletions_.end() && found->second.size() == word.size())
      return found->second;
  }
  return {};
}

bool Index::adjacent(int a, int b) const {
  for (const int number : edges_of(a)) {
    const Edge& edge = edges_[static_cast<std::size_t>(number)];
    if ((edge.from == a && edge.to == b) || (edge.from == b && edge.to == a))
      return true;
  }
  return false;
}

int Index::table_number(const catalog::Table* wanted) const {
  return wanted ? static_cast<int>(wanted - schema_->tables.data()) : -1;
}

ColumnRef Index::ref(const std::string& table_name, const std::string& column_name) const {
  const auto known = table_numbers_.find(table_name);
  const int number = known != table_numbers_.end() ? known->second : table_number(schema_->find(table_name));
  if (number < 0)
    return {};
  const catalog::Column* found = table(number).find(column_name);
  if (!found)
    return {};
  return {number, static_cast<int>(found - table(number).columns.data())};
}

ColumnRef Index::label_of(int number) const {
  const catalog::Column* label = table(number).find(table(number).label_column);
  return {number, label ? static_cast<int>(label - table(number).columns.data()) : -1};
}

ColumnRef Index::key_of(int number) const {
  const auto& key = table(number).primary_key;
  const catalog::Column* found = key.size() == 1 ? table(number).find(key[0]) : nullptr;
  return {number, found ? static_cast<int>(found - table(number).columns.data()) : -1};
}

ColumnRef Index::time_of(int number) const {
  ColumnRef best{number, -1};
  int grade = 0;
  for (int c = 0; c < static_cast<int>(table(number).columns.size()); ++c) {
    const catalog::Column& candidate = table(number).columns[static_cast<std::size_t>(c)];
    if (candidate.role != catalog::Role::time)
      continue;
    const int mine = data::is_temporal(candidate.type)    ? 3
                     : year({number, c})                  ? 2
                     : candidate.type == data::Type::text ? 2
                                                          : 0;
    if (mine > grade) {
      grade = mine;
      best.column = c;
    }
  }
  return best;
}

bool Index::numeric(ColumnRef ref) const {
  return ref.column >= 0 && data::is_numeric(column(ref).type);
}
bool Index::temporal(ColumnRef ref) const {
  return ref.column >= 0 &&
         (data::is_temporal(column(ref).type) ||
          (column(ref).role == catalog::Role::time && column(ref).type == data::Type::text));
}
bool Index::textual(ColumnRef ref) const {
  return ref.column >= 0 && column(ref).type == data::Type::text;
}
bool Index::year(ColumnRef ref) const {
  return numeric(ref) && column(ref).role == catalog::Role::time;
}
bool Index::measure(ColumnRef ref) const {
  return numeric(ref) && column(ref).role != catalog::Role::key && column(ref).role != catalog::Role::time;
}

ColumnRef Index::only_measure(int number) const {
  ColumnRef found{number, -1};
  for (int c = 0; c < static_cast<int>(table(number).columns.size()); ++c)
    if (measure({number, c})) {
      if (found.column >= 0)
        return {number, -1};
      found.column = c;
    }
  return found;
}

int Index::only_partner(int number) const {
  int found = -1;
  for (const int edge : edges_of(number)) {
    const Edge& one = edges_[static_cast<std::size_t>(edge)];
    if (one.to != number || one.from == number)
      continue;
    if (found >= 0 && found != one.from)
      return -1;
    found = one.from;
  }
  return found;
}

bool Index::identifies(ColumnRef ref) const {
  if (ref.column < 0)
    return false;
  const catalog::Table& owner = table(ref.table);
  const std::string& name = column(ref).name;
  if (owner.label_column == name)
    return true;
  if (owner.primary_key.size() == 1 && owner.primary_key[0] == name)
    return true;
  for (const auto& key : owner.unique_keys)
    if (key.size() == 1 && key[0] == name)
      return true;
  const auto& distinct = column(ref).statistics.distinct;
  return distinct && owner.rows && *owner.rows > 1 && *distinct >= *owner.rows;
}

std::string Index::words(ColumnRef ref) const {
  const std::vector<std::string>& of_table = table_words_[static_cast<std::size_t>(ref.table)];
  if (ref.column < 0)
    return joined(of_table, 0, of_table.size());
  const std::vector<std::string> split = split_name(column(ref).name);
  return joined(split, 0, split.size());
}

} // namespace lumen::ask::offline

// Reading of column names, by small word lists in the languages that prose is written in.
#include "data/column_name.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>
#include <utility>

namespace lumen::data {

namespace {

using Words = std::vector<std::string>;

constexpr std::array identifier_words{
    std::string_view("id"),        std::string_view("ids"),    std::string_view("uuid"),
    std::string_view("guid"),      std::string_view("key"),    std::string_view("pk"),
    std::string_view("fk"),        std::string_view("zip"),    std::string_view("zipcode"),
    std::string_view("postcode"),  std::string_view("postal"), std::string_view("phone"),
    std::string_view("telephone"), std::string_view("isbn"),   std::string_view("ean"),
    std::string_view("sku"),       std::string_view("iban"),   std::string_view("ssn"),
    std::string_view("code")};

constexpr std::array year_words{
    std::string_view("year"),  std::string_view("yr"),    std::string_view("jaar"), std::string_view("jahr"),
    std::string_view("annee"), std::string_view("année"), std::string_view("år")};

constexpr std::array time_part_words{
    std::string_view("month"),   std::string_view("quarter"),  std::string_view("week"),
    std::string_view("weekday"), std::string_view("dow"),      std::string_view("hour"),
    std::string_view("day"),     std::string_view("minute"),   std::string_view("decade"),
    std::string_view("maand"),   std::string_view("kwartaal"), std::string_view("uur"),
    std::string_view("monat"),   std::string_view("quartal"),  std::string_view("woche"),
    std::string_view("stunde"),  std::string_view("mois"),     std::string_view("trimestre"),
    std::string_view("semaine"), std::string_view("heure"),    std::string_view("månad"),
    std::string_view("kvartal"), std::string_view("vecka"),    std::string_view("timme")};

constexpr std::array rank_words{std::string_view("rank"), std::string_view("ranking"),
                                std::string_view("position"), std::string_view("rownum"),
                                std::string_view("ordinal")};

constexpr std::array percentage_words{
    std::string_view("pct"),     std::string_view("percent"),    std::string_view("percentage"),
    std::string_view("share"),   std::string_view("proportion"), std::string_view("perc"),
    std::string_view("aandeel"), std::string_view("anteil"),     std::string_view("andel"),
    std::string_view("prozent"), std::string_view("pourcentage")};

// Names that speak of a part of one; the other words for percentages speak of hundredths.
constexpr std::array part_words{std::string_view("share"), std::string_view("proportion"),
                                std::string_view("aandeel"), std::string_view("anteil"),
                                std::string_view("andel")};

constexpr std::array non_additive_words{
    std::string_view("avg"),          std::string_view("average"),     std::string_view("mean"),
    std::string_view("median"),       std::string_view("mode"),        std::string_view("min"),
    std::string_view("minimum"),      std::string_view("max"),         std::string_view("maximum"),
    std::string_view("highest"),      std::string_view("lowest"),      std::string_view("rate"),
    std::string_view("ratio"),        std::string_view("price"),       std::string_view("score"),
    std::string_view("rating"),       std::string_view("temperature"), std::string_view("temp"),
    std::string_view("age"),          std::string_view("distinct"),    std::string_view("unique"),
    std::string_view("index"),        std::string_view("stddev"),      std::string_view("variance"),
    std::string_view("latitude"),     std::string_view("longitude"),   std::string_view("lat"),
    std::string_view("lon"),          std::string_view("lng"),         std::string_view("growth"),
    std::string_view("change"),       std::string_view("per"),         std::string_view("running"),
    std::string_view("cumulative"),   std::string_view("percentile"),  std::string_view("quantile"),
    std::string_view("expectancy"),   std::string_view("height"),      std::string_view("weight"),
    std::string_view("speed"),        std::string_view("balance"),     std::string_view("stock"),
    std::string_view("density"),      std::string_view("margin"),      std::string_view("gemiddelde"),
    std::string_view("durchschnitt"), std::string_view("moyenne"),     std::string_view("medel")};

constexpr std::array sum_words{std::string_view("sum"), std::string_view("total")};
constexpr std::array average_words{std::string_view("avg"),     std::string_view("average"),
                                   std::string_view("mean"),    std::string_view("median"),
                                   std::string_view("running"), std::string_view("cumulative"),
                                   std::string_view("rate"),    std::string_view("per")};

constexpr std::array count_words{
    std::string_view("count"),  std::string_view("n"),      std::string_view("cnt"),
    std::string_view("number"), std::string_view("num"),    std::string_view("aantal"),
    std::string_view("anzahl"), std::string_view("nombre"), std::string_view("antal")};

// Short forms that people write in names but not in titles.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> long_forms{{
    {"avg", "average"},
    {"qty", "quantity"},
    {"amt", "amount"},
    {"cnt", "count"},
    {"num", "number"},
    {"pct", "percent"},
    {"perc", "percent"},
    {"yr", "year"},
    {"min", "minimum"},
    {"max", "maximum"},
    {"temp", "temperature"},
    {"dow", "weekday"},
}};

constexpr std::array capitals{std::string_view("id"),  std::string_view("url"),  std::string_view("uuid"),
                              std::string_view("gdp"), std::string_view("usa"),  std::string_view("uk"),
                              std::string_view("eu"),  std::string_view("usd"),  std::string_view("eur"),
                              std::string_view("gbp"), std::string_view("imdb"), std::string_view("sku"),
                              std::string_view("vat"), std::string_view("iso"),  std::string_view("co2")};

bool among(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool any_among(std::span<const std::string_view> list, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return among(list, word); });
}

// Bytes of UTF-8 sequences count as letters, so that "Umsatz_München" keeps its word.
bool is_letter(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

// Words as written. A word begins after a mark, at a capital after a small letter, and at the last capital of
// a run before a small letter: "HTTPCode" -> HTTP, Code.
Words split_words(std::string_view name) {
  Words words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty())
      words.push_back(std::exchange(word, {}));
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_letter(c)) {
      finish();
      continue;
    }
    const bool after_small = i > 0 && is_lower(name[i - 1]);
    const bool run_ends = i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1]);
    // A single small letter after a run of capitals is its plural: "IDs".
    const bool plural = run_ends && name[i + 1] == 's' && (i + 2 == name.size() || !is_letter(name[i + 2]));
    if (is_upper(c) && (after_small || (run_ends && !plural)))
      finish();
    word += c;
  }
  finish();
  return words;
}

struct Call {
  std::string_view function, argument;
};

// "sum(amount)" and its like, as databases name columns without an alias.
std::optional<Call> read_call(std::string_view name) {
  const std::size_t open = name.find('(');
  if (open == std::string_view::npos || open == 0 || name.back() != ')')
    return std::nullopt;
  return Call{name.substr(0, open), name.substr(open + 1, name.size() - open - 2)};
}

std::string call_words(const Call& call) {
  const std::string function = ascii::lower(call.function);
  const std::string argument = humanise_inside(call.argument);
  if (function == "count_star" || (function == "count" && (argument.empty() || call.argument == "*")))
    return "count";
  const auto of = [&](std::string_view what) {
    return argument.empty() ? std::string(what) : std::string(what) + " of " + argument;
  };
  if (function == "avg")
    return of("average");
  if (function == "min")
    return of("minimum");
  if (function == "max")
    return of("maximum");
  return of(humanise_inside(call.function));
}

std::string spoken(const std::string& word) {
  const std::string small = ascii::lower(word);
  for (const auto& [shorter, longer] : long_forms)
    if (small == shorter)
      return std::string(longer);
  if (among(capitals, small))
    return ascii::upper(word);
  const bool shouted = word.size() > 1 && std::none_of(word.begin(), word.end(), is_lower);
  return shouted ? word : small;
}

std::string_view last(const Words& words) {
  return words.empty() ? std::string_view() : words.back();
}

} // namespace

std::vector<std::string> column_keys(const Table& table) {
  std::vector<std::string> keys;
  std::unordered_set<std::string> used;
  for (const Column& column : table.columns)
    used.insert(column.name);
  std::unordered_set<std::string> given;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    const std::string base = name.empty() ? "column " + std::to_string(i + 1) : name;
    std::string key = base;
    for (int count = 2; given.count(key) != 0 || (key != name && used.count(key) != 0); ++count)
      key = base + "~" + std::to_string(count);
    given.insert(key);
    keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<std::string> name_words(std::string_view name) {
  Words words = split_words(name);
  for (std::string& word : words)
    word = ascii::lower(word);
  return words;
}

std::string humanise_inside(std::string_view name) {
  if (const auto call = read_call(name))
    return call_words(*call);
  Words words = split_words(name);
  if (words.empty())
    return ascii::fold_space(name);
  // A name written in capitals all through shouts; it isn't an abbreviation.
  const bool all_capitals = std::none_of(name.begin(), name.end(), is_lower) && name.size() > 4;
  for (std::string& word : words)
    word = spoken(all_capitals ? ascii::lower(word) : word);
  return ascii::join(words, " ");
}

std::string humanise(std::string_view name) {
  std::string text = humanise_inside(name);
  if (!text.empty())
    text[0] = ascii::upper(text[0]);
  return text;
}

bool names_identifier(std::string_view name) {
  if (read_call(name))
    return false;
  const Words words = name_words(name);
  return among(identifier_words, last(words)) && !any_among(count_words, words);
}

bool names_year(std::string_view name) {
  const Words words = name_words(name);
  return !words.empty() && (among(year_words, words.back()) || among(year_words, words.front())) &&
         !any_among(count_words, words) && !any_among(non_additive_words, words);
}

bool names_time_part(std::string_view name) {
  const Words words = name_words(name);
  return !words.empty() && !read_call(name) && words.size() <= 3 && !any_among(count_words, words) &&
         !any_among(non_additive_words, words) &&
         (among(time_part_words, words.back()) ||
          (words.size() == 3 && words[1] == "of" && among(time_part_words, words[0])));
}

bool names_rank(std::string_view name) {
  const Words words = name_words(name);
  return among(rank_words, last(words)) ||
         (words.size() >= 2 && words.back() == "number" && words[words.size() - 2] == "row") ||
         (words.size() == 2 && words[0] == "row" && words[1] == "num");
}

bool names_moment(std::string_view name) {
  constexpr std::array moments{std::string_view("at"), std::string_view("ts"), std::string_view("time"),
                               std::string_view("timestamp"), std::string_view("datetime")};
  return !read_call(name) && among(moments, last(name_words(name)));
}

bool names_degrees(std::string_view name) {
  constexpr std::array degrees{
      std::string_view("temperature"), std::string_view("temp"),        std::string_view("celsius"),
      std::string_view("fahrenheit"),  std::string_view("latitude"),    std::string_view("longitude"),
      std::string_view("temperatur"),  std::string_view("température"), std::string_view("temperatuur")};
  return any_among(degrees, name_words(name));
}

bool names_latitude(std::string_view name) {
  constexpr std::array latitudes{std::string_view("latitude"), std::string_view("lat")};
  return among(latitudes, last(name_words(name)));
}

bool names_longitude(std::string_view name) {
  constexpr std::array longitudes{std::string_view("longitude"), std::string_view("lon"),
                                  std::string_view("lng"), std::string_view("long")};
  return among(longitudes, last(name_words(name)));
}

bool names_percentage(std::string_view name) {
  return name.find('%') != std::string_view::npos || any_among(percentage_words, name_words(name));
}

Percentage percentage_of(std::string_view name, double minimum, double maximum) {
  if (!names_percentage(name) || !(minimum >= -1000 && maximum <= 1000))
    return Percentage::none;
  const Words words = name_words(name);
  const bool hundredths = name.find('%') != std::string_view::npos ||
                          std::any_of(words.begin(), words.end(), [](const std::string& word) {
                            return among(percentage_words, word) && !among(part_words, word);
                          });
  return !hundredths && minimum >= -1 && maximum <= 1 ? Percentage::fraction : Percentage::hundred;
}

bool names_non_additive(std::string_view name) {
  const Words words = name_words(name);
  if (names_percentage(name))
    return true;
  // A sum of prices is an amount again; an average of totals is not.
  if (any_among(sum_words, words) && !any_among(average_words, words))
    return false;
  return any_among(non_additive_words, words);
}

bool names_count(std::string_view name) {
  return any_among(count_words, name_words(name));
}

} // namespace lumen::data

#include "ask/offline/words.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace lumen::ask::offline {

namespace {

using Words = std::unordered_set<std::string_view>;

const std::unordered_map<std::string_view, std::string_view>& irregular_nouns() {
  static const std::unordered_map<std::string_view, std::string_view> map = {
      {"people", "person"},      {"men", "man"},          {"women", "woman"},
      {"children", "child"},     {"feet", "foot"},        {"teeth", "tooth"},
      {"mice", "mouse"},         {"geese", "goose"},      {"analyses", "analysis"},
      {"criteria", "criterion"}, {"indices", "index"},    {"wives", "wife"},
      {"lives", "life"},         {"knives", "knife"},     {"leaves", "leaf"},
      {"shelves", "shelf"},      {"halves", "half"},      {"oxen", "ox"},
      {"movies", "movie"},       {"ties", "tie"},         {"bonuses", "bonus"},
      {"buses", "bus"},          {"gases", "gas"},        {"statuses", "status"},
      {"viruses", "virus"},      {"campuses", "campus"},  {"caches", "cache"},
      {"cookies", "cookie"},     {"calories", "calorie"}, {"heroes", "hero"},
      {"aliases", "alias"},      {"axes", "axis"},        {"diagnoses", "diagnosis"},
      {"faculties", "faculty"},  {"potatoes", "potato"},  {"lenses", "lens"},
  };
  return map;
}

bool ends(std::string_view word, std::string_view ending) {
  return word.size() > ending.size() && word.substr(word.size() - ending.size()) == ending;
}

bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

} // namespace

std::string lemma(std::string_view word) {
  if (const auto found = irregular_nouns().find(word); found != irregular_nouns().end())
    return std::string(found->second);
  static const Words same = {
      "series",     "species", "news",    "gas",      "bus",      "this",      "is",          "was",
      "has",        "does",    "less",    "address",  "business", "class",     "its",         "us",
      "plus",       "process", "always",  "yes",      "les",      "athletics", "mathematics", "physics",
      "statistics", "as",      "various", "previous", "census",   "bonus",     "lens"};
  if (word.size() <= 2 || same.contains(word))
    return std::string(word);
  if (ends(word, "'s"))
    return lemma(word.substr(0, word.size() - 2));
  if (ends(word, "ies") && word.size() > 4)
    return std::string(word.substr(0, word.size() - 3)) + "y";
  for (const std::string_view ending : {"sses", "shes", "ches", "xes", "zzes"})
    if (ends(word, ending))
      return std::string(word.substr(0, word.size() - 2));
  if (ends(word, "ss") || ends(word, "us") || ends(word, "is"))
    return std::string(word);
  if (word.back() == 's')
    return std::string(word.substr(0, word.size() - 1));
  return std::string(word);
}

std::string stem(std::string_view word) {
  std::string base = lemma(word);
  static constexpr std::string_view endings[] = {"ations", "ation", "ments", "ment", "ances", "ance", "ings",
                                                 "ing",    "ions",  "ion",   "ers",  "ors",   "er",   "or",
                                                 "ed",     "ly",    "al",    "e",    "y"};
  for (const std::string_view ending : endings) {
    if (!ends(base, ending) || base.size() - ending.size() < 3)
      continue;
    base.resize(base.size() - ending.size());
    break;
  }
  if (base.size() > 3 && base[base.size() - 1] == base[base.size() - 2] && !is_vowel(base.back()))
    base.pop_back();
  if (base.size() > 3 && base.back() == 'e')
    base.pop_back();
  if (base.size() > 3 && base.back() == 'i')
    base.pop_back();
  return base;
}

bool is_function_word(std::string_view word) {
  static const Words words = {"a",          "an",           "the",
                              "of",         "in",           "on",
                              "at",         "to",           "for",
                              "from",       "by",           "with",
                              "and",        "or",           "is",
                              "are",        "was",          "were",
                              "be",         "been",         "being",
                              "do",         "does",         "did",
                              "done",       "have",         "has",
                              "had",        "having",       "can",
                              "could",      "will",         "would",
                              "shall",      "should",       "may",
                              "might",      "must",         "i",
                              "me",         "my",           "we",
                              "us",         "our",          "you",
                              "your",       "he",           "she",
                              "it",         "its",          "they",
                              "them",       "their",        "theirs",
                              "his",        "her",          "this",
                              "that",       "these",        "those",
                              "who",        "whom",         "whose",
                              "which",      "what",         "when",
                              "where",      "why",          "how",
                              "there",      "here",         "as",
                              "show",       "list",         "give",
                              "find",       "return",       "tell",
                              "display",    "get",          "please",
                              "want",       "see",          "know",
                              "like",       "need",         "also",
                              "just",       "only",         "then",
                              "so",         "about",        "all",
                              "any",        "some",         "every",
                              "each",       "per",          "both",
                              "either",     "neither",      "if",
                              "but",        "than",         "into",
                              "onto",       "out",          "up",
                              "per",        "within",       "among",
                              "across",     "during",       "between",
                              "through",    "while",        "not",
                              "no",         "nor",          "such",
                              "own",        "same",         "other",
                              "one",        "ones",         "let",
                              "look",       "let's",        "s",
                              "t",          "don",          "doesn",
                              "am",         "'s",           "provide",
                              "select",     "report",       "state",
                              "compute",    "calculate",    "corresponding",
                              "respective", "respectively", "associated",
                              "together",   "along",        "well",
                              "belong",     "belonging",    "following",
                              "given",      "many",         "much",
                              "that's",     "what's",       "there's",
                              "exist",      "exists",       "exactly",
                              "currently",  "overall",      "ever",
                              "yet",        "even",         "still",
                              "result",     "results",      "table",
                              "data",       "database",     "whole",
                              "entire",     "various",      "certain",
                              "particular", "specific",     "kind",
                              "question",   "available",    "shown",
                              "found",      "listed",       "please",
                              "us",         "hey",          "hi",
                              "think",      "according",    "based",
                              "via",        "though",       "however",
                              "because",    "since"};
  return words.contains(word);
}

bool is_operator_word(std::string_view word) {
  static const Words words = {"average",
                              "mean",
                              "avg",
                              "total",
                              "sum",
                              "count",
                              "number",
                              "maximum",
                              "max",
                              "minimum",
                              "min",
                              "most",
                              "least",
                              "fewest",
                              "highest",
                              "lowest",
                              "largest",
                              "smallest",
                              "biggest",
                              "greatest",
                              "top",
                              "bottom",
                              "more",
                              "less",
                              "fewer",
                              "greater",
                              "larger",
                              "smaller",
                              "higher",
                              "lower",
                              "bigger",
                              "older",
                              "younger",
                              "longer",
                              "shorter",
                              "over",
                              "under",
                              "above",
                              "below",
                              "before",
                              "after",
                              "since",
                              "until",
                              "between",
                              "distinct",
                              "different",
                              "unique",
                              "order",
                              "sort",
                              "sorted",
                              "ordered",
                              "rank",
                              "ranked",
                              "arrange",
                              "arranged",
                              "descending",
                              "ascending",
                              "decreasing",
                              "increasing",
                              "alphabetical",
                              "alphabetically",
                              "alphabetic",
                              "lexicographic",
                              "lexicographical",
                              "reverse",
                              "contain",
                              "contains",
                              "containing",
                              "start",
                              "starts",
                              "starting",
                              "begin",
                              "begins",
                              "ends",
                              "ending",
                              "end",
                              "without",
                              "except",
                              "excluding",
                              "never",
                              "oldest",
                              "youngest",
                              "longest",
                              "shortest",
                              "newest",
                              "latest",
                              "earliest",
                              "recent",
                              "cheapest",
                              "expensive",
                              "tallest",
                              "heaviest",
                              "lightest",
                              "fastest",
                              "slowest",
                              "common",
                              "frequent",
                              "popular",
                              "equal",
                              "group",
                              "grouped",
                              "trend",
                              "share",
                              "percentage",
                              "proportion",
                              "percent",
                              "median",
                              "than",
                              "exceed",
                              "exceeds",
                              "exceeding",
                              "substring",
                              "letter",
                              "word",
                              "phrase",
                              "string",
                              "include",
                              "including",
                              "compare",
                              "versus",
                              "vs",
                              "chart",
                              "plot",
                              "graph",
                              "pie",
                              "bar",
                              "line",
                              "histogram",
                              "scatter",
                              "monthly",
                              "yearly",
                              "daily",
                              "weekly",
                              "quarterly",
                              "annual",
                              "annually",
                              "hourly",
                              "instead",
                              "last",
                              "first",
                              "best",
                              "worst",
                              "record",
                              "row",
                              "entry",
                              "time",
                              "distribution",
                              "breakdown",
                              "day",
                              "days",
                              "month",
                              "months",
                              "week",
                              "weeks",
                              "quarter",
                              "quarters",
                              "hour",
                              "hours",
                              "year",
                              "years",
                              "correlation"};
  return words.contains(word);
}

const std::vector<std::string>& expansion(std::string_view part) {
  static const std::unordered_map<std::string_view, std::vector<std::string>> map = {
      {"qty", {"quantity"}},
      {"amt", {"amount"}},
      {"dt", {"date"}},
      {"no", {"number"}},
      {"num", {"number"}},
      {"nbr", {"number"}},
      {"nr", {"number"}},
      {"cust", {"customer"}},
      {"emp", {"employee"}},
      {"dept", {"department"}},
      {"dep", {"department"}},
      {"mgr", {"manager"}},
      {"prod", {"product"}},
      {"desc", {"description"}},
      {"descr", {"description"}},
      {"addr", {"address"}},
      {"cat", {"category"}},
      {"yr", {"year"}},
      {"mo", {"month"}},
      {"avg", {"average"}},
      {"max", {"maximum"}},
      {"min", {"minimum"}},
      {"pct", {"percent"}},
      {"perc", {"percent"}},
      {"fname", {"first", "name"}},
      {"lname", {"last", "name"}},
      {"firstname", {"first", "name"}},
      {"lastname", {"last", "name"}},
      {"surname", {"last", "name"}},
      {"forename", {"first", "name"}},
      {"dob", {"date", "of", "birth"}},
      {"birthdate", {"birth", "date"}},
      {"tel", {"phone"}},
      {"stu", {"student"}},
      {"prof", {"professor"}},
      {"univ", {"university"}},
      {"org", {"organization"}},
      {"acct", {"account"}},
      {"acc", {"account"}},
      {"bal", {"balance"}},
      {"loc", {"location"}},
      {"lang", {"language"}},
      {"temp", {"temperature"}},
      {"precip", {"precipitation"}},
      {"lat", {"latitude"}},
      {"lon", {"longitude"}},
      {"lng", {"longitude"}},
      {"pop", {"population"}},
      {"expect", {"expectancy"}},
      {"hrs", {"hour"}},
      {"hr", {"hour"}},
      {"secs", {"second"}},
      {"mins", {"minute"}},
      {"wt", {"weight"}},
      {"ht", {"height"}},
      {"img", {"image"}},
      {"msg", {"message"}},
      {"ref", {"reference"}},
      {"src", {"source"}},
      {"dest", {"destination"}},
      {"orig", {"origin"}},
      {"arr", {"arrival"}},
      {"manf", {"manufacturer"}},
      {"mfr", {"manufacturer"}},
      {"inv", {"invoice"}},
      {"ord", {"order"}},
      {"trans", {"transaction"}},
      {"txn", {"transaction"}},
      {"pmt", {"payment"}},
      {"disc", {"discount"}},
      {"rev", {"revenue"}},
      {"sal", {"salary"}},
      {"bdate", {"birth", "date"}},
      {"uid", {"user", "id"}},
      {"gend", {"gender"}},
      {"ctry", {"country"}},
      {"st", {"state"}},
      {"reg", {"region"}},
      {"cnt", {"count"}},
      {"len", {"length"}},
      {"idx", {"index"}},
      {"info", {"information"}},
      {"admin", {"administrator"}},
      {"apt", {"apartment"}},
      {"bldg", {"building"}},
      {"rm", {"room"}},
      {"std", {"standard"}},
      {"cert", {"certificate"}},
      {"cred", {"credit"}},
      {"sqft", {"square", "foot"}},
      {"hometown", {"home", "town"}},
      {"birthplace", {"birth", "place"}},
      {"theatre", {"theater"}}};
  static const std::vector<std::string> none;
  const auto found = map.find(part);
  return found == map.end() ? none : found->second;
}

bool is_unit_word(std::string_view word) {
  static const Words words = {
      "minute", "minutes", "min",       "mins",       "second",     "seconds", "hour",    "hours",
      "day",    "days",    "km",        "kilometers", "kilometres", "mile",    "miles",   "meters",
      "metres", "feet",    "dollar",    "dollars",    "usd",        "euro",    "euros",   "eur",
      "pounds", "kg",      "kilograms", "grams",      "percent",    "degrees", "celsius", "fahrenheit",
      "points", "units",   "mm",        "cm",         "inches"};
  return words.contains(word);
}

int number_word(std::string_view word) {
  static const std::unordered_map<std::string_view, int> map = {
      {"one", 1},         {"two", 2},        {"three", 3},     {"four", 4},      {"five", 5},
      {"six", 6},         {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},
      {"eleven", 11},     {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
      {"sixteen", 16},    {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
      {"thirty", 30},     {"forty", 40},     {"fifty", 50},    {"sixty", 60},    {"hundred", 100},
      {"thousand", 1000}, {"dozen", 12},     {"zero", 0},      {"once", 1},      {"twice", 2}};
  const auto found = map.find(word);
  return found == map.end() ? -1 : found->second;
}

int ordinal_word(std::string_view word) {
  static const std::unordered_map<std::string_view, int> map = {
      {"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"fifth", 5}, {"1st", 1},
      {"2nd", 2},   {"3rd", 3},    {"4th", 4},   {"5th", 5},    {"sixth", 6}, {"tenth", 10}};
  const auto found = map.find(word);
  return found == map.end() ? -1 : found->second;
}

std::vector<std::string> split_name(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty())
      words.push_back(ascii::lower(word));
    word.clear();
  };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool plain = ascii::is_alpha(c) || ascii::is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    if (!plain) {
      flush();
      continue;
    }
    if (!word.empty()) {
      const char before = word.back();
      const bool hump = is_upper(c) && (is_lower(before) ||
                                        (i + 1 < name.size() && is_lower(name[i + 1]) && is_upper(before)));
      const bool digit_edge = ascii::is_digit(c) != ascii::is_digit(before) && word.size() > 1;
      if (hump || digit_edge)
        flush();
    }
    word += c;
  }
  flush();
  return words;
}

} // namespace lumen::ask::offline

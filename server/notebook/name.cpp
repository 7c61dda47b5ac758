// Names for new cells: a few telling words of the question or the SQL, in snake_case.
#include "base/ascii.hpp"
#include "notebook/render.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace lumen::notebook {

namespace {

// Words of a question that tell nothing about what its answer is.
constexpr auto idle_words = std::to_array<std::string_view>(
    {"a",     "about",   "all",   "an",    "and",     "are",  "as",    "at",    "be",      "by",   "can",
     "chart", "compare", "could", "did",   "display", "do",   "does",  "each",  "find",    "for",  "from",
     "get",   "give",    "had",   "has",   "have",    "how",  "i",     "in",    "instead", "is",   "it",
     "its",   "list",    "many",  "me",    "much",    "my",   "of",    "on",    "or",      "our",  "please",
     "plot",  "select",  "show",  "tell",  "that",    "the",  "their", "there", "these",   "this", "those",
     "to",    "us",      "was",   "we",    "were",    "what", "when",  "where", "which",   "who",  "whose",
     "why",   "will",    "with",  "would", "you",     "your", "per",   "than",  "then"});

bool is_idle(const std::string& word) {
  return std::find(idle_words.begin(), idle_words.end(), word) != idle_words.end();
}

} // namespace

std::string suggest_name(std::string_view question, const std::vector<std::string>& taken) {
  constexpr std::size_t longest = 32;
  std::string base;
  std::size_t words = 0;
  for (std::size_t i = 0; i < question.size() && words < 3;) {
    if (!ascii::is_word(question[i])) {
      ++i;
      continue;
    }
    std::string word;
    while (i < question.size() && ascii::is_word(question[i]))
      word += ascii::lower(question[i++]);
    if (is_idle(word) || base.size() + word.size() + 1 > longest)
      continue;
    base += (base.empty() ? "" : "_") + word;
    ++words;
  }
  if (base.empty())
    base = "answer";
  if (ascii::is_digit(base[0]))
    base = "q_" + base;
  const std::set<std::string> used(taken.begin(), taken.end());
  std::string name = base;
  for (int number = 2; used.count(name) != 0; ++number)
    name = base + "_" + std::to_string(number);
  return name;
}

} // namespace lumen::notebook

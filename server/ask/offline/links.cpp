#include "ask/offline/links.hpp"

#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <map>

namespace lumen::ask::offline {

namespace {

constexpr std::size_t longest_value = 8;
constexpr std::size_t most_of_a_span = 8; // links of one run of words kept
constexpr double worth_keeping = 0.3;

bool plain_word(const Token& token) {
  return token.kind == TokenKind::word;
}

/// A word of grammar that also is the name of something: "order by", "number of", "name the …" mean no
/// column.
bool grammar_here(const std::vector<Token>& tokens, std::size_t at) {
  const std::string& word = tokens[at].text;
  const std::string next = at + 1 < tokens.size() ? tokens[at + 1].text : "";
  const std::string before = at > 0 ? tokens[at - 1].text : "";
  static const std::vector<std::string> never = {
      "show",      "list",   "top",    "bottom", "sorted",  "ordered",  "average", "most",     "least",
      "the",       "of",     "in",     "and",    "or",      "is",       "are",     "a",        "than",
      "more",      "less",   "over",   "under",  "above",   "below",    "before",  "after",    "give",
      "find",      "return", "each",   "per",    "chart",   "highest",  "lowest",  "what",     "which",
      "who",       "how",    "many",   "all",    "with",    "for",      "by",      "to",       "from",
      "on",        "at",     "have",   "has",    "longest", "shortest", "oldest",  "youngest", "distinct",
      "different", "where",  "when",   "like",   "not",     "no",       "first",   "last",     "it",
      "one",       "larger", "higher", "lower",  "smaller", "between",  "since"};
  if (std::find(never.begin(), never.end(), word) != never.end())
    return true;
  if (word == "order" || word == "sort" || word == "group")
    return next == "by" || next == "of" || next == "from" || next == "in" || at == 0 ||
           before == "ascending" || before == "descending" || before == "alphabetical" ||
           before == "increasing" || before == "decreasing" || before == "the" || before == "lexicographic" ||
           before == "lexicographical" || before == "reverse";
  if (word == "rank")
    return next == "by" || next == "them";
  if (word == "number" || word == "count" || word == "total" || word == "sum")
    return next == "of" || next == "the" || next == "number" || at == 0 || word == "sum";
  if (word == "state" || word == "name" || word == "count" || word == "record" || word == "report")
    return at == 0 && next != "of" && next != "and";
  return false;
}

class Linker {
public:
  Linker(const std::vector<Token>& tokens, const Index& index, const ValueIndex* values,
         std::chrono::year_month_day today)
      : tokens_(tokens), index_(index), values_(values), today_(today), lattice_(tokens.size()) {}

  Lattice run() {
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (tokens_[at].kind == TokenKind::punctuation)
        continue;
      names(at);
      shared_noun(at);
      values(at);
      numbers(at);
    }
    for (std::size_t at = 0; at < tokens_.size(); ++at)
      misspelt(at);
    for (auto& links : lattice_)
      keep_best(links);
    return std::move(lattice_);
  }

private:
  void put(LinkKind kind, std::size_t first, std::size_t last, ColumnRef ref, double grade,
           std::string text = {}) {
    if (grade < worth_keeping)
      return;
    Link link;
    link.kind = kind;
    link.first = first;
    link.last = last;
    link.ref = ref;
    link.grade = grade;
    link.text = std::move(text);
    lattice_[first].push_back(std::move(link));
  }

  void put_names(std::size_t first, std::size_t last, const std::vector<Named>& found, double factor) {
    std::size_t kept = 0;
    const bool table = std::any_of(found.begin(), found.end(),
                                   [](const Named& named) { return named.is_table() && named.grade >= 0.9; });
    for (const Named& named : found) {
      if (table && !named.is_table() && named.grade < 0.6)
        continue; // "volumes" are the table's rows, hardly the first word of volume_issue
      if (++kept > 12 || named.grade * factor < worth_keeping)
        break;
      put(named.is_table() ? LinkKind::table : LinkKind::column, first, last, named.ref,
          named.grade * factor);
    }
  }

  void names(std::size_t at) {
    if (!plain_word(tokens_[at]))
      return;
    std::string phrase, squashed, stems, verbatim;
    for (std::size_t end = at + 1; end <= tokens_.size() && end <= at + longest_name; ++end) {
      const Token& token = tokens_[end - 1];
      if (!plain_word(token) && !(token.kind == TokenKind::number && end > at + 1))
        break;
      phrase += (phrase.empty() ? "" : " ") + token.lemma;
      verbatim += (verbatim.empty() ? "" : " ") + token.text;
      squashed += token.lemma;
      stems += (stems.empty() ? "" : " ") + stem(token.text);
      const bool single = end == at + 1;
      if (single && grammar_here(tokens_, at))
        continue;
      const bool edge_is_light = is_function_word(tokens_[at].text) || is_function_word(token.text);
      std::vector<Named> found = index_.find(phrase);
      if (single && light(token)) { // only a whole name makes a word of grammar a thing
        const double least = token.lemma == "year" && at > 0 && tokens_[at - 1].text != "per" ? 0.6 : 0.9;
        std::erase_if(found, [&](const Named& named) {
          return named.grade < least || (named.grade < 0.9 && !index_.year(named.ref));
        });
      }
      put_names(at, end, found, 1);
      if (phrase != verbatim)
        put_names(at, end, index_.find(verbatim), 1);
      if (!single)
        put_names(at, end, index_.find(squashed), 0.95);
      if (edge_is_light || (single && light(token)))
        continue;
      put_names(at, end, index_.find_stems(stems), 1);
      synonyms_of(at, end);
    }
  }

  /// The run with one of its words replaced by a synonym.
  void synonyms_of(std::size_t first, std::size_t last) {
    for (std::size_t changed = first; changed < last; ++changed) {
      if (light(tokens_[changed]) && last - first == 1)
        continue;
      if (grain_word(tokens_[changed].lemma))
        continue; // "by day" cuts a date, it names no column called "time"
      double factor = last - first > 1 ? 0.85 : 0.78;
      for (const std::string& word :
           index_.shortened(tokens_[changed].lemma)) { // "publication year": pub_year
        std::string phrase;
        for (std::size_t i = first; i < last; ++i)
          phrase += (i > first ? " " : "") + (i == changed ? word : tokens_[i].lemma);
        std::vector<Named> found = index_.find(phrase);
        std::erase_if(found, [](const Named& named) { return named.grade < 0.9; });
        put_names(first, last, found, 0.9);
      }
      for (const std::string& word : synonyms(tokens_[changed].lemma)) {
        std::string phrase;
        for (std::size_t i = first; i < last; ++i)
          phrase += (i > first ? " " : "") + (i == changed ? word : tokens_[i].lemma);
        std::vector<Named> found = index_.find(phrase);
        std::erase_if(found, [](const Named& named) { return named.grade < 0.6; });
        put_names(first, last, found, factor);
        factor = std::max(factor - 0.03, 0.6);
      }
    }
  }

  void values(std::size_t at) {
    const Token& head = tokens_[at];
    if (head.kind == TokenKind::quoted) {
      Link link;
      link.kind = LinkKind::quoted;
      link.first = at;
      link.last = at + 1;
      link.text = head.text;
      link.grade = 0.6;
      lattice_[at].push_back(link);
      if (values_)
        put_values(at, at + 1, values_->find(head.text), 0.3);
      return;
    }
    if (!values_ || head.kind != TokenKind::word)
      return;
    std::string phrase;
    for (std::size_t end = at + 1; end <= tokens_.size() && end <= at + longest_value; ++end) {
      const Token& tail = tokens_[end - 1];
      if (tail.kind == TokenKind::quoted ||
          (tail.kind == TokenKind::punctuation && tail.text != "," && tail.text != "&" && tail.text != "."))
        break;
      phrase += (phrase.empty() || tail.kind == TokenKind::punctuation ? "" : " ") + tail.surface;
      if (tail.kind == TokenKind::punctuation)
        continue;
      const bool single = end == at + 1;
      if (single && is_function_word(head.text) && !head.capital) {
        behind_its_column(at);
        continue;
      }
      if (single && is_operator_word(head.text) && !head.capital && grammar_here(tokens_, at))
        continue;
      if (single && head.text.size() < 2 && !head.capital)
        continue;
      const bool shaky = single && (light(head) || head.number.has_value());
      const bool counted =
          single && head.number.has_value() && !head.capital; // "two storms", not one called Two
      put_values(at, end, values_->find(phrase), counted ? -0.6 : shaky ? -0.35 : head.capital ? 0.12 : 0);
    }
  }

  /// "status done": a word of grammar is a value only right behind the name of its column.
  void behind_its_column(std::size_t at) {
    for (const ValueIndex::Hit& hit : values_->find(tokens_[at].surface)) {
      const ColumnRef ref = index_.ref(hit.table, hit.column);
      for (std::size_t first = at >= 4 ? at - 4 : 0; first < at; ++first)
        for (const Link& other : lattice_[first])
          if (other.kind == LinkKind::column && other.last == at && other.ref == ref && other.grade > 0.6 &&
              hit.value.size() > 2)
            return put(LinkKind::value, at, at + 1, ref, 1.3, hit.value);
    }
  }

  /// "first and last name": the noun is said once.
  void shared_noun(std::size_t at) {
    if (at + 3 >= tokens_.size() || tokens_[at + 1].text != "and")
      return;
    const std::size_t noun = tokens_[at + 2].text == "the" ? at + 4 : at + 3;
    if (noun >= tokens_.size() || !plain_word(tokens_[at]) || !plain_word(tokens_[noun]) ||
        tokens_[noun].text == "of")
      return;
    std::vector<Named> found = index_.find(tokens_[at].lemma + " " + tokens_[noun].lemma);
    const std::vector<Named>& other = index_.find(tokens_[noun - 1].lemma + " " + tokens_[noun].lemma);
    std::erase_if(found, [&](const Named& named) {
      return named.is_table() || named.grade < 0.9 ||
             std::none_of(other.begin(), other.end(), [&](const Named& partner) {
               return partner.ref.table == named.ref.table && partner.grade >= 0.9;
             });
    });
    put_names(at, at + 1, found, 1.2);
  }

  void put_values(std::size_t first, std::size_t last, const std::vector<ValueIndex::Hit>& hits,
                  double bonus) {
    std::size_t kept = 0;
    for (const ValueIndex::Hit& hit : hits) {
      const ColumnRef ref = index_.ref(hit.table, hit.column);
      if (ref.table < 0)
        continue;
      if (++kept > 12)
        break;
      put(LinkKind::value, first, last, ref, hit.grade * 0.97 + bonus, hit.value);
    }
  }

  void numbers(std::size_t at) {
    const Token& token = tokens_[at];
    if (const auto date = date_at(tokens_, at, today_)) {
      Link link;
      link.kind = LinkKind::date;
      link.first = at;
      link.last = at + date->tokens;
      link.date = date->range;
      link.text = date->range.said;
      link.grade = date->sure ? 1.1 : year_context(at) ? 1.05 : 0.9;
      if (!date->sure && token.number)
        link.number = *token.number;
      lattice_[at].push_back(link);
      if (date->sure)
        return;
    }
    if (!token.number)
      return;
    if (token.text == "one" &&
        !(at > 0 && (tokens_[at - 1].text == "than" || tokens_[at - 1].text == "least" ||
                     tokens_[at - 1].text == "only" || tokens_[at - 1].text == "exactly")))
      return;
    Link link;
    link.kind = LinkKind::number;
    link.first = at;
    link.last = at + 1;
    link.number = *token.number;
    link.text = token.kind == TokenKind::number ? token.surface
                                                : std::to_string(static_cast<long long>(*token.number));
    link.grade = 1;
    if (at + 1 < tokens_.size() && *token.number < 1e9) { // "5 million"
      const std::string& unit = tokens_[at + 1].text;
      const double factor = unit == "million"    ? 1e6
                            : unit == "billion"  ? 1e9
                            : unit == "thousand" ? 1e3
                            : unit == "hundred"  ? 100
                                                 : 1;
      if (factor > 1) {
        link.number *= factor;
        link.last = at + 2;
      }
    }
    lattice_[at].push_back(link);
  }

  bool year_context(std::size_t at) const {
    static const std::vector<std::string> before = {
        "in", "since", "before",  "after", "during", "until", "from",    "year", "to", "for",
        "of", "and",   "between", "only",  "about",  "by",    "through", "till", "or"};
    return at > 0 && std::find(before.begin(), before.end(), tokens_[at - 1].text) != before.end();
  }

  /// A word that nothing stands for is tried as a misspelt name.
  void misspelt(std::size_t at) {
    const Token& token = tokens_[at];
    if (!plain_word(token) || light(token) || token.number)
      return;
    for (std::size_t first = at >= longest_value ? at - longest_value : 0; first <= at; ++first)
      for (const Link& link : lattice_[first])
        if (link.first <= at && link.last > at && link.grade >= 0.5)
          return;
    for (std::size_t length = token.lemma.size() - 1; length >= 4 && length < token.lemma.size(); --length) {
      std::vector<Named> shortened =
          index_.find(token.lemma.substr(0, length)); // "prereq" for "prerequisite"
      std::erase_if(shortened, [](const Named& named) { return named.grade < 0.6; });
      if (shortened.empty())
        continue;
      put_names(at, at + 1, shortened, length >= 5 ? 0.7 : 0.6);
      return;
    }
    const std::string right = index_.respell(token.lemma);
    if (right.empty() || right == token.lemma)
      return;
    std::vector<Named> found = index_.find(right);
    std::erase_if(found, [](const Named& named) { return named.grade < 0.6; });
    put_names(at, at + 1, found, 0.7);
  }

  void keep_best(std::vector<Link>& links) {
    std::stable_sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
      if (a.last != b.last)
        return a.last > b.last;
      if (a.kind == b.kind && a.ref == b.ref && a.text == b.text)
        return a.grade > b.grade;
      return a.grade > b.grade;
    });
    std::vector<Link> kept;
    std::map<std::size_t, std::size_t> of_span;
    for (Link& link : links) {
      const bool twice = std::any_of(kept.begin(), kept.end(), [&](const Link& other) {
        return other.last == link.last && other.kind == link.kind && other.ref == link.ref &&
               (link.kind != LinkKind::value || other.text == link.text);
      });
      if (twice || ++of_span[link.last] > most_of_a_span * 2)
        continue;
      kept.push_back(std::move(link));
    }
    links = std::move(kept);
  }

  const std::vector<Token>& tokens_;
  const Index& index_;
  const ValueIndex* values_;
  std::chrono::year_month_day today_;
  Lattice lattice_;
};

} // namespace

Lattice link(const std::vector<Token>& tokens, const Index& index, const ValueIndex* values,
             std::chrono::year_month_day today) {
  return Linker(tokens, index, values, today).run();
}

} // namespace lumen::ask::offline

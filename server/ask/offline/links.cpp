#include "ask/offline/links.hpp"

#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <map>

namespace lumen::ask::offline {

namespace {

constexpr std::size_t longest_name = 5;
constexpr std::size_t longest_value = 8;
constexpr std::size_t most_of_a_span = 8; // links of one run of words kept
constexpr double worth_keeping = 0.3;

bool plain_word(const Token& token) {
  return token.kind == TokenKind::word;
}

bool light(const Token& token) {
  return is_function_word(token.text) || is_operator_word(token.text);
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
      put_values(at, end, values_->find(phrase), shaky ? -0.35 : head.capital ? 0.12 : 0);
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

// ---- the beam

struct Hypothesis {
  double score = 0;
  double unexplained = 0;
  int previous = -1;       ///< in the arena
  int link = -1;           ///< in `chosen`, -1 for a plain word
  std::size_t at = 0;      ///< tokens read
  std::vector<int> tables; ///< sorted
};

class Beam {
public:
  Beam(const std::vector<Token>& tokens, const Lattice& lattice, const Index& index,
       const std::vector<int>& context)
      : tokens_(tokens), lattice_(lattice), index_(index), evidence_(index.schema().tables.size(), 0.0) {
    find_evidence();
    for (const int table : context)
      evidence_[static_cast<std::size_t>(table)] = std::max(evidence_[static_cast<std::size_t>(table)], 1.4);
  }

  std::vector<Assignment> run(std::size_t count) {
    constexpr std::size_t width = 40;
    std::vector<std::vector<int>> open(tokens_.size() + 1);
    arena_.push_back({});
    open[0].push_back(0);
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      prune(open[at], width);
      for (const int state : open[at]) {
        step_word(state, at, open);
        for (const Link& link : lattice_[at])
          step_link(state, link, open);
      }
    }
    prune(open[tokens_.size()], count);
    std::vector<Assignment> out;
    for (const int state : open[tokens_.size()])
      out.push_back(unwind(state));
    return out;
  }

private:
  /// How surely a table takes part: it is named, or several of its columns and values are.
  void find_evidence() {
    for (const auto& links : lattice_)
      for (const Link& link : links) {
        if (link.kind != LinkKind::table)
          continue;
        const auto t = static_cast<std::size_t>(link.ref.table);
        const double length = 1 + 0.1 * static_cast<double>(link.last - link.first - 1);
        const double part = inside_a_name(link) ? 0.5 : 1; // "role" of "role code"
        evidence_[t] = std::max(evidence_[t], part * std::min(1.2, link.grade * length));
        mentions_.push_back(&link);
      }
  }

  /// A longer run of words around this one is the whole name of a column of another table.
  bool inside_a_name(const Link& link) const {
    for (std::size_t first = link.first >= longest_name ? link.first - longest_name : 0; first <= link.first;
         ++first)
      for (const Link& other : lattice_[first])
        if (other.kind == LinkKind::column && other.last >= link.last &&
            other.last - other.first > link.last - link.first && other.grade >= 0.95 &&
            other.ref.table != link.ref.table)
          return true;
    return false;
  }

  double nearness(const Link& link) const {
    double best = 0;
    for (const Link* mention : mentions_) {
      if (mention->ref.table != link.ref.table || mention->grade < 0.5)
        continue;
      if (mention->first < link.last && link.first < mention->last)
        continue;
      const bool after = mention->first >= link.last;
      const std::size_t from = after ? link.last : mention->last, to = after ? mention->first : link.first;
      double gap = 0;
      bool of = false;
      for (std::size_t i = from; i < to; ++i) {
        gap += is_function_word(tokens_[i].text) ? 0.3 : 1;
        of = of || (after && (tokens_[i].text == "of" || tokens_[i].text == "for"));
      }
      best = std::max(best, mention->grade / (1 + 0.25 * gap) + (of && gap < 3 ? 0.15 : 0));
    }
    return best;
  }

  double context(const Link& link) const {
    const double evidence = evidence_[static_cast<std::size_t>(link.ref.table)];
    double bonus = 0.25 * evidence + 0.3 * nearness(link);
    if (link.kind == LinkKind::value) {
      for (std::size_t first = link.first >= 5 ? link.first - 5 : 0;
           first < std::min(link.last + 3, lattice_.size()); ++first)
        for (const Link& other : lattice_[first])
          if (other.kind == LinkKind::column && other.grade >= 0.5 &&
              (other.last <= link.first || other.first >= link.last) && (other.ref == link.ref)) {
            bonus += 0.25 * other.grade;
            return bonus;
          }
      if (index_.column(link.ref).role == catalog::Role::category)
        bonus += 0.04;
      bonus += direction(link);
    }
    return bonus;
  }

  /// "to Paris" is where it goes, "from Paris" where it comes from, where columns tell the two apart.
  double direction(const Link& link) const {
    if (link.first == 0)
      return 0;
    const std::string& word = tokens_[link.first - 1].text;
    static const std::vector<std::string> to = {"destination", "arrival", "to", "end", "target", "arriving"};
    static const std::vector<std::string> from = {"origin", "departure", "from",
                                                  "start",  "source",    "departing"};
    const bool towards = word == "to" || word == "towards" || word == "into";
    if (!towards && word != "from")
      return 0;
    for (const std::string_view part : ascii::split(index_.words(link.ref), ' ')) {
      const std::string& full = expansion(part).empty() ? std::string(part) : expansion(part)[0];
      const auto among = [&](const std::vector<std::string>& list) {
        return std::find(list.begin(), list.end(), full) != list.end();
      };
      if (among(to))
        return towards ? 0.2 : -0.2;
      if (among(from))
        return towards ? -0.2 : 0.2;
    }
    return 0;
  }

  void step_word(int from, std::size_t at, std::vector<std::vector<int>>& open) {
    const Token& token = tokens_[at];
    double cost = 0;
    if (token.kind == TokenKind::quoted || token.kind == TokenKind::number)
      cost = 1.2;
    else if (token.kind == TokenKind::word && !light(token) && !token.number)
      cost = token.capital ? 0.8 : 0.55;
    if (at > 0 && tokens_[at - 1].number && is_unit_word(token.text))
      cost = 0;
    Hypothesis next;
    const Hypothesis& base = arena_[static_cast<std::size_t>(from)];
    next.score = base.score - cost;
    next.unexplained = base.unexplained + (cost > 0 ? 1 : 0);
    next.previous = from;
    next.at = at + 1;
    next.tables = base.tables;
    arena_.push_back(std::move(next));
    open[at + 1].push_back(static_cast<int>(arena_.size()) - 1);
  }

  void step_link(int from, const Link& link, std::vector<std::vector<int>>& open) {
    Hypothesis next;
    const Hypothesis base = arena_[static_cast<std::size_t>(from)];
    double words = 0;
    for (std::size_t i = link.first; i < link.last; ++i)
      words += tokens_[i].kind == TokenKind::word && light(tokens_[i]) ? 0.45 : 1;
    next.score = base.score + words * link.grade;
    next.tables = base.tables;
    if (link.kind == LinkKind::table)
      next.score += link.grade >= 0.85 ? 0.35 : 0.1;
    else if (link.ref.table >= 0)
      next.score += context(link);
    if (link.ref.table >= 0)
      next.score -= entry_cost(next.tables, link);
    next.score -= side_by_side(base, link);
    next.unexplained = base.unexplained;
    next.previous = from;
    next.link = static_cast<int>(chosen_.size());
    next.at = link.last;
    chosen_.push_back(&link);
    arena_.push_back(std::move(next));
    open[link.last].push_back(static_cast<int>(arena_.size()) - 1);
  }

  /// Two names without a word between them are one name cut in two, or a noun before the other: "station
  /// name" is no name of a train.
  double side_by_side(const Hypothesis& base, const Link& link) const {
    if (base.link < 0 || link.kind != LinkKind::column)
      return 0;
    const Link& before = *chosen_[static_cast<std::size_t>(base.link)];
    if (before.last != link.first)
      return 0;
    if (before.kind == LinkKind::table)
      return before.ref.table == link.ref.table ? -0.1 : 0.3;
    return before.kind == LinkKind::column ? 0.4 : 0;
  }

  /// What it costs to bring one more table into the reading.
  double entry_cost(std::vector<int>& tables, const Link& link) const {
    const auto place = std::lower_bound(tables.begin(), tables.end(), link.ref.table);
    if (place != tables.end() && *place == link.ref.table)
      return 0;
    double cost = 0;
    if (!tables.empty()) {
      const bool near = std::any_of(tables.begin(), tables.end(),
                                    [&](int t) { return index_.adjacent(t, link.ref.table); });
      cost = near ? 0.12 : 0.35;
      if (link.kind == LinkKind::table && link.grade > 0.9)
        cost *= 0.5;
    }
    tables.insert(place, link.ref.table);
    return cost;
  }

  void prune(std::vector<int>& states, std::size_t width) const {
    std::stable_sort(states.begin(), states.end(), [&](int a, int b) {
      return arena_[static_cast<std::size_t>(a)].score > arena_[static_cast<std::size_t>(b)].score;
    });
    if (states.size() > width)
      states.resize(width);
  }

  Assignment unwind(int state) const {
    Assignment out;
    out.score = arena_[static_cast<std::size_t>(state)].score;
    out.unexplained = arena_[static_cast<std::size_t>(state)].unexplained;
    for (int s = state; s > 0; s = arena_[static_cast<std::size_t>(s)].previous) {
      const Hypothesis& step = arena_[static_cast<std::size_t>(s)];
      if (step.link >= 0)
        out.items.push_back(*chosen_[static_cast<std::size_t>(step.link)]);
      else {
        Link word;
        word.first = step.at - 1;
        word.last = step.at;
        word.text = tokens_[step.at - 1].text;
        out.items.push_back(std::move(word));
      }
    }
    std::reverse(out.items.begin(), out.items.end());
    return out;
  }

  const std::vector<Token>& tokens_;
  const Lattice& lattice_;
  const Index& index_;
  std::vector<double> evidence_;
  std::vector<const Link*> mentions_;
  std::vector<const Link*> chosen_;
  std::vector<Hypothesis> arena_;
};

} // namespace

Lattice link(const std::vector<Token>& tokens, const Index& index, const ValueIndex* values,
             std::chrono::year_month_day today) {
  return Linker(tokens, index, values, today).run();
}

std::vector<Assignment> assign(const std::vector<Token>& tokens, const Lattice& lattice, const Index& index,
                               std::size_t count, const std::vector<int>& context) {
  return Beam(tokens, lattice, index, context).run(count);
}

} // namespace lumen::ask::offline

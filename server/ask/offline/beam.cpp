// The best whole readings of a lattice: links side by side, kept apart by what they explain and what they
// cost.
#include "ask/offline/links.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>

namespace lumen::ask::offline {

namespace {

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
    const std::string named = index_.words(link.ref);
    for (const std::string_view part : ascii::split(named, ' ')) {
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
    if (before.kind == LinkKind::value) // "shipping cost" is no cost of what was shipped
      return before.grade < 0.9 && before.ref != link.ref ? 0.4 : 0;
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

std::vector<Assignment> assign(const std::vector<Token>& tokens, const Lattice& lattice, const Index& index,
                               std::size_t count, const std::vector<int>& context) {
  return Beam(tokens, lattice, index, context).run(count);
}

} // namespace lumen::ask::offline

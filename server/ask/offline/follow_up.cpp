#include "ask/offline/follow_up.hpp"

#include "ask/offline/confidence.hpp"
#include "ask/offline/edit.hpp"
#include "ask/offline/print.hpp"
#include "ask/offline/sql_reader.hpp"
#include "ask/offline/words.hpp"

#include <algorithm>

namespace lumen::ask::offline {

namespace {

Cues cues_of(const std::vector<Token>& tokens) {
  Cues cues;
  const auto at = [&](std::size_t i) { return i < tokens.size() ? tokens[i].text : std::string(); };
  const std::string first = at(0), second = at(1);
  static const std::vector<std::string> openers = {
      "only",  "just",   "now",    "and",     "also",      "but",     "same",  "instead", "then",
      "add",   "remove", "drop",   "exclude", "excluding", "include", "limit", "filter",  "break",
      "split", "change", "switch", "use",     "make",      "sort",    "order"};
  if (std::find(openers.begin(), openers.end(), first) != openers.end())
    cues.follows = true;
  if ((first == "what" || first == "how") && second == "about")
    cues.follows = cues.replaces = true;
  static const std::vector<std::string> back = {"those",    "these", "them", "instead", "it",  "its", "their",
                                                "previous", "ones",  "they", "his",     "her", "he",  "she"};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& word = tokens[i].text;
    if (std::find(back.begin(), back.end(), word) != back.end() && (word != "it" || tokens.size() <= 8))
      cues.follows = true;
    if (word == "this" && !grain_word(lemma(at(i + 1))))
      cues.follows = true;
    if ((word == "also" || word == "too" || (word == "as" && at(i + 1) == "well")) && tokens.size() <= 16)
      cues.follows = true;
    if (word == "instead")
      cues.replaces = true;
    if (word == "also" || word == "add" || word == "too" || (word == "as" && at(i + 1) == "well") ||
        word == "additionally" || word == "include")
      cues.adds = true;
    if (word == "remove" || word == "drop" || (word == "without" && at(i + 1) == "the") || word == "forget")
      cues.removes = true;
    if (word == "split" || word == "broken" || word == "break" || word == "breakdown")
      cues.splits = true;
  }
  if (first == "their" || first == "its")
    cues.follows = true;
  return cues;
}

std::optional<Query> query_before(const Request& request, const Index& index) {
  for (auto turn = request.history.rbegin(); turn != request.history.rend(); ++turn) {
    if (auto query = read_sql(turn->sql, index, request.dialect))
      return query;
    Request alone = request; // SQL that can't be read: the question that it answered may tell as much
    alone.question = turn->question;
    alone.history.clear();
    if (!turn->question.empty()) {
      const Search found = search(alone, index, Columns::asked, {});
      if (!found.candidates.empty())
        return found.candidates[0].draft.query;
    }
    if (!turn->sql.empty())
      return std::nullopt;
  }
  return std::nullopt;
}

bool only_chart(const Fragments& found) {
  return found.intent.chart != data::ChartKind::automatic && found.mentions.empty() && found.tables.empty() &&
         found.filters.empty() && found.having.empty() && found.groups.empty() && found.rankings.empty() &&
         found.order.empty() && !found.counts && found.open_functions.empty();
}

/// A question that shows nothing of its own: only conditions, groups, an order, a number of rows.
bool elliptical(const Fragments& found, const std::vector<Token>& tokens) {
  const bool shows = std::any_of(found.mentions.begin(), found.mentions.end(),
                                 [](const Mention& mention) { return !mention.used; });
  const bool names = std::any_of(found.tables.begin(), found.tables.end(),
                                 [](const TableMention& table) { return !table.each; });
  return !shows && !names && !(found.counts && tokens.size() > 6);
}

} // namespace

namespace {

/// The query before, changed by one reading of the question; nothing when it changes nothing or can't be
/// printed.
std::optional<Candidate> changed(const Query& before, const Assignment& assignment,
                                 const Fragments& fragments, const Cues& cues, const Index& index,
                                 Columns columns, sql::Dialect dialect) {
  const std::optional<Edited> edited = edit(before, fragments, cues, index, columns);
  if (!edited)
    return std::nullopt;
  Candidate candidate;
  candidate.assignment = assignment;
  candidate.draft.query = edited->query;
  candidate.draft.intent = fragments.intent;
  candidate.draft.doubt = edited->doubt;
  fill_intent(candidate.draft.intent, candidate.draft.query, index);
  const auto printed = print(candidate.draft.query, index, dialect);
  if (!printed)
    return std::nullopt;
  candidate.sql = printed->sql;
  candidate.confidence =
      follow_up_confidence(assignment.unexplained, edited->doubt + 0.3 * printed->join_cost, cues.follows);
  return candidate;
}

} // namespace

std::optional<FollowUp> follow_up(const Request& request, const Index& index, Columns columns) {
  if (request.history.empty())
    return std::nullopt;
  const std::vector<Token> tokens = tokenize(request.question);
  if (tokens.empty())
    return std::nullopt;
  const Cues cues = cues_of(tokens);
  const Lattice lattice = link(tokens, index, request.values.get(), request.today);
  const auto before = query_before(request, index);
  const std::vector<Assignment> assignments =
      assign(tokens, lattice, index, 8, before ? tables_of(*before) : std::vector<int>{});
  FollowUp out;
  out.sure = cues.follows;
  bool first = true, fits = false;
  for (const Assignment& assignment : assignments) {
    const Fragments fragments = read_patterns(tokens, assignment, index);
    if (first && only_chart(fragments)) {
      out.chart = fragments.intent.chart;
      out.sure = true;
      return out;
    }
    if (first && !cues.follows && !elliptical(fragments, tokens))
      return std::nullopt;
    first = false;
    if (!before)
      break;
    // A value of a table that no key joins is tried as a value of one that is: "Texas" of the airports, not
    // of the capitals.
    if (auto candidate = changed(*before, assignment, fragments, cues, index, columns, request.dialect)) {
      out.candidate = std::move(candidate);
      return out;
    }
    fits = true;
  }
  return cues.follows || fits ? std::optional(out) : std::nullopt;
}

} // namespace lumen::ask::offline

#include "ask/offline/search.hpp"

#include "ask/offline/confidence.hpp"
#include "ask/offline/print.hpp"
#include "ask/offline/words.hpp"

#include <algorithm>
#include <set>

namespace lumen::ask::offline {

namespace {

constexpr std::size_t assignments_tried = 16;

/// Higher is better: what the words say, less what was guessed and what the joins cost.
double score_of(const Candidate& candidate, double join_cost) {
  const Query& query = candidate.draft.query;
  double score = candidate.assignment.score;
  score -= 1.0 * candidate.draft.doubt;
  score -= 0.25 * join_cost;
  score -= 0.1 * static_cast<double>(query.where.size() > 4 ? query.where.size() - 4 : 0);
  return score;
}

std::vector<std::string> left_out(const Assignment& assignment, const std::vector<Token>& tokens) {
  std::vector<std::string> words;
  for (const Link& item : assignment.items) {
    if (item.kind != LinkKind::word)
      continue;
    const Token& token = tokens[item.first];
    if (token.kind == TokenKind::word && !is_function_word(token.text) && !is_operator_word(token.text) &&
        !token.number && !(item.first > 0 && tokens[item.first - 1].number && is_unit_word(token.text)))
      words.push_back(token.surface);
  }
  return words;
}

} // namespace

Search search(const Request& request, const Index& index, Columns columns, const std::stop_token& stop) {
  Search out;
  out.tokens = tokenize(request.question);
  const Lattice lattice = link(out.tokens, index, request.values.get(), request.today);
  const std::vector<Assignment> assignments = assign(out.tokens, lattice, index, assignments_tried);
  if (!assignments.empty())
    out.understood = assignments[0].items;
  std::set<std::string> seen;
  for (const Assignment& assignment : assignments) {
    if (stop.stop_requested())
      break;
    Candidate candidate;
    candidate.assignment = assignment;
    candidate.draft = compose(read_patterns(out.tokens, assignment, index), index, columns);
    if (!candidate.draft.problem.empty()) {
      if (out.problem.empty())
        out.problem = candidate.draft.problem;
      continue;
    }
    const auto printed = print(candidate.draft.query, index, request.dialect);
    if (!printed) {
      if (out.problem.empty())
        out.problem = "the tables that it names aren't connected by keys";
      continue;
    }
    candidate.sql = printed->sql;
    candidate.score = score_of(candidate, printed->join_cost);
    out.candidates.push_back(std::move(candidate));
  }
  std::stable_sort(out.candidates.begin(), out.candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  std::erase_if(out.candidates,
                [&](const Candidate& candidate) { return !seen.insert(candidate.sql).second; });
  if (!out.candidates.empty())
    out.unknown = left_out(out.candidates[0].assignment, out.tokens);
  else if (!assignments.empty())
    out.unknown = left_out(assignments[0], out.tokens);
  rate(out);
  return out;
}

std::vector<Phrase> provenance(const Candidate& candidate, const std::vector<Token>& tokens,
                               const Index& index) {
  std::vector<Phrase> phrases;
  for (const Link& item : candidate.assignment.items) {
    Phrase phrase;
    phrase.range = {tokens[item.first].range.begin, tokens[item.last - 1].range.end};
    const std::string table = item.ref.table >= 0 ? index.table(item.ref.table).name : "";
    switch (item.kind) {
    case LinkKind::table:
      phrase.kind = "table";
      phrase.meaning = "table " + table;
      break;
    case LinkKind::column:
      phrase.kind = "column";
      phrase.meaning = "column " + table + "." + index.column(item.ref).name;
      break;
    case LinkKind::value:
      phrase.kind = "value";
      phrase.meaning = table + "." + index.column(item.ref).name + " = '" + item.text + "'";
      break;
    case LinkKind::number:
      phrase.kind = "number";
      phrase.meaning = "the number " + item.text;
      break;
    case LinkKind::date:
      phrase.kind = "date";
      phrase.meaning = item.date.begin + " up to, not including, " + item.date.end;
      break;
    case LinkKind::quoted:
      phrase.kind = "value";
      phrase.meaning = "the text '" + item.text + "'";
      break;
    case LinkKind::word:
      if (tokens[item.first].kind != TokenKind::word || !is_operator_word(item.text))
        continue;
      phrase.kind = "operator";
      phrase.meaning = "“" + item.text + "”, part of how to count, compare or order";
      break;
    }
    phrases.push_back(std::move(phrase));
  }
  return phrases;
}

} // namespace lumen::ask::offline

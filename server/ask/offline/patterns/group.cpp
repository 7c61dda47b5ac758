// Groups and absences: "by month", "for each …", "without any …".
#include "ask/offline/patterns/pattern_reader.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

namespace lumen::ask::offline {

std::size_t PatternReader::group(std::size_t i) {
  if (agent(i))
    return i + 1; // "papers written by authors": who wrote them
  std::size_t j = i;
  bool each = false, strong = false;
  if (is(i, {"grouped", "group", "broken", "split", "categorized"})) {
    j = skip(i + 1, {"by", "down", "the", "into", "them", "results", "on"});
    if (j == i + 1)
      return i;
    strong = true;
  } else if (is(i, {"by", "per"}) || (is(i, {"across"}) && !is(i + 1, {"all"}) &&
                                      kind(skip(i + 1, {"the", "different"})) == LinkKind::column)) {
    j = skip(i + 1, {"the", "each", "every", "all", "different", "a"});
    strong = true;
  } else if (is(i, {"each", "every"})) {
    j = skip(i + 1, {"of", "the", "different", "single", "distinct"});
    each = true;
    out_.all = true;
  } else
    return i;
  const std::size_t begin = j;
  while (in(j)) {
    const std::size_t next = group_item(i, j, each);
    if (next == j)
      break;
    j = next;
    if (each)
      break;
    const std::size_t more = skip(j, {"and", ","});
    const bool further = more > j && (kind(more) == LinkKind::column || kind(more) == LinkKind::table ||
                                      grain_word(said(more)));
    if (!further || kind(more + 1) == LinkKind::value || kind(more + 1) == LinkKind::number)
      break;
    j = skip(more, {"by"});
  }
  if (j == begin && strong && in(begin) && kind(begin) == LinkKind::word &&
      !light(tokens_[items_[begin].first]) && tokens_[items_[begin].first].kind == TokenKind::word)
    out_.doubt += 1.2; // grouped by something that the data doesn't have
  return j == begin ? i : j;
}

bool PatternReader::agent(std::size_t i) const {
  if (word(i) != "by" || i == 0 || kind(i - 1) != LinkKind::word)
    return false;
  const std::size_t who = skip(i + 1, {"the", "all", "any", "some"});
  if (kind(who) != LinkKind::table)
    return false;
  const std::string verb = word(i - 1);
  const bool participle =
      verb.size() > 3 && (verb.ends_with("ed") || verb.ends_with("en") || verb.ends_with("wn") ||
                          verb == "made" || verb == "sold" || verb == "bought" || verb == "held" ||
                          verb == "led" || verb == "taught" || verb == "won" || verb == "paid");
  const Token& noun = tokens_[items_[who].last - 1];
  return participle && verb != "grouped" && verb != "sorted" && (noun.text != noun.lemma || who > i + 1);
}

std::size_t PatternReader::group_item(std::size_t i, std::size_t j, bool each) {
  if (kind(j) == LinkKind::value || kind(j) == LinkKind::quoted)
    return j; // "songs by X": a filter
  if (word(i) == "by" && (kind(j) == LinkKind::table || kind(j) == LinkKind::column)) {
    const std::size_t named = skip(j + 1, {"named", "called", "titled"});
    if (kind(named) == LinkKind::quoted ||
        (kind(named) == LinkKind::value && items_[named].ref.table == items_[j].ref.table))
      return j; // "songs by the singer X"
  }
  Grouping group;
  group.each = each;
  group.item = j;
  const bool by = word(i) == "by" || word(i) == "per" || word(i) == "across";
  if (by && open_ranking() && !each) { // "top 5 X by Y"
    Expr expr;
    const std::size_t next = key(j, expr);
    if (next > j && (expr.aggregates() || index_.numeric(expr.column) || index_.temporal(expr.column))) {
      Ranking ranking = *open_ranking();
      ranking.first_mention = false;
      ranking.by = expr;
      *open_ranking() = ranking;
      return next;
    }
    if (kind(j) == LinkKind::table) {
      Ranking ranking = *open_ranking();
      ranking.first_mention = false;
      ranking.by = {Function::count, false, {items_[j].ref.table, -1}};
      *open_ranking() = ranking;
      return j + 1;
    }
  }
  if (kind(j) == LinkKind::table && kind(j + 1) == LinkKind::column &&
      items_[j].ref.table == items_[j + 1].ref.table)
    return group_item(i, j + 1, each); // "by customer city"
  if (kind(j) == LinkKind::column) {
    const ColumnRef ref = items_[j].ref;
    if (points_at(ref, j + 1)) { // "by origin airport state"
      out_.via.push_back(ref);
      const std::size_t named =
          kind(j + 1) == LinkKind::table && kind(j + 2) == LinkKind::column ? j + 2 : j + 1;
      return group_item(i, named, each);
    }
    if (kind(j + 1) == LinkKind::value && items_[j + 1].ref == ref)
      return j;
    if (each && index_.measure(ref) && pending_.empty())
      return j;
    if (const int to = points_to(j);
        to >= 0) { // "by department" where that column holds numbers of departments
      out_.via.push_back(ref);
      group.by.column = {to, -1};
      out_.groups.push_back(group);
      return j + 1;
    }
    group.by.column = ref;
    if (index_.temporal(ref) && grain_word(said(j)) && said(j) != "date")
      group.by.grain = *grain_word(tokens_[items_[j].first].lemma);
    // "by origin" right after a measure groups; alone at the very end of a list it does too
    out_.groups.push_back(group);
    return j + 1;
  }
  if (const auto grain = grain_word(lemma(word(j))); grain) {
    std::size_t next = j + 1;
    if (is(next, {"of"}) && kind(skip(next + 1, {"the"})) == LinkKind::column &&
        index_.temporal(items_[skip(next + 1, {"the"})].ref)) {
      next = skip(next + 1, {"the"});
      group.by.column = items_[next].ref;
      group.by.grain = *grain;
      out_.intent.trend = true;
      out_.groups.push_back(group);
      return next + 1;
    }
    add_time_group(j, *grain);
    return next;
  }
  if (kind(j) == LinkKind::table) {
    group.by.column = {items_[j].ref.table, -1};
    out_.groups.push_back(group);
    TableMention named = table_mention(j);
    named.each = true;
    out_.tables.push_back(named);
    return j + 1;
  }
  return j;
}

int PatternReader::points_to(std::size_t j) const {
  const ColumnRef ref = items_[j].ref;
  static const List of_the_number = {"id", "ids", "code", "codes", "number", "numbers", "key", "no"};
  const std::string& last = tokens_[items_[j].last - 1].text;
  if (!index_.numeric(ref) ||
      std::find(of_the_number.begin(), of_the_number.end(), last) != of_the_number.end())
    return -1;
  for (const int number : index_.edges_of(ref.table)) {
    const Edge& edge = index_.edges()[static_cast<std::size_t>(number)];
    if (edge.from == ref.table && edge.to != ref.table && edge.from_columns.size() == 1 &&
        edge.from_columns[0] == ref.column && index_.label_of(edge.to).column >= 0)
      return edge.to;
  }
  return -1;
}

std::size_t PatternReader::without(std::size_t i) {
  if (is(i, {"not", "don", "doesn", "didn", "isn", "aren", "wasn", "weren", "hasn", "haven", "hadn", "never",
             "except", "excluding", "exclude", "cannot", "nor", "neither"}) ||
      (is(i, {"other"}) && is(i + 1, {"than"}))) {
    negated_ = true;
    negated_at_ = i;
    return i + 1;
  }
  if (!is(i, {"without", "no"}))
    return i;
  const std::size_t j = skip(i + 1, {"any", "a", "an", "the"});
  if (kind(j) == LinkKind::table) {
    out_.without.push_back(items_[j].ref.table);
    negated_ = false;
    return j + 1;
  }
  if (kind(j) == LinkKind::column) {
    Condition made;
    made.left = {Function::none, false, items_[j].ref};
    made.op = Op::is_null;
    add_filter(made, i);
    return j + 1;
  }
  negated_ = true;
  negated_at_ = i;
  return i + 1;
}

} // namespace lumen::ask::offline

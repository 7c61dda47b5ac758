// Dates, values and numbers that stand for a condition.
#include "ask/offline/patterns/pattern_reader.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

namespace lumen::ask::offline {

void PatternReader::time_filter(Condition made, std::size_t i) {
  if (Mention* subject = before(i, {"is", "are", "was", "were", "of", "in", "the", "from", "on", "year",
                                    "has", "have", "been", "at", "that", "which", "be", "to"});
      subject && subject->expr.function == Function::none &&
      (index_.temporal(subject->expr.column) || index_.year(subject->expr.column))) {
    subject->used = true;
    made.left = {Function::none, false, subject->expr.column};
    add_filter(made, i);
    return;
  }
  add_filter(made, i).time = true;
}

std::size_t PatternReader::date_filter(std::size_t i, std::size_t j, Op op, bool) {
  const DateRange& date = items_[j].date;
  Condition made;
  made.op = Op::range;
  made.negated = take_negation();
  Literal none{Literal::Kind::date, ""};
  switch (op) {
  case Op::greater:
    made.right = {{Literal::Kind::date, date.end}, none};
    break;
  case Op::greater_equal:
    made.right = {{Literal::Kind::date, date.begin}, none};
    break;
  case Op::less:
    made.right = {none, {Literal::Kind::date, date.begin}};
    break;
  case Op::less_equal:
    made.right = {none, {Literal::Kind::date, date.end}};
    break;
  default:
    made.right = {{Literal::Kind::date, date.begin}, {Literal::Kind::date, date.end}};
    break;
  }
  if (op == Op::not_equal)
    made.negated = true;
  time_filter(made, i);
  return j + 1;
}

std::size_t PatternReader::date(std::size_t i) {
  if (kind(i) != LinkKind::date)
    return i;
  if (items_[i].number > 0 && is(i + 1, {"or"})) {
    if (is(i + 2, {"later", "after", "newer"}))
      return date_filter(i, i, Op::greater_equal, true) + 2;
    if (is(i + 2, {"earlier", "before", "older"}))
      return date_filter(i, i, Op::less_equal, true) + 2;
  }
  if (items_[i].number > 0) { // a plain number that may be a year
    Mention* subject = before(i, copulas);
    if (subject && index_.numeric(subject->expr.column) && !index_.year(subject->expr.column))
      return number(i);
  }
  // "2010 or 2011", "2010 and 2011"
  std::vector<const DateRange*> all = {&items_[i].date};
  std::size_t j = i + 1;
  while (is(j, {"or", "and", ","}) && kind(j + 1) == LinkKind::date) {
    all.push_back(&items_[j + 1].date);
    j += 2;
  }
  const bool negated = take_negation();
  for (const DateRange* range : all) {
    Condition made;
    made.op = Op::range;
    made.negated = negated;
    made.right = {{Literal::Kind::date, range->begin}, {Literal::Kind::date, range->end}};
    if (range != all[0])
      or_ = true;
    time_filter(made, i);
    if (range != all[0]) {
      out_.filters.back().condition.left = out_.filters[out_.filters.size() - 2].condition.left;
      out_.filters.back().time = out_.filters[out_.filters.size() - 2].time;
    }
  }
  return j;
}

std::size_t PatternReader::value(std::size_t i) {
  if (kind(i) != LinkKind::value)
    return i;
  const ColumnRef ref = items_[i].ref;
  const bool negated = take_negation();
  Condition made = condition({Function::none, false, ref}, Op::equal, {Literal::Kind::text, items_[i].text});
  made.negated = negated;
  std::size_t j = i + 1;
  bool both = false;
  while (true) { // "A, B or C" of one column
    const std::size_t k = skip(j, {",", "or", "and", "&", "the"});
    if (k == j || kind(k) != LinkKind::value || items_[k].ref != ref)
      break;
    for (std::size_t m = j; m < k; ++m)
      both = both || word(m) == "and";
    made.right.push_back({Literal::Kind::text, items_[k].text});
    j = k + 1;
  }
  if (made.right.size() > 1)
    made.op = Op::in;
  if (both)
    out_.intent.comparison = true;
  if (Mention* subject = before(i, copulas);
      subject && subject->expr.column.column >= 0 && subject->expr.function == Function::none) {
    const bool same = subject->expr.column == ref;
    const bool alike = ascii::same(index_.column(subject->expr.column).name, index_.column(ref).name);
    if (same || alike)
      subject->used = subject->place == Place::clause || adjacent_of(subject->item, i) ? true : subject->used;
  } else if (kind(j) == LinkKind::column && items_[j].ref == ref) {
    ++j; // "USA nationality"
  }
  add_filter(made, i);
  return j;
}

bool PatternReader::adjacent_of(std::size_t from, std::size_t to) const {
  for (std::size_t k = from + 1; k < to; ++k)
    if (is(k, {"in", "from", "at", "on", "by"}))
      return false;
  return true;
}

std::size_t PatternReader::number(std::size_t i) {
  if (kind(i) != LinkKind::number && !(kind(i) == LinkKind::date && items_[i].number > 0))
    return i;
  if (superlative_word(word(i + 1)) || (is(i + 1, {"most", "least", "top", "best"}))) {
    limit_ = static_cast<int>(std::clamp(items_[i].number, 1.0, 100000.0));
    return i + 1;
  }
  const Literal literal = number_literal(items_[i]);
  if (is(i + 1, {"or"}) && is(i + 2, {"more", "above", "higher", "greater", "over", "larger", "older",
                                      "fewer", "less", "lower", "below", "under", "younger"})) {
    Comparison found;
    found.op = is(i + 2, {"more", "above", "higher", "greater", "over", "larger", "older"})
                   ? Op::greater_equal
                   : Op::less_equal;
    const std::size_t next = number_filter(i, i, found);
    if (next != i + 1)
      return next;
    // the unit stands behind "or more"
    if (!out_.filters.empty() && out_.filters.back().item == i &&
        out_.filters.back().condition.left.column.table < 0) {
      const std::size_t unit = skip(i + 3, {"of", "different"});
      Filter last = out_.filters.back();
      if (kind(unit) == LinkKind::table || kind(unit) == LinkKind::column) {
        out_.filters.pop_back();
        last.concept_words.clear();
        const ColumnRef ref = items_[unit].ref;
        last.condition.left = kind(unit) == LinkKind::table ? Expr{Function::count, false, {ref.table, -1}}
                              : index_.numeric(ref)         ? Expr{Function::none, false, ref}
                                                            : Expr{Function::count, true, ref};
        (last.condition.left.aggregates() ? out_.having : out_.filters).push_back(last);
        return unit + 1;
      }
    }
    return i + 3;
  }
  if (Mention* subject = before(i, copulas);
      subject && subject->expr.column.column >= 0 &&
      (index_.numeric(subject->expr.column) || index_.textual(subject->expr.column)) &&
      !subject->expr.aggregates() && kind(i + 1) != LinkKind::table) {
    subject->used = true;
    Literal right = literal;
    if (!index_.numeric(subject->expr.column))
      right.kind = Literal::Kind::text;
    Condition made = condition(subject->expr, Op::equal, right, take_negation());
    std::size_t j = i + 1;
    while (is(j, {"or", ","}) && kind(j + 1) == LinkKind::number) {
      made.right.push_back(number_literal(items_[j + 1]));
      made.right.back().kind = right.kind;
      made.op = Op::in;
      j += 2;
    }
    add_filter(made, i);
    return j;
  }
  if (kind(i + 1) == LinkKind::column && index_.numeric(items_[i + 1].ref) && is(i + 2, {"or"}) &&
      is(i + 3, {"more", "less", "fewer", "above", "below", "over", "under", "higher", "lower"})) {
    const bool up = is(i + 3, {"more", "above", "over", "higher"}); // "5 cylinders or less"
    add_filter(condition({Function::none, false, items_[i + 1].ref}, up ? Op::greater_equal : Op::less_equal,
                         literal, take_negation()),
               i);
    return i + 4;
  }
  if (kind(i + 1) == LinkKind::column && index_.numeric(items_[i + 1].ref)) {
    add_filter(condition({Function::none, false, items_[i + 1].ref}, Op::equal, literal, take_negation()), i);
    return i + 2;
  }
  const bool has =
      place_ == Place::clause || (i > 0 && is(i - 1, {"exactly", "only", "has", "have", "with", "had"}));
  if (kind(i + 1) == LinkKind::table && has) {
    add_filter(condition({Function::count, false, {items_[i + 1].ref.table, -1}}, Op::equal, literal,
                         take_negation()),
               i);
    return i + 2;
  }
  const bool opens = i > 0 && is(i - 1, {"which", "what", "the", "show", "list", "give", "me", "find", "name",
                                         "any", "only", "just"});
  if (place_ == Place::head &&
      (kind(i + 1) == LinkKind::table || (kind(i + 1) == LinkKind::column && opens))) { // "show 5 flights"
    limit_first_ = static_cast<int>(std::clamp(items_[i].number, 1.0, 100000.0));
    Ranking ranking;
    ranking.first_mention = true;
    ranking.limit = limit_first_;
    ranking.item = i;
    out_.rankings.push_back(ranking);
    top_ranking_ = static_cast<int>(out_.rankings.size()) - 1;
    out_.bare_limit = true;
    return i + 1;
  }
  if (said(i + 1) == "years") {
    add_filter(condition({}, Op::equal, literal, take_negation()), i).concept_words = {"age"};
    return skip(i + 2, {"old"});
  }
  out_.doubt += 0.5;
  return i + 1;
}

std::size_t PatternReader::quoted(std::size_t i) {
  if (kind(i) != LinkKind::quoted)
    return i;
  Literal literal{Literal::Kind::text, items_[i].text};
  if (Mention* subject = before(i, copulas);
      subject && subject->expr.column.column >= 0 && !subject->expr.aggregates()) {
    subject->used = true;
    if (index_.numeric(subject->expr.column) &&
        literal.text.find_first_not_of("0123456789.") == std::string::npos)
      literal.kind = Literal::Kind::number;
    add_filter(condition(subject->expr, Op::equal, literal, take_negation()), i);
  } else {
    add_filter(condition({}, Op::equal, literal, take_negation()), i).name = true;
    out_.doubt += 0.2;
  }
  return i + 1;
}

} // namespace lumen::ask::offline

// Comparisons: "more than 5", "between A and B", "above the average", "starts with".
#include "ask/offline/patterns/pattern_reader.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

namespace lumen::ask::offline {

bool PatternReader::compare(std::size_t i, Comparison& found) const {
  struct Entry {
    List words;
    Op op;
  };
  static const std::vector<std::pair<std::vector<std::string_view>, Op>> table = {
      {{"greater", "than", "or", "equal", "to"}, Op::greater_equal},
      {{"more", "than", "or", "equal", "to"}, Op::greater_equal},
      {{"less", "than", "or", "equal", "to"}, Op::less_equal},
      {{"equal", "to", "or", "greater", "than"}, Op::greater_equal},
      {{"equal", "to", "or", "more", "than"}, Op::greater_equal},
      {{"higher", "than", "or", "equal", "to"}, Op::greater_equal},
      {{"lower", "than", "or", "equal", "to"}, Op::less_equal},
      {{"no", "less", "than"}, Op::greater_equal},
      {{"no", "fewer", "than"}, Op::greater_equal},
      {{"not", "less", "than"}, Op::greater_equal},
      {{"no", "more", "than"}, Op::less_equal},
      {{"not", "more", "than"}, Op::less_equal},
      {{"no", "later", "than"}, Op::less_equal},
      {{"no", "earlier", "than"}, Op::greater_equal},
      {{"at", "least"}, Op::greater_equal},
      {{"at", "most"}, Op::less_equal},
      {{"up", "to"}, Op::less_equal},
      {{"more", "than"}, Op::greater},
      {{"greater", "than"}, Op::greater},
      {{"larger", "than"}, Op::greater},
      {{"higher", "than"}, Op::greater},
      {{"bigger", "than"}, Op::greater},
      {{"less", "than"}, Op::less},
      {{"fewer", "than"}, Op::less},
      {{"smaller", "than"}, Op::less},
      {{"lower", "than"}, Op::less},
      {{"above"}, Op::greater},
      {{"over"}, Op::greater},
      {{"exceeding"}, Op::greater},
      {{"exceeds"}, Op::greater},
      {{"exceed"}, Op::greater},
      {{"exceeded"}, Op::greater},
      {{"beyond"}, Op::greater},
      {{"below"}, Op::less},
      {{"under"}, Op::less},
      {{">="}, Op::greater_equal},
      {{"<="}, Op::less_equal},
      {{">"}, Op::greater},
      {{"<"}, Op::less},
      {{"!="}, Op::not_equal},
      {{"<>"}, Op::not_equal},
      {{"not", "equal", "to"}, Op::not_equal},
      {{"exactly"}, Op::equal},
      {{"equal", "to"}, Op::equal},
      {{"equals"}, Op::equal},
      {{"="}, Op::equal},
      {{"later", "than"}, Op::greater},
      {{"earlier", "than"}, Op::less},
      {{"before"}, Op::less},
      {{"after"}, Op::greater},
      {{"since"}, Op::greater_equal},
      {{"until"}, Op::less_equal},
      {{"till"}, Op::less_equal},
      {{"prior", "to"}, Op::less},
  };
  for (const auto& [words, op] : table) {
    std::size_t j = i;
    for (const std::string_view each : words) {
      if (word(j) != each) {
        j = i;
        break;
      }
      ++j;
    }
    if (j == i)
      continue;
    found.op = op;
    found.next = j;
    found.temporal = words[0] == "before" || words[0] == "after" || words[0] == "since" ||
                     words[0] == "until" || words[0] == "till" || words[0] == "later" ||
                     words[0] == "earlier" || words[0] == "prior";
    return true;
  }
  if (word(i + 1) == "than" && !word(i).empty()) { // "older than"
    const Superlative* adjective = comparative_word(word(i));
    if (adjective) {
      found.op = adjective->descending ? Op::greater : Op::less;
      found.concept_words = adjective->concept_words;
      found.next = i + 2;
      if (sequence(found.next, {"or", "equal", "to"}))
        found.next += 3;
      return true;
    }
  }
  return false;
}

std::size_t PatternReader::comparison(std::size_t i) {
  if (word(i) == "between" || (word(i) == "from" && is(i + 2, {"to", "through", "until"})))
    return between(i);
  Comparison found;
  if (!compare(i, found))
    return i;
  std::size_t j = skip(found.next, {"the", "a", "an", "year", "that", "of", "$", "or"});
  if (word(found.next) == "or")
    return i;
  if (kind(j) == LinkKind::column && index_.year(items_[j].ref) && said(j) == "year" &&
      (kind(j + 1) == LinkKind::number || (kind(j + 1) == LinkKind::date && items_[j + 1].number > 0))) {
    add_filter(condition({Function::none, false, items_[j].ref}, found.op, number_literal(items_[j + 1]),
                         take_negation()),
               i); // "after the year 1998"
    return j + 2;
  }
  if (kind(j) == LinkKind::date && (found.temporal || items_[j].number == 0 || date_subject(i, j)))
    return date_filter(i, j, found.op, found.temporal);
  if (kind(j) == LinkKind::number || (kind(j) == LinkKind::date && items_[j].number > 0)) {
    if (found.temporal && !date_subject(i, j))
      out_.doubt += 0.1;
    return number_filter(i, j, found);
  }
  if (is(j, {"average", "mean", "maximum", "minimum", "max", "min"}) ||
      (is(j, {"all", "overall"}) && is(j + 1, {"average"})))
    return against_average(i, j, found);
  if (kind(j) == LinkKind::quoted && (found.op == Op::equal || found.op == Op::not_equal)) {
    if (Mention* subject = before(i, copulas)) {
      subject->used = true;
      add_filter(condition(subject->expr, found.op, {Literal::Kind::text, items_[j].text}), i);
      return j + 1;
    }
  }
  if ((found.op == Op::equal || found.op == Op::not_equal) && kind(j) == LinkKind::value) {
    if (found.op == Op::not_equal)
      negated_ = true;
    return value(j);
  }
  return i;
}

bool PatternReader::date_subject(std::size_t i, std::size_t j) {
  if (Mention* subject = before(i, copulas))
    return index_.temporal(subject->expr.column) || index_.year(subject->expr.column);
  const std::size_t k = j + 1;
  if (kind(k) == LinkKind::column || kind(k) == LinkKind::table)
    return false;
  return false;
}

Filter& PatternReader::add_filter(Condition made, std::size_t i) {
  Filter filter;
  filter.condition = std::move(made);
  filter.item = i;
  if (take_or())
    filter.condition.or_previous = true;
  const bool aggregate_left = filter.condition.left.aggregates();
  auto& list = aggregate_left ? out_.having : out_.filters;
  if (filter.condition.or_previous && list.empty())
    filter.condition.or_previous = false;
  list.push_back(std::move(filter));
  last_filter_item_ = i;
  return list.back();
}

std::size_t PatternReader::number_filter(std::size_t i, std::size_t j, const Comparison& found) {
  const Literal literal = number_literal(items_[j]);
  const Op op = found.op;
  std::size_t next = j + 1;
  if (kind(next) == LinkKind::table && found.concept_words.empty()) {
    if (Mention* subject = before(i, {"is", "are"}); subject && subject->expr.function == Function::count)
      subject->used = true;
    add_filter(
        condition({Function::count, false, {items_[next].ref.table, -1}}, op, literal, take_negation()), i);
    return next + 1;
  }
  // "counting" right before: "number of orders above 5"
  if (Mention* subject =
          before(i, {"is", "are", "was", "were", "be", "of", "that", "which", "value", "being", "a"});
      subject && (subject->expr.aggregates() || index_.numeric(subject->expr.column)) &&
      found.concept_words.empty()) {
    subject->used = true;
    add_filter(condition(subject->expr, op, literal, take_negation()), i);
    if (kind(next) == LinkKind::column && !index_.textual(items_[next].ref) && said(next) == "years")
      ++next;
    return next;
  }
  if (!found.concept_words.empty()) {
    add_filter(condition({}, op, literal, take_negation()), i).concept_words = found.concept_words;
    return skip(next, {"years", "year", "old"});
  }
  if (said(next) == "years" && said(next + 1) == "old" && kind(next + 1) == LinkKind::column) {
    add_filter(condition({Function::none, false, items_[next + 1].ref}, op, literal, take_negation()), i);
    return next + 2;
  }
  if (sequence(next, {"years", "old"}) || (said(next) == "years" && word(next + 1) == "old")) {
    add_filter(condition({}, op, literal, take_negation()), i).concept_words = {"age"};
    return next + 2;
  }
  if (is(next, {"in"}) && kind(next + 1) == LinkKind::column && index_.measure(items_[next + 1].ref)) {
    add_filter(condition({Function::none, false, items_[next + 1].ref}, op, literal, take_negation()), i);
    return next + 2; // "fewer than 10 in stock"
  }
  const std::size_t unit = skip(next, {"of", "different", "distinct", "total", "the"});
  if (kind(unit) == LinkKind::table) {
    Condition made =
        condition({Function::count, false, {items_[unit].ref.table, -1}}, op, literal, take_negation());
    add_filter(made, i);
    return unit + 1;
  }
  if (kind(unit) == LinkKind::column) {
    const ColumnRef ref = items_[unit].ref;
    const bool counted = !index_.numeric(ref) || is(unit - 1, {"different", "distinct"});
    add_filter(condition(counted ? Expr{Function::count, true, ref} : Expr{Function::none, false, ref}, op,
                         literal, take_negation()),
               i);
    return unit + 1;
  }
  if (Mention* subject = before(i, {"is", "are", "was", "were", "be", "of", "that", "which", "has", "have",
                                    "with", "having", "the", "in", "a", "value", "values", "been"});
      subject && (subject->expr.aggregates() || index_.numeric(subject->expr.column))) {
    subject->used = true;
    add_filter(condition(subject->expr, op, literal, take_negation()), i);
    return next;
  }
  if (counting_) { // "number of … more than 5": what is counted stands in front
    counting_ = false;
    add_filter(condition({Function::count, false, {}}, op, literal, take_negation()), i);
    return next;
  }
  if (is(next, {"times", "time"})) {
    add_filter(condition({Function::count, false, {}}, op, literal, take_negation()), i);
    return next + 1;
  }
  Filter& filter = add_filter(condition({}, op, literal, take_negation()), i);
  filter.concept_words = {"value", "amount", "number"};
  out_.doubt += 0.3;
  return next;
}

std::size_t PatternReader::between(std::size_t i) {
  std::size_t j = skip(i + 1, {"the", "year", "years"});
  const std::size_t and_at = j + 1;
  const std::size_t k = skip(and_at + 1, {"the", "year"});
  if (!is(and_at, {"and", "to", "through", "until", "-"}))
    return i;
  if (kind(j) == LinkKind::date && kind(k) == LinkKind::date &&
      (word(i) == "from" || items_[j].number == 0 || !number_subject(i))) {
    Condition made;
    made.op = Op::range;
    made.right = {{Literal::Kind::date, items_[j].date.begin}, {Literal::Kind::date, items_[k].date.end}};
    time_filter(made, i);
    return k + 1;
  }
  const auto numeric = [&](std::size_t at) {
    return kind(at) == LinkKind::number || (kind(at) == LinkKind::date && items_[at].number > 0);
  };
  if (!numeric(j) || !numeric(k))
    return i;
  Condition made;
  made.op = Op::between;
  made.negated = take_negation();
  made.right = {number_literal(items_[j]), number_literal(items_[k])};
  if (Mention* subject = before(i, copulas);
      subject && (subject->expr.aggregates() || index_.numeric(subject->expr.column))) {
    subject->used = true;
    made.left = subject->expr;
    add_filter(made, i);
  } else if (kind(k + 1) == LinkKind::column && index_.numeric(items_[k + 1].ref)) {
    made.left = {Function::none, false, items_[k + 1].ref};
    add_filter(made, i);
    return k + 2;
  } else if (kind(k + 1) == LinkKind::table) {
    made.left = {Function::count, false, {items_[k + 1].ref.table, -1}};
    add_filter(made, i);
    return k + 2;
  } else {
    add_filter(made, i).concept_words = said(k + 1) == "years"
                                            ? std::vector<std::string>{"age"}
                                            : std::vector<std::string>{"value", "amount", "number"};
    out_.doubt += 0.2;
  }
  return k + 1;
}

bool PatternReader::number_subject(std::size_t i) {
  Mention* subject = before(i, copulas);
  return subject && index_.numeric(subject->expr.column) && !index_.year(subject->expr.column);
}

std::size_t PatternReader::against_average(std::size_t i, std::size_t j, const Comparison& found) {
  Filter filter;
  filter.condition.op = found.op;
  filter.against_average = true;
  filter.against = is(j, {"maximum", "max"})   ? Function::maximum
                   : is(j, {"minimum", "min"}) ? Function::minimum
                                               : Function::average;
  filter.concept_words = found.concept_words;
  filter.item = i;
  std::size_t k = skip(j + 1, {"of", "the", "all", "average", "overall"});
  if (kind(k) == LinkKind::table && kind(k + 1) == LinkKind::column &&
      items_[k].ref.table == items_[k + 1].ref.table)
    ++k;
  if (kind(k) == LinkKind::column && index_.numeric(items_[k].ref)) {
    filter.condition.left = {Function::none, false, items_[k].ref};
    if (Mention* subject = before(i, copulas))
      subject->used = true;
    ++k;
    if (is(k, {"of", "for", "in"}) && is(skip(k + 1, {"all"}), {"the", "their"}))
      k = skip(k + 1, {"all", "the", "their"});
    else if (is(k, {"of", "for"}) && kind(skip(k + 1, {"all", "the"})) == LinkKind::table)
      k = skip(k + 1, {"all", "the"}) + 1;
  } else if (Mention* subject = before(i, copulas); subject && index_.numeric(subject->expr.column)) {
    subject->used = true;
    filter.condition.left = subject->expr;
  } else if (found.concept_words.empty()) {
    filter.concept_words = {"value", "amount"};
    out_.doubt += 0.4;
  }
  out_.filters.push_back(filter);
  return k;
}

std::size_t PatternReader::like(std::size_t i) {
  bool starts = false, ends = false;
  std::size_t j = i;
  if (is(i, {"start", "starts", "starting", "begin", "begins", "beginning", "started"}) &&
      is(i + 1, {"with", "by", "from"})) {
    starts = true;
    j = i + 2;
  } else if (is(i, {"end", "ends", "ending"}) && is(i + 1, {"with", "in", "by"})) {
    ends = true;
    j = i + 2;
  } else if (is(i, {"contain", "contains", "containing", "contained", "include", "includes"}) ||
             (is(i, {"has", "have", "having", "with", "includes", "like"}) &&
              is(skip(i + 1, {"the", "a"}), {"substring", "word", "letter", "phrase", "string", "letters",
                                             "words", "prefix", "suffix"})))
    j = i + 1;
  else
    return i;
  j = skip(j, {"the", "a", "an", "word", "letter", "substring", "phrase", "string", "letters", "words",
               "prefix", "suffix", "character", "text", "key"});
  if (!in(j) || kind(j) == LinkKind::table || kind(j) == LinkKind::column)
    return i;
  if (kind(j) == LinkKind::value && !before(i, copulas))
    return i; // "orders that contain furniture": what they hold, not how they are spelt
  std::string text = kind(j) == LinkKind::quoted || kind(j) == LinkKind::value
                         ? tokens_[items_[j].first].surface
                         : std::string();
  if (kind(j) == LinkKind::value)
    for (std::size_t k = items_[j].first + 1; k < items_[j].last; ++k)
      text += " " + tokens_[k].surface;
  if (text.empty())
    text = tokens_[items_[j].first].surface;
  std::erase(text, '%');
  if (text.empty())
    return i;
  Condition made = condition(
      {}, Op::like, {Literal::Kind::text, (starts ? "" : "%") + text + (ends ? "" : "%")}, take_negation());
  made.fold_case = true;
  if (Mention* subject = before(i, {"that", "which", "is", "are", "do", "does", "not", "don", "doesn", "'",
                                    "t", "whose", "the", "can", "always"});
      subject && subject->expr.column.column >= 0) {
    if (subject->place == Place::clause || subject->cue == "whose" || !first_mention_alone(subject))
      subject->used = true;
    made.left = {Function::none, false, subject->expr.column};
    add_filter(made, i);
  } else {
    add_filter(made, i).name = true;
  }
  return j + 1;
}

bool PatternReader::first_mention_alone(const Mention* subject) const {
  return out_.mentions.size() == 1 && subject == &out_.mentions[0];
}

} // namespace lumen::ask::offline

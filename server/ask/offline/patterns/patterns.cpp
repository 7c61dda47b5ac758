// The reader itself, and the plain names of columns and tables.
#include "ask/offline/patterns/pattern_reader.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

namespace lumen::ask::offline {

Fragments PatternReader::run() {
  using Pattern = std::size_t (PatternReader::*)(std::size_t);
  static constexpr Pattern patterns[] = {
      &PatternReader::chart,       &PatternReader::order,       &PatternReader::trend,
      &PatternReader::share,       &PatternReader::most_common, &PatternReader::top,
      &PatternReader::superlative, &PatternReader::count,       &PatternReader::how_long,
      &PatternReader::aggregate,   &PatternReader::comparison,  &PatternReader::like,
      &PatternReader::group,       &PatternReader::without,     &PatternReader::date,
      &PatternReader::value,       &PatternReader::number,      &PatternReader::quoted,
      &PatternReader::column,      &PatternReader::table,       &PatternReader::section};
  for (std::size_t i = 0; i < items_.size();) {
    std::size_t next = i;
    for (const Pattern pattern : patterns) {
      next = (this->*pattern)(i);
      if (next > i)
        break;
    }
    i = std::max(next, i + 1);
  }
  out_.open_functions.insert(out_.open_functions.end(), pending_.begin(), pending_.end());
  out_.counts = out_.counts || counting_;
  lost_negation(items_.size());
  return std::move(out_);
}

void PatternReader::lost_negation(std::size_t end) {
  if (!take_negation())
    return;
  for (std::size_t k = negated_at_; k < end; ++k)
    if (kind(k) != LinkKind::word) {
      out_.doubt += 1;
      return;
    }
  if (out_.tables.empty() && out_.mentions.empty())
    out_.doubt += 1;
  else
    out_.without_partner = true;
}

std::string PatternReader::word(std::size_t i) const {
  return in(i) && items_[i].kind == LinkKind::word ? items_[i].text : std::string();
}

bool PatternReader::is(std::size_t i, List words) const {
  const std::string text = word(i);
  return !text.empty() && std::find(words.begin(), words.end(), text) != words.end();
}

std::size_t PatternReader::skip(std::size_t i, List words) const {
  while (is(i, words))
    ++i;
  return i;
}

bool PatternReader::sequence(std::size_t i, List words) const {
  for (const std::string_view each : words)
    if (word(i++) != each)
      return false;
  return true;
}

Mention& PatternReader::mention(std::size_t i, Expr expr) {
  Mention one;
  one.expr = expr;
  one.place = place_;
  one.cue = cue_;
  one.item = i;
  one.sentence = sentence_;
  one.distinct = distinct_;
  one.each = each_;
  std::size_t k = i;
  while (k > 0 && (kind(k - 1) == LinkKind::table || is(k - 1, {"the", "their", "its", "all", "different",
                                                                "distinct", "of", "number", "also"})))
    --k;
  one.listed = k > 0 && is(k - 1, {"and", ",", "&", "plus", "with", "versus", "or", "each", "every", "per"});
  if (kind(i) == LinkKind::column) {
    const Link& link = items_[i];
    const std::string& text = tokens_[link.first].text;
    const bool verb = link.last == link.first + 1 && (text.ends_with("ed") || text.ends_with("ing"));
    one.weak = link.grade < 0.5 || (verb && link.grade < 0.9);
  }
  distinct_ = false;
  each_ = false;
  out_.mentions.push_back(one);
  return out_.mentions.back();
}

Mention* PatternReader::before(std::size_t i, const std::vector<std::string_view>& between) {
  if (out_.mentions.empty())
    return nullptr;
  Mention& last = out_.mentions.back();
  if (last.used || last.item >= i)
    return nullptr;
  for (std::size_t k = last.item + 1; k < i; ++k)
    if (const std::string text = word(k);
        text.empty() || std::find(between.begin(), between.end(), text) == between.end())
      return nullptr;
  return &last;
}

Condition PatternReader::condition(Expr left, Op op, Literal literal, bool negated) const {
  Condition made;
  made.left = left;
  made.op = op;
  made.negated = negated;
  made.right = {std::move(literal)};
  return made;
}

Literal PatternReader::number_literal(const Link& item) {
  std::string digits = item.text;
  digits.erase(std::remove_if(digits.begin(), digits.end(),
                              [](char c) { return !(ascii::is_digit(c) || c == '.' || c == '-'); }),
               digits.end());
  const bool plain = item.last - item.first == 1 && !digits.empty() &&
                     std::to_string(static_cast<long long>(item.number)) == digits;
  if (!plain) {
    digits = std::to_string(item.number);
    if (digits.find('.') != std::string::npos) {
      while (digits.back() == '0')
        digits.pop_back();
      if (digits.back() == '.')
        digits.pop_back();
    }
  }
  return {Literal::Kind::number, digits};
}

std::size_t PatternReader::column(std::size_t i) {
  if (kind(i) != LinkKind::column)
    return i;
  const ColumnRef ref = items_[i].ref;
  if (points_at(ref, i + 1)) {
    out_.via.push_back(ref);
    return i + 1;
  }
  if (!pending_.empty() && (index_.numeric(ref) || index_.temporal(ref) ||
                            pending_.front() == Function::maximum || pending_.front() == Function::minimum)) {
    const std::vector<Function> functions = std::exchange(pending_, {});
    for (const Function function : functions)
      mention(i, {function, distinct_ && function == Function::count, ref});
    open_agg_ = functions;
    counting_ = false;
    return i + 1;
  }
  if (counting_) {
    counting_ = false;
    // "how many hours", "number of employees" where that is a column of numbers
    if (index_.measure(ref)) {
      mention(i, {Function::none, false, ref});
      return i + 1;
    }
    Mention& made = mention(i, {Function::count, true, ref});
    made.distinct = false;
    return i + 1;
  }
  // "average A and B": the function carries over
  if (!open_agg_.empty() && index_.measure(ref) && i > 0 && is(i - 1, {"and", ",", "or"}) &&
      !out_.mentions.empty() && out_.mentions.back().item + 2 >= i &&
      out_.mentions.back().expr.aggregates()) {
    for (const Function function : open_agg_)
      mention(i, {function, false, ref});
    return i + 1;
  }
  open_agg_.clear();
  if (Ranking* open = open_ranking(); open && index_.measure(ref) && i > 0 &&
                                      (kind(i - 1) == LinkKind::number || is(i - 1, {"top", "bottom"})) &&
                                      open->item + 2 >= i) { // "with the top 5 scores"
    open->first_mention = false;
    open->by = {Function::none, false, ref};
    return i + 1;
  }
  if (const auto [first, last] = whole_name(i); first.column >= 0) {
    const bool distinct = distinct_;
    mention(i, {Function::none, false, first});
    distinct_ = distinct;
    mention(i, {Function::none, false, last});
    out_.distinct = out_.distinct || distinct;
    return i + 1;
  }
  Mention& made = mention(i, {Function::none, false, ref});
  if (made.distinct)
    out_.distinct = true;
  return i + 1;
}

std::pair<ColumnRef, ColumnRef> PatternReader::whole_name(std::size_t i) const {
  const std::pair<ColumnRef, ColumnRef> none;
  const ColumnRef ref = items_[i].ref;
  const Token& noun = tokens_[items_[i].last - 1];
  if (place_ != Place::head || noun.lemma != "name" || items_[i].grade >= 0.9 ||
      kind(i + 1) == LinkKind::value || kind(i + 1) == LinkKind::quoted ||
      is(i + 1, {"is", "are", "=", "starts", "contains", "like"}))
    return none;
  const auto part = [&](const std::string& phrase) {
    for (const Named& named : index_.find(phrase))
      if (named.ref.table == ref.table && named.ref.column >= 0 && named.grade >= 0.9)
        return named.ref;
    return ColumnRef{};
  };
  const ColumnRef first = part("first name"), last = part("last name");
  if (first.column < 0 || last.column < 0 || (ref != first && ref != last))
    return none;
  return {first, last};
}

bool PatternReader::points_at(ColumnRef ref, std::size_t next) const {
  if (kind(next) != LinkKind::column && kind(next) != LinkKind::table && kind(next) != LinkKind::value)
    return false;
  if (items_[next].ref.table == ref.table)
    return false;
  for (const int number : index_.edges_of(ref.table)) {
    const Edge& edge = index_.edges()[static_cast<std::size_t>(number)];
    if (edge.from == ref.table && edge.to == items_[next].ref.table && edge.from_columns[0] == ref.column)
      return true;
  }
  return false;
}

TableMention PatternReader::table_mention(std::size_t i) const {
  TableMention named;
  named.table = items_[i].ref.table;
  named.place = place_;
  named.item = i;
  named.each = each_;
  named.sentence = sentence_;
  return named;
}

std::size_t PatternReader::table(std::size_t i) {
  if (kind(i) != LinkKind::table)
    return i;
  TableMention named = table_mention(i);
  if (negated_ && place_ == Place::clause && i <= negated_at_ + 6) {
    out_.without.push_back(named.table);
    negated_ = false;
    return i + 1;
  }
  if (negated_ && i <= negated_at_ + 5 && !out_.tables.empty()) {
    out_.without.push_back(named.table);
    negated_ = false;
    return i + 1;
  }
  const bool with_column = kind(i + 1) == LinkKind::column && items_[i + 1].ref.table == named.table &&
                           items_[i].last == items_[i + 1].first;
  if (counting_ && with_column && !index_.measure(items_[i + 1].ref)) {
    out_.tables.push_back(named); // "the number of different order dates": the dates are counted
    return i + 1;
  }
  if (counting_) {
    counting_ = false;
    named.counted = true;
    // a column right behind ("how many flight delays") is what counts
    Mention& made = mention(i, {Function::count, false, {named.table, -1}});
    made.distinct = false;
  }
  out_.tables.push_back(named);
  return i + 1;
}

std::size_t PatternReader::section(std::size_t i) {
  if (kind(i) != LinkKind::word)
    return i;
  if (is(i, {".", "?", "!", ";"})) {
    ++sentence_;
    place_ = Place::head;
    cue_.clear();
    out_.counts = out_.counts || counting_;
    counting_ = false;
    out_.open_functions.insert(out_.open_functions.end(), pending_.begin(), pending_.end());
    pending_.clear();
    lost_negation(i);
    return i + 1;
  }
  if (is(i, {"show", "list", "give", "find", "return", "display", "tell", "what", "provide"})) {
    place_ = Place::head;
    cue_.clear();
  }
  const bool first = i == 0 || is(i - 1, {"and", ",", "in", "of", "for", "from"});
  if (is(i, {"which", "what", "who"}) && (i == 0 || is(i - 1, {",", ".", "?"}))) {
    out_.which = true;
    which_ = i == 0 &&
             (kind(i + 1) == LinkKind::table || kind(i + 1) == LinkKind::column || word(i) != "what") &&
             !is(i + 1, {"is", "are", "was", "were"});
    return i + 1;
  }
  if (is(i, {"whose", "with", "that", "where", "having", "have", "has", "had", "who", "which", "when", "if",
             "whom"}) &&
      !(first && i == 0)) {
    place_ = Place::clause;
    cue_ = word(i);
  }
  if (is(i, {"or"}))
    or_ = last_filter_item_ + 8 > i && !(out_.filters.empty() && out_.having.empty());
  if (is(i, {"and", ","}))
    or_ = false;
  if (is(i, {"distinct", "different", "unique"}))
    distinct_ = true;
  if (is(i, {"all", "every", "each"}))
    out_.all = true;
  if (is(i,
         {"information", "details", "everything", "info", "attributes", "records", "record", "rows", "row"}))
    out_.everything = true;
  if (is(i, {"versus", "vs", "against"}))
    out_.intent.comparison = true;
  if (is(i, {"correlation", "relationship", "relation"}))
    out_.intent.chart = data::ChartKind::scatter;
  if (is(i, {"plot", "draw", "graph", "visualize", "chart"}))
    out_.intent.comparison = out_.intent.comparison;
  return i;
}

Fragments read_patterns(const std::vector<Token>& tokens, const Assignment& assignment, const Index& index) {
  return PatternReader(tokens, assignment, index).run();
}

ColumnRef concept_column(const Index& index, int table, const std::vector<std::string>& concept_words,
                         bool number) {
  ColumnRef best{table, -1};
  double grade = 0;
  double weight = 1;
  for (const std::string& word : concept_words) {
    for (const Named& named : index.find(word)) {
      if (named.ref.table != table || named.is_table())
        continue;
      if (number && !index.numeric(named.ref) && !index.temporal(named.ref))
        continue;
      if (named.grade * weight > grade) {
        grade = named.grade * weight;
        best = named.ref;
      }
    }
    weight *= 0.93;
  }
  return best;
}

} // namespace lumen::ask::offline

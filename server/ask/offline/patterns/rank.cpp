// Superlatives and counts: "the oldest", "top 5 by …", "how many", "average".
#include "ask/offline/patterns/pattern_reader.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

namespace lumen::ask::offline {

std::size_t PatternReader::most_common(std::size_t i) {
  if (!is(i, {"most", "least", "more"}))
    return i;
  if (!is(i + 1, {"common", "commonly", "frequent", "frequently", "popular", "used", "often", "numerous"}))
    return i;
  Ranking ranking;
  ranking.descending = word(i) != "least";
  ranking.most_common = true;
  ranking.by = {Function::count, false, {}};
  ranking.item = i;
  take_limit(ranking);
  out_.rankings.push_back(ranking);
  return i + 2;
}

void PatternReader::take_limit(Ranking& ranking) {
  if (limit_ > 0)
    ranking.limit = limit_;
  else if (open_top_)
    ranking.limit = open_top_limit_;
  if (open_top_)
    open_top_ = false;
  limit_ = 0;
}

std::size_t PatternReader::top(std::size_t i) {
  if (!is(i, {"top", "bottom", "first"}))
    return i;
  if (word(i) == "first" && kind(i + 1) != LinkKind::number)
    return i;
  open_top_ = true;
  open_top_descending_ = word(i) != "bottom";
  open_top_limit_ = word(i) == "first" ? 1 : 10;
  std::size_t j = i + 1;
  if (kind(j) == LinkKind::number || (kind(j) == LinkKind::date && items_[j].number > 0)) {
    open_top_limit_ = static_cast<int>(std::clamp(items_[j].number, 1.0, 100000.0));
    ++j;
  }
  out_.bare_limit = true;
  Ranking ranking;
  ranking.limit = open_top_limit_;
  ranking.descending = open_top_descending_;
  ranking.item = i;
  ranking.first_mention = true;
  out_.rankings.push_back(ranking);
  top_ranking_ = static_cast<int>(out_.rankings.size()) - 1;
  open_top_ = false;
  return j;
}

Ranking* PatternReader::open_ranking() {
  if (top_ranking_ < 0)
    return nullptr;
  Ranking& ranking = out_.rankings[static_cast<std::size_t>(top_ranking_)];
  return ranking.first_mention ? &ranking : nullptr;
}

void PatternReader::rank(Ranking ranking) {
  if (Ranking* open = open_ranking()) {
    ranking.limit = open->limit;
    *open = ranking;
    return;
  }
  out_.rankings.push_back(ranking);
}

std::size_t PatternReader::superlative(std::size_t i) {
  const Superlative* found = superlative_word(word(i));
  std::size_t j = i + 1;
  if (is(i, {"most", "least"}) && superlative_adjective(word(j))) { // "most expensive"
    found = superlative_adjective(word(j));
    ++j;
  } else if (is(i, {"most", "least"}) && is(j, {"recent", "recently"})) {
    found = superlative_word("latest");
    ++j;
  }
  if (!found)
    return i;
  const bool bare = j == i + 1; // "the most orders", not "the most expensive orders"
  Ranking ranking;
  ranking.descending = found->descending != (word(i) == "least" && j > i + 1);
  ranking.concept_words = found->concept_words;
  ranking.item = i;
  take_limit(ranking);
  j = skip(j, {"of", "the"});
  const bool extreme = is(i, {"maximum", "minimum", "max", "min"});
  if (sequence(j, {"and"}) &&
      (superlative_word(word(j + 1)) || aggregate_word(word(j + 1)))) { // "highest and lowest X"
    pending_.push_back(ranking.descending ? Function::maximum : Function::minimum);
    return j;
  }
  if (sequence(j, {"number", "of"}) || sequence(j, {"amount", "of"}) || sequence(j, {"total", "number"})) {
    std::size_t k = skip(j, {"number", "of", "amount", "total", "the", "different", "distinct"});
    return rank_by_number(i, j, k, ranking);
  }
  if (bare && kind(j) == LinkKind::table && is(i, {"most", "least", "fewest"}))
    return rank_by_number(i, j, j, ranking);
  if (const auto function = aggregate_word(word(j)); function) { // "highest average salary"
    const std::size_t k = skip(j + 1, {"of", "the", "number"});
    if (kind(k) == LinkKind::column) {
      ranking.by = {*function, false, items_[k].ref};
      rank(ranking);
      return k + 1;
    }
    if (kind(k) == LinkKind::table) { // "highest average rating" where ratings are rows with one number
      ranking.by = {*function, false, index_.only_measure(items_[k].ref.table)};
      if (ranking.by.column.column < 0)
        return rank_by_number(i, j, k, ranking);
      rank(ranking);
      return k + 1;
    }
  }
  if (kind(j) == LinkKind::column) {
    const ColumnRef ref = items_[j].ref;
    if (bare && index_.column(ref).role == catalog::Role::key && is(i, {"most", "least", "fewest"})) {
      ranking.by = {Function::count, false, {ref.table, -1}};
      rank(ranking);
      return j + 1;
    }
    if (extreme && !index_.numeric(ref) &&
        !index_.temporal(ref)) { // of texts too there is a first and a last
      pending_.push_back(ranking.descending ? Function::maximum : Function::minimum);
      return j;
    }
    if (!index_.numeric(ref) && !index_.temporal(ref)) {
      if (!ranking.concept_words.empty() &&
          !(bare && is(i, {"most", "least", "fewest"}))) { // "the largest city": a row ranked by size
        rank(ranking);
        return j;
      }
      return rank_by_number(i, j, j, ranking);
    }
    if (head_value(i, extreme)) {
      pending_.push_back(ranking.descending ? Function::maximum : Function::minimum);
      return j;
    }
    ranking.by = {Function::none, false, ref};
    rank(ranking);
    return j + 1;
  }
  if (extreme) {
    pending_.push_back(ranking.descending ? Function::maximum : Function::minimum);
    return i + 1;
  }
  if (is(i, {"most", "least"}) && bare && kind(j) != LinkKind::table) {
    const bool ends = !in(j) || is(j, {"?", ".", "!", "often", "frequently", "times"});
    if (!ends || out_.tables.empty())
      return i;
    ranking.by = {Function::count, false, {}}; // "which book was lent the most": by the rows that refer to it
    ranking.by_partner = true;
  }
  rank(ranking);
  return j;
}

std::size_t PatternReader::rank_by_number(std::size_t i, std::size_t, std::size_t k, Ranking ranking) {
  if (kind(k) == LinkKind::table) {
    ranking.by = {Function::count, false, {items_[k].ref.table, -1}};
  } else if (kind(k) == LinkKind::column) {
    ranking.by = index_.measure(items_[k].ref) ? Expr{Function::none, false, items_[k].ref}
                                               : Expr{Function::count, true, items_[k].ref};
  } else {
    ranking.by = {Function::count, false, {}};
    out_.doubt += 0.3;
    rank(ranking);
    return k;
  }
  (void)i;
  rank(ranking);
  return k + 1;
}

bool PatternReader::head_value(std::size_t i, bool extreme) const {
  if (place_ != Place::head)
    return false;
  if (!pending_.empty())
    return true;
  std::size_t k = i;
  while (k > 0 &&
         is(k - 1, {"the",  "a",      "is",      "are",    "was",  "what",    "show",      "find",
                    "give", "return", "list",    "me",     "of",   "all",     "and",       ",",
                    "tell", "us",     "display", "please", "were", "compute", "calculate", "report"}))
    --k;
  const bool opens = k == 0 || is(k - 1, {".", "?"});
  if (opens)
    return !which_;
  if (extreme && out_.mentions.empty() && out_.tables.empty())
    return true;
  return !out_.mentions.empty() && out_.mentions.back().expr.aggregates() &&
         out_.mentions.back().item + 3 >= i;
}

std::size_t PatternReader::count(std::size_t i) {
  std::size_t j = i;
  const bool number_of = is(i, {"number", "count", "counts", "numbers", "amount"}) && is(i + 1, {"of"});
  if (sequence(i, {"how", "many"}) || number_of)
    j = i + 2;
  else if (sequence(i, {"how", "often"})) {
    counting_ = true;
    return i + 2;
  } else if (sequence(i, {"total", "number", "of"}) || sequence(i, {"total", "count", "of"}))
    j = i + 3;
  else if (word(i) == "count" &&
           (kind(skip(i + 1, {"the", "all", "number", "of", "different"})) == LinkKind::table))
    j = i + 1;
  else
    return i;
  if (i > 0 && kind(i - 1) == LinkKind::column && word(i) != "how")
    return i; // "the phone number of": part of the name
  const bool asked = word(i) == "how";
  j = skip(j, {"the", "all", "total", "of", "number", "a", "kinds", "kind", "other", "their", "its"});
  if (asked) {
    place_ = Place::head;
    cue_.clear();
  }
  if (is(j, {"different", "distinct", "unique"})) {
    distinct_ = true;
    ++j;
  }
  counting_ = true;
  counting_at_ = i;
  return j;
}

std::size_t PatternReader::how_long(std::size_t i) {
  if (word(i) != "how")
    return i;
  const std::vector<std::string> words = concept_of_adjective(word(i + 1));
  if (words.empty())
    return i;
  for (const Link& item : items_) {
    if (item.ref.table < 0)
      continue;
    const ColumnRef ref = concept_column(index_, item.ref.table, words, true);
    if (ref.column < 0)
      continue;
    mention(i, {Function::none, false, ref});
    return i + 2;
  }
  return i;
}

std::size_t PatternReader::aggregate(std::size_t i) {
  const auto function = aggregate_word(word(i));
  if (!function)
    return i;
  if (word(i) == "total" && is(i + 1, {"number", "count"}))
    return i;
  pending_.push_back(*function);
  return skip(i + 1, {"of", "the", "all", "number", "amount", "value", "values", ",", "and", "a", "each"});
}

} // namespace lumen::ask::offline

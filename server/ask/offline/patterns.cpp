// What wordings ask for: each pattern turns linked words into a piece of a query.
#include "ask/offline/fragments.hpp"
#include "ask/offline/superlatives.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <initializer_list>

namespace lumen::ask::offline {

namespace {

using List = std::initializer_list<std::string_view>;

struct Comparison {
  Op op = Op::greater;
  bool negated = false;
  std::size_t next = 0;
  std::vector<std::string> concept_words;
  bool temporal = false; ///< before, after, since: wants a date
};

class PatternReader {
public:
  PatternReader(const std::vector<Token>& tokens, const Assignment& assignment, const Index& index)
      : tokens_(tokens), items_(assignment.items), index_(index) {}

  Fragments run() {
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
    out_.open_functions = pending_;
    out_.counts = counting_;
    return std::move(out_);
  }

private:
  // ---- looking at items
  bool in(std::size_t i) const { return i < items_.size(); }
  LinkKind kind(std::size_t i) const { return in(i) ? items_[i].kind : LinkKind::word; }
  std::string word(std::size_t i) const {
    return in(i) && items_[i].kind == LinkKind::word ? items_[i].text : std::string();
  }
  /// The first word of whatever stands there.
  std::string said(std::size_t i) const { return in(i) ? tokens_[items_[i].first].text : std::string(); }
  bool is(std::size_t i, List words) const {
    const std::string text = word(i);
    return !text.empty() && std::find(words.begin(), words.end(), text) != words.end();
  }
  std::size_t skip(std::size_t i, List words) const {
    while (is(i, words))
      ++i;
    return i;
  }
  bool sequence(std::size_t i, List words) const {
    for (const std::string_view each : words)
      if (word(i++) != each)
        return false;
    return true;
  }

  // ---- adding pieces
  Mention& mention(std::size_t i, Expr expr) {
    Mention one;
    one.expr = expr;
    one.place = place_;
    one.cue = cue_;
    one.item = i;
    one.sentence = sentence_;
    one.distinct = distinct_;
    one.each = each_;
    distinct_ = false;
    each_ = false;
    out_.mentions.push_back(one);
    return out_.mentions.back();
  }
  /// The unused mention that ends right before item `i`, only `between` words apart.
  Mention* before(std::size_t i, List between) { return before(i, std::vector<std::string_view>(between)); }
  Mention* before(std::size_t i, const std::vector<std::string_view>& between) {
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
  static inline const std::vector<std::string_view> copulas = {
      "is",    "are",  "was",     "were",   "be", "of",    "a",    "an",  "the",  "that", "value", "being",
      "equal", "to",   "=",       ":",      "as", "which", "been", "not", "isn",  "t",    "'",     "other",
      "than",  "than", "exactly", "either", "at", "by",    "both", "in",  "from", "on"};

  Condition condition(Expr left, Op op, Literal literal, bool negated = false) const {
    Condition made;
    made.left = left;
    made.op = op;
    made.negated = negated;
    made.right = {std::move(literal)};
    return made;
  }
  bool take_negation() { return std::exchange(negated_, false); }
  static Literal number_literal(const Link& item) {
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

  // ---- patterns; each gives the item after what it took, or `i`
  std::size_t chart(std::size_t i) {
    std::size_t j = skip(i, {"as", "in", "a", "an", "make", "draw", "using", "with", "use"});
    static constexpr std::string_view kinds[] = {"line",      "bar",  "pie",     "scatter", "area",
                                                 "histogram", "heat", "stacked", "grouped", "donut"};
    const std::string first = said(j);
    if (std::find(std::begin(kinds), std::end(kinds), first) == std::end(kinds))
      return i;
    std::string kind_name = first;
    std::size_t k = j + 1;
    if ((first == "stacked" || first == "grouped") && said(k) == "bar") {
      kind_name += " bar";
      ++k;
    }
    if (first == "heat" && said(k) == "map")
      ++k;
    if (first == "donut")
      kind_name = "pie";
    if (first == "heat")
      kind_name = "heat map";
    const std::string noun = said(k);
    const bool named =
        noun == "chart" || noun == "graph" || noun == "plot" || noun == "charts" || noun == "diagram";
    if (!named && first != "histogram" && first != "heat" && !(j > i && k >= items_.size()))
      return i;
    const auto found = data::chart_kind(kind_name);
    if (!found)
      return i;
    out_.intent.chart = *found;
    if (*found == data::ChartKind::line)
      out_.intent.trend = true;
    return skip(named ? k + 1 : k, {"of", "instead", "for", "showing", "that", "shows"});
  }

  bool direction(std::size_t i, bool& descending) const {
    if (is(i, {"descending", "decreasing", "desc", "reverse", "reversed"})) {
      descending = true;
      return true;
    }
    return is(i,
              {"ascending", "increasing", "asc", "alphabetical", "alphabetic", "alphabetically",
               "lexicographic", "lexicographical", "lexicographically", "chronological", "chronologically"});
  }

  /// An expression to sort or rank by: aggregate of a column, count of a table, a column.
  std::size_t key(std::size_t i, Expr& expr) {
    std::size_t j = skip(i, {"the", "a", "an", "their", "its", "each", "by", "of"});
    if (sequence(j, {"number", "of"}) || sequence(j, {"count", "of"}) || sequence(j, {"amount", "of"})) {
      j = skip(j + 2, {"the", "all", "different", "distinct", "unique", "their", "its"});
      if (kind(j) == LinkKind::table) {
        expr = {Function::count, false, {items_[j].ref.table, -1}};
        return j + 1;
      }
      if (kind(j) == LinkKind::column) {
        expr = index_.measure(items_[j].ref) ? Expr{Function::none, false, items_[j].ref}
                                             : Expr{Function::count, true, items_[j].ref};
        return j + 1;
      }
      return i;
    }
    Function function = Function::none;
    if (const auto found = aggregate_word(word(j));
        found && kind(skip(j + 1, {"of", "the", "number"})) == LinkKind::column) {
      function = *found;
      j = skip(j + 1, {"of", "the"});
    }
    if (kind(j) == LinkKind::column) {
      expr = {function, false, items_[j].ref};
      return j + 1;
    }
    if (is(j, {"count", "frequency"})) {
      expr = {Function::count, false, {}};
      return j + 1;
    }
    if (kind(j) == LinkKind::table && function == Function::none) {
      const ColumnRef label = index_.label_of(items_[j].ref.table);
      if (label.column < 0)
        return i;
      expr = {Function::none, false, label};
      return j + 1;
    }
    if (is(j, {"name", "names"})) {
      expr = {};
      return j + 1;
    }
    return i;
  }

  std::size_t order(std::size_t i) {
    std::size_t j = i;
    bool descending = false;
    if (is(i, {"sorted", "ordered", "sort", "order", "ranked", "rank", "arranged", "arrange", "sorting"})) {
      j = skip(i + 1, {"them", "it", "the", "result", "results", "list", "by", "in", "on", "from",
                       "according", "to", "all", "these", "those", "based"});
      if (j == i + 1 && !is(i, {"sorted", "ordered", "sort", "arranged"}))
        return i;
    } else if (is(i, {"in", "by", "from", "with", "alphabetically", "chronologically"})) {
      j = skip(i + (is(i, {"alphabetically", "chronologically"}) ? 0 : 1), {"the", "a", "an"});
      bool ignored = false;
      const bool range = word(i) == "from" && order_range(j, ignored) > j;
      if (!direction(j, ignored) && !(word(j) == "order" && is(j + 1, {"of", "by"})) && !range)
        return i;
    } else
      return i;
    bool any = false;
    while (in(j)) {
      const std::size_t begin = j;
      if (const std::size_t ranged = order_range(j, descending); ranged > j) {
        if (!any)
          order_key({}, descending);
        else
          out_.order.back().descending = descending;
        any = true;
        j = ranged;
        continue;
      }
      bool stated = false;
      const std::size_t from = j;
      while (direction(j, descending) || is(j, {"order", "orders"})) {
        stated = true;
        ++j;
      }
      const bool keyed = !stated || is(j, {"of", "by", "on", "according", "based", "for"}) ||
                         word(j - 1) != "order" || from == j;
      if (stated && keyed)
        j = skip(j, {"of", "by", "on", "according", "to", "based", "for", "the", "their"});
      Expr by;
      const std::size_t after = keyed ? key(j, by) : j;
      if (after > j) {
        j = after;
        bool late = descending;
        std::size_t tail = skip(j, {"in", "from", "a", "the"});
        if (order_range(tail, late) > tail) {
          j = order_range(tail, late);
          descending = late;
        } else if (bool ignored = false; direction(tail, ignored)) {
          descending = false;
          while (direction(tail, descending) || is(tail, {"order"}))
            ++tail;
          j = tail;
        }
        order_key(by, descending);
        any = true;
      } else if (stated) {
        if (any)
          out_.order.back().descending = descending;
        else
          order_key({}, descending);
        any = true;
      }
      if (j == begin)
        break;
      const std::size_t more = skip(j, {"and", ",", "then", "by"});
      Expr next;
      bool ignored = false;
      if (more == j || (key(more, next) == more && !direction(more, ignored)))
        break;
      if (is(more, {"the"}) || aggregate_word(word(more)))
        break;
      j = more;
      descending = false;
    }
    return any ? j : i;
  }

  void order_key(const Expr& by, bool descending) {
    if (by.column.table < 0 && by.function == Function::none) {
      out_.order_first = true;
      out_.order_first_descending = descending;
      return;
    }
    out_.order.push_back({by, descending});
  }

  /// "from the oldest to the youngest", "from high to low", "oldest to youngest".
  std::size_t order_range(std::size_t i, bool& descending) const {
    std::size_t j = skip(i, {"the", "most"});
    const std::string from = word(j);
    const std::size_t to = skip(j + 1, {"to", "the", "least", "most", "until"});
    if (from.empty() || to == j + 1 || word(j + 1) != "to")
      return i;
    static constexpr std::string_view high[] = {
        "oldest", "highest", "largest",   "biggest",  "longest", "newest", "latest",   "high",
        "z",      "best",    "expensive", "greatest", "large",   "recent", "heaviest", "tallest"};
    static constexpr std::string_view low[] = {"youngest", "lowest", "smallest", "shortest", "earliest",
                                               "low",      "a",      "cheapest", "least",    "small",
                                               "worst",    "oldest", "lightest"};
    const bool down = std::find(std::begin(high), std::end(high), from) != std::end(high);
    const bool up = std::find(std::begin(low), std::end(low), from) != std::end(low);
    if (!down && !up)
      return i;
    descending = down && !(from == "oldest" && is(to, {"newest", "latest"}));
    return to + 1;
  }

  std::size_t trend(std::size_t i) {
    const bool over = sequence(i, {"over", "time"}) || sequence(i, {"over", "the", "years"}) ||
                      sequence(i, {"through", "time"});
    if (over || is(i, {"trend", "trends", "evolution", "historically"}) ||
        (is(i, {"over"}) && is(i + 1, {"the"}) && (said(i + 2) == "years" || said(i + 2) == "months"))) {
      out_.intent.trend = true;
      Grouping group;
      group.time = true;
      group.item = i;
      if (said(i + 2) == "years")
        group.by.grain = Grain::year;
      if (said(i + 2) == "months")
        group.by.grain = Grain::month;
      if (std::none_of(out_.groups.begin(), out_.groups.end(),
                       [](const Grouping& other) { return other.time; }))
        out_.groups.push_back(group);
      return over              ? i + (word(i + 1) == "the" ? 3 : 2)
             : is(i, {"over"}) ? i + 3
                               : skip(i + 1, {"of", "in", "for"});
    }
    static constexpr std::string_view adverbs[] = {"monthly",   "yearly", "daily",    "weekly",
                                                   "quarterly", "annual", "annually", "hourly"};
    if (const std::string text = word(i);
        std::find(std::begin(adverbs), std::end(adverbs), text) != std::end(adverbs)) {
      add_time_group(i, *grain_word(text));
      return i + 1;
    }
    return i;
  }

  void add_time_group(std::size_t i, Grain grain) {
    out_.intent.trend = true;
    for (Grouping& group : out_.groups)
      if (group.time) {
        if (group.by.grain == Grain::none)
          group.by.grain = grain;
        return;
      }
    Grouping group;
    group.time = true;
    group.by.grain = grain;
    group.item = i;
    out_.groups.push_back(group);
  }

  std::size_t share(std::size_t i) {
    if (is(i, {"compare", "comparison"})) {
      out_.intent.comparison = true;
      return i + 1;
    }
    if (is(i, {"distribution", "breakdown", "spread"})) {
      (word(i) == "breakdown" ? out_.intent.comparison : out_.intent.distribution) = true;
      return skip(i + 1, {"of"});
    }
    if (!is(i, {"share", "percentage", "proportion", "percent", "fraction"}))
      return i;
    out_.intent.share = true;
    return skip(i + 1, {"of", "the", "all", "total"});
  }

  /// "the most common X", "most popular X".
  std::size_t most_common(std::size_t i) {
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

  void take_limit(Ranking& ranking) {
    if (limit_ > 0)
      ranking.limit = limit_;
    else if (open_top_)
      ranking.limit = open_top_limit_;
    if (open_top_)
      open_top_ = false;
    limit_ = 0;
  }

  std::size_t top(std::size_t i) {
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

  /// The ranking that "top 5" opened and nothing has given a key yet.
  Ranking* open_ranking() {
    if (top_ranking_ < 0)
      return nullptr;
    Ranking& ranking = out_.rankings[static_cast<std::size_t>(top_ranking_)];
    return ranking.first_mention ? &ranking : nullptr;
  }

  void rank(Ranking ranking) {
    if (Ranking* open = open_ranking()) {
      ranking.limit = open->limit;
      *open = ranking;
      return;
    }
    out_.rankings.push_back(ranking);
  }

  std::size_t superlative(std::size_t i) {
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
    if (kind(j) == LinkKind::table && is(i, {"most", "least", "fewest"}))
      return rank_by_number(i, j, j, ranking);
    if (const auto function = aggregate_word(word(j)); function) { // "highest average salary"
      const std::size_t k = skip(j + 1, {"of", "the", "number"});
      if (kind(k) == LinkKind::column) {
        ranking.by = {*function, false, items_[k].ref};
        rank(ranking);
        return k + 1;
      }
      if (kind(k) == LinkKind::table)
        return rank_by_number(i, j, k, ranking);
    }
    if (kind(j) == LinkKind::column) {
      const ColumnRef ref = items_[j].ref;
      if (index_.column(ref).role == catalog::Role::key && is(i, {"most", "least", "fewest"})) {
        ranking.by = {Function::count, false, {ref.table, -1}};
        rank(ranking);
        return j + 1;
      }
      if (!index_.numeric(ref) && !index_.temporal(ref)) {
        if (!ranking.concept_words.empty() &&
            !is(i, {"most", "least", "fewest"})) { // "the largest city": a row ranked by size
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
    if (is(i, {"most", "least"}) && j == i + 1 && kind(j) != LinkKind::table)
      return i;
    rank(ranking);
    return j;
  }

  /// "the most X": by how many rows of X there are, or by X itself when it is a number.
  std::size_t rank_by_number(std::size_t i, std::size_t, std::size_t k, Ranking ranking) {
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

  /// "What is the highest X": the value itself is asked for, not the row that has it.
  bool head_value(std::size_t i, bool extreme) const {
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

  std::size_t count(std::size_t i) {
    std::size_t j = i;
    if (sequence(i, {"how", "many"}))
      j = i + 2;
    else if (sequence(i, {"how", "often"})) {
      counting_ = true;
      return i + 2;
    } else if (is(i, {"number", "count", "counts", "numbers", "amount"}) && is(i + 1, {"of"}))
      j = i + 2;
    else if (sequence(i, {"total", "number", "of"}))
      j = i + 3;
    else if (sequence(i, {"total", "count", "of"}))
      j = i + 3;
    else if (word(i) == "count" &&
             (kind(skip(i + 1, {"the", "all", "number", "of", "different"})) == LinkKind::table))
      j = i + 1;
    else
      return i;
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

  std::size_t how_long(std::size_t i) {
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

  std::size_t aggregate(std::size_t i) {
    const auto function = aggregate_word(word(i));
    if (!function)
      return i;
    if (word(i) == "total" && is(i + 1, {"number", "count"}))
      return i;
    pending_.push_back(*function);
    return skip(i + 1, {"of", "the", "all", "number", "amount", "value", "values", ",", "and", "a", "each"});
  }

  // ---- comparisons
  bool compare(std::size_t i, Comparison& found) const {
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

  std::size_t comparison(std::size_t i) {
    if (word(i) == "between" || (word(i) == "from" && is(i + 2, {"to", "through", "until"})))
      return between(i);
    Comparison found;
    if (!compare(i, found))
      return i;
    std::size_t j = skip(found.next, {"the", "a", "an", "year", "that", "of", "$", "or"});
    if (word(found.next) == "or")
      return i;
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

  /// Whether a year is meant as a date: the thing compared is a date, or nothing numeric is.
  bool date_subject(std::size_t i, std::size_t j) {
    if (Mention* subject = before(i, copulas))
      return index_.temporal(subject->expr.column) || index_.year(subject->expr.column);
    const std::size_t k = j + 1;
    if (kind(k) == LinkKind::column || kind(k) == LinkKind::table)
      return false;
    return false;
  }

  Filter& add_filter(Condition made, std::size_t i) {
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
  bool take_or() { return std::exchange(or_, false); }

  std::size_t number_filter(std::size_t i, std::size_t j, const Comparison& found) {
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
    if (sequence(next, {"years", "old"}) || (said(next) == "years" && word(next + 1) == "old")) {
      add_filter(condition({}, op, literal, take_negation()), i).concept_words = {"age"};
      return next + 2;
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

  std::size_t between(std::size_t i) {
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

  bool number_subject(std::size_t i) {
    Mention* subject = before(i, copulas);
    return subject && index_.numeric(subject->expr.column) && !index_.year(subject->expr.column);
  }

  std::size_t against_average(std::size_t i, std::size_t j, const Comparison& found) {
    Filter filter;
    filter.condition.op = found.op;
    filter.against_average = true;
    filter.against = is(j, {"maximum", "max"})   ? Function::maximum
                     : is(j, {"minimum", "min"}) ? Function::minimum
                                                 : Function::average;
    filter.concept_words = found.concept_words;
    filter.item = i;
    std::size_t k = skip(j + 1, {"of", "the", "all", "average", "overall"});
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

  std::size_t like(std::size_t i) {
    bool starts = false, ends = false;
    std::size_t j = i;
    if (is(i, {"start", "starts", "starting", "begin", "begins", "beginning", "started"}) &&
        is(i + 1, {"with", "by", "from"})) {
      starts = true;
      j = i + 2;
    } else if (is(i, {"end", "ends", "ending"}) && is(i + 1, {"with", "in", "by"})) {
      ends = true;
      j = i + 2;
    } else if (is(i, {"contain", "contains", "containing", "contained", "include", "includes"}))
      j = i + 1;
    else if (is(i, {"has", "have", "having", "with", "includes", "like"}) &&
             is(skip(i + 1, {"the", "a"}),
                {"substring", "word", "letter", "phrase", "string", "letters", "words", "prefix", "suffix"}))
      j = i + 1;
    else
      return i;
    j = skip(j, {"the", "a", "an", "word", "letter", "substring", "phrase", "string", "letters", "words",
                 "prefix", "suffix", "character", "text", "key"});
    if (!in(j) || kind(j) == LinkKind::table || kind(j) == LinkKind::column)
      return i;
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

  bool first_mention_alone(const Mention* subject) const {
    return out_.mentions.size() == 1 && subject == &out_.mentions[0];
  }

  std::size_t group(std::size_t i) {
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
    (void)strong;
    return j == begin ? i : j;
  }

  std::size_t group_item(std::size_t i, std::size_t j, bool each) {
    if (kind(j) == LinkKind::value || kind(j) == LinkKind::quoted)
      return j; // "songs by X": a filter
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
    if (kind(j) == LinkKind::column) {
      const ColumnRef ref = items_[j].ref;
      if (kind(j + 1) == LinkKind::value && items_[j + 1].ref == ref)
        return j;
      if (each && index_.measure(ref) && pending_.empty())
        return j;
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
      TableMention named;
      named.table = items_[j].ref.table;
      named.place = place_;
      named.item = j;
      named.each = true;
      named.sentence = sentence_;
      out_.tables.push_back(named);
      return j + 1;
    }
    return j;
  }

  /// "without any X", "have no X", "never had X", "do not have X".
  std::size_t without(std::size_t i) {
    if (is(i, {"not", "don", "doesn", "didn", "isn", "aren", "wasn", "weren", "hasn", "haven", "hadn",
               "never", "except", "excluding", "exclude", "cannot", "nor", "neither"}) ||
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

  // ---- values
  void time_filter(Condition made, std::size_t i) {
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

  std::size_t date_filter(std::size_t i, std::size_t j, Op op, bool) {
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

  std::size_t date(std::size_t i) {
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

  std::size_t value(std::size_t i) {
    if (kind(i) != LinkKind::value)
      return i;
    const ColumnRef ref = items_[i].ref;
    const bool negated = take_negation();
    Condition made =
        condition({Function::none, false, ref}, Op::equal, {Literal::Kind::text, items_[i].text});
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
        subject->used =
            subject->place == Place::clause || adjacent_of(subject->item, i) ? true : subject->used;
    } else if (kind(j) == LinkKind::column && items_[j].ref == ref) {
      ++j; // "USA nationality"
    }
    add_filter(made, i);
    return j;
  }

  /// "city of Prague", "country France", "country is France": the column only says what the value is.
  bool adjacent_of(std::size_t from, std::size_t to) const {
    for (std::size_t k = from + 1; k < to; ++k)
      if (is(k, {"in", "from", "at", "on", "by"}))
        return false;
    return true;
  }

  std::size_t number(std::size_t i) {
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
        !subject->expr.aggregates()) {
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
    if (kind(i + 1) == LinkKind::column && index_.numeric(items_[i + 1].ref)) {
      add_filter(condition({Function::none, false, items_[i + 1].ref}, Op::equal, literal, take_negation()),
                 i);
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
    if (kind(i + 1) == LinkKind::table && place_ == Place::head) { // "show 5 flights"
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

  std::size_t quoted(std::size_t i) {
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

  // ---- names
  std::size_t column(std::size_t i) {
    if (kind(i) != LinkKind::column)
      return i;
    const ColumnRef ref = items_[i].ref;
    if (points_at(ref, i + 1)) {
      out_.via.push_back(ref);
      return i + 1;
    }
    if (!pending_.empty() &&
        (index_.numeric(ref) || index_.temporal(ref) || pending_.front() == Function::maximum ||
         pending_.front() == Function::minimum)) {
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
    Mention& made = mention(i, {Function::none, false, ref});
    if (made.distinct)
      out_.distinct = true;
    return i + 1;
  }

  /// "origin state": the reference column says which airport's state is meant.
  bool points_at(ColumnRef ref, std::size_t next) const {
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

  std::size_t table(std::size_t i) {
    if (kind(i) != LinkKind::table)
      return i;
    TableMention named;
    named.table = items_[i].ref.table;
    named.place = place_;
    named.item = i;
    named.each = each_;
    named.sentence = sentence_;
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

  std::size_t section(std::size_t i) {
    if (kind(i) != LinkKind::word)
      return i;
    if (is(i, {".", "?", "!", ";"})) {
      ++sentence_;
      place_ = Place::head;
      cue_.clear();
      counting_ = false;
      pending_.clear();
      negated_ = false;
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
    if (is(i, {"information", "details", "everything", "info", "attributes", "records", "record", "rows",
               "row"}))
      out_.everything = true;
    if (is(i, {"versus", "vs", "against"}))
      out_.intent.comparison = true;
    if (is(i, {"correlation", "relationship", "relation"}))
      out_.intent.chart = data::ChartKind::scatter;
    if (is(i, {"plot", "draw", "graph", "visualize", "chart"}))
      out_.intent.comparison = out_.intent.comparison;
    return i;
  }

  const std::vector<Token>& tokens_;
  const std::vector<Link>& items_;
  const Index& index_;
  Fragments out_;
  Place place_ = Place::head;
  std::string cue_;
  std::size_t sentence_ = 0;
  std::vector<Function> pending_, open_agg_;
  bool counting_ = false, distinct_ = false, each_ = false, negated_ = false, or_ = false, which_ = false;
  std::size_t counting_at_ = 0, negated_at_ = 0, last_filter_item_ = 0;
  int limit_ = 0, limit_first_ = 0, open_top_limit_ = 10, top_ranking_ = -1;
  bool open_top_ = false, open_top_descending_ = true;
};

} // namespace

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

// Order, charts, time and shares: "sorted by …", "as a line chart", "over time".
#include "ask/offline/patterns/pattern_reader.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

namespace lumen::ask::offline {

std::size_t PatternReader::chart(std::size_t i) {
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

bool PatternReader::direction(std::size_t i, bool& descending) const {
  if (is(i, {"descending", "decreasing", "desc", "reverse", "reversed"})) {
    descending = true;
    return true;
  }
  return is(i, {"ascending", "increasing", "asc", "alphabetical", "alphabetic", "alphabetically",
                "lexicographic", "lexicographical", "lexicographically", "chronological", "chronologically"});
}

std::size_t PatternReader::key(std::size_t i, Expr& expr) {
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

std::size_t PatternReader::order(std::size_t i) {
  std::size_t j = i;
  bool descending = false;
  const std::size_t object = skip(i + 1, {"the", "all", "of", "these", "those"});
  if (is(i, {"sort", "order", "rank", "arrange"}) && (i == 0 || is(i - 1, {"and", ".", "please"})) &&
      i + 1 < items_.size() && !is(i + 1, {"by", "it", "them"}) && in(object) &&
      (kind(object) == LinkKind::column || kind(object) == LinkKind::table)) {
    for (std::size_t k = object; k < items_.size() && !is(k, {".", "?"}); ++k)
      if (is(k, {"by", "according", "based", "in"})) { // "sort the names by age": the names are shown
        sorting_ = true;
        return i + 1;
      }
  }
  if (sorting_ && is(i, {"by", "according", "based"})) {
    sorting_ = false;
    j = skip(i + 1, {"to", "on"});
  } else if (is(i,
                {"sorted", "ordered", "sort", "order", "ranked", "rank", "arranged", "arrange", "sorting"})) {
    j = skip(i + 1, {"them", "it", "the", "result", "results", "list", "by", "in", "on", "from", "according",
                     "to", "all", "these", "those", "based"});
    if (word(j - 1) == "by" && i > 0 && is(i - 1, {"was", "were", "been", "is", "are", "not", "never"}) &&
        agent(j - 1))
      return j; // "products ordered by customers": who ordered them
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
    out_.order_alphabetical =
        out_.order_alphabetical || is(j, {"alphabetical", "alphabetic", "alphabetically", "lexicographic",
                                          "lexicographical", "lexicographically"});
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
      if (const std::size_t ranged = order_range(tail, late); ranged > tail) {
        // the old were born first
        const bool born =
            is(ranged - 1, {"young", "youngest", "old", "oldest"}) && index_.temporal(by.column);
        j = ranged;
        descending = late != born;
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

void PatternReader::order_key(const Expr& by, bool descending) {
  if (by.column.table < 0 && by.function == Function::none) {
    out_.order_first = true;
    out_.order_first_descending = descending;
    return;
  }
  out_.order.push_back({by, descending});
}

std::size_t PatternReader::order_range(std::size_t i, bool& descending) const {
  std::size_t j = skip(i, {"the"});
  if (word(j) == "most" && word(j + 1) != "to")
    ++j;
  const std::string from = word(j);
  const std::size_t to = skip(j + 1, {"to", "the", "least", "most", "until"});
  if (from.empty() || to == j + 1 || word(j + 1) != "to")
    return i;
  static constexpr std::string_view high[] = {
      "oldest", "highest",   "largest",  "biggest", "longest", "newest",   "latest",  "high", "z",
      "best",   "expensive", "greatest", "large",   "recent",  "heaviest", "tallest", "old",  "most"};
  static constexpr std::string_view low[] = {"youngest", "lowest", "smallest", "shortest", "earliest",
                                             "low",      "a",      "cheapest", "least",    "small",
                                             "worst",    "oldest", "lightest", "young"};
  const bool down = std::find(std::begin(high), std::end(high), from) != std::end(high);
  const bool up = std::find(std::begin(low), std::end(low), from) != std::end(low);
  if (!down && !up)
    return i;
  descending = down && !(from == "oldest" && is(to, {"newest", "latest"}));
  return to + 1;
}

std::size_t PatternReader::trend(std::size_t i) {
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

void PatternReader::add_time_group(std::size_t i, Grain grain) {
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
  if (Mention* date = before(i, {"in", "each", "every", "by", "per", "the", "of", "for", "on"});
      date && !date->expr.aggregates() && index_.temporal(date->expr.column)) { // "joined each year"
    date->used = true;
    group.by.column = date->expr.column;
  }
  out_.groups.push_back(group);
}

std::size_t PatternReader::share(std::size_t i) {
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

} // namespace lumen::ask::offline

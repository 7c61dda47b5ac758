// A reading by words, level by level of brackets: it serves both dialects, and SQL that only one database
// parses.
#include "sql/selection.hpp"

#include "base/ascii.hpp"
#include "sql/additive.hpp"
#include "sql/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace lumen::sql {

namespace {

struct Item {
  Stretch expression;
  std::string name; // of its column: the alias, or what PostgreSQL names it; lower case, may be empty
  bool star = false;
};

// One query at one level of brackets: the SELECTs that its set operations put together, and what holds for
// all.
struct Query {
  std::vector<std::vector<Item>> selects;
  Stretch order;
  std::optional<std::size_t> limit; // a plain number
  bool limits = false;              // LIMIT and its like, known or not
  bool skips = false;               // OFFSET
  bool having = false;
  bool ranks = false; // a rank among its items: what reads them keeps the best
  bool readable = false;
};

constexpr std::array clauses{
    std::string_view("from"),   std::string_view("where"),  std::string_view("group"),
    std::string_view("having"), std::string_view("window"), std::string_view("qualify"),
    std::string_view("order"),  std::string_view("limit"),  std::string_view("offset"),
    std::string_view("fetch"),  std::string_view("union"),  std::string_view("intersect"),
    std::string_view("except"), std::string_view("into"),   std::string_view("for"),
    std::string_view("select"), std::string_view("using")};
constexpr std::array ranking{std::string_view("row_number"), std::string_view("rank"),
                             std::string_view("dense_rank"), std::string_view("percent_rank"),
                             std::string_view("cume_dist"),  std::string_view("ntile")};

template <class List>
bool among(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class Reader {
public:
  explicit Reader(const Words& words) : words_(words) {}

  Query read(Stretch at) {
    Query query;
    while (words_.is(at.begin, "(") && words_.close(at.begin) + 1 == at.end)
      at = {at.begin + 1, at.end - 1};
    query.readable = words_.is(at.begin, "select") || words_.is(at.begin, "with") ||
                     words_.is(at.begin, "from") || words_.is(at.begin, "values") ||
                     words_.is(at.begin, "table") || words_.is(at.begin, "(");
    for (std::size_t i = at.begin; i < at.end;) {
      if (words_.is(i, "select"))
        i = select(query, {i + 1, at.end});
      else if (begins_clause(i))
        i = clause(query, {i, at.end});
      else
        i = words_.next(i);
    }
    return query;
  }

private:
  const Words& words_;

  // A word that ends what stands before it; "IS DISTINCT FROM" and "WITHIN GROUP" are parts of expressions.
  bool begins_clause(std::size_t i) const {
    if (words_.kind(i) != TokenKind::word || !among(clauses, words_.text(i)) || words_.is(i + 1, "."))
      return false;
    const bool after_dot = i > 0 && words_.is(i - 1, ".");
    const bool distinct_from = words_.is(i, "from") && i > 1 && words_.is(i - 1, "distinct") &&
                               (words_.is(i - 2, "is") || words_.is(i - 2, "not"));
    const bool within_group = words_.is(i, "group") && i > 0 && words_.is(i - 1, "within");
    return !after_dot && !distinct_from && !within_group;
  }

  std::size_t clause(Query& query, Stretch at) {
    const std::size_t i = at.begin;
    if (words_.is(i, "having"))
      query.having = true;
    else if (words_.is(i, "qualify") || (words_.is(i, "using") && words_.is(i + 1, "sample")))
      query.limits = true;
    else if (words_.is(i, "offset"))
      query.skips = query.skips || !(i + 1 < words_.size() && words_.text(i + 1) == "0");
    else if (words_.is(i, "fetch"))
      limit(query,
            words_.kind(std::min(i + 2, words_.size() - 1)) == TokenKind::number ? i + 2 : words_.size());
    else if (words_.is(i, "limit") && !words_.is(i + 1, "all") && !words_.is(i + 1, "null"))
      limit(query, i + 1);
    else if (words_.is(i, "order") && words_.is(i + 1, "by"))
      return order(query, {i + 2, at.end});
    return i + 1;
  }

  void limit(Query& query, std::size_t number) {
    query.limits = true;
    if (number >= words_.size() || words_.kind(number) != TokenKind::number || words_.is(number + 1, "%") ||
        words_.is(number + 1, "percent"))
      return;
    const std::string& text = words_.text(number);
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size())
      query.limit = value;
  }

  std::size_t order(Query& query, Stretch at) {
    std::size_t i = at.begin;
    while (i < at.end && !begins_clause(i) && !words_.is(i, ";"))
      i = words_.next(i);
    query.order = {at.begin, std::min(i, at.end)};
    return i;
  }

  std::size_t select(Query& query, Stretch at) {
    std::size_t i = at.begin;
    if (words_.is(i, "distinct") || words_.is(i, "all")) {
      ++i;
      if (words_.is(i, "on") && words_.is(i + 1, "("))
        i = words_.next(i + 1);
    }
    std::vector<Item> items;
    std::size_t begin = i;
    const auto finish = [&](std::size_t end) {
      if (begin < end)
        items.push_back(item(query, {begin, end}));
      begin = end + 1;
    };
    while (i < at.end && !words_.is(i, ";") && !begins_clause(i)) {
      if (words_.is(i, ","))
        finish(i);
      i = words_.next(i);
    }
    i = std::min(i, at.end);
    finish(i);
    query.selects.push_back(std::move(items));
    return i;
  }

  Item item(Query& query, Stretch at) {
    for (std::size_t i = at.begin; i < at.end; i = words_.next(i))
      if (words_.kind(i) == TokenKind::word && among(ranking, words_.text(i)) && words_.is(i + 1, "("))
        query.ranks = true;
    Item made{at, "", false};
    const bool qualified = at.size() == 3 && words_.is_name(at.begin) && words_.is(at.begin + 1, ".");
    if (words_.is(at.end - 1, "*") && (at.size() == 1 || qualified)) {
      made.star = true;
      return made;
    }
    // The star without some columns is a star; with others in their place nothing is known.
    if (words_.is(at.begin, "*") && words_.is(at.begin + 1, "exclude")) {
      made.star = true;
      return made;
    }
    if (words_.is_name(at.begin) && words_.is(at.begin + 1, ":") && at.size() > 2) {
      made.name = words_.name(at.begin);
      made.expression.begin += 2;
      return made;
    }
    take_alias(made);
    return made;
  }

  void take_alias(Item& made) const {
    const Stretch at = made.expression;
    const std::size_t last = at.end - 1;
    if (at.size() > 2 && words_.is(last - 1, "as")) {
      made.name = words_.name(last);
      made.expression.end -= 2;
      return;
    }
    if (at.size() > 1 && words_.is_name(last) && !words_.is(last, "end") && ends_operand(last - 1)) {
      made.name = words_.name(last);
      made.expression.end -= 1;
      return;
    }
    // Without an alias a column keeps its name and a call gives its own.
    if (words_.is_name(at.begin) && words_.is(at.begin + 1, "("))
      made.name = words_.name(at.begin);
    else
      made.name = words_.name(last);
  }

  bool ends_operand(std::size_t i) const {
    return words_.kind(i) != TokenKind::symbol || words_.is(i, ")") || words_.is(i, "]") || words_.is(i, "}");
  }
};

class Selecting {
public:
  Selecting(std::string_view sql, Dialect dialect, const data::Table& result)
      : words_(sql, dialect), dialect_(dialect), result_(result), reader_(words_) {}

  data::Selection run() {
    read_inner();
    std::size_t end = words_.size();
    while (end > 0 && words_.is(end - 1, ";"))
      --end;
    const Query outer = reader_.read({0, end});
    const bool reached = outer.limits && !(outer.limit && result_.rows.size() < *outer.limit);
    out_.limited = out_.limited || result_.cut || reached || outer.skips;
    out_.some_groups = out_.some_groups || outer.having;
    add_up(outer);
    out_.grain = grain();
    if (!inner_limits_ && !outer.skips)
      find_order(outer);
    return std::move(out_);
  }

private:
  Words words_;
  Dialect dialect_;
  const data::Table& result_;
  Reader reader_;
  KnownColumns known_;
  bool inner_limits_ = false;
  data::Selection out_;

  // Queries in brackets, inner and earlier ones first, so that what reads a column finds it known.
  void read_inner() {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (words_.is(i, "tablesample"))
        out_.limited = inner_limits_ = true;
    for (const std::size_t open : words_.brackets()) {
      if (!words_.is(open + 1, "select") && !words_.is(open + 1, "with") && !words_.is(open + 1, "from"))
        continue;
      const Query query = reader_.read({open + 1, words_.close(open)});
      if (query.limits || query.skips || query.ranks)
        out_.limited = inner_limits_ = true;
      out_.some_groups = out_.some_groups || query.having;
      const std::vector<std::string> names = outer_names(open);
      for (const auto& items : query.selects)
        for (std::size_t i = 0; i < items.size(); ++i) {
          const bool adds = items[i].star || additive_expression(words_, items[i].expression, known_);
          if (!items[i].star)
            learn(items[i].name, adds);
          if (i < names.size())
            learn(names[i], adds && !items[i].star);
        }
    }
  }

  void learn(const std::string& name, bool adds) {
    const auto [place, fresh] = known_.try_emplace(name, adds);
    place->second = place->second && adds;
  }

  // Names that stand outside: WITH t(a, b) AS (…), and (…) AS t(a, b).
  std::vector<std::string> outer_names(std::size_t open) const {
    std::size_t before = open;
    while (before > 0 && (words_.is(before - 1, "materialized") || words_.is(before - 1, "not")))
      --before;
    if (before > 1 && words_.is(before - 1, "as") && words_.is(before - 2, ")")) {
      std::size_t start = before - 2;
      while (start > 0 && !words_.is(start, "("))
        --start;
      return names_in(start);
    }
    std::size_t after = words_.close(open) + 1;
    if (words_.is(after, "as"))
      ++after;
    return words_.is_name(after) && words_.is(after + 1, "(") ? names_in(after + 1)
                                                              : std::vector<std::string>();
  }

  std::vector<std::string> names_in(std::size_t open) const {
    std::vector<std::string> names;
    for (std::size_t i = open + 1; i < words_.size() && !words_.is(i, ")"); ++i)
      if (words_.is_name(i) && (words_.is(i - 1, "(") || words_.is(i - 1, ",")))
        names.push_back(words_.name(i));
    return names;
  }

  // The unit of date_trunc('month', …), where there is one.
  std::string grain() const {
    std::string found;
    for (std::size_t i = 0; i + 2 < words_.size(); ++i) {
      if (!words_.is(i, "date_trunc") || !words_.is(i + 1, "(") || words_.kind(i + 2) != TokenKind::string)
        continue;
      const std::string unit = ascii::lower(ascii::replace_all(words_.text(i + 2), "'", ""));
      if (!found.empty() && found != unit)
        return {};
      found = unit;
    }
    return found;
  }

  // A column that a star brought: known by its name, or by the call that named it.
  bool named_adds(std::size_t column) const {
    const std::string name = ascii::lower(result_.columns[column].name);
    if (const auto found = known_.find(name); found != known_.end())
      return found->second;
    if (name.find('(') == std::string::npos)
      return true;
    const Words expression(name, dialect_);
    return additive_expression(expression, {0, expression.size()}, known_);
  }

  void add_up(const Query& outer) {
    out_.additive.assign(result_.columns.size(), outer.readable && !pivots());
    for (std::size_t column = 0; column < result_.columns.size(); ++column) {
      if (!out_.additive[column])
        continue;
      if (outer.selects.empty() || words_.is(0, "(")) // VALUES, FROM t, (SELECT …) UNION …
        out_.additive[column] = named_adds(column);
      for (const auto& items : outer.selects) {
        const Item* from = item_of(items, column);
        const bool star = from != nullptr && from->star;
        const bool adds = star ? named_adds(column)
                               : from != nullptr && additive_expression(words_, from->expression, known_);
        out_.additive[column] = out_.additive[column] && adds;
      }
    }
  }

  bool pivots() const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (words_.kind(i) == TokenKind::word && words_.text(i).ends_with("pivot"))
        return true;
    return false;
  }

  // The item that gave that column; of two stars none is known to.
  const Item* item_of(const std::vector<Item>& items, std::size_t column) const {
    const std::size_t columns = result_.columns.size();
    std::optional<std::size_t> star;
    for (std::size_t i = 0; i < items.size(); ++i)
      if (items[i].star) {
        if (star)
          return items.size() == 2 ? &items[0] : nullptr;
        star = i;
      }
    if (!star)
      return items.size() == columns ? &items[column] : nullptr;
    if (columns + 1 < items.size())
      return nullptr;
    const std::size_t behind = items.size() - *star - 1;
    if (column < *star)
      return &items[column];
    return column + behind >= columns ? &items[items.size() - (columns - column)] : &items[*star];
  }

  void find_order(const Query& outer) {
    Stretch first{outer.order.begin, outer.order.begin};
    for (std::size_t i = outer.order.begin; i < outer.order.end && !words_.is(i, ","); i = words_.next(i))
      first.end = std::min(words_.next(i), outer.order.end);
    if (first.size() > 2 && words_.is(first.end - 2, "nulls"))
      first.end -= 2;
    bool descending = false;
    if (first.size() > 1 && (words_.is(first.end - 1, "desc") || words_.is(first.end - 1, "asc"))) {
      descending = words_.is(first.end - 1, "desc");
      --first.end;
    }
    if (first.empty())
      return;
    out_.ordered_by = ordering_column(outer, first);
    out_.descending = descending;
  }

  std::optional<std::size_t> ordering_column(const Query& outer, Stretch by) const {
    if (by.size() == 1 && words_.kind(by.begin) == TokenKind::number) {
      std::size_t place = 0;
      const std::string& text = words_.text(by.begin);
      std::from_chars(text.data(), text.data() + text.size(), place);
      return place >= 1 && place <= result_.columns.size() ? std::optional(place - 1) : std::nullopt;
    }
    if (by.size() == 1)
      if (const auto named = column_named(words_.name(by.begin)))
        return named;
    if (outer.selects.size() != 1)
      return std::nullopt;
    for (std::size_t column = 0; column < result_.columns.size(); ++column) {
      const Item* item = item_of(outer.selects.front(), column);
      if (item != nullptr && !item->star && same(item->expression, by))
        return column;
      const bool qualified = by.size() == 3 && words_.is(by.begin + 1, ".");
      if (item != nullptr && item->star && qualified &&
          ascii::same(result_.columns[column].name, words_.name(by.end - 1)))
        return column_named(words_.name(by.end - 1));
    }
    return std::nullopt;
  }

  std::optional<std::size_t> column_named(const std::string& name) const {
    std::optional<std::size_t> found;
    for (std::size_t column = 0; column < result_.columns.size(); ++column)
      if (!name.empty() && ascii::same(result_.columns[column].name, name)) {
        if (found)
          return std::nullopt;
        found = column;
      }
    return found;
  }

  bool same(Stretch a, Stretch b) const {
    if (a.size() != b.size())
      return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (words_.kind(a.begin + i) != words_.kind(b.begin + i) ||
          words_.text(a.begin + i) != words_.text(b.begin + i))
        return false;
    return true;
  }
};

} // namespace

data::Selection read_selection(std::string_view sql, Dialect dialect, const data::Table& result) {
  return Selecting(sql, dialect, result).run();
}

} // namespace lumen::sql

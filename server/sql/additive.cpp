#include "sql/additive.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace lumen::sql {

namespace {

constexpr std::array adding{
    std::string_view("sum"),      std::string_view("count"),     std::string_view("count_star"),
    std::string_view("count_if"), std::string_view("countif"),   std::string_view("fsum"),
    std::string_view("sumkahan"), std::string_view("kahan_sum"), std::string_view("sum_no_overflow")};
// The first argument's nature is the result's.
constexpr std::array keeping{std::string_view("round"),   std::string_view("trunc"),
                             std::string_view("floor"),   std::string_view("ceil"),
                             std::string_view("ceiling"), std::string_view("coalesce"),
                             std::string_view("ifnull"),  std::string_view("nullif"),
                             std::string_view("cast"),    std::string_view("try_cast")};
constexpr int deepest = 64;

template <class List>
bool among(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

struct Part {
  Stretch range;
  char before = '+'; // the operator in front of it
};

class Reading {
public:
  Reading(const Words& words, const KnownColumns& known) : words_(words), known_(known) {}

  bool additive(Stretch at, int depth) const {
    while (words_.is(at.begin, "(") && words_.close(at.begin) + 1 == at.end)
      at = {at.begin + 1, at.end - 1};
    if (at.empty() || depth > deepest)
      return false;
    if (const auto terms = parts(at, "+-"); terms.size() > 1)
      return std::all_of(terms.begin(), terms.end(),
                         [&](const Part& term) { return additive(term.range, depth + 1); });
    if (const auto factors = parts(at, "*/"); factors.size() > 1)
      return scaled(factors, depth);
    for (std::size_t i = at.begin; i < at.end; i = words_.next(i))
      if (words_.is(i, "::"))
        return i > at.begin && additive({at.begin, i}, depth + 1);
    if (words_.is_name(at.begin) && words_.is(at.begin + 1, "(") && at.size() > 2)
      return call(at, depth);
    return column(at);
  }

private:
  const Words& words_;
  const KnownColumns& known_;

  std::vector<Part> parts(Stretch at, std::string_view operators) const {
    std::vector<Part> out{{{at.begin, at.begin}, '+'}};
    for (std::size_t i = at.begin; i < at.end; i = words_.next(i)) {
      const bool splits = words_.kind(i) == TokenKind::symbol && words_.text(i).size() == 1 &&
                          operators.find(words_.text(i)[0]) != std::string_view::npos;
      if (!splits) {
        out.back().range.end = std::min(words_.next(i), at.end);
        continue;
      }
      out.push_back({{i + 1, i + 1}, words_.text(i)[0]});
    }
    return out;
  }

  bool number(Stretch at) const { return at.size() == 1 && words_.kind(at.begin) == TokenKind::number; }

  // One thing that adds up, multiplied with or divided by plain numbers.
  bool scaled(const std::vector<Part>& factors, int depth) const {
    int adding_up = 0;
    for (const Part& factor : factors) {
      if (number(factor.range))
        continue;
      if (factor.before == '/' || ++adding_up > 1 || !additive(factor.range, depth + 1))
        return false;
    }
    return adding_up == 1;
  }

  bool call(Stretch at, int depth) const {
    const std::string function = words_.name(at.begin);
    const std::size_t close = words_.close(at.begin + 1);
    if (close >= at.end)
      return false;
    const bool filtered =
        words_.is(close + 1, "filter") && words_.is(close + 2, "(") && words_.close(close + 2) + 1 == at.end;
    if (close + 1 != at.end && !filtered)
      return false; // OVER: a running total or a share
    const Stretch inside{at.begin + 2, close};
    if (among(adding, function))
      return !words_.is(inside.begin, "distinct");
    if (!among(keeping, function) || filtered)
      return false;
    Stretch first{inside.begin, inside.begin};
    std::size_t i = inside.begin;
    for (; i < inside.end && !words_.is(i, ",") && !words_.is(i, "as"); i = words_.next(i))
      first.end = std::min(words_.next(i), inside.end);
    if (!additive(first, depth + 1))
      return false;
    if (words_.is(i, "as")) // of a cast
      return true;
    for (; i < inside.end; ++i)
      if (!words_.is(i, ",") && !words_.is(i, "-") && words_.kind(i) != TokenKind::number)
        return false;
    return true;
  }

  // "amount", "orders.amount", "s"."t"."amount"
  bool column(Stretch at) const {
    if (at.size() % 2 == 0)
      return false;
    for (std::size_t i = at.begin; i < at.end; ++i)
      if ((i - at.begin) % 2 == 0 ? !words_.is_name(i) : !words_.is(i, "."))
        return false;
    const auto found = known_.find(words_.name(at.end - 1));
    return found == known_.end() || found->second;
  }
};

} // namespace

bool additive_expression(const Words& words, Stretch expression, const KnownColumns& known) {
  return Reading(words, known).additive(expression, 0);
}

} // namespace lumen::sql

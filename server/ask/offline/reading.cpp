#include "ask/offline/reading.hpp"

#include "ask/offline/dates.hpp"
#include "ask/offline/words.hpp"
#include "base/ascii.hpp"

#include <algorithm>

namespace lumen::ask::offline {

namespace {

std::string list_of(const std::vector<std::string>& parts, std::string_view last = " and ") {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? std::string(last) : ", ") + parts[i];
  return text;
}

std::string quoted(const Literal& literal) {
  return literal.kind == Literal::Kind::text ? "\"" + literal.text + "\"" : literal.text;
}

std::string comparison(Op op, bool negated) {
  const std::string no = negated ? "not " : "";
  switch (op) {
  case Op::equal:
    return negated ? "isn't" : "is";
  case Op::not_equal:
    return negated ? "is" : "isn't";
  case Op::less:
    return "is " + no + "below";
  case Op::less_equal:
    return "is " + no + "at most";
  case Op::greater:
    return "is " + no + "above";
  case Op::greater_equal:
    return "is " + no + "at least";
  default:
    return "is";
  }
}

/// Whether the table's name is a plural, as "flights" and "order lines" are, and "gapminder" isn't.
bool plural_noun(const Index& index, int table) {
  const std::vector<std::string> words = split_name(index.table(table).name);
  return !words.empty() && lemma(words.back()) != words.back();
}

/// "flights", but "rows of gapminder".
std::string rows_of(const Index& index, int table) {
  const std::string words = index.words({table, -1});
  return plural_noun(index, table) ? plural(words) : "rows of " + words;
}

std::string what(const Query& query, const Index& index) {
  std::vector<std::string> parts;
  for (const Expr& expr : query.select) {
    const bool grouping = std::find(query.group.begin(), query.group.end(), expr) != query.group.end();
    if (grouping && query.select.size() > 1 &&
        std::any_of(query.select.begin(), query.select.end(), [](const Expr& e) { return e.aggregates(); }))
      continue;
    parts.push_back(describe(expr, index));
  }
  return (query.distinct ? "the different values of " : "") + list_of(parts);
}

} // namespace

std::string plural(const std::string& words) {
  if (words.empty() || words.back() == 's')
    return words;
  if (words.back() == 'y' && words.size() > 1 &&
      std::string("aeiou").find(words[words.size() - 2]) == std::string::npos)
    return words.substr(0, words.size() - 1) + "ies";
  if (words.ends_with("ch") || words.ends_with("sh") || words.ends_with("x"))
    return words + "es";
  if (words == "person")
    return "people";
  return words + "s";
}

std::string describe(const Expr& expr, const Index& index) {
  const std::string table = rows_of(index, expr.column.table);
  if (expr.column.column < 0) {
    if (expr.function == Function::count)
      return std::string(expr.share ? "share of " : "number of ") + table;
    return "all columns of " + table;
  }
  std::string column = index.words(expr.column);
  switch (expr.function) {
  case Function::none:
    return expr.grain == Grain::none ? column : std::string(name(expr.grain)) + " of " + column;
  case Function::count:
    return (expr.distinct ? "number of different " : "number of ") + plural(column);
  case Function::sum:
    return std::string(expr.share ? "share of total " : "total ") + column;
  case Function::average:
    return "average " + column;
  case Function::minimum:
    return "lowest " + column;
  case Function::maximum:
    return "highest " + column;
  }
  return column;
}

std::string describe(const Condition& condition, const Index& index) {
  const std::string left = describe(condition.left, index);
  if (condition.op == Op::is_null)
    return left + (condition.negated ? " is known" : " is missing");
  if (condition.query) {
    if (condition.op == Op::in) {
      const auto& inner = condition.query->having.empty() ? condition.query->where : condition.query->having;
      return inner.empty() ? left + " is one of a list"
                           : (condition.negated ? "never " : "") + describe(inner[0], index);
    }
    return left + " " + comparison(condition.op, condition.negated) + " the " +
           describe(condition.query->select[0], index);
  }
  switch (condition.op) {
  case Op::range: {
    const std::string said = describe_range(condition.right[0].text, condition.right[1].text);
    return left + (condition.negated ? " isn't " : " is ") + said;
  }
  case Op::between:
    return left + (condition.negated ? " isn't" : " is") + " between " + condition.right[0].text + " and " +
           condition.right[1].text;
  case Op::in: {
    std::vector<std::string> values;
    for (const Literal& literal : condition.right)
      values.push_back(quoted(literal));
    return left + (condition.negated ? " is none of " : " is ") + list_of(values, " or ");
  }
  case Op::like: {
    std::string text = condition.right[0].text;
    const bool open = text.starts_with('%'), end = text.ends_with('%');
    std::erase(text, '%');
    const std::string verb = open && end ? "contains" : end ? "starts with" : open ? "ends with" : "is like";
    return left + (condition.negated ? " isn't one that " : " ") + verb + " \"" + text + "\"";
  }
  default:
    return left + " " + comparison(condition.op, condition.negated) + " " +
           (condition.right.empty() ? "" : quoted(condition.right[0]));
  }
}

std::string reading(const Query& query, const Index& index) {
  std::string text = what(query, index);
  for (const Condition& condition : query.share_where)
    text +=
        (condition == query.share_where.front() ? ", those where " : " and ") + describe(condition, index);
  if (const std::string table = rows_of(index, query.focus); text.find(table) == std::string::npos)
    text += plural_noun(index, query.focus) ? " of " + table : " in " + index.words({query.focus, -1});
  std::vector<std::string> groups;
  const bool grouped_measures =
      std::any_of(query.select.begin(), query.select.end(), [](const Expr& e) { return e.aggregates(); });
  for (const Expr& expr : query.group)
    if (std::find(query.select.begin(), query.select.end(), expr) != query.select.end())
      groups.push_back(expr.grain != Grain::none ? std::string(name(expr.grain)) : describe(expr, index));
  if (grouped_measures && !groups.empty())
    text += " for each " + list_of(groups);
  std::vector<std::string> conditions;
  for (const Condition& condition : query.where)
    conditions.push_back((condition.or_previous ? "or " : "") + describe(condition, index));
  for (const Condition& condition : query.having)
    conditions.push_back("the " + describe(condition, index));
  for (const int table_number : query.without)
    conditions.push_back("there are no " + plural(index.words({table_number, -1})));
  std::vector<std::string> partners;
  for (const int other : query.also)
    partners.push_back(plural(index.words({other, -1})));
  if (!partners.empty())
    text += " that have " + list_of(partners);
  std::string where;
  for (const std::string& condition : conditions)
    where += where.empty() ? condition : (condition.starts_with("or ") ? " " : " and ") + condition;
  if (!where.empty())
    text += ", where " + where;
  if (!query.order.empty()) {
    std::vector<std::string> keys;
    for (const Order& order : query.order)
      keys.push_back(
          (order.by.grain != Grain::none ? std::string(name(order.by.grain)) : describe(order.by, index)) +
          (order.descending ? " (highest first)" : ""));
    text += ", ordered by " + list_of(keys);
  }
  if (query.limit > 0)
    text += query.limit == 1 ? ", the first only" : ", the first " + std::to_string(query.limit);
  text[0] = ascii::upper(text[0]);
  return text;
}

std::string title(const Query& query, const Index& index) {
  std::string text = what(query, index);
  std::vector<std::string> groups;
  for (const Expr& expr : query.group)
    if (std::find(query.select.begin(), query.select.end(), expr) != query.select.end())
      groups.push_back(expr.grain != Grain::none ? std::string(name(expr.grain)) : describe(expr, index));
  const bool grouped_measures =
      std::any_of(query.select.begin(), query.select.end(), [](const Expr& e) { return e.aggregates(); });
  if (grouped_measures && !groups.empty())
    text += " by " + list_of(groups);
  if (text.size() > 80)
    text.resize(80);
  if (!text.empty())
    text[0] = ascii::upper(text[0]);
  return text;
}

} // namespace lumen::ask::offline

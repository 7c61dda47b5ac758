// Formulas over a result: each gives one number from the rows. docs/findings.md lists them.
#include "narrate/formula.hpp"

#include "data/column_name.hpp"
#include "narrate/link.hpp"
#include "narrate/narrate.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <unordered_set>

namespace lumen::narrate {

namespace {

using Arguments = std::vector<std::string>;

class Reader {
public:
  Reader(const data::Table& table_, const Arguments& arguments_)
      : table(table_), arguments(arguments_), keys(data::column_keys(table_)) {}

  /// The number of a row, 0-based.
  Result<std::size_t> row(std::size_t argument) const {
    auto number = whole(argument);
    if (!number)
      return fail(number.error());
    if (*number < 1 || *number > table.rows.size())
      return fail(Code::not_found, "There is no row " + arguments[argument] + ".");
    return *number - 1;
  }

  Result<std::size_t> whole(std::size_t argument) const {
    if (argument >= arguments.size())
      return fail(Code::invalid, "The formula lacks an argument.");
    const std::string& text = arguments[argument];
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      return fail(Code::invalid, "“" + text + "” is not a whole number.");
    return number;
  }

  Result<std::size_t> column(std::size_t argument) const {
    if (argument >= arguments.size())
      return fail(Code::invalid, "The formula lacks an argument.");
    const auto found = std::find(keys.begin(), keys.end(), arguments[argument]);
    if (found == keys.end())
      return fail(Code::not_found, "There is no column “" + arguments[argument] + "”.");
    return static_cast<std::size_t>(found - keys.begin());
  }

  Result<double> cell(std::size_t row, std::size_t column) const {
    const data::Value& value = table.rows[row][column];
    if (data::is_null(value))
      return fail(Code::invalid, "The value is NULL.");
    const auto number = data::number(value, table.columns[column].type);
    if (!number)
      return fail(Code::invalid, "The value is not a number.");
    return *number;
  }

  /// The numbers of a column; NULLs are left out.
  std::vector<double> numbers(std::size_t column) const {
    std::vector<double> out;
    for (const data::Row& row : table.rows)
      if (const auto number = data::number(row[column], table.columns[column].type))
        out.push_back(*number);
    return out;
  }

  std::string text(std::size_t row, std::size_t column) const {
    const data::Value& value = table.rows[row][column];
    return data::is_null(value) ? std::string("\0NULL", 5) : data::plain(value, table.columns[column].type);
  }

  Result<void> complete() const {
    if (table.cut)
      return fail(Code::invalid, "The result is cut, so that it has no total.");
    return {};
  }

  const data::Table& table;
  const Arguments& arguments;
  std::vector<std::string> keys;
};

double sum(const std::vector<double>& numbers) {
  long double total = 0;
  for (const double number : numbers)
    total += number;
  return static_cast<double>(total);
}

Result<double> divided(double a, double b) {
  if (b == 0)
    return fail(Code::invalid, "The formula divides by zero.");
  return a / b;
}

Result<std::vector<double>> some_numbers(const Reader& reader, std::size_t argument) {
  const auto column = reader.column(argument);
  if (!column)
    return fail(column.error());
  std::vector<double> numbers = reader.numbers(*column);
  if (numbers.empty())
    return fail(Code::invalid, "The column has no numbers.");
  return numbers;
}

// All numbers of a result that isn't cut: what a total is made of.
Result<std::vector<double>> all_numbers(const Reader& reader, std::size_t argument) {
  if (const auto whole = reader.complete(); !whole)
    return fail(whole.error());
  return some_numbers(reader, argument);
}

Result<double> total(const Reader& reader) {
  return all_numbers(reader, 0).map([](const auto& numbers) { return sum(numbers); });
}

Result<double> average(const Reader& reader) {
  return some_numbers(reader, 0).map(
      [](const auto& numbers) { return sum(numbers) / static_cast<double>(numbers.size()); });
}

Result<double> minimum(const Reader& reader) {
  return some_numbers(reader, 0).map(
      [](const auto& numbers) { return *std::min_element(numbers.begin(), numbers.end()); });
}

Result<double> maximum(const Reader& reader) {
  return some_numbers(reader, 0).map(
      [](const auto& numbers) { return *std::max_element(numbers.begin(), numbers.end()); });
}

// Linear between neighbours, as spreadsheets and most databases do it (quantile type 7).
double quantile_of(std::vector<double> numbers, double part) {
  std::sort(numbers.begin(), numbers.end());
  const double at = part * static_cast<double>(numbers.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, numbers.size() - 1);
  return numbers[below] + (at - static_cast<double>(below)) * (numbers[above] - numbers[below]);
}

Result<double> median(const Reader& reader) {
  return some_numbers(reader, 0).map([](const auto& numbers) { return quantile_of(numbers, 0.5); });
}

Result<double> quantile(const Reader& reader) {
  const auto percent = reader.whole(0);
  if (!percent)
    return fail(percent.error());
  if (*percent > 100)
    return fail(Code::invalid, "A quantile is told from 0 to 100.");
  return some_numbers(reader, 1).map(
      [&](const auto& numbers) { return quantile_of(numbers, static_cast<double>(*percent) / 100); });
}

Result<double> rows(const Reader& reader) {
  return static_cast<double>(reader.table.rows.size());
}

Result<double> count(const Reader& reader) {
  const auto column = reader.column(0);
  if (!column)
    return fail(column.error());
  return static_cast<double>(
      std::count_if(reader.table.rows.begin(), reader.table.rows.end(),
                    [&](const data::Row& row) { return !data::is_null(row[*column]); }));
}

Result<double> missing(const Reader& reader) {
  return count(reader).map(
      [&](double present) { return static_cast<double>(reader.table.rows.size()) - present; });
}

Result<double> distinct(const Reader& reader) {
  const auto column = reader.column(0);
  if (!column)
    return fail(column.error());
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < reader.table.rows.size(); ++i)
    if (!data::is_null(reader.table.rows[i][*column]))
      seen.insert(reader.text(i, *column));
  return static_cast<double>(seen.size());
}

// A part divided by the sum of a whole column.
Result<double> in_total(const Result<double>& part, const Reader& reader, std::size_t column) {
  if (!part)
    return part;
  const auto numbers = all_numbers(reader, column);
  if (!numbers)
    return fail(numbers.error());
  return divided(*part, sum(*numbers));
}

Result<double> share(const Reader& reader) {
  const auto row = reader.row(0);
  if (!row)
    return fail(row.error());
  const auto column = reader.column(1);
  if (!column)
    return fail(column.error());
  return in_total(reader.cell(*row, *column), reader, 1);
}

// The share of the n largest values in the total.
Result<double> top(const Reader& reader) {
  const auto wanted = reader.whole(0);
  if (!wanted)
    return fail(wanted.error());
  auto numbers = all_numbers(reader, 1);
  if (!numbers)
    return fail(numbers.error());
  std::sort(numbers->begin(), numbers->end(), std::greater<>());
  const double all = sum(*numbers);
  numbers->resize(std::min(*wanted, numbers->size()));
  return divided(sum(*numbers), all);
}

struct Two {
  double first, second;
};

Result<Two> two_cells(const Reader& reader) {
  const auto first = reader.row(0), second = reader.row(1);
  if (!first)
    return fail(first.error());
  if (!second)
    return fail(second.error());
  const auto column = reader.column(2);
  if (!column)
    return fail(column.error());
  const auto a = reader.cell(*first, *column), b = reader.cell(*second, *column);
  if (!a)
    return fail(a.error());
  if (!b)
    return fail(b.error());
  return Two{*a, *b};
}

Result<double> difference(const Reader& reader) {
  return two_cells(reader).map([](Two two) { return two.first - two.second; });
}

Result<double> ratio(const Reader& reader) {
  return two_cells(reader).and_then([](Two two) { return divided(two.first, two.second); });
}

Result<double> growth(const Reader& reader) {
  return two_cells(reader).and_then(
      [](Two two) { return divided(two.second - two.first, std::fabs(two.first)); });
}

Result<double> decline(const Reader& reader) {
  return growth(reader).map([](double value) { return -value; });
}

// The sum over the rows that share one row's value in another column: group/<row>/<by>/<column>.
Result<double> group(const Reader& reader) {
  if (const auto whole = reader.complete(); !whole)
    return fail(whole.error());
  const auto row = reader.row(0);
  if (!row)
    return fail(row.error());
  const auto by = reader.column(1), column = reader.column(2);
  if (!by)
    return fail(by.error());
  if (!column)
    return fail(column.error());
  const std::string wanted = reader.text(*row, *by);
  long double out = 0;
  for (std::size_t i = 0; i < reader.table.rows.size(); ++i)
    if (reader.text(i, *by) == wanted)
      if (const auto number = data::number(reader.table.rows[i][*column], reader.table.columns[*column].type))
        out += *number;
  return static_cast<double>(out);
}

Result<double> groupshare(const Reader& reader) {
  return in_total(group(reader), reader, 2);
}

Result<double> correlation(const Reader& reader) {
  const auto x = reader.column(0), y = reader.column(1);
  if (!x)
    return fail(x.error());
  if (!y)
    return fail(y.error());
  std::vector<Two> points;
  for (const data::Row& row : reader.table.rows) {
    const auto a = data::number(row[*x], reader.table.columns[*x].type);
    const auto b = data::number(row[*y], reader.table.columns[*y].type);
    if (a && b)
      points.push_back({*a, *b});
  }
  if (points.size() < 2)
    return fail(Code::invalid, "There are too few pairs of numbers.");
  const auto n = static_cast<double>(points.size());
  double mean_x = 0, mean_y = 0;
  for (const Two& point : points)
    mean_x += point.first / n, mean_y += point.second / n;
  double xy = 0, xx = 0, yy = 0;
  for (const Two& point : points) {
    const double dx = point.first - mean_x, dy = point.second - mean_y;
    xy += dx * dy, xx += dx * dx, yy += dy * dy;
  }
  return divided(xy, std::sqrt(xx * yy));
}

struct Formula {
  Result<double> (*evaluate)(const Reader&);
  std::size_t arguments;
};

const std::map<std::string, Formula, std::less<>>& formulas() {
  static const std::map<std::string, Formula, std::less<>> table{
      {"rows", {rows, 0}},
      {"count", {count, 1}},
      {"missing", {missing, 1}},
      {"distinct", {distinct, 1}},
      {"total", {total, 1}},
      {"average", {average, 1}},
      {"median", {median, 1}},
      {"minimum", {minimum, 1}},
      {"maximum", {maximum, 1}},
      {"quantile", {quantile, 2}},
      {"share", {share, 2}},
      {"top", {top, 2}},
      {"difference", {difference, 3}},
      {"ratio", {ratio, 3}},
      {"growth", {growth, 3}},
      {"decline", {decline, 3}},
      {"group", {group, 3}},
      {"groupshare", {groupshare, 3}},
      {"correlation", {correlation, 2}},
  };
  return table;
}

} // namespace

std::vector<std::string> formula_names() {
  std::vector<std::string> names;
  for (const auto& [name, formula] : formulas())
    names.push_back(name);
  return names;
}

std::optional<CellPlace> place_of(const data::Table& table, const Target& target) {
  if (target.kind != 'r' || target.parts.size() != 2)
    return std::nullopt;
  const Reader reader(table, target.parts);
  const auto row = reader.row(0);
  const auto column = reader.column(1);
  if (!row || !column)
    return std::nullopt;
  return CellPlace{*row, *column};
}

Result<double> evaluate(const data::Table& table, std::string_view target) {
  const auto parsed = parse_target(target);
  if (!parsed)
    return fail(Code::invalid, "This link names neither a value nor a formula of a result.");
  if (parsed->kind == 'q')
    return fail(Code::unsupported, "A number of the question has no formula.");
  if (parsed->kind == 'r') {
    if (parsed->parts.size() != 2)
      return fail(Code::invalid, "A value is named by its row and column.");
    const Reader reader(table, parsed->parts);
    const auto row = reader.row(0);
    if (!row)
      return fail(row.error());
    const auto column = reader.column(1);
    if (!column)
      return fail(column.error());
    return reader.cell(*row, *column);
  }
  const auto formula = formulas().find(parsed->parts.front());
  if (formula == formulas().end())
    return fail(Code::not_found, "There is no formula “" + parsed->parts.front() + "”.");
  const Arguments arguments(parsed->parts.begin() + 1, parsed->parts.end());
  if (arguments.size() != formula->second.arguments)
    return fail(Code::invalid, "The formula “" + formula->first + "” takes " +
                                   std::to_string(formula->second.arguments) + " arguments.");
  return formula->second.evaluate(Reader(table, arguments));
}

} // namespace lumen::narrate

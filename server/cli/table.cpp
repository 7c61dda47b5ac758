// A table drawn in characters: columns as wide as their values need, narrowed until they fit.
#include "cli/show.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <numeric>

namespace lumen::cli {

namespace {

constexpr std::size_t narrowest = 6;

struct Grid {
  std::vector<std::vector<std::string>> lines; // the header first
  std::vector<bool> right;
  std::vector<std::size_t> widths;
};

Grid grid_of(const data::Table& table, std::size_t rows) {
  Grid grid;
  grid.lines.emplace_back();
  for (const data::Column& column : table.columns) {
    grid.lines.front().push_back(harmless(column.name));
    grid.right.push_back(data::is_numeric(column.type));
  }
  for (std::size_t row = 0; row < std::min(rows, table.rows.size()); ++row) {
    std::vector<std::string> line;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      line.push_back(harmless(data::plain(table.rows[row][column], table.columns[column].type)));
    grid.lines.push_back(std::move(line));
  }
  grid.widths.assign(table.columns.size(), 1);
  for (const auto& line : grid.lines)
    for (std::size_t column = 0; column < line.size(); ++column)
      grid.widths[column] = std::max(grid.widths[column], text::width(line[column]));
  return grid;
}

/// Takes room from the widest column until all fit, or none can give more.
void fit(std::vector<std::size_t>& widths, std::size_t room) {
  if (widths.empty())
    return;
  const std::size_t between = 3 * widths.size();
  while (std::accumulate(widths.begin(), widths.end(), between) > room + 1) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= narrowest)
      return;
    --*widest;
  }
}

std::string cell(const std::string& text, std::size_t width, bool right) {
  std::string shown = text;
  if (text::width(text) > width)
    shown = std::string(text::truncate(text, width - 1)) + "…";
  const std::string space(width - std::min(width, text::width(shown)), ' ');
  return right ? space + shown : shown + space;
}

} // namespace

std::string draw_table(const data::Table& table, const Terminal& terminal, std::size_t rows) {
  if (table.columns.empty())
    return {};
  Grid grid = grid_of(table, rows);
  fit(grid.widths, std::max<std::size_t>(terminal.width, 40));
  const std::string bar = terminal.unicode ? "│" : "|";
  const std::string rule = terminal.unicode ? "─" : "-";
  const std::string cross = terminal.unicode ? "┼" : "+";
  std::string out;
  for (std::size_t number = 0; number < grid.lines.size(); ++number) {
    std::string line;
    for (std::size_t column = 0; column < grid.widths.size(); ++column) {
      if (column > 0)
        line += " " + paint(bar, Ink::dim, terminal) + " ";
      const std::string text = cell(grid.lines[number][column], grid.widths[column], grid.right[column]);
      line += number == 0 ? paint(text, Ink::bold, terminal) : text;
    }
    while (line.ends_with(' '))
      line.pop_back();
    out += " " + line + "\n";
    if (number > 0)
      continue;
    std::string under;
    for (std::size_t column = 0; column < grid.widths.size(); ++column) {
      if (column > 0)
        under += cross;
      for (std::size_t count = 0; count < grid.widths[column] + 2; ++count)
        under += rule;
    }
    out += paint(under, Ink::dim, terminal) + "\n";
  }
  if (table.rows.size() > rows) {
    const std::string more = " … " + std::to_string(table.rows.size() - rows) + " more rows";
    out += paint(more, Ink::dim, terminal) + "\n";
  }
  return out;
}

} // namespace lumen::cli

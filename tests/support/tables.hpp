// Results made up for tests, written as rows of values.
#pragma once

#include "data/table.hpp"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace lumen::test {

/// A cell: NULL, a text, a number or a truth.
struct Cell {
  data::Value value;
  Cell() = default;
  Cell(std::nullptr_t) {}
  Cell(const char* text) : value(std::string(text)) {}
  Cell(std::string text) : value(std::move(text)) {}
  Cell(int number) : value(static_cast<std::int64_t>(number)) {}
  Cell(std::int64_t number) : value(number) {}
  Cell(double number) : value(number) {}
  Cell(bool truth) : value(truth) {}
};

struct ColumnSpec {
  std::string name;
  data::Type type;
};

inline data::Table table(std::initializer_list<ColumnSpec> columns,
                         std::vector<std::vector<Cell>> rows = {}) {
  data::Table out;
  for (const ColumnSpec& column : columns)
    out.columns.push_back({column.name, column.type, ""});
  for (std::vector<Cell>& cells : rows) {
    data::Row row;
    for (Cell& cell : cells)
      row.push_back(std::move(cell.value));
    out.rows.push_back(std::move(row));
  }
  return out;
}

} // namespace lumen::test

// DuckDB's types and vectors as columns and values of a data::Table.
#pragma once

#include "data/table.hpp"
#include "source/duckdb_library.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::source {

/// The column type for a type's name as DuckDB prints it ("DECIMAL(10,2)", "VARCHAR[]", "STRUCT(a INTEGER)").
data::Type type_of_duckdb(std::string_view database_type);

__extension__ typedef __int128
    Wide; ///< what HUGEINT and DECIMAL hold; not ISO C++, but in every compiler used

/// The digits of a whole number, with `scale` of them behind the point; exact.
std::string decimal_digits(Wide value, int scale);

/// One column of a result, ready to read its values from chunks.
class DuckdbColumn {
public:
  DuckdbColumn(const DuckdbLibrary& api, duckdb_prepared_statement statement, idx_t index);

  const data::Column& column() const { return column_; }
  /// Its values have no plain form in the C API: the statement must cast it to VARCHAR.
  bool needs_text() const { return needs_text_; }
  /// The value of one row; the vector is this column's of the present chunk.
  data::Value value(duckdb_vector vector, idx_t row) const;
  /// The statement casts this column to text: its values are read as VARCHAR, its type stays what it was.
  void read_as_text() { type_ = DUCKDB_TYPE_VARCHAR; }

private:
  data::Value read(void* data, idx_t row) const;
  data::Value decimal(void* data, idx_t row) const;
  data::Value label(void* data, idx_t row) const;

  const DuckdbLibrary* api_;
  data::Column column_;
  ::duckdb_type type_ = DUCKDB_TYPE_INVALID;
  ::duckdb_type internal_ = DUCKDB_TYPE_INVALID; // of a decimal or an enum
  int scale_ = 0;
  bool needs_text_ = false;
  std::vector<std::string> labels_; // of an enum
};

} // namespace lumen::source

// A folder of a test's own, gone when the test ends, and a DuckDB source over what is put there.
#pragma once

#include "source/source.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace lumen::test {

class Scratch {
public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string path(std::string_view name = "") const;
  /// Writes a file below the folder; gives its path.
  std::string write(std::string_view name, std::string_view bytes) const;
  /// A .duckdb file made by these statements, through DuckDB's C API and outside Lumen's guard.
  std::string make_database(std::string_view name, std::string_view statements) const;

private:
  std::filesystem::path folder_;
};

/// Opens what the text names; fails the test when that isn't possible.
std::unique_ptr<source::Source> open_source(std::string_view text);
/// Runs a statement; fails the test when it is refused.
data::Table query(source::Source& source, std::string_view sql);
/// The values of the first row as text, NULL as "NULL".
std::vector<std::string> first_row(source::Source& source, std::string_view sql);

} // namespace lumen::test

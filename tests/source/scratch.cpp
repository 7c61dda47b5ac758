// A folder and a database of its own for each test.
#include "scratch.hpp"

#include "base/paths.hpp"
#include "support/catch.hpp"
#include "support/duckdb_file.hpp"

#include <unistd.h>

namespace lumen::test {

Scratch::Scratch() {
  std::string pattern = (std::filesystem::temp_directory_path() / "lumen-source-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  folder_ = std::filesystem::canonical(pattern);
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Scratch::path(std::string_view name) const {
  return name.empty() ? folder_.string() : (folder_ / name).string();
}

std::string Scratch::write(std::string_view name, std::string_view bytes) const {
  const auto written = paths::write_file(folder_ / name, bytes);
  REQUIRE(written.has_value());
  return path(name);
}

std::string Scratch::make_database(std::string_view name, std::string_view statements) const {
  make_duckdb_file(path(name), std::string(statements));
  return path(name);
}

std::unique_ptr<source::Source> open_source(std::string_view text) {
  const auto address = source::parse_address(text, "/");
  if (!address)
    FAIL(address.error().message);
  auto opened = source::open(*address, {});
  if (!opened)
    FAIL(opened.error().message << " " << opened.error().detail);
  return std::move(*opened);
}

data::Table query(source::Source& source, std::string_view sql) {
  auto execution = source.run(sql, {}, {});
  if (!execution)
    FAIL(sql << ": " << execution.error().message);
  return std::move(execution->table);
}

std::vector<std::string> first_row(source::Source& source, std::string_view sql) {
  const data::Table table = query(source, sql);
  std::vector<std::string> out;
  if (table.rows.empty())
    return out;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    out.push_back(data::is_null(table.rows[0][i]) ? "NULL"
                                                  : data::plain(table.rows[0][i], table.columns[i].type));
  return out;
}

} // namespace lumen::test

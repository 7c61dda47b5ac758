// What a keystroke costs in a long notebook, step by step, in processor time of its own thread, so that other
// work on the machine hardly counts. Hidden, because it is a measurement and no promise of this machine: run
// `test_lsp "[measure]"`.
#include "ide/code_lens.hpp"
#include "ide/diagnostics.hpp"
#include "lsp/convert.hpp"
#include "notebook/render.hpp"
#include "notebook/stamp.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <ctime>
#include <functional>
#include <iostream>

using namespace lumen;

namespace {

double own_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double median(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < 31; ++i) {
    const double begin = own_milliseconds();
    work();
    times.push_back(own_milliseconds() - begin);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

/// Questions, cells and fresh results, as Lumen writes them.
std::string long_notebook(std::size_t parts) {
  std::string out = "---\nconnection: ./data\n---\n\n";
  for (std::size_t i = 1; i <= parts; ++i) {
    const std::string n = std::to_string(i);
    const std::string table = "| product | revenue |\n| :------ | ------: |\n| lamp    |     " + n +
                              " |\n| chair   |     " + n + " |\n| shelf   |     " + n + " |";
    const std::string sql = "SELECT product, sum(amount) AS revenue\nFROM orders\nWHERE region_id = " + n +
                            "\nGROUP BY product\nORDER BY revenue DESC\n";
    const std::string cell = "```sql {name=cell_" + n + "}\n" + sql + "```\n";
    const notebook::Notebook alone = notebook::parse(cell);
    notebook::Stamp stamp;
    stamp.of = "cell_" + n;
    stamp.connection = "./data";
    stamp.sql = notebook::sql_hash(alone, cell, alone.cells[0], "./data", sql::Dialect::duckdb, 1000);
    stamp.schema = stamp.data = stamp.order = "0123456789abcdef";
    stamp.table = notebook::table_hash(table);
    const std::string text = "*lamp* leads with [" + n + "](#" + stamp.of + "/r/1/revenue).";
    stamp.text = notebook::text_hash(text);
    stamp.rows = "3";
    stamp.at = "2026-01-01T00:00:00Z";
    stamp.engine = "DuckDB 1.4.4";
    stamp.by = "user";
    stamp.locale = "en";
    out += "## Part " + n + "\n\nSome words on what was found in part " + n +
           ", and why it matters.\n\nHow many orders are there in region " + n + "?\n\n" + cell + "\n" +
           print_stamp(stamp) + "\n\n" + table + "\n\n" + text + "\n\n<!-- lumen:end -->\n\n";
  }
  return out;
}

} // namespace

TEST_CASE("processor time of a keystroke in ten thousand lines", "[.][measure]") {
  const std::string text = long_notebook(385);
  std::cout << text.size() << " bytes, " << std::count(text.begin(), text.end(), '\n') << " lines\n";
  const auto snapshot = notebook::make_snapshot("file:///notebooks/a.lumen.md", "/notebooks", 1, text);
  ide::Knowledge knowledge;
  knowledge.surroundings = {"./data", 1000, {{"./data", sql::Dialect::duckdb}}};
  REQUIRE(ide::cell_state(*snapshot, snapshot->notebook.cells[7], knowledge) == notebook::State::fresh);
  const lsp::Convert convert(*snapshot, text::Encoding::utf16);
  const auto lenses = ide::code_lenses(*snapshot, knowledge);
  const auto problems = ide::diagnostics(*snapshot, knowledge, {});
  std::cout << lenses.size() << " lenses, " << convert.code_lenses(lenses).size() << " bytes; "
            << problems.size() << " diagnostics\n";
  const auto tell = [](const char* step, const std::function<void()>& work) {
    std::cout << step << ": " << median(work) << " ms\n";
  };
  tell("line index", [&] { (void)text::LineIndex(text).line_count(); });
  tell("parse", [&] { (void)notebook::parse(text); });
  const auto memory = notebook::make_memory();
  tell("parse, most of it known", [&] { (void)notebook::parse(text, memory.get()); });
  tell("snapshot",
       [&] { (void)notebook::make_snapshot("file:///notebooks/a.lumen.md", "/notebooks", 1, text); });
  tell("states", [&] {
    for (const notebook::Cell& cell : snapshot->notebook.cells)
      (void)ide::cell_state(*snapshot, cell, knowledge);
  });
  knowledge.surroundings.sql_hashes = std::make_shared<Remembered<std::string>>();
  tell("states, most of them known", [&] {
    for (const notebook::Cell& cell : snapshot->notebook.cells)
      (void)ide::cell_state(*snapshot, cell, knowledge);
  });
  tell("lenses", [&] { (void)ide::code_lenses(*snapshot, knowledge); });
  tell("lenses as JSON", [&] { (void)convert.code_lenses(lenses); });
  tell("diagnostics", [&] { (void)ide::diagnostics(*snapshot, knowledge, {}); });
}

// Charts in characters and sentences over varied results, as a run makes them: the chart's reading of the
// columns goes to both.
#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "chart/chart.hpp"
#include "narrate/narrate.hpp"
#include "support/catch.hpp"
#include "support/varied_results.hpp"

#include <cstdlib>
#include <filesystem>
#include <regex>

using namespace lumen;

namespace {

std::string finding(const test::Sample& one, const std::string& locale = "en") {
  return narrate::describe(one.table, one.intent,
                           {"sales", "", locale, chart::classify(one.table, one.intent)});
}

// Without the addresses of its links.
std::string read(const std::string& prose) {
  return std::regex_replace(prose, std::regex("\\]\\([^)]*\\)"), "]");
}

} // namespace

TEST_CASE("varied results, to be read by people", "[looks]") {
  const char* folder = std::getenv("LUMEN_LOOKS");
  std::string all;
  for (const test::Sample& one : test::all_results()) {
    const chart::Recommendation made = chart::recommend(one.table, one.intent, {.cell = "sales"});
    all += "=== " + one.name + " · " + std::string(data::name(made.kind)) + " · " + made.reason + "\n";
    for (const data::Column& column : one.table.columns)
      all += column.name + ", ";
    all += std::to_string(one.table.rows.size()) + " rows\n";
    if (!made.spec.empty())
      all += chart::draw(made.spec, one.table, {.width = 80, .height = 16}) + "\n";
    all += ascii::replace_all(read(finding(one)), ". ", ".\n") + "\n\n";
  }
  CHECK(all.size() > 10000);
  if (folder != nullptr)
    REQUIRE(paths::write_file(std::filesystem::path(folder) / "looks.txt", all));
}

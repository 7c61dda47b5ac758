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

TEST_CASE("varied results are told in at most four true sentences, in every language") {
  for (const test::Sample& one : test::all_results())
    for (const char* locale : {"en", "nl", "fr", "de", "sv"}) {
      const std::string prose = finding(one, locale);
      CAPTURE(one.name, locale, prose);
      CHECK(narrate::check(prose, one.table, locale, "sales").empty());
      const std::string plain = std::regex_replace(read(prose), std::regex("\\[[^\\]]*\\]|kl[.] "), "1");
      const std::regex end("[.](?= |$)");
      CHECK(std::distance(std::sregex_iterator(plain.begin(), plain.end(), end), std::sregex_iterator()) <=
            5); // four, and that the result is cut
    }
}

TEST_CASE("no sentence is silly") {
  const auto of = [](const char* name) {
    for (const test::Sample& one : test::all_results())
      if (one.name == name)
        return read(finding(one));
    FAIL("no result " << name);
    return std::string();
  };
  for (const test::Sample& one : test::all_results()) {
    const std::string prose = read(finding(one));
    CAPTURE(one.name, prose);
    CHECK(prose.find("100%] of the total") == std::string::npos);
    CHECK(prose.find("(no value)]") == std::string::npos);
  }
  // A date alone is a day.
  CHECK(of("one date") == "First order: [1 April 2021].");
  // Truths, keys and parts of time say what they are.
  CHECK(of("truth and counts").find("Is active: true leads with [812], [81%] of the total.") == 0);
  CHECK(of("orders by postal code").find("Zip [9000] leads with [41]") == 0);
  CHECK(of("weekdays by hour as numbers").find("Overall hour [16] leads with [778]") == 0);
  // What comes round again has no first and last.
  CHECK(of("hours of the day").find("Hour [13] leads with [61]") == 0);
  CHECK(of("weekdays as numbers").find("rose") == std::string::npos);
  // Many records known by keys: their spread.
  CHECK(of("sixty sales of four cities").find("Amount ranged from") == 0);
  // Of losses the largest first.
  CHECK(of("losses only").find("Garden has the lowest loss: [-20,111].") == 0);
  // No percentages of degrees.
  for (const char* name : {"seconds of a sensor", "temperature highs and lows"})
    CHECK(of(name).find('%') == std::string::npos);
  // A row without a date is not part of the period, and unlike spans have no sharpest step.
  CHECK(of("a month without a date").find("whole period") == std::string::npos);
  for (const char* name : {"days with gaps", "years with gaps"})
    CHECK(of(name).find("sharpest") == std::string::npos);
  CHECK(of("days as text").find("on [1 January 2023] to [460] on [20 January 2023]") != std::string::npos);
  CHECK(of("seconds of a sensor").find("[1 June 2024, 08:00]") != std::string::npos);
}

// The chart beside the text: of the place, else the nearest above it in the thread.
#include "ide/chart_at.hpp"

#include "ide/sales.hpp"

using namespace lumen;
using namespace lumen::test;

namespace {

const std::string own_chart = "```vega-lite\n{\"data\":{\"name\":\"top\"},\"mark\":\"line\"}\n```\n";

/// "cell: title" of the chart found at the first place of `before`.
void check(const std::string& text, std::string_view before, const std::string& expected) {
  const std::size_t offset = text.find(before);
  REQUIRE(offset != std::string::npos);
  const auto chart = ide::chart_at(*open(text), offset);
  INFO(before);
  CHECK((chart ? chart->cell + ": " + chart->title : "none") == expected);
}

} // namespace

TEST_CASE("a question, its cell and its result show their chart", "[ide][chart]") {
  const std::string text = answered_notebook();
  for (const char* place :
       {"Which region", "```sql", "FROM orders", "<!-- lumen:result", "```vega-lite", "South leads"})
    check(text, place, "top: Revenue by region");
  const auto chart = ide::chart_at(*open(text), text.find("SELECT"));
  REQUIRE(chart);
  CHECK(chart->spec.find("\"mark\":\"bar\"") != std::string::npos);
  CHECK(chart->range.of(text).substr(0, 12) == "```vega-lite");
}

TEST_CASE("elsewhere the nearest chart above in the thread shows", "[ide][chart]") {
  const std::string text = "Before.\n\n" + answered_notebook() + "\nThe end.\n\n" + own_chart +
                           "\nReally.\n\n# Other\n\nNothing drawn.\n";
  check(text, "Before.", "none");
  check(text, "The end.", "top: Revenue by region");
  check(text, "Really.", "top: Which region sold most?"); // a chart without a title has its cell's question
  check(text, "Nothing drawn.", "none");
  check(text, "# Sales", "none");
}

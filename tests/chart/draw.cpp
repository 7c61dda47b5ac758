// Charts in characters, as a terminal shows them.
#include "base/ascii.hpp"
#include "chart/chart.hpp"
#include "support/catch.hpp"
#include "support/varied_results.hpp"
#include "text/utf8.hpp"

#include <regex>

using namespace lumen;

namespace {

std::string drawn(const test::Sample& sample, const chart::TextOptions& options,
                  data::ChartKind kind = data::ChartKind::automatic) {
  data::Intent intent = sample.intent;
  if (kind != data::ChartKind::automatic)
    intent.chart = kind;
  return chart::draw(chart::recommend(sample.table, intent, {.cell = "sales"}).spec, sample.table, options);
}

std::string drawn(const std::string& name, const chart::TextOptions& options = {}) {
  for (const test::Sample& sample : test::all_results())
    if (sample.name == name)
      return drawn(sample, options);
  return "";
}

std::string without_colours(const std::string& text) {
  return std::regex_replace(text, std::regex("\x1b\\[[0-9;]*m"), "");
}

} // namespace

TEST_CASE("bars, their labels and values") {
  CHECK(drawn("regions", {.width = 40}) == "Revenue by region\n"
                                           "South ██████████████████████████ 120,345\n"
                                           "North █████████████████████▎ 98,210\n"
                                           "West  ████████████████ 74,100\n"
                                           "East  █████████████▎ 61,050");
  CHECK(drawn("below zero", {.width = 30, .unicode = false}) == "Profit by region\n"
                                                                "North         ############ 120\n"
                                                                "West          ##### 45\n"
                                                                "South ######## -80");
}

TEST_CASE("nothing is wider or higher than asked, in any character set, and colours add no width") {
  for (const test::Sample& sample : test::all_results()) {
    std::vector<data::ChartKind> kinds = chart::possible_kinds(sample.table, sample.intent);
    for (const data::ChartKind kind : kinds)
      for (const std::size_t width : {20u, 33u, 72u, 160u})
        for (const std::size_t height : {4u, 9u, 16u, 40u})
          for (const int style : {0, 1, 2}) {
            CAPTURE(sample.name, data::name(kind), width, height, style);
            const chart::TextOptions options{
                .width = width, .height = height, .unicode = style != 1, .colour = style == 2};
            const std::string text = drawn(sample, options, kind);
            REQUIRE(!text.empty());
            const auto lines = ascii::split(text, '\n');
            CHECK(lines.size() <= height);
            for (const std::string_view line : lines)
              CHECK(text::width(without_colours(std::string(line))) <= width);
          }
  }
}

TEST_CASE("what doesn't fit is told") {
  CHECK(drawn("many airports", {.height = 8}).find("… 55 more") != std::string::npos);
  CHECK(drawn("many airports", {.height = 8, .unicode = false}).find("... 55 more") != std::string::npos);
}

TEST_CASE("values can't move the cursor or change colours") {
  const std::string text = drawn("hostile names and values");
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(drawn("regions", {.colour = true}).find("\x1b[") != std::string::npos);
}

TEST_CASE("what is no chart of ours is not drawn") {
  CHECK(chart::draw("", test::sample("regions"), {}).empty());
  CHECK(chart::draw("[1, 2]", test::sample("regions"), {}).empty());
  CHECK(chart::draw(R"({"mark":"bar","encoding":{"x":{"field":"nothing"},"y":{"field":"gone"}}})",
                    test::sample("regions"), {})
            .empty());
  CHECK(chart::draw(R"({"mark":"geoshape"})", test::sample("regions"), {}).empty());
}

TEST_CASE("a chart that an author wrote is drawn from the same rows") {
  const std::string text = chart::draw(
      R"({"mark": "bar", "encoding": {"x": {"aggregate": "sum", "field": "staff_count", "type": "quantitative"},
                                      "y": {"field": "department", "type": "nominal"}}})",
      test::sample("departments by city"), {.width = 30});
  CHECK(text == "Support  ██████████████████ 36\n"
                "Sales    █████████▌ 19\n"
                "Research █████████▌ 19");
}

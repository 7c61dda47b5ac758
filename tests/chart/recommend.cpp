// Which chart a result gets, by its shape and the question's wording.
#include "base/json.hpp"
#include "chart/chart.hpp"
#include "support/catch.hpp"
#include "support/varied_results.hpp"

#include <nlohmann/json.hpp>

#include <map>

using namespace lumen;
using data::ChartKind;
using data::Type;
using test::table;

namespace {

chart::Recommendation recommend(const test::Sample& sample) {
  chart::Options options;
  options.cell = "sales";
  options.data_url = ".lumen/results/0123456789abcdef.json";
  return chart::recommend(sample.table, sample.intent, options);
}

Json spec_of(const std::string& name) {
  for (const test::Sample& one : test::samples())
    if (one.name == name)
      return parse_json(recommend(one).spec).value();
  throw std::runtime_error("no sample " + name);
}

} // namespace

TEST_CASE("each shape of result gets the chart that shows it best") {
  const std::map<std::string, ChartKind> expected{
      {"single number", ChartKind::kpi},
      {"single row", ChartKind::kpi},
      {"single row of one unit", ChartKind::bar},
      {"months", ChartKind::line},
      {"three years", ChartKind::bar},
      {"twenty years", ChartKind::line},
      {"months by region", ChartKind::multi_line},
      {"months by many regions", ChartKind::multi_line},
      {"months by region, shares", ChartKind::stacked_bar},
      {"average by month and many regions", ChartKind::multi_line},
      {"months, two like measures", ChartKind::multi_line},
      {"months, two unlike measures", ChartKind::multi_line},
      {"regions", ChartKind::bar},
      {"top airports", ChartKind::bar},
      {"many airports", ChartKind::bar},
      {"very many airports", ChartKind::bar},
      {"region shares", ChartKind::bar},
      {"regions as a pie", ChartKind::pie},
      {"months by name", ChartKind::bar},
      {"age bands", ChartKind::bar},
      {"departments by city", ChartKind::grouped_bar},
      {"departments by city, stacked", ChartKind::stacked_bar},
      {"weekdays by hour", ChartKind::heat_map},
      {"regions, two like measures", ChartKind::grouped_bar},
      {"regions, two unlike measures", ChartKind::bar},
      {"points", ChartKind::scatter},
      {"points in groups", ChartKind::scatter},
      {"very many points", ChartKind::heat_map},
      {"delays", ChartKind::histogram},
      {"null category", ChartKind::bar},
      {"cut", ChartKind::bar},
      {"fractions", ChartKind::bar},
      {"percentages", ChartKind::bar},
      {"below zero", ChartKind::bar},
      {"areas", ChartKind::area},
      {"time stamps", ChartKind::line},
      {"time stamps with a zone", ChartKind::line},
      {"quarters as text", ChartKind::line},
      {"quarters by region", ChartKind::grouped_bar},
      {"records", ChartKind::none},
      {"empty", ChartKind::none},
      {"all NULL", ChartKind::none},
      {"hostile names and values", ChartKind::grouped_bar},
      {"hostile names over time", ChartKind::grouped_bar},
  };
  for (const test::Sample& one : test::samples()) {
    CAPTURE(one.name);
    REQUIRE(expected.count(one.name) == 1);
    const chart::Recommendation got = recommend(one);
    CHECK(data::name(got.kind) == data::name(expected.at(one.name)));
    CHECK(!got.reason.empty());
    CHECK((got.kind == ChartKind::none) == got.spec.empty());
    if (!got.spec.empty())
      CHECK(data::name(chart::kind_of(got.spec)) == data::name(got.kind));
  }
}

TEST_CASE("varied results get the chart that an analyst expects") {
  const std::vector<test::Varied> all = test::varied_results();
  CHECK(all.size() >= 100);
  for (const test::Varied& one : all) {
    const chart::Recommendation got = recommend(one);
    CAPTURE(one.name, one.why, got.reason);
    CHECK(data::name(got.kind) == data::name(one.chart));
    CHECK(!got.reason.empty());
    if (!got.spec.empty())
      CHECK(data::name(chart::kind_of(got.spec)) == data::name(got.kind));
  }
}

TEST_CASE("bars stand on zero, sorted by length, the longest at the top") {
  const Json spec = spec_of("top airports");
  CHECK(spec["encoding"]["y"]["sort"] == "-x");
  CHECK(spec["encoding"]["x"]["type"] == "quantitative");
  CHECK(!spec["encoding"]["x"].contains("scale"));
}

// Every chart of every sample, as every kind it can be, with its data inline: written to the folder
// LUMEN_CHART_SPECS names, where tests/e2e/vega holds them against the real Vega-Lite.
#include "base/json.hpp"
#include "base/paths.hpp"
#include "chart/chart.hpp"
#include "support/catch.hpp"
#include "support/sample_results.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>

using namespace lumen;

TEST_CASE("each sample as each kind it can be shown as", "[specs]") {
  const char* folder = std::getenv("LUMEN_CHART_SPECS");
  int number = 0;
  for (const test::Sample& sample : test::samples()) {
    std::vector<data::ChartKind> kinds = chart::possible_kinds(sample.table, sample.intent);
    kinds.insert(kinds.begin(), data::ChartKind::automatic);
    for (const data::ChartKind kind : kinds)
      for (const char* locale : {"en", "de"}) {
        CAPTURE(sample.name, data::name(kind), locale);
        data::Intent intent = sample.intent;
        if (kind != data::ChartKind::automatic)
          intent.chart = kind;
        chart::Options options;
        options.cell = "sales by \"region\"";
        options.locale = locale;
        const chart::Recommendation made = chart::recommend(sample.table, intent, options);
        if (made.kind == data::ChartKind::none)
          continue;
        if (kind != data::ChartKind::automatic)
          CHECK(data::name(made.kind) == data::name(kind));
        const auto inlined = chart::with_inline_data(made.spec, sample.table);
        REQUIRE(inlined);
        if (folder == nullptr)
          continue;
        Json out;
        out["sample"] = sample.name;
        out["kind"] = data::name(made.kind);
        out["locale"] = locale;
        out["bare"] = parse_json(made.spec).value();
        out["spec"] = parse_json(*inlined).value();
        const std::string name = std::to_string(1000 + number++) + ".json";
        REQUIRE(paths::write_file(std::filesystem::path(folder) / name, dump_json(out)));
      }
  }
}

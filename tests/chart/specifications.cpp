// Every chart of every sample, as every kind it can be, with its data inline: written to the folder
// LUMEN_CHART_SPECS names, where tests/e2e/vega holds them against the real Vega-Lite.
#include "base/json.hpp"
#include "base/paths.hpp"
#include "chart/chart.hpp"
#include "support/catch.hpp"
#include "support/varied_results.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>

using namespace lumen;

TEST_CASE("each sample as each kind it can be shown as", "[specs]") {
  const char* folder = std::getenv("LUMEN_CHART_SPECS");
  int number = 0;
  const std::vector<test::Sample> all = test::all_results();
  const std::size_t translated = test::samples().size();
  for (std::size_t at = 0; at < all.size(); ++at) {
    const test::Sample& sample = all[at];
    std::vector<data::ChartKind> kinds = chart::possible_kinds(sample.table, sample.intent);
    kinds.insert(kinds.begin(), data::ChartKind::automatic);
    for (const data::ChartKind kind : kinds)
      for (const std::string locale : {"en", "de"}) {
        if (locale != "en" && at >= translated)
          continue; // the varied ones differ by their shapes, not by their words
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
        out["chosen"] = kind == data::ChartKind::automatic;
        out["bare"] = parse_json(made.spec).value();
        out["spec"] = parse_json(*inlined).value();
        const std::string name = std::to_string(1000 + number++) + ".json";
        REQUIRE(paths::write_file(std::filesystem::path(folder) / name, dump_json(out)));
      }
  }
}

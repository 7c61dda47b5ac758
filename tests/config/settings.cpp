// Settings: which source wins, what each key takes, and where a mistake is told.
#include "config/settings.hpp"

#include "support/marked.hpp"
#include "support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

using namespace lumen;
using namespace lumen::config;
using std::chrono::milliseconds;

namespace {

// The ranges of the problems are exactly the marked ones.
std::vector<Problem> check(std::string_view marked_yaml) {
  const auto marked = test::marked(marked_yaml);
  const auto parsed = parse_yaml(marked.text);
  CAPTURE(marked.text);
  REQUIRE(parsed.problems.size() == marked.ranges.size());
  for (std::size_t i = 0; i < marked.ranges.size(); ++i) {
    CAPTURE(parsed.problems[i].message);
    CHECK(parsed.problems[i].range.begin == marked.ranges[i].first);
    CHECK(parsed.problems[i].range.end == marked.ranges[i].second);
  }
  return parsed.problems;
}

Layer connection(const char* name) {
  Layer layer;
  layer.connection = name;
  return layer;
}

} // namespace

TEST_CASE("the strongest layer that says something wins, key by key") {
  Layer flag = connection("flag");
  Layer fence = connection("fence");
  fence.limit = 5;
  Layer front_matter;
  front_matter.limit = 7;
  front_matter.locale = "nl";
  Layer client;
  client.locale = "de";
  client.timeout = milliseconds(100);
  Layer workspace;
  workspace.timeout = milliseconds(200);
  workspace.charts = ChartOutput::none;
  Layer user;
  user.charts = ChartOutput::svg;
  user.shown = 3;
  const auto all = settle({flag, fence, front_matter, client, workspace, user});
  CHECK(all.connection == "flag");
  CHECK(all.limit == 5);
  CHECK(all.locale == "nl");
  CHECK(all.timeout == milliseconds(100));
  CHECK(all.charts == ChartOutput::none);
  CHECK(all.shown == 3);
  CHECK(all.engine == "auto");
}

TEST_CASE("with no layers the documented defaults hold") {
  const auto all = settle({});
  CHECK(all.connection.empty());
  CHECK(all.shown == 100);
  CHECK(all.limit == 1000);
  CHECK(all.timeout == milliseconds(30'000));
  CHECK(all.locale == "en");
  CHECK(all.charts == ChartOutput::vega_lite);
}

TEST_CASE("YAML gives every key") {
  const auto parsed = parse_yaml("connection: sales\nschema: public\nshown: 20\nlimit: 5000\ntimeout: 2m\n"
                                 "locale: nl-BE\ntheme: dark\ncharts: svg\nengine: offline\ntitle: Mine\n");
  CHECK(parsed.problems.empty());
  CHECK(parsed.layer.connection == "sales");
  CHECK(parsed.layer.schema == "public");
  CHECK(parsed.layer.shown == 20U);
  CHECK(parsed.layer.limit == 5000U);
  CHECK(parsed.layer.timeout == milliseconds(120'000));
  CHECK(parsed.layer.locale == "nl-BE");
  CHECK(parsed.layer.theme == "dark");
  CHECK(parsed.layer.charts == ChartOutput::svg);
  CHECK(parsed.layer.engine == "offline");
}

TEST_CASE("a mistake is told on its own range, and the rest still counts") {
  const auto problems =
      check("# settings\nconnection: sales\nlimit: [[many]]   # rows\nshown: [[\"0\"]]\n"
            "timeout: [[2 days]]\nlocale: [[über]]\ncharts: [[gif]]\nengine: [[magic]]\n[[schema]]:\n");
  CHECK(problems[0].message.find("`limit`") != std::string::npos);
  CHECK(problems[2].hint.find("30s") != std::string::npos);
  CHECK(parse_yaml("limit: many\nshown: 9").layer.shown == 9U);
}

TEST_CASE("a near miss is told; other tools' keys are left alone") {
  const auto problems =
      check("[[conection]]: sales\n[[Limit]]: 3\ntitle: x\nformat: html\ntags: [a, b]\nmodel: {a: b}\n");
  CHECK(problems[0].hint == "Did you mean `connection`?");
}

TEST_CASE("what isn't YAML, or no mapping, is one problem and no crash") {
  CHECK(parse_yaml("- a\n- b\n").problems.size() == 1);
  CHECK(parse_yaml("a: [1, 2\nb: }").problems.size() == 1);
  CHECK(parse_yaml("").problems.empty());
  CHECK(parse_yaml("limit: {a: b}\n").problems.size() == 1);
  CHECK(parse_yaml(std::string("\xff\xfe\0:", 4)).layer.limit == std::nullopt);
}

TEST_CASE("durations") {
  CHECK(parse_duration("30s") == milliseconds(30'000));
  CHECK(parse_duration("500ms") == milliseconds(500));
  CHECK(parse_duration("2m") == milliseconds(120'000));
  CHECK(parse_duration("1h") == milliseconds(3'600'000));
  CHECK(parse_duration("1.5") == milliseconds(1'500));
  for (const auto* wrong : {"", "s", "-1s", "0", "2h", "nan", "inf", "1e99", "3 weeks", "30s 5"}) {
    CAPTURE(wrong);
    CHECK(parse_duration(wrong).error().code == Code::invalid);
  }
}

TEST_CASE("JSON of a client: same keys, same rules, unset ones skipped") {
  std::vector<std::string> problems;
  const auto layer = from_json(
      Json::parse(
          R"({"connection":"","limit":50,"timeout":2,"locale":null,"shown":"many","charts":["svg"],"x":1})"),
      &problems);
  CHECK_FALSE(layer.connection);
  CHECK(layer.limit == 50U);
  CHECK(layer.timeout == milliseconds(2'000));
  CHECK_FALSE(layer.shown);
  CHECK_FALSE(layer.charts);
  CHECK(problems.size() == 2);
  CHECK_FALSE(from_json(Json::parse("[1]")).limit);
}

TEST_CASE("a settings file that isn't there says nothing; one that can't be read is a problem") {
  const test::TemporaryFolder temporary;
  const auto& folder = temporary.path;
  std::filesystem::create_directories(folder / "folder.yaml");
  CHECK(load(folder / "none.yaml").problems.empty());
  CHECK(load(folder / "folder.yaml").problems.size() == 1);
  std::ofstream(folder / "config.yaml") << "limit: 12\n";
  CHECK(load(folder / "config.yaml").layer.limit == 12U);
}

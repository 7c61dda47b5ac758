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
  CHECK(parsed.layer.theme == Theme::dark);
  CHECK(parsed.layer.charts == ChartOutput::svg);
  CHECK(parsed.layer.engine == "offline");
}

TEST_CASE("a mistake is told on its own range, and the rest still counts") {
  const auto problems = check("# settings\nconnection: sales\nlimit: [[many]]   # rows\nshown: [[\"0\"]]\n"
                              "timeout: [[2 days]]\nlocale: [[über]]\ncharts: [[gif]]\ntheme: "
                              "[[purple]]\nengine: [[magic]]\n[[schema]]:\n");
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
  const auto [layer, problems, text] = read_json(Json::parse(
      R"({"connection":"","limit":50,"timeout":2,"locale":null,"shown":"many","charts":["svg"],"limitt":1,
          "trace":{"server":"off"}})"));
  CHECK_FALSE(layer.connection);
  CHECK(layer.limit == 50U);
  CHECK(layer.timeout == milliseconds(2'000));
  CHECK_FALSE(layer.shown);
  CHECK_FALSE(layer.charts);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].key == "shown");
  CHECK(problems[1].key == "charts");
  CHECK(problems[2].hint == "Did you mean `limit`?");
  CHECK(read_json(Json::parse("[1]")).problems.size() == 1);
  CHECK(read_json(Json()).problems.empty());
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

TEST_CASE("in a file of Lumen's own every other key is told, with the setting that was meant") {
  const auto hint = [](const std::string& yaml) {
    const auto problems = parse_yaml(yaml, Keys::own).problems;
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].code == "unknown-key");
    CHECK(problems[0].range.begin == 0);
    return problems[0].hint;
  };
  CHECK(hint("limitt: 3") == "Did you mean `limit`?");
  CHECK(hint("rows: 3") == "Did you mean `limit`?");
  CHECK(hint("conn: sales") == "Did you mean `connection`?");
  CHECK(hint("chart: svg") == "Did you mean `charts`?");
  CHECK(hint("title: x").find("connection, schema, shown") != std::string::npos);
  CHECK(hint("params: {a: 1}") == "Move it there, or take it out.");
  CHECK(parse_yaml("title: x", Keys::shared).problems.empty());
}

TEST_CASE("of a key that stands twice the first counts, as in front matter") {
  const auto parsed = parse_yaml("limit: 1\nlimit: 2\n");
  CHECK(parsed.layer.limit == 1U);
  REQUIRE(parsed.problems.size() == 1);
  CHECK(parsed.problems[0].code == "duplicate-key");
  CHECK(parsed.problems[0].range.begin == 9);
}

TEST_CASE("places are bytes of the file, whatever stands before: a mark, Windows line ends, other scripts") {
  const std::string yaml = "\xEF\xBB\xBF# größe\r\nschema: été\r\nlimit: none # x\r\n";
  const auto problems = parse_yaml(yaml, Keys::own).problems;
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].range.of(yaml) == "none");
}

TEST_CASE("no secret stands in what is told") {
  const std::string secret = "hunter2";
  for (const std::string& yaml :
       {"connection: postgresql://me:" + secret + "@host/db", "postgresql://me:" + secret + "@host/db: x",
        "timeout: " + secret, "limit: " + secret, "charts: " + secret, "engine: " + secret,
        "locale: 'pass " + secret + "'", "connection: *" + secret, "connection: \"" + secret + "\\q\"",
        "password " + secret + ": 1", "limit: [" + secret, secret + "\n: : " + secret,
        "connection: [" + secret + "]"}) {
    const auto parsed = parse_yaml(yaml, Keys::own);
    CAPTURE(yaml);
    REQUIRE_FALSE(parsed.problems.empty());
    for (const Problem& problem : parsed.problems)
      CHECK((problem.message + problem.hint + problem.key).find(secret) == std::string::npos);
  }
  const auto json = read_json(Json::parse(
      R"({"connection":"postgresql://me:hunter2@host/db","timeout":"hunter2","my hunter2":1,"limit":["hunter2"]})"));
  REQUIRE(json.problems.size() == 4);
  for (const Problem& problem : json.problems)
    CHECK((problem.message + problem.hint + problem.key).find(secret) == std::string::npos);
  Settings settings;
  settings.connection = "postgresql://me:hunter2@host/db";
  CHECK(written(settings, "connection").find(secret) == std::string::npos);
}

TEST_CASE("a setting is written as it would stand in a file") {
  Settings settings;
  settings.timeout = milliseconds(1500);
  settings.charts = ChartOutput::svg;
  CHECK(written(settings, "limit") == "1000");
  CHECK(written(settings, "timeout") == "1500ms");
  CHECK(written(Settings(), "timeout") == "30s");
  CHECK(written(settings, "charts") == "svg");
  CHECK(written(settings, "locale") == "en");
  CHECK(written(settings, "title").empty());
  for (const std::string& key : setting_keys()) {
    CAPTURE(key);
    if (const std::string value = written(settings, key); !value.empty()) {
      Layer layer;
      CHECK(assign(layer, key, value));
    }
  }
}

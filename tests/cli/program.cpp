// The terminal as its user sees it: what goes to which stream, in which format, with which exit code.
#include "base/json.hpp"
#include "cli/desk.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace lumen;
using test::Desk;

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr const char* notebook =
    "---\nconnection: ./data\n---\n\n"
    "```sql {name=by_region}\n"
    "SELECT region, sum(amount) AS total FROM orders GROUP BY region ORDER BY total DESC\n"
    "```\n\nText of the author.\n";

} // namespace

TEST_CASE("version and help are data and succeed; wrong usage fails with 2") {
  const Desk desk;
  const auto version = desk.lumen({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out == "lumen 1.2.3\n");
  const auto help = desk.lumen({"--help"});
  CHECK(help.code == 0);
  for (const char* word :
       {"ask", "run", "connect", "status", "trust", "translate", "demo", "build", "Examples"})
    CHECK(contains(help.out, word));
  CHECK(desk.lumen({}).code == 2);
  CHECK(desk.lumen({"frobnicate"}).code == 2);
  const auto format = desk.lumen({"ask", "--format", "xml", "how many?"});
  CHECK(format.code == 2);
  CHECK(format.out == "");
}

TEST_CASE("a statement's rows come in each format, on standard output alone") {
  const Desk desk;
  const std::string sql =
      "SELECT region, sum(amount) AS total FROM orders GROUP BY region ORDER BY total DESC";
  const auto csv = desk.lumen({"run", "-c", "./data", "--sql", sql, "--format", "csv"});
  INFO(csv.talk);
  CHECK(csv.code == 0);
  CHECK(csv.out == "region,total\r\nEast,40\r\nSouth,20\r\nNorth,15.5\r\n");
  const auto json = parse_json(desk.lumen({"run", "-c", "./data", "--sql", sql, "--format", "json"}).out);
  REQUIRE(json);
  CHECK(json->at("rows").size() == 3);
  CHECK(json->at("columns")[0]["name"] == "region");
  CHECK(json->at("sql") == sql);
  const auto markdown = desk.lumen({"run", "-c", "./data", "--sql", sql, "--format", "markdown"});
  CHECK(contains(markdown.out, "| East"));
  CHECK(contains(markdown.out, "```sql\n" + sql));
  const auto table = desk.lumen({"run", "-c", "./data", "--sql", "-"}, sql);
  CHECK(table.code == 0);
  CHECK(contains(table.out, "East"));
  CHECK(contains(table.talk, "3 rows"));
  CHECK_FALSE(contains(table.out + table.talk, "\x1b["));
}

TEST_CASE("a question shows SQL, table, chart and finding") {
  const Desk desk;
  const auto said = desk.lumen({"ask", "-c", "./data", "what is the total amount by region?"});
  INFO(said.talk);
  CHECK(said.code == 0);
  CHECK(contains(said.out, "SELECT"));
  CHECK(contains(said.out, "East"));
  CHECK(contains(said.out, "█"));
  CHECK(contains(said.out, "40"));
}

TEST_CASE("a question without an answer ends with 1 and says why") {
  const Desk desk;
  const auto said = desk.lumen({"ask", "-c", "./data", "why is the sky blue?"});
  CHECK(said.code == 1);
  CHECK(said.out == "");
  CHECK(said.talk != "");
}

TEST_CASE("nothing runs in a folder that isn't trusted, until it is") {
  const Desk desk;
  desk.write("report.lumen.md", notebook);
  auto said = desk.lumen({"run", "report.lumen.md"});
  CHECK(said.code == 2);
  CHECK(contains(said.talk, "lumen trust"));
  CHECK(desk.read("report.lumen.md") == notebook);
  CHECK(desk.lumen({"trust", "."}).code == 0);
  CHECK(desk.lumen({"trust"}).out == desk.folder.string() + "\n");
  said = desk.lumen({"run", "report.lumen.md"});
  INFO(said.talk);
  CHECK(said.code == 0);
  CHECK(contains(desk.read("report.lumen.md"), "| East"));
  CHECK(desk.lumen({"trust", "--remove", "."}).code == 0);
  CHECK(desk.lumen({"run", "report.lumen.md"}).code == 2);
}

TEST_CASE("a connection of the command line is trusted by being given, and only it") {
  const Desk desk;
  desk.write("report.lumen.md", notebook);
  const auto said = desk.lumen({"run", "-c", "./data", "report.lumen.md", "--stdout"});
  INFO(said.talk);
  CHECK(said.code == 0);
  CHECK(contains(said.out, "| East"));
  CHECK(desk.read("report.lumen.md") == notebook); // --stdout writes nothing
  desk.write(".lumen/connections.yaml", "connections:\n  evil: ./data\n");
  CHECK(desk.lumen({"run", "-c", "evil", "report.lumen.md"}).code == 2);
}

TEST_CASE("running a notebook keeps what the author wrote, and a second run changes nothing") {
  const Desk desk;
  desk.write("report.lumen.md", notebook);
  REQUIRE(desk.lumen({"trust", "."}).code == 0);
  REQUIRE(desk.lumen({"run", "-q", "report.lumen.md"}).code == 0);
  const std::string once = desk.read("report.lumen.md");
  CHECK(once.starts_with("---\nconnection: ./data\n---\n\n```sql {name=by_region}\nSELECT"));
  CHECK(contains(once, "Text of the author.\n"));
  REQUIRE(desk.lumen({"run", "-q", "report.lumen.md"}).code == 0);
  CHECK(desk.read("report.lumen.md") == once);
}

TEST_CASE("a cell that fails is told at its place; the others still run") {
  const Desk desk;
  REQUIRE(desk.lumen({"trust", "."}).code == 0);
  desk.write("report.lumen.md",
             "---\nconnection: ./data\n---\n\n```sql {name=bad}\nSELECT\n  regiom FROM orders\n```\n\n"
             "```sql {name=good}\nSELECT 41 + 1 AS answer\n```\n");
  const auto said = desk.lumen({"run", "report.lumen.md"});
  CHECK(said.code == 1);
  CHECK(contains(said.talk, "bad: error:"));
  CHECK(contains(said.talk, "  regiom FROM orders\n"));
  CHECK(contains(said.out, "42"));
  CHECK(contains(desk.read("report.lumen.md"), "42 |"));
  CHECK(desk.lumen({"run", "report.lumen.md", "--cell", "good"}).code == 0);
  CHECK(desk.lumen({"run", "report.lumen.md", "--cell", "nothere"}).code == 2);
  CHECK(desk.lumen({"run", "nothere.lumen.md"}).code == 2);
}

TEST_CASE("a cell whose reference or connection is unknown keeps no other cell from running") {
  const Desk desk;
  REQUIRE(desk.lumen({"trust", "."}).code == 0);
  for (const std::string bad : {"```sql {name=bad}\nSELECT * FROM ${nope}\n```\n",
                                "```sql {name=bad connection=nope}\nSELECT 1\n```\n"}) {
    desk.write("report.lumen.md", "---\nconnection: ./data\n---\n\n" + bad +
                                      "\n```sql {name=good}\nSELECT 41 + 1 AS answer\n```\n");
    const auto said = desk.lumen({"run", "report.lumen.md"});
    CAPTURE(bad, said.talk);
    CHECK(said.code == 1);
    CHECK(contains(said.talk, "bad: error:"));
    CHECK(contains(said.out, "42"));
  }
}

TEST_CASE("a notebook's questions are asked in their order, and once") {
  const Desk desk;
  REQUIRE(desk.lumen({"trust", "."}).code == 0);
  desk.write("report.lumen.md", "---\nconnection: ./data\n---\n\nHow many orders are there?\n\n"
                                "What is the total amount by region?\n");
  const auto said = desk.lumen({"ask", "--in", "report.lumen.md"});
  INFO(said.talk);
  CHECK(said.code == 0);
  const std::string once = desk.read("report.lumen.md");
  CHECK(contains(once, "| East"));
  CHECK(desk.lumen({"ask", "--in", "report.lumen.md"}).talk == "every question has its answer\n");
  CHECK(desk.read("report.lumen.md") == once);
}

TEST_CASE("connections are tried, saved, listed and removed; a password is never written") {
  const Desk desk;
  auto said = desk.lumen({"connect", "./data", "--name", "shop"});
  INFO(said.talk);
  CHECK(said.code == 0);
  CHECK(contains(said.talk, "1 tables"));
  CHECK(contains(desk.lumen({"connections"}).out, "shop"));
  CHECK(desk.lumen({"connections", "test", "shop"}).code == 0);
  CHECK(desk.lumen({"connections", "default", "shop"}).code == 0);
  CHECK(contains(desk.lumen({"status"}).out, "shop (default)"));
  CHECK(desk.lumen({"ask", "-c", "shop", "how many orders are there?"}).code == 0);
  CHECK(desk.lumen({"connections", "remove", "shop"}).code == 0);
  CHECK_FALSE(contains(desk.lumen({"connections"}).out, "shop"));
  CHECK(desk.lumen({"connect", "./nothing"}).code == 2);
  said = desk.lumen({"connect", "--untested", "postgresql://me:hunter2secret@localhost/sales"});
  CHECK(said.code == 2);
  CHECK_FALSE(contains(said.out + said.talk, "hunter2secret"));
  CHECK_FALSE(contains(desk.lumen({"connections"}).out, "hunter2secret"));
  for (const char* address :
       {"postgresql://me:hun?ter2secret@localhost/sales", "postgresql://me:hun/ter2secret@localhost/sales",
        "postgresql://h/d?sslpassword=${X}&password=ter2secret", "host=h password='a ter2secret'"}) {
    CAPTURE(address);
    said = desk.lumen({"connect", "--untested", "--name", "odd", address});
    CHECK(said.code == 2);
    for (const auto& shown : {said, desk.lumen({"status"}), desk.lumen({"connections"})})
      CHECK_FALSE(contains(shown.out + shown.talk, "ter2secret"));
  }
  CHECK(desk.lumen({"connect", "--untested", "--name", "later", "host=h password=${NOT_SET_YET} user=u"})
            .code == 0);
}

TEST_CASE("a chart that is nested deeper than any stack is built as text") {
  const Desk desk;
  const std::string deep = std::string(120'000, '[') + std::string(120'000, ']');
  desk.write("deep.lumen.md", "# Deep\n\n```vega-lite\n" + deep +
                                  "\n```\n\n```vega-lite\n{\"data\": {\"values\": " + deep +
                                  "}, \"mark\": \"bar\"}\n```\n");
  const auto said = desk.lumen({"build", "deep.lumen.md", "--html"});
  INFO(said.talk.substr(0, 500));
  CHECK(said.code < 3); // an answer, whatever it is, and no crash
  CHECK(desk.lumen({"status"}).code == 0);
}

TEST_CASE("a page has the theme that its notebook asks for") {
  const Desk desk;
  desk.write("a.lumen.md", "---\ntheme: dark\n---\n\n# Report\n");
  const auto dark = desk.lumen({"build", "--html", "a.lumen.md", "-o", "-"});
  INFO(dark.talk);
  REQUIRE(dark.code == 0);
  CHECK(contains(dark.out, "@media screen {\n  :root {"));
  CHECK_FALSE(contains(dark.out, "@media (prefers-color-scheme"));
  desk.write("b.lumen.md", "# Report\n");
  CHECK(contains(desk.lumen({"build", "--html", "b.lumen.md", "-o", "-"}).out,
                 "@media (prefers-color-scheme: dark) {\n  :root {"));
}

TEST_CASE("values can't drive the terminal") {
  const Desk desk;
  const auto said =
      desk.lumen({"run", "-c", "./data", "--sql", "SELECT chr(27) || '[31mred' || chr(10) || 'two' AS v"});
  INFO(said.talk);
  CHECK(said.code == 0);
  CHECK_FALSE(contains(said.out, "\x1b[31m"));
  CHECK(contains(said.out, "red two"));
}

TEST_CASE("mistakes in settings files are told on standard error, with file and line, once") {
  const Desk desk;
  desk.write(".lumen/config.yaml", "shown: 7\nlimt: 5\ntimeout: postgresql://me:hunter2@host/db\n");
  desk.write("a.lumen.md", notebook);
  REQUIRE(desk.lumen({"trust", "."}).code == 0);
  const std::string file = (desk.folder / ".lumen" / "config.yaml").string();
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"status"},
           {"run", "a.lumen.md"},
           {"run", "-c", "./data", "--sql", "SELECT 1 AS one"},
           {"ask", "-c", "./data", "what is the total amount by region?"}}) {
    const auto said = desk.lumen(arguments);
    CAPTURE(arguments[0], said.talk);
    CHECK(said.code == 0);
    const std::string told = file + ":2:1: warning: `limt` isn't a setting. Did you mean `limit`?";
    CHECK(contains(said.talk, told));
    CHECK(said.talk.find(told) == said.talk.rfind(told));
    CHECK(contains(said.talk, file + ":3:10: warning: `timeout` isn't a length of time"));
    CHECK_FALSE(contains(said.out + said.talk, "hunter2"));
    CHECK_FALSE(contains(said.out, "limt"));
  }
  desk.write(".lumen/config.yaml", "shown: 7\n");
  CHECK_FALSE(contains(desk.lumen({"status"}).talk, "warning"));
}

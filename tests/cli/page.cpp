// The HTML page of a notebook: whole, with its charts' data inside, and nothing that loads or runs what isn't
// ours.
#include "cli/page.hpp"

#include "support/catch.hpp"

using namespace lumen;

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string page(
    const std::string& text, const cli::RowsOf& rows = [](const auto&) { return std::nullopt; }) {
  const auto snapshot = notebook::make_snapshot("file:///report.lumen.md", "", 1, text);
  return cli::make_page(*snapshot, {"/*style*/", "/*script*/", "/*vega*/", "/*lite*/", "/*embed*/"}, rows);
}

const std::string whole =
    "---\nconnection: ./data\nlocale: nl\n---\n# Sales & more\n\nWhich region?\n\n"
    "```sql {name=top}\nSELECT region, total FROM t WHERE x < 3\n```\n\n"
    "<!-- lumen:result v=1 of=top conn=sales rows=2 engine=DuckDB%201.4.4 -->\n\n"
    "| region | total |\n| :----- | ----: |\n| South | 12 |\n| </script><script>alert(1)</script> | 3 |\n\n"
    "```vega-lite\n{\"$schema\": \"https://vega.github.io/schema/vega-lite/v6.json\", \"data\": {\"name\": "
    "\"top\", \"url\": "
    "\".lumen/results/x.json\"}, \"mark\": \"bar\", \"encoding\": {\"x\": {\"field\": \"total\", \"type\": "
    "\"quantitative\"}, "
    "\"y\": {\"field\": \"region\", \"type\": \"nominal\"}}}\n```\n\n"
    "South leads with [12](#top/r/1/total).\n\n<!-- lumen:end -->\n\nAnd *after*.\n";

} // namespace

TEST_CASE("a page holds prose, finding, chart, table and folded SQL") {
  const std::string html = page(whole);
  CHECK(contains(html, "<html lang=\"nl\">"));
  CHECK(contains(html, "<title>Sales &amp; more</title>"));
  CHECK(contains(html, "<section class=\"cell\" id=\"top\">"));
  CHECK(contains(html, "<div class=\"finding\"><p>South leads with <a href=\"#top/r/1/total\">12</a>"));
  CHECK(contains(html, "<figure class=\"chart\""));
  CHECK(contains(html, "<details class=\"sql\"><summary>SQL"));
  CHECK(contains(html, "DuckDB 1.4.4"));
  CHECK(contains(html, "x &lt; <span class=\"n\">3</span>"));
  CHECK(contains(html, "And <em>after</em>."));
  CHECK_FALSE(contains(html, "connection: ./data"));
  CHECK_FALSE(contains(html, "lumen:result"));
}

TEST_CASE("a single row is counted as one") {
  CHECK(contains(page(std::string(whole).replace(std::string(whole).find("rows=2"), 6, "rows=1")),
                 "<span>1 row</span>"));
  CHECK(contains(page(whole), "<span>2 rows</span>"));
}

TEST_CASE("data stand inside the page, from the kept rows or else from the printed table") {
  std::string html = page(whole);
  CHECK(contains(html, "\"values\":[{\"region\":\"South\",\"total\":12"));
  CHECK_FALSE(contains(html, "results/x.json"));
  html = page(whole, [](const notebook::Cell& cell) -> std::optional<data::Table> {
    CHECK(cell.name == "top");
    return data::Table{
        {{"region"}, {"total", data::Type::integer}}, {{std::string("Kept"), std::int64_t{7}}}, false};
  });
  CHECK(contains(html, "{\"region\":\"Kept\",\"total\":7}"));
}

TEST_CASE("hostile values can't run, and nothing is loaded") {
  const std::string html = page(whole);
  CHECK_FALSE(contains(html, "<script>alert"));
  CHECK(contains(html, "default-src 'none'"));
  CHECK_FALSE(contains(html, "unsafe-"));
  CHECK_FALSE(contains(html, "<script src"));
  CHECK_FALSE(contains(html, "<link"));
  // Every script of ours carries the nonce; data elements need none, for they don't run.
  for (std::size_t at = html.find("<script"); at != std::string::npos; at = html.find("<script", at + 1))
    CHECK((html.compare(at, 15, "<script nonce=\"") == 0 || html.compare(at, 13, "<script type=") == 0));
}

TEST_CASE("who can't see a chart or a table is told what they hold") {
  const std::string html = page(whole);
  CHECK(contains(html, "<th scope=\"col\""));
  CHECK_FALSE(contains(html, "<th>"));
  CHECK_FALSE(contains(html, "<th align"));
  CHECK_FALSE(contains(html, "<figure class=\"chart\" aria-label=\"\""));
  CHECK(contains(html,
                 "aria-label=\"Total: South 12, &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; 3\""));
}

TEST_CASE("the libraries come only with a chart, and equal notebooks give equal pages") {
  CHECK_FALSE(contains(page("# Only prose\n"), "/*vega*/"));
  CHECK(contains(page(whole), "/*vega*/"));
  CHECK(page(whole) == page(whole));
}

TEST_CASE("broken parts give a page too") {
  CHECK(contains(page(""), "<main>"));
  CHECK(contains(page("```sql {name=a}\nSELECT 1"), "<details class=\"sql\" open>"));
  CHECK(contains(page("```sql {name=a}\nSELECT 1\n```\n<!-- lumen:result v=1 of=a "
                      "-->\n\n```vega-lite\n{broken\n```\n\n<!-- lumen:end -->\n"),
                 "can&#39;t be read") == false);
}

TEST_CASE("a chart can't give the page's drawing library options of its own") {
  std::string text = whole;
  text.replace(
      text.find("{\"$schema\""), 1,
      "{\"usermeta\": {\"embedOptions\": {\"actions\": true, \"editorUrl\": \"https://example.org\"}}, ");
  const std::string html = page(text);
  CHECK(contains(html, "<figure class=\"chart\""));
  CHECK_FALSE(contains(html, "usermeta"));
  CHECK_FALSE(contains(html, "editorUrl"));
}

TEST_CASE("a result behind another cell leaves that cell its card") {
  const std::string html =
      page("```sql {name=one}\nSELECT 1\n```\n\n```sql {name=two}\nSELECT 2\n```\n\n"
           "<!-- lumen:result v=1 of=one -->\n\n| n |\n| -: |\n| 1 |\n\n<!-- lumen:end -->\n");
  CHECK(contains(html, "<section class=\"cell\" id=\"one\">"));
  CHECK(contains(html, "<section class=\"cell\" id=\"two\">"));
  CHECK(html.find("<div class=\"table\"") > html.find("id=\"two\""));
}

TEST_CASE("a page is light, dark, or as its reader wishes") {
  const auto snapshot = notebook::make_snapshot("file:///report.lumen.md", "", 1, whole);
  const auto styled = [&](config::Theme theme) {
    return cli::make_page(
        *snapshot, {"a{}@media (prefers-color-scheme: dark) {b{}}", "", "", "", ""},
        [](const auto&) { return std::nullopt; }, theme);
  };
  CHECK(contains(styled(config::Theme::automatic), "a{}@media (prefers-color-scheme: dark) {b{}}"));
  CHECK(contains(styled(config::Theme::automatic), "content=\"light dark\""));
  CHECK(contains(styled(config::Theme::dark), "a{}@media screen {b{}}"));
  CHECK(contains(styled(config::Theme::dark), "name=\"color-scheme\" content=\"dark\""));
  CHECK(contains(styled(config::Theme::light), "a{}@media not all {b{}}"));
  CHECK(contains(styled(config::Theme::light), "name=\"color-scheme\" content=\"light\""));
}

// What the parser finds in a notebook: front matter, questions, cells, results, and problems.
#include "notebook/notebook.hpp"
#include "notebook/stamp.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace lumen::notebook;

namespace {

std::vector<std::string> codes(const Notebook& notebook) {
  std::vector<std::string> out;
  for (const Problem& problem : notebook.problems)
    out.push_back(problem.code);
  return out;
}

const std::string sales = R"(---
connection: sales
locale: en
---
# Q1 review

Which region sold most in 2024?

```sql {name=top_region}
SELECT region, sum(amount) AS revenue FROM orders GROUP BY region
```

<!-- lumen:result v=1 of=top_region conn=sales rows=2 at=2026-01-01T08:00:00Z engine=duckdb by=model:some%20one -->

| region | revenue |
| :----- | ------: |
| South  |  120345 |

```vega-lite
{"data": {"name": "top_region"}, "mark": "bar"}
```

South leads with [120,345](#top_region/r/1/revenue).

<!-- lumen:end -->

And by month?
)";

/// Every problem as "code [what it stands on] -> what would mend it".
std::string told(const std::string& text) {
  std::string out;
  for (const Problem& found : parse(text).problems) {
    out += found.code + " [" + std::string(found.range.of(text)) + "]";
    for (const Fix& fix : found.fixes)
      out += " -> " + fix.text;
  }
  return out;
}

} // namespace

TEST_CASE("a whole notebook is read with its parts and their places", "[notebook]") {
  const Notebook notebook = parse(sales);
  CHECK(codes(notebook).empty());
  REQUIRE(notebook.front_matter);
  CHECK(notebook.front_matter->find("connection")->value == "sales");
  CHECK(notebook.front_matter->find("connection")->value_range.of(sales) == "sales");
  REQUIRE(notebook.threads.size() == 2);
  CHECK(notebook.threads[1].title == "Q1 review");
  REQUIRE(notebook.questions.size() == 3); // the heading too
  CHECK(notebook.questions[1].text == "Which region sold most in 2024?");
  CHECK(notebook.questions[1].likely);
  CHECK_FALSE(notebook.questions[0].likely);
  REQUIRE(notebook.cells.size() == 1);
  const Cell& cell = notebook.cells[0];
  CHECK(cell.name == "top_region");
  CHECK(cell.name_range.of(sales) == "top_region");
  CHECK(cell.question == 1u);
  REQUIRE(notebook.results.size() == 1);
  CHECK(cell.result == 0u);
  const ResultRegion& result = notebook.results[0];
  CHECK(result.stamp.by == "model:some one");
  CHECK(result.table->of(sales).substr(0, 10) == "| region |");
  CHECK(result.chart_body->of(sales) == "{\"data\": {\"name\": \"top_region\"}, \"mark\": \"bar\"}\n");
  CHECK(result.text->of(sales) == "South leads with [120,345](#top_region/r/1/revenue).");
  CHECK(result.range.of(sales).substr(0, 4) == "<!--");
  CHECK(result.range.of(sales).substr(result.range.size() - 3) == "-->");
  REQUIRE(notebook.claims.size() == 1);
  CHECK(notebook.claims[0].shown.of(sales) == "120,345");
  CHECK(notebook.claims[0].target == "top_region/r/1/revenue");
  REQUIRE(notebook.charts.size() == 1);
  CHECK(notebook.charts[0].cell == 0u);
}

TEST_CASE("fences are read in every spelling", "[notebook]") {
  const auto cell = [](const std::string& text) {
    const Notebook notebook = parse(text);
    REQUIRE(notebook.cells.size() == 1);
    return notebook.cells[0];
  };
  CHECK(cell("```sql {name=a connection=\"my db\" limit=50}\nSELECT 1\n```\n").find("connection")->value ==
        "my db");
  CHECK(cell("```sql orders\n```\n").name == "orders");            // Evidence
  CHECK(cell("```sql id=orders display\n```\n").name == "orders"); // Observable
  CHECK(cell("```{sql}\n#| label: orders\n#| connection: con\nSELECT 1\n```\n").name == "orders"); // Quarto
  CHECK(cell("```{.sql #orders}\n```\n").name == "orders");                                        // Pandoc
  CHECK(cell("```sql {.marimo query=\"x\" name=\"orders\"}\n```\n").name == "orders");
  CHECK(cell("~~~ PostgreSQL\nSELECT 1\n~~~\n").language == "postgresql");
  CHECK(cell("```duckdb\n```\n").name.empty());
  const std::string quarto = "```{sql}\n#| label: x\nSELECT 1\n```\n";
  CHECK(cell(quarto).body.of(quarto) == "SELECT 1\n");
  const std::string bare = "```sql {limit=5}\n```\n";
  CHECK(cell(bare).name_range == Span{8, 8});
}

TEST_CASE("only fences at the top level are cells", "[notebook]") {
  CHECK(parse("- x\n\n  ```sql\n  SELECT 1\n  ```\n").cells.empty());
  CHECK(parse("> ```sql\n> SELECT 1\n> ```\n").cells.empty());
  CHECK(parse("    ```sql\n    SELECT 1\n").cells.empty());
  CHECK(parse("````md\n```sql\nSELECT 1\n```\n````\n").cells.empty());
  CHECK(parse("<!--\n```sql\n```\n-->\n").cells.empty());
  CHECK(parse("````\n<!-- lumen:result v=1 -->\n<!-- lumen:end -->\n````\n").results.empty());
  CHECK(parse("> <!-- lumen:result v=1 -->\n> <!-- lumen:end -->\n").results.empty());
}

TEST_CASE("prose, list items, quotes and headings can be asked", "[notebook]") {
  const std::string text = "## How many?\n\n- **List** all `orders`\n  1. [deep](x) one\n\n> show me\n> "
                           "all\n\nlazy\nWhat is it :\n\n![pic](x.png)\n";
  const Notebook notebook = parse(text);
  REQUIRE(notebook.questions.size() == 6); // a picture's caption too
  CHECK(notebook.questions[0].kind == ProseKind::heading);
  CHECK(notebook.questions[1].text == "List all orders");
  CHECK(notebook.questions[1].kind == ProseKind::list_item);
  CHECK(notebook.questions[1].likely);
  CHECK(notebook.questions[2].text == "deep one");
  CHECK(notebook.questions[2].insert_after == notebook.questions[1].insert_after);
  CHECK(notebook.questions[3].text == "show me all");
  CHECK(notebook.questions[3].kind == ProseKind::block_quote);
  CHECK_FALSE(notebook.questions[4].likely);
}

TEST_CASE("a short follow-up is a question where one was asked before", "[notebook]") {
  const Notebook notebook =
      parse("# A\n\nBy month\n\nHow many flights are there?\n\nOnly for distance over 1000\n\nAs a pie "
            "chart\n\nTop 3\n\n"
            "For example this one\n\nAnd that was all.\n\n## By month\n\nBy month instead\n");
  std::vector<std::string> likely;
  for (const Question& question : notebook.questions)
    if (question.likely)
      likely.push_back(question.text);
  CHECK(likely == std::vector<std::string>{"How many flights are there?", "Only for distance over 1000",
                                           "As a pie chart", "Top 3"});
}

TEST_CASE("front matter is checked on its own ranges", "[notebook]") {
  const auto problem = [](const std::string& yaml) { return told("---\n" + yaml + "\n---\nText\n"); };
  CHECK(
      problem(
          "connection: sales\nlimit: 100\ntimeout: 30s\nlocale: nl-NL\ncharts: none\ntitle: x\nauthor: y") ==
      "");
  CHECK(problem("limit: many") == "wrong-type [many]");
  CHECK(problem("limit: 100001") == "wrong-type [100001]");
  CHECK(problem("timeout: soon # comment") == "wrong-type [soon]");
  CHECK(problem("timeout: 2h") == "wrong-type [2h]"); // longer than settings take
  CHECK(problem("theme: neon") == "wrong-type [neon]");
  CHECK(problem("charts: \"png\"") == "wrong-type [\"png\"]");
  CHECK(problem("conection: x") == "unknown-key [conection] -> connection");
  CHECK(problem("connection: [a, b]") == "wrong-type [[a, b]]");
  CHECK(problem("params: 3") == "wrong-type [3]");
  CHECK(problem("locale: \"not a language\"") == "wrong-type [\"not a language\"]");
  CHECK(problem("schema: \"\"") == "wrong-type [\"\"]");
  CHECK(problem("schema:") == "");
  CHECK(problem("locale: xx") == "unknown-locale [xx]");
  CHECK(problem("limit: 1\nlimit: 2").substr(0, 13) == "duplicate-key");
  CHECK(problem("connection: postgres://me:s3cret@host/db") == "password [:s3cret] -> ");
  CHECK(problem("connection: postgres://host/db?password=s3cret&x=1") == "password [password=s3cret&] -> ");
  CHECK(problem("a: [1, 2").substr(0, 23) == "front-matter-unreadable");
  CHECK(problem("- a list").substr(0, 23) == "front-matter-unreadable");
  CHECK(codes(parse("---\nconnection: x\n\ntext\n")) == std::vector<std::string>{"front-matter-unclosed"});
  CHECK(codes(parse("---\n\ntext\n")).empty());
  for (const Problem& found : parse("---\nconnection: postgres://me:s3cret@host/db\n---\n").problems)
    CHECK(found.message.find("s3cret") == std::string::npos);
  const std::string crlf = "\xEF\xBB\xBF---\r\ntitle: x\r\nlimit: none\r\n---\r\n";
  CHECK(parse(crlf).problems.at(0).range.of(crlf) == "none");
}

TEST_CASE("attributes of a fence are checked on their own ranges", "[notebook]") {
  const auto fence = [](const std::string& info) { return told("```sql {" + info + "}\nSELECT 1\n```\n"); };
  CHECK(fence("name=a connection=./data limit=10 timeout=30s parent=b") == "");
  CHECK(fence("name=a limit=many") == "wrong-type [many]");
  CHECK(fence("name=a limit=\"0\"") == "wrong-type [0]");
  CHECK(fence("name=a timeout=soon") == "wrong-type [soon]");
  CHECK(fence("name=a timeout=2h") == "wrong-type [2h]");
  CHECK(fence("name=a timeout=") == "wrong-type [timeout]");
  CHECK(fence("name=a connection=\"\"") == "wrong-type [connection]");
  CHECK(fence("name=a rows=10") == "unknown-attribute [rows] -> limit");
  CHECK(fence("name=a Timeot=5s") == "unknown-attribute [Timeot] -> timeout");
  CHECK(fence("name=a locale=nl") == "unknown-attribute [locale]");
  CHECK(fence("name=a echo=false fig-cap=\"A chart\" .numberLines") == ""); // other tools'
  CHECK(told("```sql\n#| name: a\n#| timeout: never\nSELECT 1\n```\n") == "wrong-type [never]");
  CHECK(told("```sql\n#| label: a\n#| limt: 5\nSELECT 1\n```\n") == "unknown-attribute [limt] -> limit");
  for (const Problem& found : parse("```sql {connection=postgres://me:s3cret@host/db}\n```\n").problems)
    CHECK(found.message.find("s3cret") == std::string::npos);
}

TEST_CASE("what is malformed is prose with a problem, and the document stands", "[notebook]") {
  const std::string cell = "```sql {name=a}\nSELECT 1\n```\n\n";
  CHECK(codes(parse(cell + "<!-- lumen:result v=1 of=a -->\n\n| a |\n| - |\n")) ==
        std::vector<std::string>{"unclosed-region"});
  CHECK(codes(parse(cell + "<!-- lumen:result of=a -->\n\n<!-- lumen:end -->\n")) ==
        std::vector<std::string>{"half-written-stamp", "stray-end"});
  CHECK(codes(parse(cell + "<!-- lumen:result v=1 of=\n\ntext")) ==
        std::vector<std::string>{"half-written-stamp"});
  CHECK(codes(parse("<!-- lumen:end -->\n")) == std::vector<std::string>{"stray-end"});
  CHECK(codes(parse("<!-- lumen:what -->\n")) == std::vector<std::string>{"unknown-marker"});
  CHECK(codes(parse("<!-- lumen:result v=1 of=b -->\n\n<!-- lumen:end -->\n")) ==
        std::vector<std::string>{"orphaned"});
  CHECK(codes(parse("```sql\nSELECT 1\n")) == std::vector<std::string>{"unclosed-fence"});
  CHECK(codes(parse("a\xFFz")) == std::vector<std::string>{"invalid-utf8"});
  // a lost end doesn't swallow the next cell
  const Notebook lost =
      parse(cell + "<!-- lumen:result v=1 of=a -->\n\nWhat next?\n\n```sql {name=b}\n```\n\n<!-- "
                   "lumen:result v=1 of=b -->\n\n<!-- lumen:end -->\n");
  CHECK(codes(lost) == std::vector<std::string>{"unclosed-region"});
  CHECK(lost.cells.size() == 2);
  CHECK(lost.questions.size() == 1);
}

TEST_CASE("a pasted copy gets a rename fix, and its result stays its own", "[notebook]") {
  const std::string one =
      "```sql {name=a}\nSELECT 1\n```\n\n<!-- lumen:result v=1 of=a -->\n\n<!-- lumen:end -->\n\n";
  const std::string text = one + one + "```sql {name=a_2}\n```\n";
  const Notebook notebook = parse(text);
  REQUIRE(notebook.problems.size() == 1);
  CHECK(notebook.problems[0].code == "duplicate-name");
  CHECK(notebook.problems[0].fixes.at(0).text == "a_3");
  CHECK(notebook.cells[0].result == 0u);
  CHECK(notebook.cells[1].result == 1u);
  CHECK(notebook.cells[1].duplicate);
}

TEST_CASE("a result is found again when its cell was renamed or moved", "[notebook]") {
  const std::string region = "<!-- lumen:result v=1 of=a -->\n\n<!-- lumen:end -->\n\n";
  CHECK(parse("```sql {name=b}\n```\n\n" + region).cells[0].result == 0u);
  CHECK(parse("```sql {name=a}\n```\n\nA paragraph between.\n\n" + region).cells[0].result == 0u);
  CHECK(parse("```sql {name=a}\n```\n\n```sql {name=b}\n```\n\n" + region).cells[0].result == 0u);
}

TEST_CASE("threads nest by headings", "[notebook]") {
  const Notebook notebook = parse("zero\n\n# A\n\n## B\n\nin b\n\n# C\n\nin c\n");
  REQUIRE(notebook.threads.size() == 4);
  CHECK(notebook.threads[2].parent == 1u);
  CHECK_FALSE(notebook.threads[3].parent);
  CHECK(notebook.threads[0].range.end == notebook.threads[1].range.begin);
  CHECK(notebook.threads[1].range.end == notebook.threads[3].range.begin);
  CHECK(notebook.questions[3].thread == 2);
}

TEST_CASE("a very large cell is told and the rest is read", "[notebook]") {
  std::string text = "```sql {name=big}\nSELECT '" + std::string(100 << 20, 'x') + "'\n```\n\nHow many?\n";
  const Notebook notebook = parse(text);
  CHECK(codes(notebook) == std::vector<std::string>{"cell-too-large"});
  CHECK(notebook.questions.size() == 1);
}

TEST_CASE("hostile texts take linear time", "[notebook]") {
  const auto repeat = [](const std::string& piece, int count) {
    std::string out;
    for (int i = 0; i < count; ++i)
      out += piece;
    return out;
  };
  const int many = 60'000;
  for (const std::string& text :
       {repeat("> ", many), repeat("- ", many) + repeat("\n", many), repeat("[", many),
        repeat("`", many) + "x" + repeat("` ", many), repeat("*a ", many), repeat("<", many),
        repeat("<!-- lumen:result v=1 -->\n", many), repeat("<!--", many),
        repeat("```sql {name=a}\n```\n", many / 4), repeat("[x](", many), repeat("<<<<<<< a\n", many),
        repeat("| a ", many) + "\n" + repeat("| - ", many), repeat("](#", many), repeat("&", many),
        repeat("# a\n", many), repeat("- a\n  ", many / 4)}) {
    CHECK_NOTHROW(parse(text));
  }
}

TEST_CASE("any bytes give a notebook whose spans lie in order inside the text", "[notebook][fuzz]") {
  const std::vector<std::string> pieces{"---\n",
                                        "connection: x\n",
                                        "```sql {name=a}\n",
                                        "```\n",
                                        "<!-- lumen:result v=1 of=a -->\n",
                                        "<!-- lumen:end -->\n",
                                        "<!-- lumen:answer v=1 kind=x -->",
                                        "| a |\n| - |\n",
                                        "# h\n",
                                        "- ",
                                        "> ",
                                        "text? ",
                                        "\n",
                                        "\r\n",
                                        "\r",
                                        "\t",
                                        "${a}",
                                        "\xFF",
                                        std::string(1, '\0'),
                                        "&#x0;",
                                        "\\",
                                        "](#a/r/1/b)",
                                        "[",
                                        "<<<<<<< a\n",
                                        "=======\n",
                                        ">>>>>>> b\n",
                                        "{",
                                        "}",
                                        "=",
                                        "\"",
                                        "~~~vega-lite\n",
                                        "{\"data\":{\"name\":3}}\n",
                                        "params: {a: [1, {b: 2}]}\n",
                                        "*",
                                        "!",
                                        "&amp",
                                        "\xEF\xBB\xBF"};
  unsigned state = 12345;
  const auto next = [&] { return (state = state * 1664525u + 1013904223u) >> 8; };
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (unsigned i = next() % 24; i > 0; --i)
      text += next() % 6 == 0 ? std::string(1, static_cast<char>(next())) : pieces[next() % pieces.size()];
    const Notebook notebook = parse(text);
    const auto inside = [&](Span span) { return span.begin <= span.end && span.end <= text.size(); };
    std::size_t last = notebook.front_matter ? notebook.front_matter->range.end : 0;
    std::vector<Span> owned;
    for (const Cell& cell : notebook.cells)
      owned.push_back(cell.range);
    for (const ResultRegion& region : notebook.results)
      owned.push_back(region.range);
    for (const AnswerRegion& answer : notebook.answers)
      owned.push_back(answer.range);
    for (const Question& question : notebook.questions)
      owned.push_back(question.range);
    std::sort(owned.begin(), owned.end());
    bool sound = true;
    for (const Span& span : owned) {
      sound &= inside(span) && span.begin >= last;
      last = span.end;
    }
    for (const Cell& cell : notebook.cells)
      sound &= inside(cell.body) && inside(cell.info) && inside(cell.name_range) &&
               cell.range.begin <= cell.body.begin && cell.body.end <= cell.range.end;
    for (const Problem& problem : notebook.problems)
      sound &= inside(problem.range);
    for (const Claim& claim : notebook.claims)
      sound &= inside(claim.range) && inside(claim.shown);
    for (const ChartFence& chart : notebook.charts)
      sound &= inside(chart.range) && inside(chart.body);
    for (const Thread& thread : notebook.threads)
      sound &= inside(thread.range);
    CAPTURE(round, text);
    REQUIRE(sound);
  }
}

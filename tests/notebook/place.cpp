// Answers placed into the text as it stands: minimal edits, and nothing of the author's lost.
#include "notebook/render.hpp"
#include "notebook/stamp.hpp"
#include "support/catch.hpp"
#include "text/edit.hpp"

using namespace lumen;
using namespace lumen::notebook;

namespace {

const std::string asked = "# Sales\n\nWhich region sold most?\n\nMore prose.\n";

Update answer_to(const Snapshot& snapshot, std::size_t question) {
  Update update;
  update.anchor = anchor_of(snapshot, snapshot.notebook.questions.at(question));
  update.sql = "SELECT region, sum(amount) AS revenue\nFROM orders GROUP BY region";
  update.name = "top_region";
  Printout printout;
  printout.stamp.of = "top_region";
  printout.stamp.connection = "sales";
  printout.stamp.question = update.anchor.question_hash;
  printout.stamp.sql = "1111111111111111";
  printout.stamp.data = "2222222222222222";
  printout.stamp.order = "3333333333333333";
  printout.stamp.rows = "2";
  printout.stamp.at = "2026-01-01T08:00:00Z";
  printout.stamp.by = "offline";
  printout.stamp.confidence = "0.93";
  printout.table = "| region | revenue |\n| :----- | ------: |\n| South  |     120 |\n| North  |      80 |";
  printout.chart = R"({"data":{"name":"top_region","url":"a.json"},"mark":"bar"})";
  printout.text = "South leads with [120](#top_region/r/1/revenue).";
  update.result = printout;
  return update;
}

std::string placed(const std::string& text, const Update& update) {
  const auto snapshot = make_snapshot("", "", 1, text);
  const auto edits = place(*snapshot, update);
  if (!edits)
    FAIL(edits.error().message);
  return text::apply(text, *edits);
}

std::string placed(const std::string& text, std::size_t question = 1) {
  const auto snapshot = make_snapshot("", "", 1, text);
  return placed(text, answer_to(*snapshot, question));
}

Update rerun_of(const std::string& text) {
  const auto snapshot = make_snapshot("", "", 1, text);
  Update update = answer_to(*snapshot, 1);
  update.anchor = anchor_of(*snapshot, snapshot->notebook.cells.at(0));
  update.sql.reset();
  return update;
}

} // namespace

TEST_CASE("an answer is written behind its question", "[notebook][place]") {
  const std::string text = placed(asked);
  CHECK(text == R"(# Sales

Which region sold most?

```sql {name=top_region}
SELECT region, sum(amount) AS revenue
FROM orders GROUP BY region
```

<!-- lumen:result v=1 of=top_region conn=sales question=bdfab258399a46c2 sql=1111111111111111 data=2222222222222222 order=3333333333333333 table=3d480e3d85f93b0a chart=fda4e9f104da8bfa text=b8a17a826257f537 rows=2 at=2026-01-01T08:00:00Z by=offline confidence=0.93 -->

| region | revenue |
| :----- | ------: |
| South  |     120 |
| North  |      80 |

```vega-lite
{"data":{"name":"top_region","url":"a.json"},"mark":"bar"}
```

South leads with [120](#top_region/r/1/revenue).

<!-- lumen:end -->

More prose.
)");
}

TEST_CASE("a rerun that finds the same changes nothing", "[notebook][place]") {
  const std::string text = placed(asked);
  Update again = rerun_of(text);
  again.result->stamp.at = "2026-02-02T09:00:00Z";
  again.result->stamp.confidence = "0.5";
  CHECK(placed(text, again) == text);
}

namespace {

std::string edited(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Update with_new_data(const std::string& text) {
  Update update = rerun_of(text);
  update.result->stamp.data = "9999999999999999";
  update.result->stamp.at = "2026-02-02T09:00:00Z";
  update.result->table =
      "| region | revenue |\n| :----- | ------: |\n| South  |     150 |\n| North  |      80 |";
  update.result->chart = R"({"data":{"name":"top_region","url":"b.json"},"mark":"bar"})";
  update.result->text = "South leads with [150](#top_region/r/1/revenue).";
  return update;
}

} // namespace

TEST_CASE("new data change only the lines that differ", "[notebook][place]") {
  const std::string text = placed(asked);
  const auto snapshot = make_snapshot("", "", 1, text);
  const auto edits = place(*snapshot, with_new_data(text));
  REQUIRE(edits);
  for (const text::Edit& edit : *edits)
    CHECK(edit.range.size() < 400);
  const std::string after = text::apply(text, *edits);
  CHECK(after.find("| South  |     150 |\n| North  |      80 |") != std::string::npos);
  CHECK(after.find("b.json") != std::string::npos);
  CHECK(after.find("at=2026-02-02T09:00:00Z") != std::string::npos);
  CHECK(after.find("[150](#top_region/r/1/revenue)") != std::string::npos);
  CHECK(after.find("lumen:kept") == std::string::npos);
  CHECK(placed(after, with_new_data(after)) == after);
}

TEST_CASE("a table that the author edited is kept", "[notebook][place]") {
  const std::string text = edited(placed(asked), "| North  |      80 |", "| North  |      80 | <- mine");
  const std::string after = placed(text, with_new_data(text));
  CHECK(after.find("| North  |      80 | <- mine") != std::string::npos);
  CHECK(after.find("150 |") == std::string::npos);
  CHECK(after.find("data=9999999999999999") != std::string::npos);
}

TEST_CASE("a chart that the author edited keeps its spec and gets the new data", "[notebook][place]") {
  const std::string text = edited(placed(asked), R"("mark":"bar")", R"("mark":"point")");
  const std::string after = placed(text, with_new_data(text));
  CHECK(after.find(R"({"data":{"name":"top_region","url":"b.json"},"mark":"point"})") != std::string::npos);
}

TEST_CASE("a text that the author edited moves below and is never asked", "[notebook][place]") {
  const std::string text =
      edited(placed(asked), "South leads with", "Why does it lead? I think South leads with");
  const std::string after = placed(text, with_new_data(text));
  CHECK(after.find("South leads with [150]") < after.find("<!-- lumen:end -->"));
  CHECK(after.find("<!-- lumen:end -->\n\n<!-- lumen:kept -->\n\nWhy does it lead? I think South leads with "
                   "[120](#top_region/r/1/revenue).\n\nMore prose.") != std::string::npos);
  for (const Question& question : parse(after).questions)
    CHECK(question.text.find("Why") == std::string::npos);
}

TEST_CASE("parts that the author deleted stay deleted", "[notebook][place]") {
  std::string text = edited(placed(asked), "South leads with [120](#top_region/r/1/revenue).\n\n", "");
  text = edited(
      text, "```vega-lite\n{\"data\":{\"name\":\"top_region\",\"url\":\"a.json\"},\"mark\":\"bar\"}\n```\n\n",
      "");
  const std::string after = placed(text, with_new_data(text));
  CHECK(after.find("vega-lite") == std::string::npos);
  CHECK(after.find("leads") == std::string::npos);
  CHECK(after.find("150") != std::string::npos);
}

TEST_CASE("a chosen chart outlives new data and isn't called edited", "[notebook][place]") {
  std::string text = placed(asked);
  auto snapshot = make_snapshot("", "", 1, text);
  const auto edits = replace_chart(*snapshot, snapshot->notebook.cells[0],
                                   R"({"data":{"name":"top_region","url":"a.json"},"mark":"line"})");
  REQUIRE(edits);
  text = text::apply(text, *edits);
  CHECK(placed(text, rerun_of(text)) == text);
  const std::string after = placed(text, with_new_data(text));
  CHECK(after.find(R"({"data":{"name":"top_region","url":"b.json"},"mark":"line"})") != std::string::npos);
  const Notebook parsed = parse(after);
  CHECK(parsed.results[0].stamp.chart == chart_hash(parsed.results[0].chart_body->of(after)));
}

TEST_CASE("asking again replaces the SQL and moves what the author edited out of the way",
          "[notebook][place]") {
  const std::string text = edited(placed(asked), "| North  |      80 |", "| North  |      81 |");
  Update update = with_new_data(text);
  update.sql = "SELECT 2";
  const std::string after = placed(text, update);
  CHECK(after.find("```sql {name=top_region}\nSELECT 2\n```") != std::string::npos);
  CHECK(after.find("150 |") < after.find("<!-- lumen:end -->"));
  CHECK(after.find("| North  |      81 |") > after.find("<!-- lumen:end -->"));
  Update fenced = update;
  fenced.anchor = anchor_of(*make_snapshot("", "", 1, after), parse(after).cells[0]);
  fenced.sql = "SELECT '\n```\n'";
  const std::string longer = placed(after, fenced);
  CHECK(longer.find("````sql {name=top_region}\nSELECT '\n```\n'\n````\n") != std::string::npos);
  CHECK(parse(longer).cells.size() == 1);
}

TEST_CASE("an answer finds its place in a text that changed meanwhile", "[notebook][place]") {
  const auto before = make_snapshot("", "", 1, asked);
  const Update update = answer_to(*before, 1);
  const std::string moved = "New first lines.\n\n" + edited(asked, "More prose", "Other prose");
  CHECK(placed(moved, update).find("sold most?\n\n```sql {name=top_region}") != std::string::npos);
  const auto gone = place(*make_snapshot("", "", 2, edited(asked, "most", "least")), update);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == Code::not_found);

  const std::string text = placed(asked);
  const Update run = rerun_of(text);
  const auto changed = place(*make_snapshot("", "", 2, edited(text, "sum(amount)", "max(amount)")), run);
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code == Code::conflict);
  const auto renamed =
      place(*make_snapshot("", "", 2, edited(text, "{name=top_region}", "{name=other}")), run);
  REQUIRE_FALSE(renamed);
  CHECK(renamed.error().code == Code::not_found);
}

TEST_CASE("an answer that stands in the text already is not written twice", "[notebook][place]") {
  const auto before = make_snapshot("", "", 1, asked);
  const Update update = answer_to(*before, 1);
  const std::string text = placed(asked, update);
  CHECK(placed(text, update) == text);
  const std::string typed = edited("Typed.\n\n" + text, "More prose.", "More prose, typed.");
  CHECK(placed(typed, update) == typed);
  const std::string inside = edited(text, "FROM orders", "FROM orders -- mine");
  CHECK(placed(inside, update) == inside);
  const std::string changed = edited(text, "sum(amount)", "max(amount)");
  CHECK(placed(changed, update) == changed);
  // The same question asked anew, with other rows by now.
  Update later = update;
  later.result = with_new_data(text).result;
  later.result->stamp.question = update.anchor.question_hash;
  const std::string after = placed(text, later);
  CHECK(parse(after).cells.size() == 1);
  CHECK(after.find("150 |") != std::string::npos);
}

TEST_CASE("equal questions are told apart by where they stood", "[notebook][place]") {
  const std::string twice = "How many?\n\nText.\n\nHow many?\n";
  const auto snapshot = make_snapshot("", "", 1, twice);
  const std::string after = placed(twice, answer_to(*snapshot, 2));
  CHECK(after.find("Text.") < after.find("```sql"));
  CHECK(after.substr(0, 24) == "How many?\n\nText.\n\nHow ma");
}

TEST_CASE("answers stand behind the outermost container, in the order of its questions",
          "[notebook][place]") {
  std::string text = "- How many?\n- How much?\n  - And why?\n\nEnd.\n";
  const auto ask_about = [&](std::string_view question, const std::string& name) {
    const auto snapshot = make_snapshot("", "", 1, text);
    for (std::size_t i = 0; i < snapshot->notebook.questions.size(); ++i) {
      if (snapshot->notebook.questions[i].text != question)
        continue;
      Update update = answer_to(*snapshot, i);
      update.name = name;
      text = placed(text, update);
    }
  };
  ask_about("How much?", "second");
  ask_about("How many?", "first");
  ask_about("And why?", "third");
  CHECK(text.find("And why?") < text.find("name=first"));
  CHECK(text.find("name=first") < text.find("name=second"));
  CHECK(text.find("name=second") < text.find("name=third"));
  CHECK(text.find("name=third") < text.find("End."));
  const Notebook parsed = parse(text);
  REQUIRE(parsed.cells.size() == 3);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(parsed.questions[*parsed.cells[i].question].text ==
          std::vector<std::string>{"How many?", "How much?", "And why?"}[i]);
}

TEST_CASE("a taken name is made unique in cell, stamp, chart and links", "[notebook][place]") {
  const std::string text = placed(edited(asked, "More prose.", "```sql {name=top_region}\nSELECT 1\n```"));
  CHECK(text.find("```sql {name=top_region_2}") != std::string::npos);
  CHECK(text.find("of=top_region_2") != std::string::npos);
  CHECK(text.find("\"name\":\"top_region_2\"") != std::string::npos);
  CHECK(text.find("(#top_region_2/r/1/revenue)") != std::string::npos);
  CHECK(parse(text).problems.empty());
}

TEST_CASE("line ends, byte-order mark and a missing last line break are respected", "[notebook][place]") {
  std::string crlf = "\xEF\xBB\xBFWhich region?";
  const auto one = make_snapshot("", "", 1, crlf);
  CHECK(placed(crlf, answer_to(*one, 0)).find("Which region?\n\n```sql") == 3);
  crlf = "# A\r\n\r\nWhich region?\r\nnext line\r\n";
  const auto two = make_snapshot("", "", 1, crlf);
  const std::string after = placed(crlf, answer_to(*two, 1));
  for (std::size_t i = 0; i < after.size(); ++i)
    if (after[i] == '\n')
      CHECK(after[i - 1] == '\r');
  CHECK(after.find("next line\r\n\r\n```sql") != std::string::npos);
}

TEST_CASE("the connection is written into the front matter, or a new one", "[notebook][place]") {
  const auto with = [&](const std::string& text, const std::string& connection) {
    const auto snapshot = make_snapshot("", "", 1, text);
    Update update = answer_to(*snapshot, snapshot->notebook.questions.size() - 1);
    update.front_matter_connection = connection;
    const std::string after = placed(text, update);
    return after.substr(0, after.find("Which"));
  };
  CHECK(with("Which?\n", "sales") == "---\nconnection: sales\n---\n\n");
  CHECK(with("\xEF\xBB\xBFWhich?\n", "./data") == "\xEF\xBB\xBF---\nconnection: ./data\n---\n\n");
  CHECK(with("---\ntitle: x\n---\nWhich?\n", "a: b") == "---\nconnection: \"a: b\"\ntitle: x\n---\n");
  CHECK(with("---\nconnection: y\n---\nWhich?\n", "sales") == "---\nconnection: y\n---\n");
  CHECK(with("---\n  # note\n  title: x\n  limit: 5\n---\nWhich?\n", "sales") ==
        "---\n  connection: sales\n  # note\n  title: x\n  limit: 5\n---\n");
  CHECK(with("---\n  \"title\": x\n---\nWhich?\n", "sales") ==
        "---\n  connection: sales\n  \"title\": x\n---\n");
  CHECK(with("---\n[broken\n---\nWhich?\n", "sales") == "---\n[broken\n---\n");
  CHECK(with("Which?\n", "postgres://me:secret@host/db").find("secret") == std::string::npos);
}

TEST_CASE("an answer without SQL is written, replaced, and makes room for a cell", "[notebook][place]") {
  const auto refuse = [](const std::string& text, const std::string& words) {
    const auto snapshot = make_snapshot("", "", 1, text);
    Update update;
    update.anchor = anchor_of(*snapshot, snapshot->notebook.questions.at(1));
    update.answer_kind = AnswerKind::refusal;
    update.answer_text = words;
    return placed(text, update);
  };
  const std::string first = refuse(asked, "I don't know.\n\n```sql\nSELECT 1\n```\n<!-- lumen:end -->");
  const Notebook parsed = parse(first);
  REQUIRE(parsed.answers.size() == 1);
  CHECK(parsed.cells.empty());
  CHECK(parsed.answers[0].kind == AnswerKind::refusal);
  CHECK(parsed.answers[0].question == 1u);
  CHECK(parsed.problems.empty());
  CHECK(refuse(first, "I don't know.\n\n```sql\nSELECT 1\n```\n<!-- lumen:end -->") == first);
  const std::string second = refuse(first, "Still not.");
  CHECK(parse(second).answers.size() == 1);
  CHECK(second.find("I don't know") == std::string::npos);
  const std::string mine = edited(second, "Still not.", "Still not, I say.");
  CHECK(refuse(mine, "Third.").find("<!-- lumen:kept -->\n\nStill not, I say.") != std::string::npos);
  const std::string answered = placed(second);
  CHECK(parse(answered).answers.empty());
  CHECK(parse(answered).cells.size() == 1);
}

TEST_CASE("what another version wrote, and what is in conflict, is left alone", "[notebook][place]") {
  const std::string newer = edited(placed(asked), "lumen:result v=1", "lumen:result v=2");
  const auto refused = place(*make_snapshot("", "", 1, newer), rerun_of(newer));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::unsupported);
  CHECK(parse(newer).problems.at(0).code == "unknown-version");
  const std::string merged =
      edited(placed(asked), "South leads", "<<<<<<< a\nSouth leads\n=======\nNorth\n>>>>>>> b");
  const auto conflict = place(*make_snapshot("", "", 1, merged), rerun_of(merged));
  REQUIRE_FALSE(conflict);
  CHECK(conflict.error().code == Code::conflict);
}

TEST_CASE("hostile sentences stay inside their region", "[notebook][place]") {
  for (const std::string text : {"```\nopen", "<!-- lumen:end -->", "<!-- open", "# Heading", "<div>\nx",
                                 "| a |\n| - |", "```sql\nSELECT 1\n```", "~~~"}) {
    const auto snapshot = make_snapshot("", "", 1, asked);
    Update update = answer_to(*snapshot, 1);
    update.result->text = text;
    const Notebook parsed = parse(placed(asked, update));
    CAPTURE(text);
    REQUIRE(parsed.results.size() == 1);
    CHECK(parsed.cells.size() == 1);
    CHECK(parsed.problems.empty());
    CHECK(parsed.questions.back().text == "More prose.");
  }
}

TEST_CASE("a result is deleted, but not what the author wrote in it", "[notebook][place]") {
  const std::string text = placed(asked);
  auto snapshot = make_snapshot("", "", 1, text);
  const std::string after = text::apply(text, delete_result(*snapshot, snapshot->notebook.cells[0]));
  CHECK(after.find("lumen:") == std::string::npos);
  CHECK(after.find("GROUP BY region\n```\n\nMore prose.\n") != std::string::npos);
  const std::string mine = edited(text, "South leads", "I say South leads");
  snapshot = make_snapshot("", "", 1, mine);
  const std::string kept = text::apply(mine, delete_result(*snapshot, snapshot->notebook.cells[0]));
  CHECK(kept.find("I say South leads") != std::string::npos);
  CHECK(kept.find("lumen:result") == std::string::npos);
}

TEST_CASE("an edited table, an edited chart and what stands between them outlive their result",
          "[notebook][place]") {
  const std::string start = placed(asked);
  const auto without_result = [](const std::string& text) {
    const auto snapshot = make_snapshot("", "", 1, text);
    return text::apply(text, delete_result(*snapshot, snapshot->notebook.cells[0]));
  };
  const auto outlives = [&](std::string_view from, const std::string& to) {
    const std::string left = without_result(edited(start, from, to));
    CAPTURE(left);
    CHECK(left.find(to) != std::string::npos);
    CHECK(left.find("lumen:result") == std::string::npos);
    CHECK(left.find("lumen:end") == std::string::npos);
    CHECK(parse(left).results.empty());
    CHECK(parse(left).cells.size() == 1);
    CHECK(parse(left).problems.empty());
    return left;
  };
  const std::string table = outlives("| North  |", "| Norden |");
  CHECK(table.find("GROUP BY region\n```\n\n| region |") != std::string::npos);
  CHECK(table.find("vega-lite") == std::string::npos);
  CHECK(table.find("South leads") == std::string::npos);
  const std::string drawn = outlives("\"mark\":\"bar\"", "\"mark\":\"line\"");
  CHECK(drawn.find("```\n\n```vega-lite\n") != std::string::npos);
  CHECK(drawn.find("| region |") == std::string::npos);
  const std::string between =
      without_result(edited(start, "```vega-lite", "Mind the South.\n\n```vega-lite"));
  CHECK(between.find("vega-lite") == std::string::npos);
  CHECK(between.find("<!-- lumen:kept -->\n\nMind the South.\n\nMore prose.") != std::string::npos);
  const std::string all = without_result(
      edited(edited(edited(start, "| North  |", "| Norden |"), "\"mark\":\"bar\"", "\"mark\":\"line\""),
             "South leads", "I say South leads"));
  CHECK(all.find("Norden") < all.find("\"line\""));
  CHECK(all.find("\"line\"") < all.find("<!-- lumen:kept -->\n\nI say South leads"));
  // An orphan's quick fix deletes no more than that.
  const std::string orphan =
      edited(edited(start, "| North  |", "| Norden |"), "```sql {name=", "```python {name=");
  const Notebook parsed = parse(orphan);
  const auto told = std::find_if(parsed.problems.begin(), parsed.problems.end(),
                                 [](const Problem& problem) { return problem.code == "orphaned"; });
  REQUIRE(told != parsed.problems.end());
  CHECK(told->fixes.at(0).text.find("Norden") != std::string::npos);
  CHECK(told->fixes.at(0).text.find("vega-lite") == std::string::npos);
}

TEST_CASE("another chart doesn't take the place of an edited one unseen", "[notebook][place]") {
  const std::string text = edited(placed(asked), "\"mark\":\"bar\"", "\"mark\":\"line\"");
  const auto snapshot = make_snapshot("", "", 1, text);
  const auto edits = replace_chart(*snapshot, snapshot->notebook.cells[0], R"({"mark":"area"})");
  REQUIRE(edits);
  const std::string after = text::apply(text, *edits);
  CHECK(after.find("\"line\"") > after.find("<!-- lumen:end -->"));
  CHECK(after.find("\"area\"") < after.find("<!-- lumen:end -->"));
  CHECK(parse(after).charts.size() == 2);
}

TEST_CASE("a chart may be a picture, its specification in a comment", "[notebook][place]") {
  const auto snapshot = make_snapshot("", "", 1, asked);
  Update update = answer_to(*snapshot, 1);
  update.result->chart = R"({"data":{"name":"top_region"},"mark":"bar","title":"a --> b"})";
  update.result->picture = Picture{".lumen/results/0123456789abcdef.svg", "Up [x](y) <b>"};
  const std::string text = placed(asked, update);
  CHECK(text.find("\n\n![Up \\[x\\](y) \\<b>](.lumen/results/0123456789abcdef.svg)\n\n<!-- lumen:chart\n{") !=
        std::string::npos);
  CHECK(text.find("a --\\u003e b\"}\n-->\n\nSouth leads") != std::string::npos);
  CHECK(text.find("vega-lite") == std::string::npos);
  const Notebook parsed = parse(text);
  CHECK(parsed.problems.empty());
  REQUIRE(parsed.results.size() == 1);
  const ResultRegion& region = parsed.results[0];
  REQUIRE(region.chart);
  CHECK(region.chart->of(text).substr(0, 2) == "![");
  CHECK(region.chart->of(text).substr(region.chart->size() - 4) == "\n-->");
  CHECK(chart_hash(region.chart_body->of(text)) == region.stamp.chart);
  CHECK(chart_hash(update.result->chart) == region.stamp.chart);
  CHECK(region.text->of(text).substr(0, 5) == "South");
  REQUIRE(parsed.charts.size() == 1);
  CHECK(parsed.charts[0].data_name == "top_region");
  for (const std::string eol : {"\r\n", "\n"}) {
    std::string other;
    for (const char c : text)
      other += c == '\n' ? eol : std::string(1, c);
    CHECK(chart_hash(parse(other).results.at(0).chart_body->of(other)) == region.stamp.chart);
  }
  // The same again changes nothing; other data change the picture; an edited specification stays.
  const auto again = [&](const std::string& now, std::string_view data) {
    Update rerun = rerun_of(now);
    rerun.result->chart = update.result->chart;
    rerun.result->picture = Picture{".lumen/results/fedcba9876543210.svg", "New"};
    if (!data.empty())
      rerun.result->stamp.data = data;
    return placed(now, rerun);
  };
  CHECK(again(text, "") == text);
  Update chosen = update;
  chosen.result->chart = R"({"data":{"name":"top_region","url":"b.json"},"mark":"bar","title":"a --> b"})";
  update.result->chart = chosen.result->chart;
  const std::string fresh = again(text, "4444444444444444");
  CHECK(fresh.find("![New](.lumen/results/fedcba9876543210.svg)") != std::string::npos);
  CHECK(fresh.find("0123456789abcdef.svg") == std::string::npos);
  const std::string mine = again(edited(text, "\"bar\"", "\"line\""), "4444444444444444");
  CHECK(mine.find("\"line\"") != std::string::npos);
  CHECK(mine.find("b.json") != std::string::npos);
  CHECK(mine.find("![New](") != std::string::npos);
  CHECK(parse(mine).results.at(0).chart->of(mine).substr(0, 6) == "![New]");
  // Deleted with its result, and back to a fence where no picture is wanted.
  const auto now = make_snapshot("", "", 1, text);
  CHECK(text::apply(text, delete_result(*now, now->notebook.cells[0])).find("svg") == std::string::npos);
  const auto fence = replace_chart(*now, now->notebook.cells[0], R"({"mark":"area"})");
  REQUIRE(fence);
  const std::string changed = text::apply(text, *fence);
  CHECK(changed.find("lumen:chart") == std::string::npos);
  CHECK(changed.find("```vega-lite\n{\"mark\":\"area\"}\n```\n\nSouth") != std::string::npos);
}

TEST_CASE("names are short, telling and free", "[notebook][place]") {
  CHECK(suggest_name("Which region sold most in 2024?", {}) == "region_sold_most");
  CHECK(suggest_name("Show me the top 3 products", {}) == "top_3_products");
  CHECK(suggest_name("2024?", {}) == "q_2024");
  CHECK(suggest_name("???", {"answer", "answer_2"}) == "answer_3");
}

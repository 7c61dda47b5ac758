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

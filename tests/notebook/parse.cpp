// What the parser finds in a notebook: front matter, questions, cells, results, and problems.
#include "notebook/notebook.hpp"
#include "notebook/stamp.hpp"
#include "support/catch.hpp"

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

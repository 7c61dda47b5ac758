// References between cells: what runs before what, cycles, and names that nobody has.
#include "notebook/graph.hpp"

#include "notebook/sample.hpp"

using namespace lumen;
using namespace lumen::test;
using namespace lumen::notebook;

namespace {

std::string cell(const std::string& name, const std::string& sql) {
  return "```sql {name=" + name + "}\n" + sql + "\n```\n\n";
}

std::string expanded(const std::string& text, std::string_view name) {
  const Notebook parsed = parse(text);
  const Cell* target = parsed.find(name);
  REQUIRE(target != nullptr);
  const auto out =
      expand(parsed, text, static_cast<Index>(target - parsed.cells.data()), sql::Dialect::duckdb);
  return out ? out->sql : "error: " + out.error().message + " | " + out.error().hint;
}

} // namespace

TEST_CASE("a reference becomes a reserved common table expression", "[notebook][graph]") {
  const std::string a = cell("a", "SELECT 1 AS x;  -- one");
  CHECK(expanded(a + cell("b", "SELECT * FROM ${a} WHERE x = '${a}' -- ${a}"), "b") ==
        "WITH lumen_a AS (\nSELECT 1 AS x\n) SELECT * FROM lumen_a WHERE x = '${a}' -- ${a}\n");
  CHECK(expanded(a + cell("b", "WITH y AS (SELECT 2) SELECT * FROM ${a}, y"), "b") ==
        "WITH lumen_a AS (\nSELECT 1 AS x\n),  y AS (SELECT 2) SELECT * FROM lumen_a, y\n");
  CHECK(expanded(a + cell("b", "with recursive y AS (SELECT 2) SELECT * FROM ${a}, y"), "b") ==
        "WITH RECURSIVE lumen_a AS (\nSELECT 1 AS x\n),  y AS (SELECT 2) SELECT * FROM lumen_a, y\n");
  CHECK(expanded(a + cell("b", "EXPLAIN SELECT * FROM ${a}"), "b") ==
        "EXPLAIN WITH lumen_a AS (\nSELECT 1 AS x\n) SELECT * FROM lumen_a\n");
  CHECK(expanded(a + cell("b", "SELECT lumen_a.x FROM ${a} AS lumen_a"), "b") ==
        "WITH lumen_a_2 AS (\nSELECT 1 AS x\n) SELECT lumen_a.x FROM lumen_a_2 AS lumen_a\n");
  CHECK(expanded(a + cell("b", "SELECT * FROM ${a}") + cell("c", "SELECT * FROM ${b} JOIN ${a} USING (x)"),
                 "c") == "WITH lumen_a AS (\nSELECT 1 AS x\n), lumen_b AS (\nSELECT * FROM lumen_a\n) SELECT "
                         "* FROM lumen_b JOIN lumen_a USING (x)\n");
  CHECK(expanded(a, "a") == "SELECT 1 AS x;  -- one\n");
}

TEST_CASE("a parameter becomes a typed literal", "[notebook][graph]") {
  const std::string matter = "---\nparams:\n  year: 2024\n  rate: -0.5\n  since: 2024-01-31\n  name: "
                             "O'Brien\n  code: \"007\"\n  on: true\n"
                             "  list: [1, two]\n  none:\n---\n\n";
  const auto of = [&](const std::string& name) {
    return expanded(matter + cell("a", "SELECT ${param." + name + "}"), "a");
  };
  CHECK(of("year") == "SELECT 2024\n");
  CHECK(of("rate") == "SELECT (-0.5)\n");
  CHECK(of("since") == "SELECT DATE '2024-01-31'\n");
  CHECK(of("name") == "SELECT 'O''Brien'\n");
  CHECK(of("code") == "SELECT '007'\n");
  CHECK(of("on") == "SELECT TRUE\n");
  CHECK(of("list") == "SELECT (1, 'two')\n");
  CHECK(of("none") == "SELECT NULL\n");
  CHECK(of("yera") == "error: no parameter is named \"yera\" | did you mean \"year\"?");
}

TEST_CASE("what can't be expanded is told", "[notebook][graph]") {
  CHECK(expanded(cell("sales", "SELECT 1") + cell("b", "SELECT * FROM ${slaes}"), "b") ==
        "error: no cell is named \"slaes\" | did you mean \"sales\"?");
  CHECK(expanded(cell("a", "SELECT * FROM ${b}") + cell("b", "SELECT * FROM ${a}"), "a") ==
        "error: this reference closes a circle: a -> b -> a | a cell can't need its own result");
  CHECK(expanded(cell("a", "SELECT * FROM ${a}"), "a").find("closes a circle: a -> a") != std::string::npos);
  CHECK(expanded(cell("a", "SELECT 1; SELECT 2") + cell("b", "SELECT * FROM ${a}"), "b")
            .find("exactly one statement") != std::string::npos);
  CHECK(
      expanded(cell("a", "SELECT 1) SELECT (2") + cell("b", "SELECT * FROM ${a}"), "b").find("parentheses") !=
      std::string::npos);
  CHECK(expanded(cell("a", "SELECT 'x") + cell("b", "SELECT * FROM ${a}"), "b").find("has no end") !=
        std::string::npos);
  CHECK(expanded("```sql {name=a connection=other}\nSELECT 1\n```\n" + cell("b", "SELECT * FROM ${a}"), "b")
            .find("another connection") != std::string::npos);
}

TEST_CASE("places in the expanded SQL are carried back", "[notebook][graph]") {
  const std::string text = cell("a", "SELECT 1 AS x") + cell("m", "SELECT * FROM ${a}") +
                           cell("b", "SELECT oops\nFROM ${m} WHERE y");
  const Notebook parsed = parse(text);
  const auto out = expand(parsed, text, 2, sql::Dialect::duckdb);
  REQUIRE(out);
  const auto back = [&](std::string_view piece) { return out->source_offset(out->sql.find(piece)); };
  CHECK(back("oops") == text.find("oops"));
  CHECK(back("WHERE y") == text.find("WHERE y"));
  CHECK(back("1 AS x") ==
        text.rfind("${m}")); // a needed query's error stands at the reference that brought it in
  CHECK(back("lumen_m WHERE") == text.rfind("${m}"));
  CHECK(out->source_offset(out->sql.size() + 10) <= text.size());
}

TEST_CASE("the order of cells and problems of references", "[notebook][graph]") {
  const std::string text = cell("c", "SELECT * FROM ${b}, ${a}") + cell("b", "SELECT * FROM ${a}") +
                           cell("a", "SELECT 1") + cell("x", "SELECT * FROM ${y}") +
                           cell("y", "SELECT * FROM ${x}, ${bb}, ${param.q}") +
                           cell("z", "SELECT * FROM ${x}");
  const Notebook parsed = parse(text);
  CHECK(*dependencies(parsed, 0) == std::vector<Index>{2, 1});
  CHECK(dependents(parsed, 2) == std::vector<Index>{1, 0});
  CHECK_FALSE(dependencies(parsed, 3));
  std::vector<std::string> codes;
  for (const Problem& problem : reference_problems(parsed))
    codes.push_back(problem.code + " " + std::string(problem.range.of(text)));
  CHECK(codes == std::vector<std::string>{"reference-cycle ${y}", "reference-cycle ${x}",
                                          "unknown-cell ${bb}", "unknown-parameter ${param.q}",
                                          "reference-cycle ${x}"});
}

TEST_CASE("a long chain of references is no trouble", "[notebook][graph]") {
  std::string text = cell("c0", "SELECT 1 AS x");
  for (int i = 1; i < 600; ++i)
    text += cell("c" + std::to_string(i), "SELECT * FROM ${c" + std::to_string(i - 1) + "}, ${c0}");
  const Notebook parsed = parse(text);
  CHECK(dependencies(parsed, 599)->size() == 599);
  CHECK(expand(parsed, text, 599, sql::Dialect::postgresql));
  CHECK(reference_problems(parsed).empty());
  CHECK(dependents(parsed, 0).size() == 599);
}

TEST_CASE("cells that need many others are known without walking all chains", "[notebook][graph]") {
  std::string text = cell("c0", "SELECT 1 AS x");
  for (int i = 1; i < 3000; ++i)
    text += cell("c" + std::to_string(i), "SELECT * FROM ${c" + std::to_string(i - 1) + "}, ${c0}");
  text += cell("circle", "SELECT * FROM ${circle}") + cell("lost", "SELECT * FROM ${nowhere}");
  const std::vector<bool> heavy = cells_that_need_more(parse(text), 3);
  REQUIRE(heavy.size() == 3002);
  CHECK_FALSE(heavy[3]);
  CHECK(heavy[4]);
  CHECK(heavy[2999]);
  CHECK_FALSE(heavy[3000]);
  CHECK_FALSE(heavy[3001]);
}

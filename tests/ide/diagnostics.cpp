// Problems, each underlined where it is.
#include "ide/diagnostics.hpp"

#include "ide/sales.hpp"

using namespace lumen;
using namespace lumen::test;

namespace {

/// The diagnostics, but for the hints that a cell was not run yet, are those at the marked ranges, in order.
void check(std::string_view source, const ide::Knowledge& knowledge, const std::vector<std::string>& codes,
           const ide::Oracles& oracles = {}) {
  const Marked expected = marked(source);
  std::vector<std::string> found;
  using Underlined = std::vector<std::pair<std::size_t, std::string>>; // where, and what
  Underlined ranges, marks;
  for (const auto& [begin, end] : expected.ranges)
    marks.emplace_back(begin, expected.text.substr(begin, end - begin));
  for (const ide::Diagnostic& problem : ide::diagnostics(*open(expected.text), knowledge, oracles)) {
    if (problem.code == "never-run")
      continue;
    found.push_back(problem.code);
    ranges.emplace_back(problem.range.begin, std::string(problem.range.of(expected.text)));
  }
  INFO(expected.text);
  CHECK(found == codes);
  CHECK(ranges == marks);
}

std::string around(const std::string& text, const std::string& part) {
  return replaced(text, part, "[[" + part + "]]");
}

} // namespace

TEST_CASE("a syntax error is underlined at its token", "[ide][diagnostics]") {
  const ide::Knowledge knowledge = knowing(sql::Dialect::postgresql);
  check("```sql {name=a}\nSELECT 1 AS one\n```\n\n```sql\nSELECT 1 FROM ${a} AS b [[${a}]]\n```\n", knowledge,
        {"sql-syntax"}); // what stands for a reference is underlined as the reference
  check("```sql\nSELECT 1\n```\n", knowledge, {});
  check("```sql\nSELECT *\nFROM orders GROUP [[region]]\n```\n", knowledge, {"sql-syntax"});
  check("```sql {name=a}\nSELECT 1 AS one\n```\n\n"
        "```sql\nSELECT 'größer' FROM ${a} ORDER [[region]]\n```\n",
        knowledge, {"sql-syntax"});
  check("```postgresql\nSELECT 1 FROM orders WHER[[E]]\n```\n", {}, {"sql-syntax"});
  check("```duckdb\nSELECT FORM orders WHERE\n```\n", {}, {}); // only its own database can tell
}

TEST_CASE("the database's own parser tells where it has been asked", "[ide][diagnostics]") {
  ide::Oracles oracles;
  oracles.check = [](const notebook::Cell&, const std::string& sql) -> std::optional<Error> {
    Error error;
    error.code = Code::query;
    error.message = "No such column.";
    error.offset = sql.find("regio ");
    return error;
  };
  check("```sql {name=a}\nSELECT [[regio]] FROM orders\n```\n", knowing(), {"sql"}, oracles);
}

TEST_CASE("a failed run stands on its cell until its SQL changes", "[ide][diagnostics]") {
  const std::string text = "```sql {name=a}\nSELECT regio FROM orders\n```\n";
  ide::Knowledge knowledge = knowing();
  knowledge.failures["a"] = failure_now(text, "a");
  check(around(text, "```sql {name=a}"), knowledge, {"run-failed"});
  const auto told = ide::diagnostics(*open(text), knowledge, {});
  REQUIRE(told.size() >= 1);
  CHECK(told[0].message == "Column \"regio\" does not exist.\nDid you mean region?");
  check(replaced(text, "regio", "region"), knowledge, {});
  check(around(replaced(text, "regio FROM", "regio  FROM /* all */"), "```sql {name=a}"), knowledge,
        {"run-failed"}); // the form alone is no other SQL
  knowledge.failures["a"].offset = 7;
  check("```sql {name=a}\nSELECT [[regio]] FROM orders\n```\n", knowledge, {"run-failed"});
}

TEST_CASE("a question that failed is told until it is edited", "[ide][diagnostics]") {
  ide::Knowledge knowledge = knowing();
  knowledge.failures["?" + notebook::question_hash("Which region sold most?")].message = "No connection.";
  check("# Sales\n\n[[Which region sold most?]]\n", knowledge, {"ask-failed"});
  check("# Sales\n\nWhich region sold least?\n", knowledge, {});
}

TEST_CASE("a number that is not the result's is told", "[ide][diagnostics]") {
  ide::Oracles oracles;
  oracles.rows = [](const notebook::Cell&) {
    return std::make_shared<const data::Table>(revenue({{"South", 12}, {"North", 3}}));
  };
  const std::string text = answered_notebook();
  check(text, knowing(), {}, oracles);
  ide::Oracles drifted;
  drifted.rows = [](const notebook::Cell&) {
    return std::make_shared<const data::Table>(revenue({{"South", 13}, {"North", 3}}));
  };
  const auto told = ide::diagnostics(*open(text), knowing(), drifted);
  REQUIRE(told.size() == 1);
  CHECK(told[0].code == "number-drift");
  CHECK(told[0].severity == notebook::Severity::warning);
  CHECK(told[0].range.begin == text.find("12](#top/r/1/revenue)"));
  CHECK(told[0].range.of(text) == "12");
}

TEST_CASE("an orphaned result is told once, with its fix", "[ide][diagnostics]") {
  const std::string region = "<!-- lumen:result v=1 of=gone -->\n\n<!-- lumen:end -->";
  const std::string text = "Text.\n\n" + region + "\n";
  check(around(text, "<!-- lumen:result v=1 of=gone -->"), knowing(), {"orphaned"});
  const auto told = ide::notebook_problems(*open(text));
  REQUIRE(told.size() == 1);
  CHECK(told[0].message == "This result belongs to no cell: there is no `gone` above it.");
  REQUIRE(told[0].fixes.size() == 1);
  CHECK(told[0].fixes[0].range.of(text) == region);
}

TEST_CASE("what went stale is told on the result", "[ide][diagnostics]") {
  const std::string text = answered_notebook();
  const auto codes = [](const std::string& changed, const ide::Knowledge& knowledge) {
    std::vector<std::string> all;
    for (const ide::Diagnostic& problem : ide::diagnostics(*open(changed), knowledge, {})) {
      all.push_back(problem.code);
      CHECK(shown(*open(changed), problem.range) == "<!-- lumen:result v=1 of");
    }
    return all;
  };
  using Codes = std::vector<std::string>;
  CHECK(codes(text, knowing()) == Codes{});
  CHECK(codes(replaced(text, "sold most?", "sold least?"), knowing()) == Codes{"question-edited"});
  CHECK(codes(replaced(text, "sum(amount)", "avg(amount)"), knowing()) == Codes{"sql-edited"});
  CHECK(codes(text, knowing_the_schema()) == Codes{"schema-changed"});
}

TEST_CASE("a number linked to another cell is not held against this cell's rows", "[ide][diagnostics]") {
  ide::Oracles oracles;
  oracles.rows = [](const notebook::Cell&) {
    return std::make_shared<const data::Table>(revenue({{"South", 12}, {"North", 3}}));
  };
  const std::string text =
      replaced(answered_notebook(), "[12](#top/r/1/revenue)", "[99](#other/r/1/revenue)");
  REQUIRE(text.find("#other/r/1") != std::string::npos);
  for (const ide::Diagnostic& problem : ide::diagnostics(*open(text), knowing(), oracles))
    CHECK(problem.code != "number-drift");
}

TEST_CASE("in a long chain of references only its first cells are checked", "[ide][diagnostics]") {
  std::string text = "```sql {name=c0}\nSELECT 1\n```\n\n";
  for (int i = 1; i < 400; ++i)
    text +=
        "```sql {name=c" + std::to_string(i) + "}\nSELECT * FROM ${c" + std::to_string(i - 1) + "}\n```\n\n";
  std::size_t checks = 0, bytes = 0;
  ide::Oracles oracles;
  oracles.check = [&](const notebook::Cell&, const std::string& sql) -> std::optional<Error> {
    ++checks;
    bytes += sql.size();
    return std::nullopt;
  };
  ide::diagnostics(*open(text), knowing(), oracles);
  CHECK(checks == 33); // what needs none to what needs thirty-two
  CHECK(bytes < 100'000);
}

TEST_CASE("a merge conflict is told with what to do", "[ide][diagnostics]") {
  const std::string text = replaced(answered_notebook(""), "South leads with",
                                    "<<<<<<< a\nSouth\n=======\nNorth\n>>>>>>> b\nleads with");
  bool told = false;
  for (const ide::Diagnostic& problem : ide::diagnostics(*open(text), knowing(), {})) {
    told |= problem.code == "conflicted";
    CHECK(problem.message.find("Delete it") == std::string::npos);
  }
  CHECK(told);
}

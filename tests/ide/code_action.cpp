// What is offered at the cursor: ask, run, change, mend.
#include "ide/code_action.hpp"

#include "ide/sales.hpp"

using namespace lumen;
using namespace lumen::test;

namespace {

using Titles = std::vector<std::string>;

const std::vector<data::ChartKind> bar_only = {data::ChartKind::bar};

std::vector<ide::Action> actions(std::string_view source, const ide::Knowledge& knowledge) {
  const Marked place = marked(source);
  REQUIRE(place.cursor);
  return ide::code_actions(*open(place.text), knowledge, {*place.cursor, *place.cursor}, bar_only);
}

void check(std::string_view source, const ide::Knowledge& knowledge, const Titles& expected) {
  Titles titles;
  for (const ide::Action& action : actions(source, knowledge))
    titles.push_back(action.title);
  CHECK(titles == expected);
}

std::string with_cursor(const std::string& text, std::string_view before) {
  return replaced(text, before, "^" + std::string(before));
}

} // namespace

TEST_CASE("any prose can be asked, and asked again", "[ide][action]") {
  check("Which region ^sold most?\n", knowing(), {"Ask this question"});
  check("- revenue ^by region\n", knowing(), {"Ask this question"});
  check(with_cursor(answered_notebook(), "Which"), knowing(), {"Ask again"});
  check("One.\n^\nTwo.\n", knowing(), {});
  ide::Knowledge asking = knowing();
  asking.running["?" + notebook::question_hash("Which region sold most?")] = "run-3";
  check("Which region ^sold most?\n", asking, {"Cancel this question"});
}

TEST_CASE("a cell is run, its chart changed, its result deleted", "[ide][action]") {
  check(with_cursor(answered_notebook(), "SELECT"), knowing(),
        {"Run top", "Ask again", "Change chart to bar", "Delete result"});
  check(with_cursor(answered_notebook(), "South leads"), knowing(),
        {"Run top", "Ask again", "Change chart to bar", "Delete result"});
  check(with_cursor(answered_notebook(""), "SELECT"), knowing(), {"Run top", "Ask again", "Delete result"});
  check("```sql\n^SELECT 1\n```\n", knowing(), {"Run this cell"});
  check("```sql\nSELECT ^1\n```\n\n```sql\nSELECT 2\n```\n", knowing(),
        {"Run this cell", "Run from here", "Run all"});
  ide::Knowledge running = knowing();
  running.running["top"] = "run-4";
  check(with_cursor(answered_notebook(), "SELECT"), running, {"Cancel this run"});
}

TEST_CASE("an orphaned result is deleted by its fix", "[ide][action]") {
  const auto offered =
      actions("Text.\n\n^<!-- lumen:result v=1 of=gone -->\n\n<!-- lumen:end -->\n\nMore.\n", knowing());
  REQUIRE(offered.size() == 1);
  CHECK(offered[0].title == "Delete this result");
  CHECK(offered[0].problem == "orphaned");
  CHECK(text::apply("Text.\n\n<!-- lumen:result v=1 of=gone -->\n\n<!-- lumen:end -->\n\nMore.\n",
                    offered[0].edits) == "Text.\n\n\n\nMore.\n");
}

TEST_CASE("a name used twice is mended by renaming", "[ide][action]") {
  check("```sql {name=a}\n```\n\n```sql {name=^a}\n```\n", knowing(),
        {"Rename to \"a_2\"", "Run a", "Run from here", "Run all"});
}

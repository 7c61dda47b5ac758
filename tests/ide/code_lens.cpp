// What can be done with each question and cell, as lenses above it.
#include "ide/code_lens.hpp"

#include "ide/sales.hpp"

#include <algorithm>
#include <ctime>
#include <limits>

using namespace lumen;
using namespace lumen::test;

namespace {

using Lenses = std::vector<std::string>;

/// Each lens as "what it stands above: its title".
void check(const std::string& text, const ide::Knowledge& knowledge, const Lenses& expected) {
  const auto snapshot = open(text);
  Lenses lenses;
  for (const ide::Action& lens : ide::code_lenses(*snapshot, knowledge))
    lenses.push_back(shown(*snapshot, lens.range) + ": " + lens.title);
  CHECK(lenses == expected);
}

} // namespace

TEST_CASE("a question is asked, and asked again once it has an answer", "[ide][lens]") {
  check("Which region sold most?\n\nThat is all.\n", knowing(), {"Which region sold most?: Ask"});
  check(answered_notebook(), knowing(),
        {"# Sales: Run all", "Which region sold most?: Ask again", "```sql {name=top}: Run",
         "```sql {name=top}: Fresh · 2 rows", "<!-- lumen:result v=1 of: Delete result",
         "```vega-lite: Change chart"});
  const std::string hash = notebook::question_hash("Why so few?");
  check("Why so few?\n\n<!-- lumen:answer v=1 kind=refusal question=" + hash +
            " -->\n\nNothing here tells.\n\n<!-- lumen:end -->\n",
        knowing(), {"Why so few?: Ask again"});
}

TEST_CASE("what runs can be cancelled and not started twice", "[ide][lens]") {
  ide::Knowledge knowledge = knowing();
  knowledge.running["top"] = "run-7";
  const auto snapshot = open(answered_notebook(""));
  check(snapshot->text, knowledge,
        {"# Sales: Run all", "Which region sold most?: Ask again", "```sql {name=top}: Cancel",
         "```sql {name=top}: Running", "<!-- lumen:result v=1 of: Delete result"});
  for (const ide::Action& lens : ide::code_lenses(*snapshot, knowledge))
    if (lens.verb == ide::Verb::cancel)
      CHECK(lens.run == "run-7");
  ide::Knowledge asking = knowing();
  asking.running[ide::key_of(snapshot->notebook.questions.back())] = "run-8";
  check("Which region sold most?\n", asking, {"Which region sold most?: Cancel"});
}

TEST_CASE("running from here is offered where more cells follow", "[ide][lens]") {
  check("```duckdb {name=a}\nSELECT 1\n```\n\n```duckdb {name=b}\nSELECT 2\n```\n", knowing(),
        {"```duckdb {name=a}: Run all", "```duckdb {name=a}: Run", "```duckdb {name=a}: Run from here",
         "```duckdb {name=a}: Not run yet", "```duckdb {name=b}: Run", "```duckdb {name=b}: Not run yet"});
}

TEST_CASE("a chart can be changed and a result deleted only where there is one", "[ide][lens]") {
  check(answered_notebook(""), knowing(),
        {"# Sales: Run all", "Which region sold most?: Ask again", "```sql {name=top}: Run",
         "```sql {name=top}: Fresh · 2 rows", "<!-- lumen:result v=1 of: Delete result"});
  check("```sql {name=a}\nSELECT 1\n```\n\n<!-- lumen:result v=9 of=a -->\n\n<!-- lumen:end -->\n", knowing(),
        {"```sql {name=a}: Run all", "```sql {name=a}: Run",
         "```sql {name=a}: Written by another version of Lumen"});
}

TEST_CASE("a lens tells the state", "[ide][lens]") {
  const auto told = [](const std::string& text, const ide::Knowledge& knowledge) {
    for (const ide::Action& lens : ide::code_lenses(*open(text), knowledge))
      if (lens.verb == ide::Verb::show_state)
        return lens.title;
    return std::string("nothing");
  };
  const std::string text = answered_notebook();
  CHECK(told(text, knowing()) == "Fresh · 2 rows");
  CHECK(told(replaced(text, "sold most?", "sold least?"), knowing()) == "Question edited: ask again");
  CHECK(told(replaced(text, "sum(amount)", "avg(amount)"), knowing()) == "SQL edited: run to refresh");
  CHECK(told(replaced(text, "South leads", "North leads"), knowing()) == "Result edited by hand");
  CHECK(told(text, knowing_the_schema()) == "Schema changed: run to refresh");
  ide::Knowledge failed = knowing();
  failed.failures["top"] = failure_now(text, "top");
  CHECK(told(text, failed) == "Failed");
}

TEST_CASE("a plain heading above a cell written by hand is no question", "[ide][lens]") {
  check("## Revenue\n\n```sql\nSELECT 1\n```\n", knowing(),
        {"## Revenue: Run all", "```sql: Run", "```sql: Not run yet"});
  // but a heading that was asked stays one, also when it is edited
  const std::string text = ask("## Revenue by region\n", "Revenue by region", "top",
                               {"SELECT region FROM orders", revenue({{"South", 12}})});
  const Lenses rest = {"```sql {name=top}: Run", "```sql {name=top}: Fresh · 1 row",
                       "<!-- lumen:result v=1 of: Delete result"};
  check(text, knowing(),
        {"## Revenue by region: Run all", "## Revenue by region: Ask again", rest[0], rest[1], rest[2]});
  check(replaced(text, "Revenue by", "Income by"), knowing(),
        {"## Income by region: Run all", "## Income by region: Ask again", rest[0],
         "```sql {name=top}: Question edited: ask again", rest[2]});
}

TEST_CASE("a heading whose cell is named for it can be asked before that was run", "[ide][lens]") {
  const auto asked = [](const std::string& name) {
    return "## Income\n\n```sql {name=" + name + "}\nSELECT 1\n```\n";
  };
  // Lumen names a new cell for its question, with a number where the name is taken.
  for (const std::string name : {"income", "income_2"})
    check(asked(name), knowing(),
          {"## Income: Run all", "## Income: Ask", "```sql {name=" + name + "}: Run",
           "```sql {name=" + name + "}: Not run yet"});
  for (const std::string name : {"net", "income_x", "incomes"})
    check(
        asked(name), knowing(),
        {"## Income: Run all", "```sql {name=" + name + "}: Run", "```sql {name=" + name + "}: Not run yet"});
}

TEST_CASE("SQL that the author wrote or edited is not offered to be asked again", "[ide][lens]") {
  check("Which region sold most?\n\n```sql {name=mine}\nSELECT 1 -- mine\n```\n", knowing(),
        {"Which region sold most?: Run all", "Which region sold most?: Ask", "```sql {name=mine}: Run",
         "```sql {name=mine}: Not run yet"});
  const std::string edited = replaced(answered_notebook(""), "sum(amount)", "max(amount)");
  check(edited, knowing(),
        {"# Sales: Run all", "Which region sold most?: Ask", "```sql {name=top}: Run",
         "```sql {name=top}: SQL edited: run to refresh", "<!-- lumen:result v=1 of: Delete result"});
  const std::string own = replaced(answered_notebook(""), "by=offline", "by=user");
  REQUIRE(own.find("by=user") != std::string::npos);
  const auto lenses = ide::code_lenses(*open(own), knowing());
  CHECK(std::none_of(lenses.begin(), lenses.end(),
                     [](const ide::Action& lens) { return lens.title == "Ask again"; }));
  // Another connection or limit edits no SQL.
  ide::Knowledge moved = knowing();
  moved.surroundings.connection = "elsewhere";
  moved.surroundings.limit = 77;
  const auto again = ide::code_lenses(*open(answered_notebook("")), moved);
  CHECK(std::any_of(again.begin(), again.end(),
                    [](const ide::Action& lens) { return lens.title == "Ask again"; }));
}

TEST_CASE("a result in conflict has no lens to delete it", "[ide][lens]") {
  const std::string text = replaced(answered_notebook(""), "South leads with",
                                    "<<<<<<< a\nSouth\n=======\nNorth\n>>>>>>> b\nleads with");
  const auto lenses = ide::code_lenses(*open(text), knowing());
  CHECK(std::any_of(lenses.begin(), lenses.end(),
                    [](const ide::Action& lens) { return lens.title == "Merge conflict"; }));
  CHECK(std::none_of(lenses.begin(), lenses.end(),
                     [](const ide::Action& lens) { return lens.verb == ide::Verb::delete_result; }));
}

TEST_CASE("a chain of two thousand references is looked at once, not once for each of its cells",
          "[ide][lens]") {
  const auto chain = [](int cells) {
    std::string text = "# Chain\n\n";
    for (int i = 0; i < cells; ++i)
      text +=
          "```sql {name=c" + std::to_string(i) + "}\nSELECT * FROM " +
          (i == 0 ? "orders" : "${c" + std::to_string(i - 1) + "}") + "\n```\n\n<!-- lumen:result v=1 of=c" +
          std::to_string(i) +
          " conn=sales sql=0000000000000000 rows=1 -->\n\n| a |\n| --- |\n| 1 |\n\n<!-- lumen:end -->\n\n";
    return open(text);
  };
  // Each hash of a cell's own SQL reads its text: what is read is told by the time alone, so times are
  // compared, not measured: four times the cells may take four times as long, not sixteen times.
  const auto time_of = [&](int cells) {
    const auto snapshot = chain(cells);
    auto best = std::numeric_limits<std::clock_t>::max(); // of this process: others may load the machine
    for (int i = 0; i < 3; ++i) {
      const std::clock_t begin = std::clock();
      CHECK(ide::code_lenses(*snapshot, knowing()).size() > static_cast<std::size_t>(cells));
      best = std::min(best, std::clock() - begin);
    }
    return best;
  };
  const auto small = time_of(500);
  CHECK(time_of(2000) < 9 * small);
}

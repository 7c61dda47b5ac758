// Which cell or question a place means, and the state shown for it.
#include "ide/cell_at.hpp"

#include "ide/sales.hpp"

using namespace lumen;
using namespace lumen::test;
using notebook::State;

namespace {

/// The name of the cell and the text of the question at `^`.
void check(std::string_view source, const std::string& cell, const std::string& question) {
  const Marked place = marked(source);
  REQUIRE(place.cursor);
  const auto snapshot = open(place.text);
  const auto found_cell = ide::cell_at(*snapshot, *place.cursor);
  const auto found_question = ide::question_at(*snapshot, *place.cursor);
  INFO(source);
  CHECK((found_cell ? snapshot->notebook.cells[*found_cell].name : "none") == cell);
  CHECK((found_question ? snapshot->notebook.questions[*found_question].text : "none") == question);
}

State state_of_top(const std::string& text, const ide::Knowledge& knowledge) {
  const auto snapshot = open(text);
  return ide::cell_state(*snapshot, *snapshot->notebook.find("top"), knowledge);
}

} // namespace

TEST_CASE("fence and result are the cell, a line of prose its question", "[ide][place]") {
  check("^# Sales\n", "none", "Sales");
  check("-^ How many?\n", "none", "How many?");
  check("How many?^\n", "none", "How many?");
  check("How many?\n^\nAnd why?\n", "none", "none");
  check("```sql {name=a}\nSELECT 1\n```^\n", "a", "none");
  check(replaced(answered_notebook(), "South leads", "South ^leads"), "top", "none");
  check(replaced(answered_notebook(), "<!-- lumen:end", "^<!-- lumen:end"), "top", "none");
  check("^", "none", "none");
}

TEST_CASE("running covers failed, failed covers what the stamp says", "[ide][state]") {
  const std::string text = answered_notebook();
  ide::Knowledge knowledge = knowing();
  CHECK(state_of_top(text, knowledge) == State::fresh);
  knowledge.failures["top"] = failure_now(text, "top");
  CHECK(state_of_top(text, knowledge) == State::failed);
  CHECK(state_of_top(replaced(text, "sum(amount)", "avg(amount)"), knowledge) == State::sql_edited);
  knowledge.running["top"] = "run-1";
  CHECK(state_of_top(text, knowledge) == State::running);
}

TEST_CASE("a schema counts where the cell's tables changed, and only then", "[ide][state]") {
  const catalog::Schema now = shop();
  const std::string text =
      replaced(answered_notebook(), "schema=aaaabbbbccccdddd", "schema=" + now.fingerprint({"orders"}));
  CHECK(state_of_top(text, knowing_the_schema(now)) == State::fresh);
  catalog::Schema other = now;
  other.tables[1].columns[0].database_type = "TEXT";
  CHECK(state_of_top(text, knowing_the_schema(other)) == State::fresh);
  other.tables[0].columns[2].database_type = "TEXT";
  CHECK(state_of_top(text, knowing_the_schema(other)) == State::schema_changed);
  CHECK(state_of_top(text, knowing()) == State::fresh);
}

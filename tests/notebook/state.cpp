// One factor changed gives one state; formatting gives none.
#include "notebook/sample.hpp"

using namespace lumen;
using namespace lumen::test;
using notebook::State;

namespace {

const std::string start =
    "---\nconnection: sales\nparams:\n  year: 2024\n---\n\n# Sales\n\nWhich region sold most?\n\nThe end.\n";
const std::string chart = R"({"data":{"name":"top"},"mark":"bar"})";

std::string answered() {
  std::string text =
      ask(start, "Which region sold most?", "top",
          {"SELECT region, sum(x) AS \"Revenue Sum\"\nFROM orders -- all\nWHERE note = 'A  b' AND year = "
           "${param.year}",
           revenue({{"South", 12}, {"North", 3}}), "South leads with [12](#top/r/1/revenue).", chart});
  text = replaced(text, "The end.", "And how many?\n");
  return ask(text, "And how many?", "many", {"SELECT count(*) FROM ${top}", revenue({{"x", 2}})});
}

} // namespace

TEST_CASE("a stamp reads back as it was printed", "[notebook][stamp]") {
  notebook::Stamp stamp;
  stamp.of = "über cell --> x";
  stamp.connection = "a=b c";
  stamp.rows = "1000+";
  stamp.data = "~0123456789abcdef";
  stamp.by = "model:some one";
  stamp.others = {{"later", "x--y"}};
  const std::string line = notebook::print_stamp(stamp);
  CHECK(line == "<!-- lumen:result v=1 of=%C3%BCber%20cell%20-%2D%3E%20x conn=a%3Db%20c "
                "data=~0123456789abcdef rows=1000+ "
                "by=model:some%20one later=x-%2Dy -->");
  const auto read = notebook::parse_stamp(line);
  REQUIRE(read);
  CHECK(read->of == stamp.of);
  CHECK(read->others == stamp.others);
  CHECK(notebook::print_stamp(*read) == line);
  CHECK_FALSE(notebook::parse_stamp("<!-- lumen:result of=x -->"));
  CHECK_FALSE(notebook::parse_stamp("<!-- lumen:resulting v=1 -->"));
  CHECK(notebook::parse_stamp("lumen:result  of=x\n v=2 broken =y")->version == 2);
}

TEST_CASE("one factor changed gives one state", "[notebook][state]") {
  const std::string text = answered();
  REQUIRE(state(text, "top") == State::fresh);
  REQUIRE(state(text, "many") == State::fresh);
  const auto after = [&](std::string_view from, std::string_view to) {
    return state(replaced(text, from, to), "top");
  };
  CHECK(after("sold most?", "sold least?") == State::question_edited);
  CHECK(after("sum(x)", "avg(x)") == State::sql_edited);
  CHECK(after("'A  b'", "'A b'") == State::sql_edited);
  CHECK(after("Revenue Sum", "revenue sum") == State::sql_edited);
  CHECK(after("{name=top}", "{name=top limit=5}") == State::sql_edited);
  CHECK(after("{name=top}", "{name=top connection=other}") == State::sql_edited);
  CHECK(after("year: 2024", "year: 2023") == State::sql_edited);
  CHECK(after("|      12 |", "|      13 |") == State::result_edited);
  CHECK(after("| :-----", "| -----:") == State::result_edited);
  CHECK(after("\"mark\":\"bar\"", "\"mark\":\"line\"") == State::result_edited);
  CHECK(after("South leads", "North leads") == State::result_edited);
  CHECK(after("South leads", "**South** leads") == State::result_edited);
  CHECK(after("South leads with [12](#top/r/1/revenue).\n\n", "") == State::result_edited);
  CHECK(after("```sql {name=top}", "```sql {name=many}\nSELECT 1\n```\n\n```sql {name=top}") == State::fresh);
}

TEST_CASE("a cell that is referred to counts in what refers to it", "[notebook][state]") {
  const std::string text = replaced(answered(), "sum(x)", "avg(x)");
  CHECK(state(text, "many") == State::sql_edited);
}

TEST_CASE("form changes no state", "[notebook][state]") {
  const std::string text = answered();
  const auto after = [&](std::string_view from, std::string_view to) {
    return state(replaced(text, from, to), "top");
  };
  CHECK(after("Which region sold most?", "Which  *region*\nsold most?  ") == State::fresh);
  CHECK(after("SELECT region, sum(x)", "select  REGION ,\n  SUM( x )") == State::fresh);
  CHECK(after("-- all", "/* none */") == State::fresh);
  CHECK(after("| South  |      12 |", "|South|12|") == State::fresh);
  CHECK(after("{\"data\":{\"name\":\"top\"},\"mark\":\"bar\"}",
              "{\n  \"mark\": \"bar\",\n  \"data\": {\"name\": \"top\"}\n}") == State::fresh);
  CHECK(after("South leads with", "South leads\nwith") == State::fresh);
  CHECK(after("-->\n\n| region", "-->\n| region") == State::fresh);
  CHECK(after("```sql {name=top}", "```sql {name=\"top\"}") == State::fresh);
}

TEST_CASE("CRLF, trailing space and blank lines change no state", "[notebook][state]") {
  const std::string text = answered();
  std::string crlf, spaced;
  for (const char c : text) {
    if (c == '\n') {
      crlf += '\r';
      spaced += " \t ";
    }
    crlf += c;
    spaced += c;
  }
  for (const std::string& changed : {crlf, "\xEF\xBB\xBF" + crlf, spaced}) {
    CHECK(state(changed, "top") == State::fresh);
    CHECK(state(changed, "many") == State::fresh);
  }
  std::string airy;
  bool fenced = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    if (line.substr(0, 3) == "```")
      fenced = !fenced;
    airy += line;
    if (!fenced && line == "\n")
      airy += "\n\n";
    at = end;
  }
  CHECK(state(airy, "top") == State::fresh);
  CHECK(state(airy, "many") == State::fresh);
}

TEST_CASE("an editor that trims trailing space on saving changes no state", "[notebook][state]") {
  const std::string spaced =
      ask(start, "Which region sold most?", "top",
          {"SELECT region,  \n  sum(x)\t\nFROM orders -- all  \nWHERE note = 'A  b'   ",
           revenue({{"South  ", 12}, {"", 3}}), "South leads with  \n[12](#top/r/1/revenue).  ", chart});
  std::string trimmed;
  for (const char c : spaced) {
    if (c == '\n')
      trimmed.erase(trimmed.find_last_not_of(" \t") + 1);
    trimmed += c;
  }
  REQUIRE(trimmed != spaced);
  REQUIRE(state(spaced, "top") == State::fresh);
  CHECK(state(trimmed, "top") == State::fresh);
  // Inside a string that goes over a line's end a space counts: there it is data.
  const std::string text = ask(start, "Which region sold most?", "top",
                               {"SELECT 'a  \nb'", revenue({{"South", 12}}), "South leads.", chart});
  CHECK(state(text, "top") == State::fresh);
  CHECK(state(replaced(text, "'a  \nb'", "'a\nb'"), "top") == State::sql_edited);
}

TEST_CASE("names, merges, versions and missing results have states of their own", "[notebook][state]") {
  const std::string text = answered();
  CHECK(state("```sql {name=a}\nSELECT 1\n```\n", "a") == State::never_run);
  const std::string twice = text + "\n```sql {name=top}\nSELECT 2\n```\n";
  const auto parsed = notebook::parse(twice);
  CHECK(notebook::state_of(parsed, twice, parsed.cells.back(), sales) == State::duplicate_name);
  CHECK(state(twice, "top") == State::fresh);
  CHECK(state(replaced(text, "South leads",
                       "<<<<<<< ours\nSouth leads\n=======\nNorth leads\n>>>>>>> theirs\n"),
              "top") == State::conflicted);
  CHECK(state(replaced(text, "FROM orders", "<<<<<<< ours\nFROM a\n=======\nFROM b\n>>>>>>> theirs\n"),
              "top") == State::conflicted);
  CHECK(state(replaced(text, "lumen:result v=1", "lumen:result v=9 new=thing"), "top") ==
        State::other_version);
  CHECK(notebook::name(State::other_version) == "other version");
  CHECK(notebook::name(State::question_edited) == "question edited");
}

TEST_CASE("without knowledge of the connection a result isn't called stale", "[notebook][state]") {
  const std::string text = answered();
  const auto parsed = notebook::parse(text);
  CHECK(notebook::state_of(parsed, text, *parsed.find("top"), {"", 1000, {}}) == State::fresh);
  CHECK(notebook::state_of(parsed, text, *parsed.find("top"), {"elsewhere", 1000, {}}) == State::sql_edited);
}

// What a follow-up is told of the turns before it: those of its own thread, as their SQL stands now.
#include "run/thread.hpp"

#include "run/workspace.hpp"
#include "support/catch.hpp"

using namespace lumen;

namespace {

std::vector<ask::Turn> turns(const std::string& text, std::string_view question) {
  const auto snapshot = notebook::make_snapshot("file:///n.lumen.md", "/", 1, text);
  return run::turns_before(*snapshot, test::question(*snapshot, question));
}

std::string cell(const std::string& name) {
  return "```sql {name=" + name + "}\nSELECT '" + name + "'\n```\n\n";
}

} // namespace

TEST_CASE("turns hold question, SQL and cell, oldest first") {
  const auto before =
      turns("# A\n\nHow many?\n\n" + cell("one") + "And by year?\n\n" + cell("two") + "Top 3?\n", "Top 3?");
  REQUIRE(before.size() == 2);
  CHECK(before[0].question == "How many?");
  CHECK(before[0].sql == "SELECT 'one'");
  CHECK(before[0].cell == "one");
  CHECK(before[1].question == "And by year?");
}

TEST_CASE("another thread's turns are not told, nor what comes later, nor the question's own cell") {
  const std::string text = "# A\n\nHow many?\n\n" + cell("one") + "# B\n\nHow few?\n\n" + cell("two") +
                           "And now?\n\n" + cell("three") + "Later?\n\n" + cell("four");
  const auto before = turns(text, "And now?");
  REQUIRE(before.size() == 1);
  CHECK(before[0].cell == "two");
}

TEST_CASE("a heading that asks sees the thread around it") {
  const auto before = turns("# A\n\n## How many?\n\n" + cell("one") + "## And by year?\n", "And by year?");
  REQUIRE(before.size() == 1);
  CHECK(before[0].question == "How many?");
}

TEST_CASE("only the last five turns are told") {
  std::string text = "# A\n\n";
  for (int number = 1; number <= 8; ++number)
    text += "What is number " + std::to_string(number) + "?\n\n" + cell("c" + std::to_string(number));
  const auto before = turns(text + "And then?\n", "And then?");
  REQUIRE(before.size() == 5);
  CHECK(before.front().cell == "c4");
  CHECK(before.back().cell == "c8");
}

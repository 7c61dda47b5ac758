// Edits of a text: applied, composed, and moved where the text changed meanwhile.
#include "text/edit.hpp"

#include "support/catch.hpp"

#include <random>

using namespace lumen::text;

TEST_CASE("edits apply in order, insertions at one place too", "[text]") {
  CHECK(lumen::text::apply("abcdef", {{{1, 2}, "X"}, {{3, 3}, "1"}, {{3, 3}, "2"}, {{4, 6}, ""}}) ==
        "aXc12d");
  CHECK(lumen::text::apply("", {{{0, 0}, "x"}}) == "x");
}

TEST_CASE("a difference touches only the lines that differ", "[text]") {
  const std::string before = "one\ntwo\nthree\nfour\n";
  const auto edits = difference(before, "one\n2\nthree\nfour\nfive\n");
  REQUIRE(edits.size() == 2);
  CHECK(edits[0] == Edit{{4, 8}, "2\n"});
  CHECK(edits[1] == Edit{{19, 19}, "five\n"});
  CHECK(difference(before, before).empty());
}

TEST_CASE("any difference applied gives the other text", "[text]") {
  std::mt19937 random(11);
  const auto text = [&] {
    std::string out;
    for (unsigned i = random() % 30; i > 0; --i)
      out += std::string(1, static_cast<char>('a' + random() % 6)) + (random() % 9 ? "\n" : "");
    return out;
  };
  for (int round = 0; round < 3000; ++round) {
    const std::string before = text(), after = text();
    const auto edits = difference(before, after);
    CHECK(lumen::text::apply(before, edits) == after);
    for (std::size_t i = 1; i < edits.size(); ++i)
      CHECK(edits[i - 1].range.end <= edits[i].range.begin);
  }
}

TEST_CASE("a difference of large texts of equal lines stays quick", "[text]") {
  std::string before, after;
  for (int i = 0; i < 100'000; ++i)
    before += "same\n";
  for (int i = 0; i < 90'000; ++i)
    after += i % 2 ? "same\n" : "other\n";
  CHECK(lumen::text::apply(before, difference(before, after)) == after);
}

TEST_CASE("a span moves with what is edited around it", "[text]") {
  const Span span{4, 8};
  CHECK(moved(span, {{0, 2}, "abc"}) == Span{5, 9});
  CHECK(moved(span, {{4, 4}, "x"}) == Span{5, 9}); // at its begin: before it
  CHECK(moved(span, {{8, 8}, "x"}) == Span{4, 8}); // at its end: after it
  CHECK(moved(span, {{9, 12}, ""}) == Span{4, 8});
  CHECK(moved(span, {{2, 4}, ""}) == Span{2, 6});
  CHECK_FALSE(moved(span, {{3, 5}, ""}));
  CHECK_FALSE(moved(span, {{0, 20}, ""}));
  CHECK_FALSE(moved(span, {{6, 6}, "x"}));
}

// Formulas of links, and numbers in prose held against the result.
#include "narrate/narrate.hpp"
#include "support/catch.hpp"
#include "support/tables.hpp"

using namespace lumen;
using data::Type;
using test::table;

namespace {

const data::Table& sales() {
  static const data::Table one = table(
      {{"region", Type::text}, {"revenue", Type::integer}, {"revenue", Type::decimal}},
      {{"South", 120, "1.50"}, {"North", 60, "2.50"}, {"East", 20, nullptr}, {"North", nullptr, "4.00"}});
  return one;
}

double value(const char* target) {
  const auto got = narrate::evaluate(sales(), target);
  REQUIRE(got);
  return *got;
}

} // namespace

TEST_CASE("a link names a value by row and column, or a formula over the rows") {
  CHECK(value("#top/r/1/revenue") == 120);
  CHECK(value("r/2/revenue") == 60);
  CHECK(value("#top/r/1/revenue~2") == Approx(1.5));
  CHECK(value("#top/f/rows") == 4);
  CHECK(value("#top/f/count/revenue") == 3);
  CHECK(value("#top/f/missing/revenue") == 1);
  CHECK(value("#top/f/distinct/region") == 3);
  CHECK(value("#top/f/total/revenue") == 200);
  CHECK(value("#top/f/average/revenue") == Approx(200.0 / 3));
  CHECK(value("#top/f/median/revenue") == 60);
  CHECK(value("#top/f/quantile/25/revenue") == 40);
  CHECK(value("#top/f/minimum/revenue") == 20);
  CHECK(value("#top/f/maximum/revenue") == 120);
  CHECK(value("#top/f/share/1/revenue") == Approx(0.6));
  CHECK(value("#top/f/top/2/revenue") == Approx(0.9));
  CHECK(value("#top/f/difference/1/2/revenue") == 60);
  CHECK(value("#top/f/ratio/1/2/revenue") == 2);
  CHECK(value("#top/f/growth/2/1/revenue") == 1);
  CHECK(value("#top/f/decline/1/2/revenue") == Approx(0.5));
  CHECK(value("#top/f/group/2/region/revenue~2") == Approx(6.5));
  CHECK(value("#top/f/groupshare/2/region/revenue") == Approx(0.3));
}

TEST_CASE("what a link can't name is an error that says so") {
  for (const char* target :
       {"#top/r/9/revenue", "#top/r/0/revenue", "#top/r/1/profit", "#top/r/1/region", "#top/r/4/revenue",
        "#top/f/nothing/revenue", "#top/f/total", "#top/f/share/x/revenue", "revenue", "#top", "", "#top/x/1",
        "#top/f/share/-1/revenue", "#top/r/99999999999999999999/revenue"}) {
    CAPTURE(target);
    const auto got = narrate::evaluate(sales(), target);
    REQUIRE(!got);
    CHECK(!got.error().message.empty());
  }
}

TEST_CASE("a cut result has no total, share or group") {
  data::Table cut = sales();
  cut.cut = true;
  for (const char* target : {"#t/f/total/revenue", "#t/f/share/1/revenue", "#t/f/top/1/revenue",
                             "#t/f/group/1/region/revenue", "#t/f/groupshare/1/region/revenue"}) {
    CAPTURE(target);
    CHECK(!narrate::evaluate(cut, target));
  }
  CHECK(narrate::evaluate(cut, "#t/r/1/revenue"));
  CHECK(narrate::evaluate(cut, "#t/f/difference/1/2/revenue"));
}

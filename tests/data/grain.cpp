// Charts and sentences must agree on how coarse a column of dates is.
#include "data/grain.hpp"

#include "support/catch.hpp"

using lumen::data::grain_of;

TEST_CASE("the coarsest unit in which all dates are whole", "[data][grain]") {
  CHECK(grain_of({"2023-01-01", "2024-01-01"}) == "year");
  CHECK(grain_of({"2023-01-01", "2023-04-01", "2023-07-01"}) == "quarter");
  CHECK(grain_of({"2023-01-01", "2023-04-01"}) == "month"); // two may be any months
  CHECK(grain_of({"2023-01", "2023-02"}) == "month");
  CHECK(grain_of({"2023-01-01 00:00:00", "2023-02-02 00:00:00"}) == "day");
  CHECK(grain_of({"2023-01-01 13:00:00", "2023-01-01 14:00:00"}) == "hour");
  CHECK(grain_of({"2023-01-01 13:00:00", "2023-01-01 13:30:00"}).empty());
  CHECK(grain_of({"2023-01-01"}) == "month");
  CHECK(grain_of({"2023-01-02"}) == "day");
}

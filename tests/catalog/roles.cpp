// What columns are for, and what a row is called by.
#include "catalog/enrich.hpp"
#include "catalog/made_schema.hpp"
#include "support/catch.hpp"

using namespace lumen;
using namespace lumen::test;
namespace {

using enum data::Type;

/// The role of each column after enrichment, "name: role", in their order.
std::vector<std::string> roles(std::vector<catalog::Column> columns, std::string key = "") {
  catalog::Schema schema = made_schema({made_table("things", 1000, std::move(columns), std::move(key))});
  catalog::enrich(schema);
  std::vector<std::string> out;
  for (const catalog::Column& column : schema.tables[0].columns)
    out.push_back(column.name + ": " + std::string(catalog::name(column.role)));
  return out;
}

std::string label(const std::string& table, std::vector<catalog::Column> columns) {
  catalog::Schema schema = made_schema({made_table(table, 1000, std::move(columns))});
  catalog::enrich(schema);
  return schema.tables[0].label_column;
}

std::string summed(const std::string& column) {
  catalog::Schema schema =
      made_schema({made_table("things", 1000, {made_column(column, floating, 900, "0", "99")})});
  catalog::enrich(schema);
  const catalog::Column& made = schema.tables[0].columns[0];
  return made.aggregate == catalog::Aggregate::sum       ? "sum"
         : made.aggregate == catalog::Aggregate::average ? "average"
                                                         : "none";
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("keys are counted, not summed") {
  CHECK(roles({made_column("thing_id", integer, 1000, "1", "1000"),
               made_column("OwnerID", integer, 50, "1", "50"), made_column("batch_key", text, 1000),
               made_column("token", uuid, 1000)},
              "thing_id") == Lines{"thing_id: key", "OwnerID: key", "batch_key: key", "token: key"});
  CHECK(roles({made_column("code", text, 1000, "A1", "Z9")}, "code") == Lines{"code: key"});
}

TEST_CASE("time is dates, whole numbers named year, and texts that are dates") {
  CHECK(roles({made_column("made_on", date, 400), made_column("seen", timestamp_tz, 400),
               made_column("release_year", integer, 40, "1980", "2020"),
               made_column("day", text, 300, "2021-01-03", "2022-12-30")}) ==
        Lines{"made_on: time", "seen: time", "release_year: time", "day: time"});
  CHECK(roles({made_column("years_of_service", integer, 40, "0", "41")}) ==
        Lines{"years_of_service: measure"});
}

TEST_CASE("flags, places and categories") {
  CHECK(roles({made_column("active", boolean, 2), made_column("paid", text, 2, "no", "yes", {"yes", "no"}),
               made_column("country", text, 80), made_column("latitude", floating, 900, "-80", "80"),
               made_column("zip", integer, 500, "1000", "9999"), made_column("cluster", integer, 6, "1", "6"),
               made_column("colour", text, 12)}) == Lines{"active: flag", "paid: flag", "country: geography",
                                                          "latitude: geography", "zip: category",
                                                          "cluster: category", "colour: category"});
}

TEST_CASE("numbers are measures, summed or averaged by what they are called") {
  CHECK(summed("amount") == "sum");
  CHECK(summed("units_sold") == "sum");
  CHECK(summed("unit_price") == "average");
  CHECK(summed("temperature") == "average");
  CHECK(summed("success_rate") == "average");
}

TEST_CASE("a row is called by its name, its title, its last name") {
  CHECK(label("customers", {made_column("city", text, 40), made_column("name", text, 990)}) == "name");
  CHECK(label("books", {made_column("publisher_name", text, 60), made_column("title", text, 998)}) ==
        "title");
  CHECK(label("department", {made_column("floor", integer, 4, "1", "4"),
                             made_column("department_name", text, 1000)}) == "department_name");
  CHECK(label("members", {made_column("fname", text, 600), made_column("lname", text, 900)}) == "lname");
  CHECK(label("members", {made_column("FirstName", text, 600), made_column("LastName", text, 900)}) ==
        "LastName");
  CHECK(label("readings", {made_column("kind_name", text, 5), made_column("value", floating, 900)}) == "");
}

TEST_CASE("enriching twice changes nothing") {
  catalog::Schema once = made_schema(
      {made_table("customers", 400,
                  {made_column("id", integer, 400, "1", "400"), made_column("name", text, 390)}, "id"),
       made_table("orders", 900, {made_column("customer_id", integer, 380, "1", "400")})});
  catalog::enrich(once);
  catalog::Schema twice = once;
  catalog::enrich(twice);
  CHECK(joins_of(twice, "orders") == joins_of(once, "orders"));
  CHECK(twice.tables[0].label_column == once.tables[0].label_column);
  CHECK(twice.tables[0].columns[1].role == once.tables[0].columns[1].role);
}

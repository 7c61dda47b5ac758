// What stands under the cursor, told in Markdown.
#include "ide/hover.hpp"

#include "ide/sales.hpp"

using namespace lumen;
using namespace lumen::test;

namespace {

/// The hover at `^` is of the marked range (where one is marked) and has these parts.
std::string check(std::string_view source, const ide::Knowledge& knowledge,
                  const std::vector<std::string>& parts) {
  const Marked place = marked(source);
  REQUIRE(place.cursor);
  const auto told = ide::hover(*open(place.text), knowledge, *place.cursor);
  INFO(source);
  if (parts.empty()) {
    CHECK_FALSE(told);
    return "";
  }
  REQUIRE(told);
  if (!place.ranges.empty())
    CHECK(std::make_pair(told->range.begin, told->range.end) == place.ranges[0]);
  for (const std::string& part : parts) {
    INFO(told->markdown << "\nlacks\n" << part);
    CHECK(told->markdown.find(part) != std::string::npos);
  }
  return told->markdown;
}

std::string cell(const std::string& sql) {
  return "```sql {name=a}\n" + sql + "\n```\n";
}

} // namespace

TEST_CASE("a column is told by type, role and key, also through an alias", "[ide][hover]") {
  const ide::Knowledge knowledge = knowing_the_schema();
  check(cell("SELECT o.[[am^ount]] FROM orders AS o"), knowledge,
        {"**orders.amount**", "`DECIMAL(10,2)`", "measure, summed", "Net of tax"});
  check(cell("SELECT o.[[id^]] FROM orders o"), knowledge, {});
  check(cell("SELECT o.[[^id]] FROM orders o"), knowledge,
        {"**orders.id**", "`BIGINT`", "key", "primary key", "never NULL"});
  check(cell("SELECT o.^customer_id FROM main.orders o"), knowledge,
        {"**orders.customer\\_id**", "Points to customers.id"});
  check(cell("SELECT [[\"re^gion\"]] FROM orders"), knowledge,
        {"**orders.region**", "category", "`North`, `South`"});
  check(cell("SELECT c.^amount FROM customers c"), knowledge, {});
}

TEST_CASE("a table is told with its columns", "[ide][hover]") {
  const ide::Knowledge knowledge = knowing_the_schema();
  const std::vector<std::string> parts = {"**orders** · about 1200 rows", "One row for each order",
                                          "| amount | DECIMAL\\(10,2\\) |"};
  check(cell("SELECT 1 FROM [[ord^ers]]"), knowledge, parts);
  check(cell("SELECT 1 FROM main.^orders"), knowledge, parts);
  check(cell("SELECT 1 FROM orders AS [[^o]]"), knowledge, parts);
  check(cell("SELECT 1 FROM orders ^WHERE true"), knowledge, {});
  check(cell("SELECT 1 FROM ^nowhere"), knowledge, {});
  check(cell("SELECT 1 FROM ^orders"), knowing(), {});
}

TEST_CASE("the table of an alias is the one of its schema", "[ide][hover]") {
  catalog::Schema schema = shop();
  catalog::Table archived = schema.tables[0];
  archived.schema = "archive";
  archived.columns[2].comment = "Before tax";
  schema.tables.push_back(archived);
  check(cell("SELECT o.^amount FROM archive.orders o"), knowing_the_schema(schema), {"Before tax"});
  check(cell("SELECT o.^amount FROM orders o"), knowing_the_schema(schema), {"Net of tax"});
}

TEST_CASE("a reference shows its cell, a linked number its place", "[ide][hover]") {
  check(cell("SELECT 1 AS one") + "\n```sql\nSELECT * FROM [[${^a}]]\n```\n", knowing(),
        {"**a** · never run", "```sql\nSELECT 1 AS one\n```"});
  check("```sql\nSELECT * FROM [[${g^one}]]\n```\n", knowing(), {"There is no cell named `gone`"});
  const std::string link = "[12](#top/r/1/revenue)";
  check(replaced(answered_notebook(), link, "[[[1^2](#top/r/1/revenue)]]"), knowing(),
        {"From `top`, row 1, column `revenue`"});
}

TEST_CASE("a cell tells its state on its fence and on its stamp", "[ide][hover]") {
  const std::vector<std::string> parts = {"**top** · fresh", "- rows: 2", "- connection: sales",
                                          "- by: the embedded engine"};
  check(replaced(answered_notebook(), "```sql {", "```sq^l {"), knowing(), parts);
  check(replaced(answered_notebook(), "lumen:result", "lumen:^result"), knowing(), parts);
}

TEST_CASE("hostile text of a database stays text", "[ide][hover]") {
  catalog::Schema schema = shop();
  catalog::Column& amount = schema.tables[0].columns[2];
  amount.comment =
      "[click](command:evil) <img src=x>\n# www.evil.example https://evil.example a@evil.example";
  amount.database_type = "`[x](y)`";
  schema.tables[0].columns[3].name = "a|b";
  const ide::Knowledge knowledge = knowing_the_schema(schema);
  const std::string told = check(cell("SELECT ^amount FROM orders"), knowledge,
                                 {"\\[click\\]\\(command:evil\\)", "\\<img src=x\\> \\# ", "www\\.evil",
                                  "https\\://evil", "a\\@evil", "`'[x](y)'`"});
  CHECK(told.find("](command") == std::string::npos);
  CHECK(told.find("https://") == std::string::npos);
  check(cell("SELECT 1 FROM ^orders"), knowledge, {"| a\\|b | VARCHAR |"});
}

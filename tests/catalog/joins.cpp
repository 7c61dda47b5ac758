// Joins where no key is declared: by names, by codes, and by the values themselves.
#include "catalog/enrich.hpp"
#include "catalog/made_schema.hpp"
#include "support/catch.hpp"

#include <map>

using namespace lumen;
using namespace lumen::test;
namespace {

using enum data::Type;

using Lines = std::vector<std::string>;

catalog::Column number(std::string name, std::int64_t distinct, const std::string& high) {
  return made_column(std::move(name), integer, distinct, "1", high);
}

/// Enriches a pair of tables and gives the joins of the second.
Lines joins(catalog::Table first, catalog::Table second) {
  const std::string name = second.name;
  catalog::Schema schema = made_schema({std::move(first), std::move(second)});
  catalog::enrich(schema);
  return joins_of(schema, name);
}

/// Values of "table.column"; counts the columns that were read.
struct Values {
  std::map<std::string, Lines> texts;
  mutable int reads = 0;
  catalog::ReadValues reader() const {
    return [this](const catalog::Table& table, const catalog::Column& column,
                  std::size_t limit) -> Result<std::vector<std::string>> {
      ++reads;
      const auto found = texts.find(table.name + "." + column.name);
      if (found == texts.end())
        return fail(Code::query, "no such column");
      Lines values = found->second;
      values.resize(std::min(values.size(), limit));
      return values;
    };
  }
};

Lines codes(int from, int count, const std::string& head = "K") {
  Lines out;
  out.reserve(static_cast<std::size_t>(count));
  for (int i = from; i < from + count; ++i)
    out.push_back(head + std::to_string(100 + i));
  return out;
}

/// Harbours with unique codes, and voyages that name them, joined by nothing yet.
catalog::Schema harbours() {
  catalog::Schema schema =
      made_schema({made_table("harbours", 40,
                              {made_column("mark", text, 40), made_column("depth", floating, 30, "1", "30")}),
                   made_table("voyages", 900,
                              {made_column("leaves", text, 20), made_column("vessel", text, 30),
                               made_column("tons", floating, 800, "1", "900")})});
  catalog::enrich(schema);
  return schema;
}

} // namespace

TEST_CASE("a column named as another table's key refers to it") {
  CHECK(
      joins(made_table("customers", 400, {number("customer_id", 400, "400"), made_column("name", text, 390)}),
            made_table("orders", 900, {number("order_id", 900, "900"), number("customer_id", 380, "400")})) ==
      Lines{"customer_id -> customers.customer_id (0.90)"});
}

TEST_CASE("a column named after a table refers to its key") {
  const auto customers = [] {
    return made_table("customers", 400, {number("id", 400, "400"), made_column("name", text, 390)}, "id");
  };
  CHECK(joins(customers(), made_table("orders", 900, {number("customer_id", 380, "400")})) ==
        Lines{"customer_id -> customers.id (0.85)"});
  CHECK(joins(customers(), made_table("orders", 900, {number("billing_customer_id", 380, "400")})) ==
        Lines{"billing_customer_id -> customers.id (0.85)"});
  CHECK(joins(customers(), made_table("orders", 900, {number("customer", 380, "400")})) ==
        Lines{"customer -> customers.id (0.70)"});
}

TEST_CASE("types and ranges that contradict make no join") {
  const auto customers = [] {
    return made_table("customers", 400, {number("id", 400, "400"), made_column("name", text, 390)}, "id");
  };
  CHECK(joins(customers(), made_table("orders", 900, {number("customer_id", 380, "7000")})).empty());
  CHECK(joins(customers(), made_table("orders", 900, {made_column("customer_id", text, 380)})).empty());
  CHECK(joins(customers(), made_table("orders", 900, {number("supplier_id", 380, "400")})).empty());
}

TEST_CASE("a declared key stands, and nothing is inferred beside it") {
  catalog::Table orders = made_table("orders", 900, {number("customer_id", 380, "400")});
  orders.foreign_keys.push_back({{"customer_id"}, "main", "customers", {"id"}});
  CHECK(joins(made_table("customers", 400, {number("id", 400, "400")}, "id"), std::move(orders)) ==
        Lines{"customer_id -> customers.id (declared)"});
}

TEST_CASE("codes of one length that only one column has") {
  CHECK(joins(made_table("ports", 300,
                         {made_column("mark", text, 300, "AAB", "ZZY"), made_column("town", text, 280)}),
              made_table("trips", 5000, {made_column("leaves", text, 120, "ABC", "ZRH")})) ==
        Lines{"leaves -> ports.mark (0.60)"});
}

TEST_CASE("values show a join that no name tells") {
  catalog::Schema schema = harbours();
  REQUIRE(joins_of(schema, "voyages").empty());
  const Values values{{{"harbours.mark", codes(0, 40)},
                       {"voyages.leaves", codes(5, 20)},
                       {"voyages.vessel", codes(0, 30, "ship ")}}};
  catalog::infer_joins(schema, values.reader());
  REQUIRE(joins_of(schema, "voyages") == Lines{"leaves -> harbours.mark (0.80)"});
  CHECK(schema.find("voyages")->foreign_keys[0].inferred);
}

TEST_CASE("values that lie outside, repeat, or are prose make no join") {
  SECTION("one in ten is unknown") {
    catalog::Schema schema = harbours();
    Lines strange = codes(5, 18);
    strange.insert(strange.end(), {"X1", "X2"});
    const Values values{
        {{"harbours.mark", codes(0, 40)}, {"voyages.leaves", strange}, {"voyages.vessel", {}}}};
    catalog::infer_joins(schema, values.reader());
    CHECK(joins_of(schema, "voyages").empty());
  }
  SECTION("the column that would be referred to isn't unique") {
    catalog::Schema schema = harbours();
    const Values values{{{"harbours.mark", codes(0, 36)}, {"voyages.leaves", codes(5, 20)}}};
    catalog::infer_joins(schema, values.reader());
    CHECK(joins_of(schema, "voyages").empty());
  }
  SECTION("equal names of people are no keys") {
    catalog::Schema schema = harbours();
    const Values values{{{"harbours.mark", codes(0, 40, "a long name, number ")},
                         {"voyages.leaves", codes(5, 20, "a long name, number ")}}};
    catalog::infer_joins(schema, values.reader());
    CHECK(joins_of(schema, "voyages").empty());
  }
}

TEST_CASE("a column that can't be read is passed over, and reading is bounded") {
  catalog::Schema schema = harbours();
  const Values none{{}};
  catalog::infer_joins(schema, none.reader());
  CHECK(joins_of(schema, "voyages").empty());

  std::vector<catalog::Table> many;
  many.reserve(200);
  for (int i = 0; i < 100; ++i) {
    many.push_back(made_table("left" + std::to_string(i), 40, {made_column("mark", text, 40)}));
    many.push_back(made_table("right" + std::to_string(i), 900, {made_column("leaves", text, 20)}));
  }
  catalog::Schema wide = made_schema(std::move(many));
  catalog::enrich(wide);
  Values all;
  for (int i = 0; i < 100; ++i) {
    all.texts["left" + std::to_string(i) + ".mark"] = codes(0, 40);
    all.texts["right" + std::to_string(i) + ".leaves"] = codes(0, 20, "other");
  }
  catalog::infer_joins(wide, all.reader());
  CHECK(all.reads <= 48);
}

// Tables by name in databases of many schemas: found at once, and joined with their own kind.
#include "catalog/enrich.hpp"
#include "support/catch.hpp"

#include <ctime>

using namespace lumen;
using catalog::Column;
using catalog::Schema;
using catalog::Table;

namespace {

Column column(const std::string& name, data::Type type = data::Type::integer) {
  Column out;
  out.name = name;
  out.type = type;
  return out;
}

Table customers(const std::string& schema) {
  Table out;
  out.schema = schema;
  out.name = "customers";
  out.columns = {column("customer_id"), column("name", data::Type::text)};
  out.primary_key = {"customer_id"};
  return out;
}

Table orders(const std::string& schema) {
  Table out;
  out.schema = schema;
  out.name = "orders";
  out.columns = {column("order_id"), column("customer_id"), column("amount")};
  out.primary_key = {"order_id"};
  return out;
}

// "staging.customers", the targets of public.orders and its like.
std::vector<std::string> targets(const Schema& schema, std::string_view table) {
  std::vector<std::string> out;
  for (const catalog::ForeignKey& key : schema.find(table)->foreign_keys)
    out.push_back(key.schema + "." + key.table);
  return out;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("a key points into its own schema, else into the default one, else nowhere") {
  Schema both{"public", {customers("staging"), orders("public"), customers("public"), orders("staging")}, {}};
  catalog::enrich(both);
  CHECK(targets(both, "public.orders") == Names{"public.customers"});
  CHECK(targets(both, "staging.orders") == Names{"staging.customers"});
  Schema shared{"public", {orders("shop"), customers("public"), customers("staging")}, {}};
  catalog::enrich(shared);
  CHECK(targets(shared, "shop.orders") == Names{"public.customers"});
  Schema apart{"public", {orders("public"), customers("staging")}, {}};
  catalog::enrich(apart);
  CHECK(targets(apart, "public.orders").empty());
}

TEST_CASE("an index finds the tables that a walk over all of them finds") {
  Schema schema{"public", {}, {}};
  for (const char* in : {"a", "public", "Public", "z"})
    for (const char* name : {"orders", "Orders", "a.orders", "Straße"}) {
      Table table;
      table.schema = in;
      table.name = name;
      schema.tables.push_back(table);
    }
  Schema indexed = schema;
  indexed.index();
  for (const char* name :
       {"orders", "Orders", "ORDERS", "a.orders", "A.ORDERS", "public.orders", "Public.Orders",
        "PUBLIC.orders", "a.a.orders", "Straße", "STRAßE", "none", "", ".", "a."}) {
    CAPTURE(name);
    const Table *slow = schema.find(name), *fast = indexed.find(name);
    REQUIRE((slow == nullptr) == (fast == nullptr));
    if (slow != nullptr)
      CHECK(slow->schema + "/" + slow->name == fast->schema + "/" + fast->name);
  }
  // A table that came later is found all the same.
  indexed.tables.push_back(customers("late"));
  CHECK(indexed.find("customers") == &indexed.tables.back());
}

TEST_CASE("ten thousand tables in five thousand schemas are enriched and found in no time") {
  Schema schema{"public", {}, {}};
  for (int i = 0; i < 5000; ++i) {
    schema.tables.push_back(orders("tenant_" + std::to_string(i)));
    schema.tables.push_back(customers("tenant_" + std::to_string(i)));
  }
  const std::clock_t start = std::clock(); // of this process: others may load the machine
  catalog::enrich(schema);
  std::size_t found = 0;
  for (int i = 0; i < 20000; ++i)
    found += schema.find("tenant_" + std::to_string(i % 5000) + ".orders") != nullptr ? 1 : 0;
  found += schema.find("customers") != nullptr ? 1 : 0;
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(found == 20001);
  CHECK(targets(schema, "tenant_77.orders") == Names{"tenant_77.customers"});
  CHECK(seconds < 5); // walks over all tables would take minutes
}

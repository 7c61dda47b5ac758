#include "ask/catalog_shop.hpp"

#include "base/ascii.hpp"
#include "catalog/enrich.hpp"
#include "catalog/made_schema.hpp"

#include <map>

namespace lumen::test {

namespace {

catalog::Table table(std::string name, std::int64_t rows, std::string key,
                     std::vector<catalog::Column> columns) {
  return made_table(std::move(name), rows, std::move(columns), std::move(key));
}

void refers(catalog::Table& from, const std::string& column, const std::string& to, const std::string& key) {
  catalog::ForeignKey made;
  made.columns = {column};
  made.schema = "main";
  made.table = to;
  made.referenced = {key};
  from.foreign_keys.push_back(made);
}

using enum data::Type;

const std::map<std::string, std::vector<std::string>>& texts() {
  static const std::map<std::string, std::vector<std::string>> map = {
      {"customers.name", {"Ada Park", "Bruno Silva", "Chen Wu", "Dana Levi"}},
      {"customers.city", {"Utrecht", "Lyon", "Malmö", "New York"}},
      {"customers.segment", {"business", "private"}},
      {"products.name", {"Desk Lamp", "Office Chair", "Notebook", "Ballpoint Pen"}},
      {"products.category", {"furniture", "stationery", "lighting"}},
      {"orders.status", {"open", "shipped", "cancelled"}},
      {"returns.reason", {"broken", "too late"}}};
  return map;
}

} // namespace

catalog::SchemaPtr shop() {
  static const catalog::SchemaPtr made = [] {
    auto schema = std::make_shared<catalog::Schema>();
    schema->default_schema = "main";
    schema->tables.push_back(table("customers", 400, "customer_id",
                                   {made_column("customer_id", integer, 400, "1", "400"),
                                    made_column("name", text, 400, "Ada Park", "Zoe Hart"),
                                    made_column("city", text, 4, "Lyon", "Utrecht"),
                                    made_column("segment", text, 2, "business", "private"),
                                    made_column("age", integer, 60, "18", "90"),
                                    made_column("joined_on", date, 300, "2019-01-03", "2024-04-20")}));
    schema->tables.push_back(table("products", 60, "product_id",
                                   {made_column("product_id", integer, 60, "1", "60"),
                                    made_column("name", text, 60, "Ballpoint Pen", "Writing Pad"),
                                    made_column("category", text, 3, "furniture", "stationery"),
                                    made_column("price", decimal, 50, "0.5", "899"),
                                    made_column("weight_kg", floating, 40, "0.01", "45")}));
    schema->tables.push_back(table("orders", 5000, "order_id",
                                   {made_column("order_id", integer, 5000, "1", "5000"),
                                    made_column("customer_id", integer, 390, "1", "400"),
                                    made_column("ordered_at", date, 1500, "2020-01-01", "2024-04-28"),
                                    made_column("status", text, 3, "cancelled", "shipped"),
                                    made_column("amount", decimal, 4000, "1.2", "9000"),
                                    made_column("shipping_cost", decimal, 30, "0", "60")}));
    schema->tables.push_back(table("order_lines", 15000, "line_id",
                                   {made_column("line_id", integer, 15000, "1", "15000"),
                                    made_column("order_id", integer, 5000, "1", "5000"),
                                    made_column("product_id", integer, 60, "1", "60"),
                                    made_column("quantity", integer, 12, "1", "12")}));
    schema->tables.push_back(table("returns", 300, "return_id",
                                   {made_column("return_id", integer, 300, "1", "300"),
                                    made_column("order_id", integer, 290, "4", "4990"),
                                    made_column("reason", text, 2, "broken", "too late"),
                                    made_column("returned_on", date, 200, "2020-02-01", "2024-04-30")}));
    refers(schema->tables[2], "customer_id", "customers", "customer_id");
    refers(schema->tables[3], "order_id", "orders", "order_id");
    refers(schema->tables[3], "product_id", "products", "product_id");
    refers(schema->tables[4], "order_id", "orders", "order_id");
    catalog::enrich(*schema);
    return schema;
  }();
  return made;
}

std::shared_ptr<const ask::ValueIndex> shop_values() {
  static const auto made =
      ask::build_value_index(*shop(),
                             [](const catalog::Table& of, const catalog::Column& which,
                                std::size_t) -> Result<std::vector<std::string>> {
                               const auto found = texts().find(of.name + "." + which.name);
                               return found == texts().end() ? std::vector<std::string>{} : found->second;
                             },
                             {});
  return made.value();
}

ask::Request shop_request(std::string question) {
  ask::Request request;
  request.question = std::move(question);
  request.schema = shop();
  request.values = shop_values();
  request.today = std::chrono::year(2024) / 5 / 1;
  return request;
}

std::string asked(const ask::Request& request) {
  static const auto engine = ask::make_offline_engine();
  const auto answer = engine->answer(request, {});
  if (!answer)
    return "error: " + answer.error().message;
  if (const auto* plan = std::get_if<ask::Plan>(&answer->content))
    return ascii::fold_space(plan->sql);
  if (const auto* text = std::get_if<ask::Explanation>(&answer->content))
    return "explained: " + text->text;
  if (const auto* chart = std::get_if<ask::ChartChange>(&answer->content))
    return "chart: " + std::string(data::name(chart->kind)) + " of " + chart->cell;
  return "refused: " + std::get<ask::Refusal>(answer->content).reason;
}

std::string asked(std::string question) {
  return asked(shop_request(std::move(question)));
}

} // namespace lumen::test

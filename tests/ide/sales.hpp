// What the features are tried on: a small catalog, and a notebook answered with real hashes.
#pragma once

#include "catalog/schema.hpp"
#include "ide/ide.hpp"
#include "notebook/sample.hpp"
#include "support/marked.hpp"

#include <memory>
#include <string>

namespace lumen::test {

inline const std::string bar_chart = R"({"title":"Revenue by region","data":{"name":"top"},"mark":"bar"})";

/// Two tables and a key between them.
inline catalog::Schema shop() {
  catalog::Column id;
  id.name = "id";
  id.type = data::Type::integer;
  id.database_type = "BIGINT";
  id.nullable = false;
  id.role = catalog::Role::key;
  catalog::Column customer = id;
  customer.name = "customer_id";
  catalog::Column amount;
  amount.name = "amount";
  amount.type = data::Type::decimal;
  amount.database_type = "DECIMAL(10,2)";
  amount.role = catalog::Role::measure;
  amount.aggregate = catalog::Aggregate::sum;
  amount.comment = "Net of tax";
  catalog::Column region;
  region.name = "region";
  region.database_type = "VARCHAR";
  region.role = catalog::Role::category;
  region.statistics.samples = {"North", "South"};
  catalog::Table orders;
  orders.schema = "main";
  orders.name = "orders";
  orders.comment = "One row for each order";
  orders.rows = 1200;
  orders.columns = {id, customer, amount, region};
  orders.primary_key = {"id"};
  catalog::ForeignKey key;
  key.columns = {"customer_id"};
  key.schema = "main";
  key.table = "customers";
  key.referenced = {"id"};
  orders.foreign_keys = {key};
  catalog::Table customers;
  customers.schema = "main";
  customers.name = "customers";
  customers.columns = {id};
  customers.primary_key = {"id"};
  catalog::Schema schema;
  schema.default_schema = "main";
  schema.tables = {orders, customers};
  return schema;
}

inline ide::Knowledge knowing(sql::Dialect dialect = sql::Dialect::duckdb) {
  ide::Knowledge knowledge;
  knowledge.surroundings = sales;
  knowledge.surroundings.dialects["sales"] = dialect;
  return knowledge;
}

inline ide::Knowledge knowing_the_schema(catalog::Schema schema = shop()) {
  ide::Knowledge knowledge = knowing();
  knowledge.schemas["sales"] = std::make_shared<const catalog::Schema>(std::move(schema));
  return knowledge;
}

/// One question, answered with table, chart and a sentence; its result is fresh.
inline std::string answered_notebook(const std::string& chart = bar_chart) {
  return ask("# Sales\n\nWhich region sold most?\n", "Which region sold most?", "top",
             {"SELECT region, sum(amount) AS revenue FROM orders GROUP BY region",
              revenue({{"South", 12}, {"North", 3}}), "South leads with [12](#top/r/1/revenue).", chart});
}

/// What stands at a range, at most 24 bytes of it.
inline std::string shown(const notebook::Snapshot& snapshot, text::Span range) {
  return std::string(range.of(snapshot.text).substr(0, 24));
}

inline ide::Failure failure_now(const std::string& text, const std::string& cell) {
  const auto snapshot = open(text);
  const notebook::Cell* failed = snapshot->notebook.find(cell);
  REQUIRE(failed != nullptr);
  ide::Failure failure;
  failure.text_hash = failed->hash;
  failure.message = "Column \"regio\" does not exist.";
  failure.hint = "Did you mean region?";
  return failure;
}

} // namespace lumen::test

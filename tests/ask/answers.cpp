// What stands around the SQL: why a question is refused, what each phrase was taken for, other readings, and
// the same questions for PostgreSQL.
#include "ask/database.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace lumen;
using namespace lumen::test;

namespace {

const ask::Plan& plan_of(const ask::Answer& answer) {
  REQUIRE(std::holds_alternative<ask::Plan>(answer.content));
  return std::get<ask::Plan>(answer.content);
}

ask::Refusal refusal(const std::string& question) {
  const ask::Answer answer = shop_database().answer({question});
  INFO(question);
  REQUIRE(std::holds_alternative<ask::Refusal>(answer.content));
  return std::get<ask::Refusal>(answer.content);
}

/// "price: column products.price" for each phrase that was taken for something of the data.
std::vector<std::string> phrases(const std::string& question) {
  const ask::Answer answer = shop_database().answer({question});
  std::vector<std::string> out;
  for (const ask::Phrase& phrase : plan_of(answer).provenance)
    if (phrase.kind != "operator")
      out.push_back(std::string(phrase.range.of(question)) + ": " + phrase.meaning);
  return out;
}

std::string postgresql(const Talk& talk) {
  return shop_database().sql(talk, sql::Dialect::postgresql);
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a refusal names the words that nothing stands for, and a question near by") {
  CHECK(refusal("How many zeppelins did we moor in Lakehurst?").reason ==
        "Not understood: “zeppelins”, “moor”, “Lakehurst”. No table, column or value of the data has that "
        "name.");
  CHECK(refusal("What is the airspeed of an unladen swallow?").reason.find("swallow") != std::string::npos);
  CHECK_FALSE(refusal("How many zeppelins did we moor in Lakehurst?").nearest.empty());
  CHECK_FALSE(refusal("Tell me a joke about elephants").reason.empty());
}

TEST_CASE("each phrase tells what it was taken for") {
  CHECK(phrases("What is the average price of products?") ==
        Lines{"price: column products.price", "products: table products"});
  CHECK(phrases("How many customers live in lyon?") ==
        Lines{"customers: table customers", "lyon: customers.city = 'Lyon'"});
  CHECK(phrases("number of orders in March 2023") ==
        Lines{"orders: table orders", "March 2023: 2023-03-01 up to, not including, 2023-04-01"});
}

TEST_CASE("an answer says what it read, and how sure it is") {
  const ask::Answer sure = shop_database().answer({"How many customers are there?"});
  const ask::Answer shaky =
      shop_database().answer({"total stock of the products that customers from Lyon ordered"});
  CHECK(plan_of(sure).reading == "Number of customers");
  CHECK(plan_of(sure).confidence > 0.5);
  CHECK(plan_of(sure).confidence < 1);
  if (const auto* plan = std::get_if<ask::Plan>(&shaky.content))
    CHECK(plan->confidence < plan_of(sure).confidence);
}

TEST_CASE("other readings are SQL of their own, less sure, and say what they do otherwise") {
  for (const char* question : {"Which products cost more than 100?", "number of orders per customer",
                               "total shipping cost by customer city", "top 3 products by price"}) {
    const ask::Answer answer = shop_database().answer({question});
    const ask::Plan& plan = plan_of(answer);
    INFO(question);
    for (const ask::Alternative& other : plan.alternatives) {
      CHECK(other.sql != plan.sql);
      CHECK(other.confidence <= plan.confidence);
      CHECK_FALSE(other.difference.empty());
    }
  }
}

TEST_CASE("equal questions get equal answers") {
  for (const char* question : {"number of orders per customer", "Which products cost more than 100?"})
    CHECK(shop_database().sql({question}) == shop_database().sql({question}));
}

TEST_CASE("PostgreSQL: the same questions in its dialect") {
  CHECK(postgresql({"How many customers are there?"}) == "SELECT COUNT(*) AS customer_count FROM customers");
  CHECK(postgresql({"total shipping cost by month"}) ==
        "SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS month, SUM(shipping_cost) AS "
        "total_shipping_cost "
        "FROM orders GROUP BY CAST(date_trunc('month', ordered_on) AS DATE) ORDER BY month");
  CHECK(postgresql({"top 3 products by price"}) ==
        "SELECT name, price FROM products ORDER BY price DESC NULLS LAST LIMIT 3");
  CHECK(postgresql({"products with a name that contains \"lamp\""}) ==
        "SELECT * FROM products WHERE name ILIKE '%lamp%'");
  CHECK(postgresql({"number of orders by status", "only 2024"}) ==
        "SELECT status, COUNT(*) AS order_count FROM orders WHERE ordered_on >= DATE '2024-01-01' AND "
        "ordered_on < "
        "DATE '2025-01-01' GROUP BY status ORDER BY order_count DESC");
}

TEST_CASE("a join that would double a sum is taken over distinct rows, or kept out of FROM") {
  CHECK(shop_database()
            .sql({"total shipping cost by product category"})
            .find("SELECT DISTINCT orders.order_id") != std::string::npos);
  CHECK(shop_database()
            .sql({"total shipping cost of orders that contain lighting products"})
            .find("FROM orders WHERE EXISTS (") != std::string::npos);
}

TEST_CASE("a change of the chart alone asks nothing anew") {
  CHECK(shop_database().rows({"number of orders by status", "as a pie chart"}) == "chart: pie");
  CHECK(shop_database().rows({"total shipping cost by month", "make it a bar chart"}) == "chart: bar");
}

TEST_CASE("questions about the data itself are answered from the catalog") {
  CHECK(shop_database().rows({"What tables are there?"}).find("explained: There are 4 tables") == 0);
  CHECK(shop_database().rows({"How are orders and customers joined?"}).find("explained: ") == 0);
}

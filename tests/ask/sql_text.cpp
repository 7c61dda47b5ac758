// What the engine understands, question by question: what docs/asking.md promises.
#include "ask/catalog_shop.hpp"
#include "support/catch.hpp"

#include <map>
#include <vector>

using lumen::test::asked;
using lumen::test::shop_request;

namespace {

/// Asks one question after the other in one thread; gives the last answer.
std::string talk(const std::vector<std::string>& questions) {
  std::vector<lumen::ask::Turn> history;
  std::string last;
  for (const std::string& question : questions) {
    lumen::ask::Request request = shop_request(question);
    request.history = history;
    last = asked(request);
    history.push_back({question, last, "cell"});
  }
  return last;
}

} // namespace

TEST_CASE("groups") {
  CHECK(asked("total amount by status") ==
        "SELECT status, SUM(amount) AS total_amount FROM orders GROUP BY status ORDER BY total_amount DESC");
  CHECK(asked("orders by status") ==
        "SELECT status, COUNT(*) AS order_count FROM orders GROUP BY status ORDER BY order_count DESC");
  CHECK(asked("average price of products for each category") ==
        "SELECT category, AVG(price) AS average_price FROM products GROUP BY category ORDER BY average_price "
        "DESC");
}

TEST_CASE("time series") {
  CHECK(asked("total amount by month") ==
        "SELECT CAST(date_trunc('month', ordered_at) AS DATE) AS month, SUM(amount) AS total_amount FROM "
        "orders "
        "GROUP BY CAST(date_trunc('month', ordered_at) AS DATE) ORDER BY month");
  CHECK(
      asked("number of orders per year since 2022") ==
      "SELECT CAST(date_trunc('year', ordered_at) AS DATE) AS year, COUNT(*) AS order_count FROM orders "
      "WHERE "
      "ordered_at >= DATE '2022-01-01' GROUP BY CAST(date_trunc('year', ordered_at) AS DATE) ORDER BY year");
}

TEST_CASE("values are found in the data, in their own spelling") {
  CHECK(asked("how many customers are in lyon") ==
        "SELECT COUNT(*) AS customer_count FROM customers WHERE city = 'Lyon'");
  CHECK(asked("how many customers are from Lyon or Utrecht") ==
        "SELECT COUNT(*) AS customer_count FROM customers WHERE city IN ('Lyon', 'Utrecht')");
}

TEST_CASE("numbers and dates restrict") {
  CHECK(asked("how many products have a price above 20") ==
        "SELECT COUNT(*) AS product_count FROM products WHERE price > 20");
  CHECK(asked("how many orders were there in March 2024") ==
        "SELECT COUNT(*) AS order_count FROM orders WHERE ordered_at >= DATE '2024-03-01' AND ordered_at < "
        "DATE "
        "'2024-04-01'");
  CHECK(asked("how many orders were there last month") ==
        "SELECT COUNT(*) AS order_count FROM orders WHERE ordered_at >= DATE '2024-04-01' AND ordered_at < "
        "DATE "
        "'2024-05-01'");
}

TEST_CASE("rankings show what they rank by") {
  CHECK(asked("top 5 products by price") == "SELECT name, price FROM products ORDER BY price DESC LIMIT 5");
  CHECK(asked("who is the oldest customer") == "SELECT name, age FROM customers ORDER BY age DESC LIMIT 1");
}

TEST_CASE("joins follow keys, and absence is looked for without joining") {
  CHECK(asked("total amount by customer city") ==
        "SELECT customers.city, SUM(orders.amount) AS total_amount FROM orders JOIN customers ON "
        "customers.customer_id = "
        "orders.customer_id GROUP BY customers.city ORDER BY total_amount DESC");
  CHECK(asked("which customers have no orders") == "SELECT customers.name FROM customers WHERE NOT EXISTS ( "
                                                   "SELECT 1 FROM orders WHERE orders.customer_id = "
                                                   "customers.customer_id ) LIMIT 100");
}

TEST_CASE("follow-ups change the query before") {
  const std::string first = "total amount by status";
  CHECK(talk({first, "only 2023"}) == "SELECT status, SUM(amount) AS total_amount FROM orders WHERE "
                                      "ordered_at >= DATE '2023-01-01' AND ordered_at < "
                                      "DATE '2024-01-01' GROUP BY status ORDER BY total_amount DESC");
  CHECK(talk({first, "average instead"}) == "SELECT status, AVG(amount) AS average_amount FROM orders GROUP "
                                            "BY status ORDER BY average_amount DESC");
  CHECK(talk({first, "top 2"}) == "SELECT status, SUM(amount) AS total_amount FROM orders GROUP BY status "
                                  "ORDER BY total_amount DESC LIMIT 2");
  CHECK(talk({first, "as a pie chart"}) == "chart: pie of cell");
  CHECK(talk({first, "by month instead"})
            .starts_with("SELECT CAST(date_trunc('month', ordered_at) AS DATE) AS month, SUM(amount)"));
}

TEST_CASE("questions about the data are answered from the catalog") {
  CHECK(asked("What tables are there?").starts_with("explained: There are 5 tables"));
  CHECK(asked("describe orders").find("joins **customers**") != std::string::npos);
}

TEST_CASE("what isn't understood is refused, with its words") {
  CHECK(asked("How many zeppelins did we moor?").starts_with("refused: Not understood: “zeppelins”"));
}

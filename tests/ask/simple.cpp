// Plain questions about one table: counts, lists, aggregates.
#include "ask/catalog_shop.hpp"
#include "support/catch.hpp"

using lumen::test::asked;

TEST_CASE("things are counted") {
  CHECK(asked("How many customers are there?") == "SELECT COUNT(*) AS customer_count FROM customers");
  CHECK(asked("number of orders") == "SELECT COUNT(*) AS order_count FROM orders");
}

TEST_CASE("columns are listed, and long lists are cut") {
  CHECK(asked("List the names and cities of customers") == "SELECT name, city FROM customers LIMIT 100");
}

TEST_CASE("aggregates of a column") {
  CHECK(asked("What is the average price of products?") ==
        "SELECT AVG(price) AS average_price FROM products");
  CHECK(asked("total amount of orders") == "SELECT SUM(amount) AS total_amount FROM orders");
}

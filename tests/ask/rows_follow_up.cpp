// Follow-ups: each thread's last answer, as rows.
#include "ask/database.hpp"
#include "support/catch.hpp"

using namespace lumen::test;

// clang-format off: one question a line

TEST_CASE("a follow-up adds or changes a filter") {
  check_rows(
      shop_database(),
      {{{"number of orders by status", "only 2024"}, "open, 3 | shipped, 1"},
       {{"number of orders by status", "only customers from France"}, "shipped, 2 | open, 1 | cancelled, 1"},
       {{"average shipping cost of orders", "only orders with a shipping cost above 5", "and above 10?"},
        "14.6667"},
       {{"What is the lowest price of a product?", "and the highest?"}, "400.00"},
       {{"What is the cheapest product?", "and the most expensive?"}, "Standing Desk, 400.00"},
       {{"number of orders by status", "only 2024", "what about 2023?"}, "shipped, 5 | cancelled, 1"},
       {{"How many customers are in Lyon?", "what about Utrecht?"}, "2"},
       {{"How many customers are there?", "and in France?"}, "3"},
       {{"number of orders by customer city", "what about France?"}, "Lyon, 4"},
       {{"Which products cost more than 30?", "only furniture"},
        "Office Chair, 150.00 | Standing Desk, 400.00"},
       {{"total stock by category", "without furniture"}, "stationery, 740 > lighting, 15"},
       {{"average price by category", "only with a stock over 5"},
        "furniture, 150 > lighting, 40 > stationery, 4.25"}});
}

TEST_CASE("a follow-up takes the value that its tables can reach") {
  check_rows(travel_database(), {{{"number of flights by origin", "what about Texas?"}, "DAL, 5 > AUS, 2"},
                                 {{"How many flights are there?", "only from California"}, "5"}});
}

TEST_CASE("a follow-up changes the grouping") {
  check_rows(
      shop_database(),
      {{{"number of orders by status", "by customer country instead"},
        "Netherlands, 5 | France, 4 | Sweden, 1"},
       {{"number of orders by status", "by year instead"}, "2023-01-01, 6 > 2024-01-01, 4"},
       {{"orders per year", "by quarter"},
        "2023-01-01, 3 > 2023-04-01, 1 > 2023-07-01, 1 > 2023-10-01, 1 > 2024-01-01, 3 > 2024-04-01, 1"},
       {{"number of customers by country", "also by city"},
        "Netherlands, Utrecht, 2 | Sweden, Malmö, 1 | France, Lyon, 2 | France, Paris, 1"},
       {{"What is the average price of products?", "by category"},
        "furniture, 275 > lighting, 65 > stationery, 4.25"},
       {{"total stock of all products", "per category"}, "stationery, 740 > lighting, 15 > furniture, 9"}});
}

TEST_CASE("a follow-up changes the measure") {
  check_rows(shop_database(), {{{"average price by category", "maximum instead"},
                                "furniture, 400.00 > lighting, 90.00 > stationery, 6.00"},
                               {{"average price by category", "what about the stock?"},
                                "stationery, 370 > lighting, 7.5 > furniture, 4.5"},
                               {{"average price by category", "total stock instead"},
                                "stationery, 740 > lighting, 15 > furniture, 9"},
                               {{"number of orders by status", "total shipping cost instead"},
                                "shipped, 50.00 > open, 17.00 > cancelled, 8.00"},
                               {{"number of orders by status", "also the total shipping cost"},
                                "shipped, 6, 50.00 | open, 3, 17.00 | cancelled, 1, 8.00"}});
}

TEST_CASE("a follow-up changes the number of rows and their order") {
  check_rows(
      shop_database(),
      {{{"top 3 products by price", "top 5"},
        "Standing Desk, 400.00 > Office Chair, 150.00 > Floor Lamp, 90.00 > Desk Lamp, 40.00 > Notebook, "
        "6.00"},
       {{"top 3 products by price", "only the top 1"}, "Standing Desk, 400.00"},
       {{"total stock by category", "top 2"}, "stationery, 740 > lighting, 15"},
       {{"total stock by category", "bottom 1"}, "furniture, 9"},
       {{"total stock by category", "sort by category"}, "furniture, 9 > lighting, 15 > stationery, 740"},
       {{"Which products cost more than 30?", "sort them by price, descending"},
        "Standing Desk, 400.00 > Office Chair, 150.00 > Floor Lamp, 90.00 > Desk Lamp, 40.00"},
       {{"List the names of customers", "also their city"},
        "Ada Park, Utrecht | Bruno Silva, Lyon | Chen Wu, Lyon | Dana Levi, Malmö | Elif Kaya, Utrecht | "
        "Femi Obi, Paris"}});
}

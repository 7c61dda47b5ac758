// Groups and steps of time, and the rows that answer them.
#include "ask/database.hpp"
#include "support/catch.hpp"

using namespace lumen::test;

// clang-format off: one question a line

TEST_CASE("rows are grouped") {
  check_rows(shop_database(),
             {{"How many customers are there in each country?", "Netherlands, 2 | France, 3 | Sweden, 1"},
              {"number of orders by status", "shipped, 6 | open, 3 | cancelled, 1"},
              {"average price of products per category", "furniture, 275 > lighting, 65 > stationery, 4.25"},
              {"total stock by category", "stationery, 740 > lighting, 15 > furniture, 9"},
              {"number of customers by country and city",
               "Netherlands, Utrecht, 2 | Sweden, Malmö, 1 | France, Lyon, 2 | France, Paris, 1"},
              {"highest price for each category", "lighting, 90.00 | stationery, 6.00 | furniture, 400.00"},
              {"Which 2 countries have the most customers?", "France, 3 > Netherlands, 2"},
              {"Which countries have more than one customer?", "Netherlands | France"},
              {"Which country has the most customers?", "France, 3"},
              {"top 2 countries by number of customers", "France, 3 > Netherlands, 2"}});
}

TEST_CASE("time runs in steps") {
  check_rows(
      shop_database(),
      {{"orders per year", "2023-01-01, 6 > 2024-01-01, 4"},
       {"number of orders by quarter",
        "2023-01-01, 3 > 2023-04-01, 1 > 2023-07-01, 1 > 2023-10-01, 1 > 2024-01-01, 3 > 2024-04-01, 1"},
       {"total shipping cost by month in 2024", "2024-01-01, 5.00 > 2024-02-01, 17.00 > 2024-04-01, 0.00"},
       {"orders over time", "2023-01-01, 2 > 2023-02-01, 1 > 2023-05-01, 1 > 2023-08-01, 1 > 2023-11-01, 1 > "
                            "2024-01-01, 1 > 2024-02-01, 2 > 2024-04-01, 1"},
       {"How many customers joined each year?",
        "2021-01-01, 2 > 2022-01-01, 2 > 2023-01-01, 1 > 2024-01-01, 1"}});
}

TEST_CASE("time runs in steps of days and weeks") {
  check_rows(
      clinic_database(),
      {{"visits per day in March 2024", "2024-03-04, 2 > 2024-03-05, 2 > 2024-03-12, 1 > 2024-03-13, 1"},
       {"number of visits by week", "2024-03-04, 4 > 2024-03-11, 2 > 2024-04-01, 2 > 2024-04-15, 2"},
       {"total fee by month", "2024-03-01, 750 > 2024-04-01, 420"},
       {"weekly average duration of visits",
        "2024-03-04, 27.5 > 2024-03-11, 42.5 > 2024-04-01, 25 > 2024-04-15, 40"}});
}

TEST_CASE("years that are numbers are years") {
  check_rows(
      library_database(),
      {{"number of books by publication year", "1987, 1 > 1998, 2 > 2005, 1 > 2011, 1 > 2019, 2 > 2021, 1"},
       {"How many books were published in 2019?", "2"},
       {"titles of books published before 2000", "The Salt Road | A Year of Olives | Winter Trains"},
       {"books published between 1998 and 2011",
        "978-01, The Salt Road, 1, 1998, 320, novel, French, 4.5 | 978-02, Harbour Lights, 1, 2005, 210, "
        "poetry, French, 3.9 | 978-03, Clockwork Rain, 2, 2011, 450, novel, Czech, 4.1 | 978-05, A Year of "
        "Olives, 3, 1998, 190, novel, Spanish, 3.2"},
       {"How many loans were there in 2023?", "4"}});
}

// Questions about one table, and the rows that answer them.
#include "ask/database.hpp"
#include "support/catch.hpp"

using namespace lumen::test;

// clang-format off: one question a line

TEST_CASE("things are counted and listed") {
  check_rows(shop_database(),
             {{"How many customers are there?", "6"},
              {"number of products", "6"},
              {"List the names of all products",
               "Desk Lamp | Floor Lamp | Office Chair | Standing Desk | Ballpoint Pen | Notebook"},
              {"Show the name and price of every product",
               "Desk Lamp, 40.00 | Floor Lamp, 90.00 | Office Chair, 150.00 | Standing Desk, 400.00 | "
               "Ballpoint Pen, 2.50 | Notebook, 6.00"},
              {"What are the cities of the customers?", "Utrecht | Lyon | Lyon | Malmö | Utrecht | Paris"},
              {"Which different cities do customers live in?", "Lyon | Malmö | Paris | Utrecht"},
              {"How many different countries do customers come from?", "3"},
              {"list the distinct categories of products", "lighting | stationery | furniture"}});
}

TEST_CASE("numbers are summed up") {
  check_rows(shop_database(), {{"What is the average price of products?", "114.75"},
                               {"total stock of all products", "764"},
                               {"What is the highest price of a product?", "400.00"},
                               {"lowest and highest price of products", "2.50, 400.00"},
                               {"sum of the shipping cost of orders", "75.00"},
                               {"What is the total shipping cost of shipped orders?", "50.00"}});
}

TEST_CASE("the extremes are found") {
  check_rows(
      shop_database(),
      {{"What is the most expensive product?", "Standing Desk, 400.00"},
       {"Which product is the cheapest?", "Ballpoint Pen, 2.50"},
       {"top 3 products by price", "Standing Desk, 400.00 > Office Chair, 150.00 > Floor Lamp, 90.00"},
       {"the 2 cheapest products", "Ballpoint Pen, 2.50 > Notebook, 6.00"},
       {"Which 3 products have the highest stock?", "Ballpoint Pen, 500 > Notebook, 240 > Desk Lamp, 12"},
       {"bottom 2 products by stock", "Standing Desk, 2 > Floor Lamp, 3"},
       {"Who is the newest customer?", "Femi Obi, 2024-01-25"}});
}

TEST_CASE("values are found in the data") {
  check_rows(shop_database(), {{"Which customers live in Lyon?", "Bruno Silva | Chen Wu"},
                               {"how many customers are in france", "3"},
                               {"customers from Utrecht or Paris",
                                "1, Ada Park, Utrecht, Netherlands, 2021-02-03 | 5, Elif Kaya, Utrecht, "
                                "Netherlands, 2023-03-08 | 6, Femi Obi, Paris, France, 2024-01-25"},
                               {"How many orders are cancelled?", "1"},
                               {"How many orders are not shipped?", "4"},
                               {"names of products whose category is lighting", "Desk Lamp | Floor Lamp"},
                               {"What is the price of the Office Chair?", "150.00"},
                               {"products with a name that contains \"lamp\"",
                                "1, Desk Lamp, lighting, 40.00, 12 | 2, Floor Lamp, lighting, 90.00, 3"}});
}

TEST_CASE("numbers and ranges restrict") {
  check_rows(
      shop_database(),
      {{"Which products cost more than 100?", "Office Chair, 150.00 | Standing Desk, 400.00"},
       {"How many products have a price between 5 and 100?", "3"},
       {"names of products with less than 10 in stock", "Floor Lamp | Office Chair | Standing Desk"},
       {"products cheaper than 10",
        "5, Ballpoint Pen, stationery, 2.50, 500 | 6, Notebook, stationery, 6.00, 240"},
       {"How many orders have a shipping cost of at least 8?", "5"},
       {"Which products have a price above the average?", "Office Chair, 150.00 | Standing Desk, 400.00"}});
}

TEST_CASE("dates and years restrict") {
  check_rows(shop_database(),
             {{"How many orders were there in 2023?", "6"},
              {"How many customers joined before 2022?", "2"},
              {"names of customers who joined after 2022", "Elif Kaya | Femi Obi"},
              {"orders in February 2024", "8, 3, 2024-02-09, open, 12.00 | 9, 5, 2024-02-20, open, 5.00"},
              {"How many orders were placed last month?", "1"},
              {"number of orders between 2023-02-01 and 2023-08-31", "3"},
              {"How many orders were placed in Q1 2024?", "3"}});
}

TEST_CASE("abbreviated names are read") {
  check_rows(
      library_database(),
      {{"How many members are there?", "4"},
       {"List the first and last names of the members",
        "Ugo, Bianchi | Vera, Lang | Wim, Smit | Xenia, Popova"},
       {"What is the longest book?", "Winter Trains, 610"},
       {"average number of pages by genre", "history, 610 > novel, 320 > science, 310 > poetry, 180"},
       {"average rating of novels", "3.93333"},
       {"titles of the books in Czech", "Clockwork Rain | Stars over Brno | Paper Birds"},
       {"titles and ratings of books with a rating above 4",
        "The Salt Road, 4.5 | Clockwork Rain, 4.1 | Stars over Brno, 4.7 | The Quiet Atom, 4.4"},
       {"books sorted by pages",
        "978-08, Paper Birds, 2, 2021, 150, poetry, Czech, 3.6 > 978-05, A Year of Olives, 3, 1998, 190, "
        "novel, Spanish, 3.2 > 978-02, Harbour Lights, 1, 2005, 210, poetry, French, 3.9 > 978-04, Stars "
        "over Brno, 2, 2019, 280, science, Czech, 4.7 > 978-01, The Salt Road, 1, 1998, 320, novel, French, "
        "4.5 > 978-07, The Quiet Atom, 3, 2019, 340, science, Spanish, 4.4 > 978-03, Clockwork Rain, 2, "
        "2011, 450, novel, Czech, 4.1 > 978-06, Winter Trains, 4, 1987, 610, history, Russian, 4"},
       {"List the titles of books in alphabetical order",
        "A Year of Olives > Clockwork Rain > Harbour Lights > Paper Birds > Stars over Brno > The Quiet Atom "
        "> The Salt Road > Winter Trains"},
       {"titles of books ordered by rating from high to low",
        "Stars over Brno > The Salt Road > The Quiet Atom > Clockwork Rain > Winter Trains > Harbour Lights "
        "> Paper Birds > A Year of Olives"}});
}

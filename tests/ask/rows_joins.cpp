// Questions over several tables: joins by declared and inferred keys, absence, and sums that joins must not
// double.
#include "ask/database.hpp"
#include "support/catch.hpp"

using namespace lumen::test;

// clang-format off: one question a line

TEST_CASE("one join over a declared key") {
  check_rows(shop_database(),
             {{"How many orders did customers from France place?", "4"},
              {"number of orders per customer",
               "Ada Park, 3 | Elif Kaya, 2 | Bruno Silva, 2 | Chen Wu, 2 | Dana Levi, 1"},
              {"total shipping cost by customer city", "Lyon, 40.00 | Malmö, 20.00 | Utrecht, 15.00"},
              {"Which customer has the most orders?", "Ada Park, 3"},
              {"names of the customers with more than 2 orders", "Ada Park"},
              {"names of customers with more than 1 order", "Ada Park | Elif Kaya | Bruno Silva | Chen Wu"},
              {"Which customers have no orders?", "Femi Obi"},
              {"names of customers who have open orders", "Chen Wu | Elif Kaya"},
              {"How many customers have cancelled orders?", "1"}});
}

TEST_CASE("two joins over keys") {
  check_rows(shop_database(),
             {{"total quantity by category", "stationery, 98 > furniture, 6 > lighting, 5"},
              {"total quantity by customer country", "Netherlands, 82 > France, 26 > Sweden, 1"},
              {"Which product has the highest total quantity?", "Ballpoint Pen, 85"},
              {"Which products were ordered by customers from Lyon?",
               "Office Chair | Desk Lamp | Standing Desk | Ballpoint Pen"},
              {"How many different products did Ada Park order?", "3"}});
}

TEST_CASE("a join never doubles a measure") {
  check_rows(
      shop_database(),
      {{"total shipping cost of orders that contain lighting products", "38.00"},
       {"total shipping cost by product category", "furniture, 45.00 > lighting, 38.00 > stationery, 27.00"},
       {"average shipping cost by product category", "lighting, 9.5 > furniture, 9 > stationery, 4.5"},
       {"number of orders by product category", "stationery, 6 | furniture, 5 | lighting, 4"},
       {"number of customers by product category", "lighting, 3 | stationery, 3 | furniture, 3"}});
}

TEST_CASE("joins are inferred where no key is declared") {
  check_rows(
      clinic_database(),
      {{"number of doctors in each department", "Dermatology, 1 | Cardiology, 2 | Pediatrics, 2"},
       {"average salary of doctors by department", "Cardiology, 8650 > Dermatology, 7600 > Pediatrics, 7450"},
       {"full names of the doctors in Cardiology", "Ines Costa | Jonas Berg"},
       {"total fee of visits by patient town", "Oslo, 780 > Bergen, 315 > Tromsø, 75"},
       {"number of visits by gender of patient", "female, 5 | male, 5"},
       {"How many visits did doctor Ines Costa have?", "4"},
       {"Which doctor had the most visits?", "Ines Costa, 4"},
       {"total tablets by drug", "Bisoprolol, 150 > Aspirin, 40 > Cortisone, 24 > Paracetamol, 12"},
       {"last names of patients who took Aspirin", "Haddad"},
       {"Which patients have no visits?", "Moe"},
       {"total fee by department", "Cardiology, 840 > Pediatrics, 180 > Dermatology, 150"},
       {"Who is the oldest patient?", "Haddad, 1955-09-30"},
       {"Which doctor has the highest salary?", "Ines Costa, 9200"},
       {"doctors that earn more than 8000",
        "11, Ines Costa, 1, 9200, 2015-04-01 | 12, Jonas Berg, 1, 8100, 2019-09-15"},
       {"doctors in the order of their salary from high to low",
        "11, Ines Costa, 1, 9200, 2015-04-01 > 12, Jonas Berg, 1, 8100, 2019-09-15 > 15, Mina Sato, 3, 7900, "
        "2016-11-02 > 13, Kavya Rao, 2, 7600, 2018-01-08 > 14, Leo Martin, 3, 7000, 2021-06-21"}});
}

TEST_CASE("joins across the library") {
  check_rows(
      library_database(),
      {{"number of books per author", "Boris Novak, 3 | Amara Diallo, 2 | Carmen Ruiz, 2 | Dmitri Orlov, 1"},
       {"titles of books by Amara Diallo", "The Salt Road | Harbour Lights"},
       {"Which authors have no books?", "Eva Horak"},
       {"average rating by nationality of the author",
        "Senegalese, 4.2 > Czech, 4.13333 > Russian, 4 > Spanish, 3.8"},
       {"Which 2 members had the most loans?", "Lang, 4 > Bianchi, 3"},
       {"How many loans did each member have?", "Lang, 4 | Smit, 1 | Bianchi, 3 | Popova, 1"},
       {"Which book was borrowed the most?", "Clockwork Rain, 3"},
       {"number of loans by genre", "novel, 6 | science, 2 | poetry, 1"},
       {"titles of books that were never borrowed", "Harbour Lights | Winter Trains"},
       {"number of loans by author nationality", "Czech, 5 > Senegalese, 2 > Spanish, 2"},
       {"names of Czech authors", "Boris Novak | Eva Horak"}});
}

TEST_CASE("values alone show a join") {
  check_rows(
      travel_database(),
      {{"number of flights by city",
        "Dallas, 5 | Boston, 3 | San Francisco, 3 | Seattle, 3 | Denver, 2 | Austin, 2 | Los Angeles, 2"},
       {"How many flights left from Boston?", "3"}});
}

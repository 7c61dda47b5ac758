// One grouping and two.
#include "support/varied_results.hpp"

#include <cmath>

namespace lumen::test {

namespace {

using data::ChartKind;
using data::Intent;
using data::Table;
using data::Type;

const std::vector<std::string> places{"Ghent", "Lund",  "Porto",  "Quito", "Hobart", "Nagoya",  "Accra",
                                      "Lima",  "Oulu",  "Turin",  "Leeds", "Daegu",  "Bergen",  "Cork",
                                      "Graz",  "Split", "Recife", "Pune",  "Tampa",  "Windhoek"};

Table by_city(int count) {
  Table out = table({{"city", Type::text}, {"orders", Type::integer}});
  for (int i = 0; i < count; ++i) {
    std::string name = places[static_cast<std::size_t>(i) % places.size()];
    if (i >= 20)
      name += " " + std::to_string(i / 20 + 1);
    out.rows.push_back({name, std::int64_t{40 + (i * 7919) % 961}});
  }
  return out;
}

Table crossed(int cities, const std::vector<std::string>& products) {
  Table out = table({{"city", Type::text}, {"product", Type::text}, {"revenue", Type::floating}});
  for (int i = 0; i < cities; ++i)
    for (std::size_t j = 0; j < products.size(); ++j)
      out.rows.push_back({places[static_cast<std::size_t>(i) % places.size()] +
                              (i >= 20 ? " " + std::to_string(i / 20 + 1) : std::string()),
                          products[j], 1200.5 + (i * 37 + static_cast<int>(j) * 101) % 400 * 10.25});
  return out;
}

Table three_groupings() {
  Table out = table(
      {{"city", Type::text}, {"product", Type::text}, {"channel", Type::text}, {"orders", Type::integer}});
  for (const char* city : {"Ghent", "Lund", "Porto"})
    for (const char* product : {"Kettle", "Lamp", "Chair", "Desk"})
      for (const char* channel : {"web", "store"})
        out.rows.push_back({std::string(city), std::string(product), std::string(channel),
                            std::int64_t{20 + (city[0] * 3 + product[0] * 7 + channel[0]) % 90}});
  return out;
}

} // namespace

void add_groups(VariedList& list) {
  Intent share, ranking, comparison, pie;
  share.share = ranking.ranking = comparison.comparison = true;
  pie.chart = ChartKind::pie;
  const char* lengths = "lengths from a common line compare best (C&M)";
  list.add("two cities", ChartKind::bar, lengths, by_city(2));
  list.add("seven cities", ChartKind::bar, lengths, by_city(7));
  list.add("thirty cities", ChartKind::bar, "the largest are what is looked for in many (Few)", by_city(30));
  list.add("three hundred cities", ChartKind::bar, "the largest are what is looked for in many (Few)",
           by_city(300));
  list.add("long names", ChartKind::bar, "long names are read level, beside lying bars (Few)",
           table({{"product", Type::text}, {"revenue", Type::decimal}},
                 {{"Stainless steel kettle with temperature control, 1.7 litres", "18230.50"},
                  {"Height-adjustable oak desk, 160 × 80 cm, cable tray", "15120.00"},
                  {"Reading lamp with three joints and a heavy foot", "7420.25"},
                  {"Chair", "2210.10"}}));
  list.add(
      "very long names", ChartKind::bar, "long names are read level, beside lying bars (Few)",
      table({{"complaint", Type::text}, {"cases", Type::integer}},
            {{"The parcel was left in front of a neighbour's door although somebody was at home all day long",
              41},
             {"The invoice names another address than the one that was given when the order was placed", 38},
             {"Nobody answers the telephone", 12}}));
  list.add("profits and losses", ChartKind::bar, "bars to both sides of zero (Few)",
           table({{"division", Type::text}, {"profit", Type::floating}}, {{"Kitchen", 51230.4},
                                                                          {"Garden", -20110.9},
                                                                          {"Office", 12004.0},
                                                                          {"Toys", -1203.5},
                                                                          {"Travel", 80.0}}));
  list.add("losses only", ChartKind::bar, "bars below zero (Few)",
           table({{"division", Type::text}, {"loss", Type::floating}},
                 {{"Garden", -20110.9}, {"Toys", -1203.5}, {"Books", -410.0}}));
  list.add("all zero", ChartKind::none, "bars without length say nothing (APT)",
           table({{"city", Type::text}, {"complaints", Type::integer}},
                 {{"Ghent", 0}, {"Lund", 0}, {"Porto", 0}}));
  list.add("some zero", ChartKind::bar, lengths,
           table({{"city", Type::text}, {"complaints", Type::integer}},
                 {{"Ghent", 3}, {"Lund", 0}, {"Porto", 1}, {"Quito", 0}}));
  list.add("measures missing", ChartKind::bar, lengths,
           table({{"city", Type::text}, {"rain_mm", Type::floating}},
                 {{"Ghent", 780.5}, {"Lund", nullptr}, {"Porto", 1147.0}, {"Quito", nullptr}}));
  list.add("ties", ChartKind::bar, lengths,
           table({{"player", Type::text}, {"goals", Type::integer}},
                 {{"Ada", 12}, {"Bo", 12}, {"Cy", 12}, {"Dee", 9}, {"Eve", 9}}));
  list.add(
      "all alike", ChartKind::bar, lengths,
      table({{"shop", Type::text}, {"tills", Type::integer}}, {{"Ghent", 4}, {"Lund", 4}, {"Porto", 4}}));
  list.add("truth and counts", ChartKind::bar, lengths,
           table({{"is_active", Type::boolean}, {"customers", Type::integer}}, {{true, 812}, {false, 190}}));
  list.add("truth with NULL", ChartKind::bar, lengths,
           table({{"newsletter", Type::boolean}, {"customers", Type::integer}},
                 {{true, 812}, {nullptr, 77}, {false, 190}}));
  list.add("empty and blank names", ChartKind::bar, lengths,
           table({{"category", Type::text}, {"items", Type::integer}},
                 {{"Lamps", 30}, {"", 12}, {"  ", 7}, {"n/a", 4}}));
  list.add(
      "names in other scripts", ChartKind::bar, lengths,
      table({{"città", Type::text}, {"visitors", Type::integer}},
            {{"東京", 5200}, {"München", 3100}, {"القاهرة", 2900}, {"Αθήνα", 1800}, {"São Paulo", 950}}));
  list.add("conversion rates", ChartKind::bar, lengths,
           table({{"campaign", Type::text}, {"conversion_rate", Type::floating}},
                 {{"Spring", 0.0213}, {"Summer sale", 0.0481}, {"Autumn", 0.0164}}));
  list.add("per cent with decimals", ChartKind::bar, lengths,
           table({{"browser", Type::text}, {"usage_pct", Type::decimal}},
                 {{"A", "61.35"}, {"B", "20.1"}, {"C", "12.55"}, {"D", "6.00"}}));
  list.add("share of revenue asked", ChartKind::bar, "lengths are read better than angles (C&M)",
           table({{"channel", Type::text}, {"revenue", Type::floating}},
                 {{"web", 5210.5}, {"store", 3120.0}, {"partner", 940.25}}),
           share);
  list.add("pie asked of three", ChartKind::pie, "asked for, and the parts make a whole (Show Me)",
           table({{"channel", Type::text}, {"revenue", Type::floating}},
                 {{"web", 5210.5}, {"store", 3120.0}, {"partner", 940.25}}),
           pie);
  list.add("pie asked of averages", ChartKind::bar, "averages make no whole (APT)",
           table({{"channel", Type::text}, {"avg_basket", Type::floating}},
                 {{"web", 52.5}, {"store", 31.0}, {"partner", 94.25}}),
           pie);
  list.add("prices in euro", ChartKind::bar, lengths,
           table({{"product", Type::text}, {"price_eur", Type::decimal}},
                 {{"Kettle", "49.95"}, {"Lamp", "120.00"}, {"Chair", "89.50"}}));
  list.add("wealth of nations", ChartKind::bar, lengths,
           table({{"country", Type::text}, {"gdp_usd", Type::floating}},
                 {{"Norland", 2.1e13}, {"Estia", 4.4e12}, {"Sudria", 8.15e11}, {"Westmark", 9.3e10}}));
  list.add("people of nations", ChartKind::bar, lengths,
           table({{"country", Type::text}, {"population", Type::integer}},
                 {{"Norland", std::int64_t{1412000000}}, {"Estia", 331000000}, {"Sudria", 45800000}}));
  list.add("grains of dust", ChartKind::bar, lengths,
           table({{"sample", Type::text}, {"mass_g", Type::floating}},
                 {{"A", 2.5e-7}, {"B", 1.1e-7}, {"C", 4.0e-8}}));
  list.add("weekdays out of order", ChartKind::bar, "weekdays keep their order (Few)",
           table({{"weekday", Type::text}, {"orders", Type::integer}}, {{"Friday", 310},
                                                                        {"Monday", 120},
                                                                        {"Saturday", 410},
                                                                        {"Sunday", 90},
                                                                        {"Thursday", 180},
                                                                        {"Tuesday", 130},
                                                                        {"Wednesday", 140}}));
  list.add("answers by degree", ChartKind::bar, "degrees keep their order (Few)",
           table({{"answer", Type::text}, {"people", Type::integer}}, {{"Agree", 41},
                                                                       {"Disagree", 12},
                                                                       {"Neutral", 30},
                                                                       {"Strongly agree", 22},
                                                                       {"Strongly disagree", 4}}));
  list.add("price bands", ChartKind::bar, "bands keep their order (Few)",
           table({{"price_band", Type::text}, {"products", Type::integer}},
                 {{"100-199", 40}, {"50-99", 77}, {"0-49", 120}, {"200+", 9}}));
  list.add("two measures of like units", ChartKind::grouped_bar,
           "two lengths beside each other compare (C&M)",
           table({{"team", Type::text}, {"budget", Type::integer}, {"spent", Type::integer}},
                 {{"Red", 900, 850}, {"Blue", 700, 910}, {"Green", 400, 120}}));
  list.add("five measures of like units", ChartKind::grouped_bar, "lengths beside each other compare (C&M)",
           table({{"team", Type::text},
                  {"monday", Type::integer},
                  {"tuesday", Type::integer},
                  {"wednesday", Type::integer},
                  {"thursday", Type::integer},
                  {"friday", Type::integer}},
                 {{"Red", 9, 8, 7, 9, 4}, {"Blue", 7, 9, 6, 6, 5}, {"Green", 4, 2, 5, 6, 1}}));
  list.add("four measures of unlike units", ChartKind::bar,
           "unlike units share no axis; the first is what was asked for (Few)",
           table({{"team", Type::text},
                  {"orders", Type::integer},
                  {"revenue", Type::floating},
                  {"avg_basket", Type::floating},
                  {"return_share", Type::floating}},
                 {{"Red", 900, 85210.5, 94.7, 0.03},
                  {"Blue", 700, 91200.0, 130.2, 0.11},
                  {"Green", 400, 12044.0, 30.1, 0.07}}));
  list.add("three cities by four products", ChartKind::grouped_bar, lengths,
           crossed(3, {"Kettle", "Lamp", "Chair", "Desk"}));
  list.add("twelve cities by two products", ChartKind::grouped_bar, lengths, crossed(12, {"Kettle", "Lamp"}));
  list.add("four cities by seven products", ChartKind::grouped_bar, lengths,
           crossed(4, {"Kettle", "Lamp", "Chair", "Desk", "Shelf", "Rug", "Clock"}));
  list.add("fourteen cities by nine products", ChartKind::heat_map,
           "so many pairs are read by shade (Show Me)",
           crossed(14, {"Kettle", "Lamp", "Chair", "Desk", "Shelf", "Rug", "Clock", "Vase", "Stool"}));
  list.add("thirty cities by three products", ChartKind::stacked_bar,
           "sums compare by length, and few parts in them (Few)", crossed(30, {"Kettle", "Lamp", "Chair"}));
  list.add("departments by truth", ChartKind::grouped_bar, lengths,
           table({{"department", Type::text}, {"remote", Type::boolean}, {"staff_count", Type::integer}},
                 {{"Sales", true, 12},
                  {"Sales", false, 30},
                  {"Support", true, 25},
                  {"Support", false, 8},
                  {"Research", true, 19},
                  {"Research", false, 3}}),
           comparison);
  list.add("three groupings", ChartKind::none,
           "three groupings have no simple chart that shows every row (Show Me)", three_groupings());
  list.add(
      "names without an axis of their own", ChartKind::bar, lengths,
      table(
          {{"city", Type::text}, {"city", Type::text}, {"visits", Type::integer}, {"visits", Type::integer}},
          {{"Ghent", "B", 10, 4}, {"Lund", "S", 8, 7}, {"Porto", "P", 5, 9}}),
      ranking);
  list.add("orders by postal code", ChartKind::bar, "a code is a name made of digits (Show Me)",
           table({{"zip", Type::integer}, {"order_count", Type::integer}},
                 {{9000, 41}, {22100, 30}, {4000, 18}, {1000, 7}}));
}

} // namespace lumen::test

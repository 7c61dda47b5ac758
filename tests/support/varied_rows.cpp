// One row, records, points and single columns.
#include "support/varied_results.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace lumen::test {

namespace {

using data::ChartKind;
using data::Intent;
using data::Table;
using data::Type;

Table cities_on_earth() {
  return table({{"city", Type::text}, {"latitude", Type::floating}, {"longitude", Type::floating}},
               {{"Ghent", 51.05, 3.72},
                {"Lund", 55.70, 13.19},
                {"Porto", 41.15, -8.61},
                {"Quito", -0.18, -78.47},
                {"Hobart", -42.88, 147.33},
                {"Nagoya", 35.18, 136.91},
                {"Accra", 5.60, -0.19},
                {"Lima", -12.05, -77.04},
                {"Oulu", 65.01, 25.47},
                {"Durban", -29.86, 31.02}});
}

Table films(int count) {
  std::mt19937 random(3);
  std::lognormal_distribution<double> budget(17, 0.9), factor(0.6, 0.7);
  Table out = table({{"title", Type::text}, {"budget_usd", Type::integer}, {"gross_usd", Type::integer}});
  for (int i = 0; i < count; ++i) {
    const double cost = budget(random);
    out.rows.push_back({"Film " + std::string(1, static_cast<char>('A' + i % 26)) + std::to_string(i),
                        static_cast<std::int64_t>(cost), static_cast<std::int64_t>(cost * factor(random))});
  }
  return out;
}

Table ages(int count) {
  std::mt19937 random(5);
  std::normal_distribution<double> age(41, 13);
  Table out = table({{"age", Type::integer}});
  for (int i = 0; i < count; ++i)
    out.rows.push_back({static_cast<std::int64_t>(std::clamp(age(random), 16.0, 92.0))});
  return out;
}

Table sales(int count) {
  std::mt19937 random(9);
  std::lognormal_distribution<double> amount(3.4, 0.8);
  const char* cities[] = {"Ghent", "Lund", "Porto", "Quito"};
  Table out = table({{"order_id", Type::integer}, {"city", Type::text}, {"amount", Type::decimal}});
  for (int i = 0; i < count; ++i)
    out.rows.push_back({std::int64_t{7001 + i * 13}, std::string(cities[i % 4]),
                        std::to_string(std::llround(amount(random) * 100) / 100) + ".95"});
  return out;
}

} // namespace

void add_rows(VariedList& list) {
  Intent records, ranking, distribution;
  records.records = ranking.ranking = distribution.distribution = true;
  Intent first_only = ranking;
  first_only.selection.limited = true;
  first_only.selection.ordered_by = 1;
  first_only.selection.descending = true;

  list.add("one count", ChartKind::kpi, "one number is read as a number (Few)",
           table({{"order_count", Type::integer}}, {{1204}}));
  list.add("one small share", ChartKind::kpi, "one number is read as a number (Few)",
           table({{"return_share", Type::floating}}, {{0.0314}}));
  list.add("one amount of billions", ChartKind::kpi, "one number is read as a number (Few)",
           table({{"gdp_usd", Type::decimal}}, {{"2715518274227.45"}}));
  list.add("one negative amount", ChartKind::kpi, "one number is read as a number (Few)",
           table({{"profit", Type::floating}}, {{-1840.75}}));
  list.add("one date", ChartKind::none, "a date has no length or place to draw (APT)",
           table({{"first_order", Type::date}}, {{"2021-04-01"}}));
  list.add("one text", ChartKind::none, "a name has no length or place to draw (APT)",
           table({{"best_seller", Type::text}}, {{"Blue kettle"}}));
  list.add("one NULL", ChartKind::none, "nothing is there to draw",
           table({{"avg_price", Type::floating}}, {{nullptr}}));
  list.add("the first of a ranking", ChartKind::kpi, "one number, with the name that it belongs to (Few)",
           table({{"region", Type::text}, {"revenue", Type::integer}}, {{"South", 120345}}), first_only);
  list.add("one record of many columns", ChartKind::none, "one thing told in many ways is read as text (Few)",
           table({{"customer_id", Type::integer},
                  {"name", Type::text},
                  {"city", Type::text},
                  {"joined", Type::date},
                  {"active", Type::boolean},
                  {"orders", Type::integer},
                  {"revenue", Type::floating},
                  {"email", Type::text}},
                 {{17, "Ada", "Ghent", "2021-04-01", true, 12, 880.5, "ada@example.org"}}),
           records);
  list.add("least, middle and most of prices", ChartKind::kpi, "three numbers are read as numbers (Few)",
           table({{"min_price", Type::decimal}, {"avg_price", Type::decimal}, {"max_price", Type::decimal}},
                 {{"0.99", "24.125", "310.00"}}));
  list.add("six measures of unlike units", ChartKind::kpi, "unlike units share no axis (Few)",
           table({{"orders", Type::integer},
                  {"revenue", Type::floating},
                  {"customers", Type::integer},
                  {"avg_basket", Type::floating},
                  {"return_share", Type::floating},
                  {"countries", Type::integer}},
                 {{15230, 1284033.4, 4122, 84.31, 0.0412, 14}}));
  list.add("names only", ChartKind::none, "names have no length or place to draw (APT)",
           table({{"name", Type::text}}, {{"Ada"}, {"Bo"}, {"Cy"}, {"Dee"}}));
  list.add("two texts", ChartKind::none, "names have no length or place to draw (APT)",
           table({{"name", Type::text}, {"city", Type::text}},
                 {{"Ada", "Ghent"}, {"Bo", "Lund"}, {"Cy", "Ghent"}}));
  list.add(
      "records with keys", ChartKind::none, "keys are names, not amounts (Show Me)",
      table({{"order_id", Type::integer}, {"customer_id", Type::integer}, {"ordered", Type::timestamp}},
            {{1, 17, "2024-03-01 10:12:00"}, {2, 17, "2024-03-02 11:00:30"}, {3, 9, "2024-03-02 23:59:59"}}),
      records);
  list.add("nested JSON", ChartKind::none, "nested values have no length or place to draw (APT)",
           table({{"id", Type::integer}, {"payload", Type::json}, {"tags", Type::array}},
                 {{1, R"({"a":{"b":[1,2]}})", "[x, y]"}, {2, R"({"a":null})", "[]"}}));
  list.add(
      "durations", ChartKind::none, "an interval's text has no length to draw (APT)",
      table({{"line", Type::text}, {"travel_time", Type::interval}}, {{"A", "01:10:00"}, {"B", "00:42:00"}}));
  list.add("sixty sales of four cities", ChartKind::histogram,
           "many rows of one measure show how it spreads (Show Me)", sales(60));
  list.add("eight sales", ChartKind::none, "a few records are read as a table (Few)", sales(8));
  list.add("ages", ChartKind::histogram, "many rows of one measure show how it spreads (Show Me)", ages(400),
           distribution);
  list.add("points on earth", ChartKind::scatter,
           "places are read by place: east is right, north is up (APT)", cities_on_earth());
  list.add("films", ChartKind::scatter, "two measures of many things show how they go together (Show Me)",
           films(80));
  list.add("customers by key, ranked", ChartKind::bar,
           "ranked things compare by length, also where a key is all their name (C&M)",
           table({{"customer_id", Type::integer}, {"order_count", Type::integer}},
                 {{4711, 44}, {17, 41}, {2203, 40}, {1999, 28}, {5, 27}}),
           ranking);
  list.add("ranks beside names", ChartKind::bar, "a rank is an order, no amount; what is ranked is (Few)",
           table({{"rank", Type::integer}, {"team", Type::text}, {"points", Type::integer}},
                 {{1, "Red", 71}, {2, "Blue", 66}, {3, "Green", 50}}));
  list.add("thirteen columns", ChartKind::none, "so many columns are read as a table (Few)",
           table({{"region", Type::text},
                  {"a", Type::integer},
                  {"b", Type::integer},
                  {"c", Type::integer},
                  {"d", Type::integer},
                  {"e", Type::integer},
                  {"f", Type::integer},
                  {"g", Type::integer},
                  {"h", Type::integer},
                  {"i", Type::integer},
                  {"j", Type::integer},
                  {"k", Type::integer},
                  {"l", Type::integer}},
                 {{"North", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
                  {"South", 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}}));
}

} // namespace lumen::test

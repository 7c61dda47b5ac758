// Made-up results: sales, weather, flights, staff.
#include "support/sample_results.hpp"

#include <cmath>
#include <random>
#include <stdexcept>

namespace lumen::test {

namespace {

using data::Intent;
using data::Table;
using data::Type;

std::string two(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}
std::string month(int index) {
  return std::to_string(2022 + index / 12) + "-" + two(index % 12 + 1) + "-01";
}

Table months(int count) {
  Table out = table({{"month", Type::date}, {"revenue", Type::floating}});
  for (int i = 0; i < count; ++i)
    out.rows.push_back({month(i), 42000.0 + 1500 * i + 9000 * std::sin(i / 2.0)});
  return out;
}

Table months_by_region(int count, int regions) {
  const std::vector<std::string> names{"North", "South",  "East",    "West",  "Islands", "Coast",
                                       "Hills", "Valley", "Harbour", "Plain", "Lakes",   "Forest"};
  Table out = table({{"month", Type::date}, {"region", Type::text}, {"revenue", Type::integer}});
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < regions; ++j)
      out.rows.push_back(
          {month(i), names[static_cast<std::size_t>(j)],
           static_cast<std::int64_t>(9000 + 700 * j + 120 * i * (j % 3) + 300 * ((i * 7 + j * 3) % 5))});
  return out;
}

Table airports(int count) {
  Table out = table({{"airport", Type::text}, {"flights", Type::integer}});
  for (int i = 0; i < count; ++i) {
    std::string code{static_cast<char>('A' + i % 26), static_cast<char>('A' + (i * 7) % 26),
                     static_cast<char>('A' + i / 26)};
    out.rows.push_back({code + " International Airport", static_cast<std::int64_t>(5000 / (i + 1) + 20)});
  }
  return out;
}

Table people(int count, bool grouped) {
  std::mt19937 random(7);
  std::normal_distribution<double> height(172, 9), noise(0, 6);
  Table out =
      grouped ? table({{"team", Type::text}, {"height_cm", Type::floating}, {"weight_kg", Type::floating}})
              : table({{"height_cm", Type::floating}, {"weight_kg", Type::floating}});
  for (int i = 0; i < count; ++i) {
    const double tall = std::round(height(random) * 10) / 10,
                 heavy = std::round((tall - 100 + noise(random)) * 10) / 10;
    data::Row row;
    if (grouped)
      row.push_back(std::string(i % 3 == 0 ? "Red" : i % 3 == 1 ? "Blue" : "Green"));
    row.push_back(tall);
    row.push_back(heavy);
    out.rows.push_back(std::move(row));
  }
  return out;
}

Table delays(int count) {
  std::mt19937 random(11);
  std::exponential_distribution<double> delay(0.06);
  Table out = table({{"delay", Type::integer}});
  for (int i = 0; i < count; ++i)
    out.rows.push_back({static_cast<std::int64_t>(delay(random)) - 5});
  return out;
}

Table weekday_hours() {
  Table out = table({{"weekday", Type::text}, {"hour", Type::integer}, {"orders", Type::integer}});
  for (const char* day : {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"})
    for (int hour = 8; hour < 20; ++hour)
      out.rows.push_back({std::string(day), static_cast<std::int64_t>(hour),
                          static_cast<std::int64_t>(20 + (hour * 13 + day[1]) % 50)});
  return out;
}

Table staff() {
  return table({{"department", Type::text}, {"city", Type::text}, {"staff_count", Type::integer}},
               {{"Sales", "Ghent", 12},
                {"Sales", "Lund", 7},
                {"Support", "Ghent", 20},
                {"Support", "Lund", 16},
                {"Research", "Ghent", 5},
                {"Research", "Lund", 14}});
}

Table regions() {
  return table({{"region", Type::text}, {"revenue", Type::integer}},
               {{"South", 120345}, {"North", 98210}, {"West", 74100}, {"East", 61050}});
}

Table hostile() {
  Table out = table({{"a.b[\"c\"]", Type::text},
                     {"it's \\ x", Type::integer},
                     {"it's \\ x", Type::integer},
                     {"", Type::floating}},
                    {{"</script><b>&amp;", 1, 2, 1.5},
                     {"\"], \"x\": [", 3, 4, 2.5},
                     {"-->\n[a](javascript:1) \x1b[31m", 5, 6, 3.5},
                     {nullptr, 7, 8, 4.5}});
  return out;
}

Intent wish(data::ChartKind kind) {
  Intent intent;
  intent.chart = kind;
  return intent;
}

Intent with(void (*change)(Intent&)) {
  Intent intent;
  change(intent);
  return intent;
}

std::vector<Sample> make() {
  using data::ChartKind;
  std::vector<Sample> out;
  const auto add = [&](std::string name, Table one, Intent intent = {}) {
    out.push_back({std::move(name), std::move(one), std::move(intent)});
  };
  add("single number", table({{"total_amount", Type::decimal}}, {{"1234567.50"}}));
  add("single row",
      table({{"orders", Type::integer}, {"revenue", Type::floating}, {"return_rate", Type::floating}},
            {{1204, 88210.5, 0.031}}));
  add("single row of one unit",
      table(
          {{"spring_sales", Type::integer}, {"summer_sales", Type::integer}, {"autumn_sales", Type::integer}},
          {{120, 180, 150}}),
      with([](Intent& intent) { intent.comparison = true; }));
  add("months", months(24), with([](Intent& intent) { intent.trend = true; }));
  add("three years",
      table({{"year", Type::integer}, {"revenue", Type::integer}}, {{2022, 500}, {2023, 640}, {2024, 610}}));
  add("twenty years", [] {
    Table years = table({{"year", Type::integer}, {"life_expectancy", Type::floating}});
    for (int i = 0; i < 20; ++i)
      years.rows.push_back({std::int64_t{2000 + i}, 71.0 + 0.2 * i});
    return years;
  }());
  add("months by region", months_by_region(12, 4));
  add("months by many regions", months_by_region(12, 12));
  add("months by region, shares", months_by_region(12, 4), with([](Intent& intent) { intent.share = true; }));
  add("average by month and many regions", months_by_region(12, 12),
      with([](Intent& intent) { intent.additive = false; }));
  add("months, two like measures", [] {
    Table both =
        table({{"month", Type::date}, {"planned_cost", Type::integer}, {"real_cost", Type::integer}});
    for (int i = 0; i < 12; ++i)
      both.rows.push_back({month(i), std::int64_t{900 + 10 * i}, std::int64_t{850 + 30 * i}});
    return both;
  }());
  add(
      "months, two unlike measures",
      [] {
        Table both = table({{"month", Type::date}, {"orders", Type::integer}, {"revenue", Type::floating}});
        for (int i = 0; i < 12; ++i)
          both.rows.push_back({month(i), std::int64_t{90 + 5 * i}, 84000.0 + 3000 * i});
        return both;
      }(),
      with([](Intent& intent) { intent.trend = true; }));
  add("regions", regions());
  add("top airports", airports(10), with([](Intent& intent) { intent.ranking = true; }));
  add("many airports", airports(60), with([](Intent& intent) { intent.ranking = true; }));
  add("very many airports", airports(220));
  add("region shares", regions(), with([](Intent& intent) { intent.share = true; }));
  add("regions as a pie", regions(), wish(ChartKind::pie));
  add("months by name", table({{"month", Type::text}, {"rain_mm", Type::floating}}, {{"April", 44.0},
                                                                                     {"August", 61.5},
                                                                                     {"December", 80.2},
                                                                                     {"February", 52.0},
                                                                                     {"January", 71.3},
                                                                                     {"July", 70.0},
                                                                                     {"June", 66.1},
                                                                                     {"March", 50.9},
                                                                                     {"May", 58.8},
                                                                                     {"November", 79.0},
                                                                                     {"October", 74.4},
                                                                                     {"September", 68.0}}));
  add("age bands", table({{"age_band", Type::text}, {"customers", Type::integer}},
                         {{"65+", 41}, {"18-24", 60}, {"25-39", 120}, {"40-64", 98}, {"< 18", 12}}));
  add("departments by city", staff());
  add("departments by city, stacked", staff(), wish(ChartKind::stacked_bar));
  add("weekdays by hour", weekday_hours());
  add("regions, two like measures",
      table({{"region", Type::text}, {"before", Type::integer}, {"after", Type::integer}},
            {{"North", 40, 52}, {"South", 61, 58}, {"West", 30, 44}}));
  add("regions, two unlike measures",
      table({{"region", Type::text}, {"orders", Type::integer}, {"revenue", Type::floating}},
            {{"North", 40, 52000.5}, {"South", 61, 58100.0}, {"West", 30, 44020.25}}));
  add("points", people(120, false));
  add("points in groups", people(90, true));
  add("very many points", people(5000, false));
  add("delays", delays(300), with([](Intent& intent) { intent.distribution = true; }));
  add("null category", table({{"channel", Type::text}, {"orders", Type::integer}},
                             {{"web", 120}, {nullptr, 44}, {"store", 80}}));
  add("cut", [] {
    Table one = airports(12);
    one.cut = true;
    return one;
  }());
  add("fractions", table({{"team", Type::text}, {"return_share", Type::floating}},
                         {{"Red", 0.031}, {"Blue", 0.12}, {"Green", 0.074}}));
  add("percentages", table({{"team", Type::text}, {"share_percent", Type::floating}},
                           {{"Red", 31.0}, {"Blue", 12.5}, {"Green", 56.5}}));
  add("below zero", table({{"region", Type::text}, {"profit", Type::integer}},
                          {{"North", 120}, {"South", -80}, {"West", 45}}));
  add("areas", months(24), wish(ChartKind::area));
  add("time stamps", [] {
    Table hours = table({{"hour", Type::timestamp}, {"visits", Type::integer}});
    for (int i = 0; i < 24; ++i)
      hours.rows.push_back({"2024-03-10 " + two(i) + ":00:00", std::int64_t{20 + (i * 37) % 90}});
    return hours;
  }());
  add("time stamps with a zone", [] {
    Table days = table({{"day", Type::timestamp_tz}, {"visits", Type::integer}});
    for (int i = 1; i < 29; ++i)
      days.rows.push_back({"2024-02-" + two(i) + " 00:00:00Z", std::int64_t{20 + (i * 37) % 90}});
    return days;
  }());
  add("quarters as text",
      table({{"quarter", Type::text}, {"revenue", Type::integer}},
            {{"2024-Q1", 10}, {"2024-Q2", 14}, {"2024-Q3", 12}, {"2024-Q4", 19}}),
      with([](Intent& intent) { intent.trend = true; }));
  add(
      "quarters by region",
      [] {
        Table out_table =
            table({{"quarter", Type::date}, {"region", Type::text}, {"revenue", Type::integer}});
        for (int i = 0; i < 3; ++i)
          for (const char* region : {"North", "South"})
            out_table.rows.push_back(
                {month(i * 3), std::string(region), std::int64_t{100 + 20 * i + region[0] % 7}});
        return out_table;
      }(),
      wish(ChartKind::grouped_bar));
  add("records",
      table({{"id", Type::integer}, {"name", Type::text}, {"city", Type::text}, {"joined", Type::date}},
            {{1, "Ada", "Ghent", "2021-04-01"}, {2, "Bo", "Lund", "2022-09-12"}}),
      with([](Intent& intent) { intent.records = true; }));
  add("empty", table({{"region", Type::text}, {"revenue", Type::integer}}));
  add("all NULL",
      table({{"region", Type::text}, {"revenue", Type::integer}}, {{"North", nullptr}, {"South", nullptr}}));
  add("hostile names and values", hostile());
  add("hostile names over time",
      table({{"d.a'y[0]", Type::date}, {"gr\"oup.x", Type::text}, {"sum(a.b) / 'c'", Type::floating}},
            {{"2024-01-01", "a'\"\\", 1.5},
             {"2024-01-01", "b", 2.5},
             {"2024-02-01", "a'\"\\", 3.5},
             {"2024-02-01", "b", 1.0},
             {"2024-03-01", "a'\"\\", 3.0},
             {"2024-03-01", "b", 1.0}}));
  return out;
}

} // namespace

std::vector<Sample> samples() {
  static const std::vector<Sample> all = make();
  return all;
}

const data::Table& sample(const std::string& name) {
  static const std::vector<Sample> all = make();
  for (const Sample& one : all)
    if (one.name == name)
      return one.table;
  throw std::runtime_error("no sample " + name);
}

} // namespace lumen::test

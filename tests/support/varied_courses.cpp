// Results over time.
#include "support/varied_results.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::test {

namespace {

using data::ChartKind;
using data::Intent;
using data::Table;
using data::Type;

std::string two(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// The day that many days after 2023-01-01.
std::string day(int after) {
  static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int year = 2023, month = 0;
  for (;; month = (month + 1) % 12, year += month == 0 ? 1 : 0) {
    const int length = lengths[month] + (month == 1 && year % 4 == 0 ? 1 : 0);
    if (after < length)
      return std::to_string(year) + "-" + two(month + 1) + "-" + two(after + 1);
    after -= length;
  }
}

std::string month(int after) {
  return std::to_string(2022 + after / 12) + "-" + two(after % 12 + 1) + "-01";
}

std::int64_t wave(int i) {
  return 400 + 3 * i + std::lround(120 * std::sin(i / 6.0)) + (i * 37) % 41;
}

Table days(int count, int step = 1) {
  Table out = table({{"day", Type::date}, {"visits", Type::integer}});
  for (int i = 0; i < count; ++i)
    out.rows.push_back({day(i * step), wave(i)});
  return out;
}

Table years(std::initializer_list<int> which, const char* name = "year") {
  Table out = table({{name, Type::integer}, {"revenue", Type::floating}});
  for (const int year : which)
    out.rows.push_back({std::int64_t{year}, 52000.0 + (year * 7919) % 2301 * 10.5});
  return out;
}

Table hours_of_days(Type type, const char* end) {
  Table out = table({{"at", type}, {"load_kw", Type::floating}});
  for (int i = 0; i < 72; ++i)
    out.rows.push_back(
        {"2024-03-" + two(9 + i / 24) + " " + two(i % 24) + ":00:00" + end, 30 + 12 * std::sin(i / 3.8)});
  return out;
}

Table sensors() {
  Table out = table({{"measured_at", Type::timestamp}, {"temperature", Type::floating}});
  for (int i = 0; i < 90; ++i)
    out.rows.push_back({"2024-06-01 08:" + two(i * 37 / 60 % 60) + ":" + two(i * 37 % 60) + ".250000",
                        19.5 + std::sin(i / 9.0)});
  return out;
}

Table series(int months, const std::vector<std::string>& names) {
  Table out = table({{"month", Type::date}, {"product", Type::text}, {"units", Type::integer}});
  for (int i = 0; i < months; ++i)
    for (std::size_t j = 0; j < names.size(); ++j)
      out.rows.push_back({month(i), names[j], wave(i + static_cast<int>(j) * 5) + static_cast<int>(j) * 90});
  return out;
}

} // namespace

void add_courses(VariedList& list) {
  Intent trend, share, ranking;
  trend.trend = share.share = ranking.ranking = true;
  const char* course = "a line leads the eye along time (Few)";
  list.add("ninety days", ChartKind::line, course, days(90));
  list.add("two years of days", ChartKind::line, course, days(730), trend);
  list.add("weeks by their Monday", ChartKind::line, course, [] {
    Table weeks = table({{"week", Type::date}, {"orders", Type::integer}});
    for (int i = 0; i < 26; ++i)
      weeks.rows.push_back({day(1 + 7 * i), wave(i)});
    return weeks;
  }());
  list.add("days with gaps", ChartKind::line, course, [] {
    Table some = days(40);
    some.rows.erase(some.rows.begin() + 12, some.rows.begin() + 19);
    return some;
  }());
  list.add("newest day first", ChartKind::line, course, [] {
    Table turned = days(14);
    std::reverse(turned.rows.begin(), turned.rows.end());
    return turned;
  }());
  list.add("days as text", ChartKind::line, course, [] {
    Table texts = days(20);
    texts.columns[0].type = Type::text;
    return texts;
  }());
  list.add("months as text", ChartKind::line, course,
           table({{"month", Type::text}, {"revenue", Type::decimal}}, {{"2024-01", "1200.50"},
                                                                       {"2024-02", "1350.00"},
                                                                       {"2024-03", "990.25"},
                                                                       {"2024-04", "1410.00"},
                                                                       {"2024-05", "1502.75"},
                                                                       {"2024-06", "1600.00"}}));
  list.add("quarters as text over years", ChartKind::line, course, [] {
    Table quarters = table({{"quarter", Type::text}, {"revenue", Type::integer}});
    for (int i = 0; i < 12; ++i)
      quarters.rows.push_back(
          {std::to_string(2021 + i / 4) + "-Q" + std::to_string(i % 4 + 1), 900 + wave(i)});
    return quarters;
  }());
  list.add("ten years", ChartKind::line, course,
           years({2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023}));
  list.add("years with gaps", ChartKind::line, course, years({1990, 1995, 2000, 2005, 2010, 2012, 2020}));
  list.add("two years", ChartKind::bar, "two lengths compare; two points make no course (C&M)",
           years({2023, 2024}));
  list.add("one year", ChartKind::kpi, "one number is read as a number (Few)", years({2024}));
  list.add("years as floating numbers", ChartKind::line, course, [] {
    Table real = years({2016, 2017, 2018, 2019, 2020, 2021, 2022});
    real.columns[0].type = Type::floating;
    for (data::Row& row : real.rows)
      row[0] = static_cast<double>(std::get<std::int64_t>(row[0]));
    return real;
  }());
  list.add("years ranked", ChartKind::bar, "ranked periods compare by length (C&M)",
           table({{"year", Type::integer}, {"revenue", Type::integer}},
                 {{2021, 640}, {2019, 610}, {2023, 590}, {2020, 480}, {2022, 420}}),
           ranking);
  list.add("months as numbers", ChartKind::line, course, [] {
    Table numbers = table({{"month", Type::integer}, {"rain_mm", Type::floating}});
    for (int i = 1; i <= 12; ++i)
      numbers.rows.push_back({std::int64_t{i}, 60 + 20 * std::cos(i / 2.0)});
    return numbers;
  }());
  list.add("hours of the day", ChartKind::line, course, [] {
    Table hours = table({{"hour", Type::integer}, {"calls", Type::integer}});
    for (int i = 0; i < 24; ++i)
      hours.rows.push_back(
          {std::int64_t{i}, std::int64_t{5 + (i > 6 && i < 21 ? 40 + (i * 13) % 17 : i % 4)}});
    return hours;
  }());
  list.add("weekdays as numbers", ChartKind::line, course,
           table({{"dow", Type::integer}, {"calls", Type::integer}},
                 {{0, 12}, {1, 80}, {2, 75}, {3, 90}, {4, 82}, {5, 110}, {6, 30}}));
  list.add("three days of hours", ChartKind::line, course, hours_of_days(Type::timestamp, ""));
  list.add("three days of hours with a zone", ChartKind::line, course,
           hours_of_days(Type::timestamp_tz, "Z"));
  list.add("seconds of a sensor", ChartKind::line, course, sensors());
  list.add("three products by month", ChartKind::multi_line, "lines compare courses (Few)",
           series(18, {"Kettle", "Lamp", "Chair"}));
  list.add("one product by month", ChartKind::line, "one course needs no colour (APT)",
           series(18, {"Kettle"}));
  list.add(
      "ten products by month", ChartKind::multi_line, "lines compare courses; the eye holds few (Few)",
      series(12, {"Kettle", "Lamp", "Chair", "Desk", "Shelf", "Rug", "Clock", "Vase", "Stool", "Bench"}));
  list.add("share of products by month", ChartKind::stacked_bar, "parts of a whole over time (Few)",
           series(10, {"Kettle", "Lamp", "Chair"}), share);
  list.add("share of products over three years of months", ChartKind::area,
           "parts of a whole over much time (Few)", series(48, {"Kettle", "Lamp", "Chair"}), share);
  list.add("products with NULL by month", ChartKind::multi_line, "lines compare courses (Few)", [] {
    Table some = series(9, {"Kettle", "Lamp"});
    for (data::Row& row : some.rows)
      if (std::get<std::string>(row[1]) == "Lamp")
        row[1] = data::Value();
    return some;
  }());
  list.add(
      "month by year", ChartKind::multi_line, "years lie over each other, so that seasons compare (Few)", [] {
        Table both = table({{"year", Type::integer}, {"month", Type::integer}, {"revenue", Type::floating}});
        for (int i = 0; i < 36; ++i)
          both.rows.push_back(
              {std::int64_t{2021 + i / 12}, std::int64_t{i % 12 + 1}, 800.5 + static_cast<double>(wave(i))});
        return both;
      }());
  list.add(
      "temperature highs and lows", ChartKind::multi_line, "two courses of one unit share an axis (Few)", [] {
        Table both = table({{"day", Type::date}, {"temp_max", Type::floating}, {"temp_min", Type::floating}});
        for (int i = 0; i < 31; ++i)
          both.rows.push_back({day(i), 8 + 5 * std::sin(i / 4.0), -1 + 4 * std::sin(i / 4.0)});
        return both;
      }());
  list.add(
      "three unlike measures by month", ChartKind::multi_line, "unlike units need panels (Few)",
      [] {
        Table both = table({{"month", Type::date},
                            {"orders", Type::integer},
                            {"revenue", Type::floating},
                            {"return_share", Type::floating}});
        for (int i = 0; i < 18; ++i)
          both.rows.push_back({month(i), wave(i), 1e6 + 2.5e4 * i, 0.03 + 0.001 * (i % 5)});
        return both;
      }(),
      trend);
  list.add("growth by month", ChartKind::line, course, [] {
    Table growth = table({{"month", Type::date}, {"growth_pct", Type::floating}});
    for (int i = 0; i < 15; ++i)
      growth.rows.push_back({month(i), std::round(60 * std::sin(i * 1.3)) / 10});
    return growth;
  }());
  list.add(
      "prices far from zero", ChartKind::line, "a course may leave zero where values lie far from it (C&M)",
      [] {
        Table prices = table({{"day", Type::date}, {"close_price", Type::decimal}});
        for (int i = 0; i < 60; ++i)
          prices.rows.push_back({day(i), std::to_string(1840 + (i * 17) % 23) + "." + two((i * 7) % 100)});
        return prices;
      }());
  list.add("billions by year", ChartKind::line, course, [] {
    Table debt = table({{"year", Type::integer}, {"debt_usd", Type::floating}});
    for (int i = 0; i < 25; ++i)
      debt.rows.push_back({std::int64_t{2000 + i}, 5.6e9 + 1.3e9 * i});
    return debt;
  }());
  list.add("measure before time", ChartKind::line, course,
           table({{"revenue", Type::integer}, {"month", Type::date}}, {{120, "2024-01-01"},
                                                                       {150, "2024-02-01"},
                                                                       {110, "2024-03-01"},
                                                                       {170, "2024-04-01"},
                                                                       {180, "2024-05-01"},
                                                                       {160, "2024-06-01"}}));
  list.add("a month without a date", ChartKind::line, course,
           table({{"month", Type::date}, {"orders", Type::integer}}, {{"2024-01-01", 120},
                                                                      {"2024-02-01", 150},
                                                                      {"2024-03-01", 140},
                                                                      {"2024-04-01", nullptr},
                                                                      {"2024-05-01", 155},
                                                                      {"2024-06-01", 170},
                                                                      {nullptr, 9}}));
  list.add(
      "weekdays by hour as numbers", ChartKind::heat_map, "two orders crossed are read by shade (Show Me)",
      [] {
        Table both = table({{"weekday", Type::integer}, {"hour", Type::integer}, {"orders", Type::integer}});
        for (int i = 1; i <= 7; ++i)
          for (int hour = 0; hour < 24; ++hour)
            both.rows.push_back({std::int64_t{i}, std::int64_t{hour},
                                 std::int64_t{(hour * 13 + i * 29) % 60 + (hour > 7 && hour < 20 ? 70 : 0)}});
        return both;
      }());
}

} // namespace lumen::test

// Findings as their reader sees them, and the proof that each number in them is true.
#include "narrate/link.hpp"
#include "narrate/narrate.hpp"
#include "narrate/phrases.hpp"
#include "support/catch.hpp"
#include "support/sample_results.hpp"

#include <cmath>
#include <random>
#include <regex>
#include <set>

using namespace lumen;
using data::Type;
using test::table;

namespace {

std::string describe(const data::Table& result, const data::Intent& intent = {},
                     const std::string& locale = "en") {
  narrate::Options options;
  options.cell = "sales";
  options.locale = locale;
  return narrate::describe(result, intent, options);
}

// Without the addresses of its links: "South leads with [120,345]."
std::string read(const std::string& prose) {
  return std::regex_replace(prose, std::regex("\\]\\([^)]*\\)"), "]");
}

// A random result of one of a few shapes.
data::Table random_table(std::mt19937& random) {
  const auto number = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  const int rows = 1 + number(15), shape = number(4);
  data::Table out =
      shape == 0   ? table({{"region", Type::text}, {"revenue", Type::integer}})
      : shape == 1 ? table({{"month", Type::date}, {"revenue", Type::floating}})
      : shape == 2 ? table({{"year", Type::integer}, {"team", Type::text}, {"goals", Type::integer}})
                   : table({{"name", Type::text}, {"avg_price", Type::floating}, {"orders", Type::integer}});
  for (int i = 0; i < rows; ++i) {
    const std::string name = "Group " + std::string(1, static_cast<char>('A' + i));
    const double real = (number(2000000) - 200000) / 100.0;
    const data::Value whole = number(12) == 0 ? data::Value() : data::Value(std::int64_t{number(90000)});
    if (shape == 0)
      out.rows.push_back({name, whole});
    if (shape == 1)
      out.rows.push_back({(i < 9 ? "2023-0" : "2023-") + std::to_string(i % 12 + 1) + "-01", real});
    if (shape == 2)
      out.rows.push_back({std::int64_t{2020 + i / 3}, std::string(1, static_cast<char>('a' + i % 3)), whole});
    if (shape == 3)
      out.rows.push_back({name, real, whole});
  }
  out.cut = number(6) == 0;
  return out;
}

} // namespace

TEST_CASE("groups: the leader and its share, the runner-up and the gap, the last, the total") {
  CHECK(describe(test::sample("regions")) ==
        "South leads with [120,345](#sales/r/1/revenue), [34%](#sales/f/share/1/revenue) of the total. North "
        "follows with "
        "[98,210](#sales/r/2/revenue), [22,135](#sales/f/difference/1/2/revenue) less. East comes last with "
        "[61,050](#sales/r/4/revenue). All [4](#sales/f/count/revenue) together come to "
        "[353,705](#sales/f/total/revenue).");
}

TEST_CASE("time: from the first to the last, the peak and the low, the whole") {
  CHECK(read(describe(test::sample("time stamps with a zone"))) ==
        "Visits rose from [57] on [1 February 2024] to [66] on [28 February 2024], up [16%]. The peak was "
        "[109] on "
        "[17 February 2024], the low [24] on [22 February 2024]. The whole period adds up to [1,812], [64.7] "
        "on average.");
}

TEST_CASE("other shapes have their own sentences") {
  CHECK(read(describe(test::sample("single number"))) == "Total amount: [1,234,568].");
  CHECK(read(describe(test::sample("empty"))) == "Nothing matches: the result has no rows.");
  CHECK(read(describe(test::sample("records"))) == "The result has [2] rows.");
  CHECK(read(describe(test::sample("points")))
            .find("Height cm and weight kg rise together (correlation [0.83]).") == 0);
}

TEST_CASE("a cut result has no totals, and neither have averages") {
  const std::string cut = describe(test::sample("cut"));
  CHECK(cut.find("/f/total") == std::string::npos);
  CHECK(cut.find("/f/share") == std::string::npos);
  CHECK(read(cut).find("first [12] rows only") != std::string::npos);
  const std::string rates = describe(table({{"team", Type::text}, {"avg_score", Type::floating}},
                                           {{"Red", 3.5}, {"Blue", 2.5}, {"Green", 2.0}, {"Grey", 1.0}}));
  CHECK(rates.find("/f/total") == std::string::npos);
  CHECK(rates.find("/f/share") == std::string::npos);
}

TEST_CASE("of rows that a limit left nothing is told of the whole") {
  const data::Table top =
      table({{"region", Type::text}, {"amount", Type::integer}, {"orders", Type::integer}},
            {{"North", 40, 3}, {"South", 30, 9}, {"East", 20, 1}, {"West", 10, 2}});
  data::Intent intent;
  intent.ranking = true;
  intent.selection.limited = true;
  intent.selection.ordered_by = 1;
  intent.selection.descending = true;
  CHECK(read(describe(top, intent)) ==
        "North has the highest amount: [40]. South follows with [30], [10] less.");
  intent.selection.descending = false;
  const data::Table least = table({{"region", Type::text}, {"amount", Type::integer}},
                                  {{"West", 10}, {"East", 20}, {"South", 30}, {"North", 40}});
  CHECK(read(describe(least, intent)) ==
        "West has the lowest amount: [10]. East follows with [20], [10] more.");
  intent.selection.ordered_by = 0;
  intent.ranking = false;
  CHECK(read(describe(least, intent)) == "Among these [4], North has the highest amount: [40].");
}

TEST_CASE("months by their orders are groups; the last few months are a course of time") {
  const data::Table months = table({{"month", Type::date}, {"orders", Type::integer}},
                                   {{"2024-04-01", 20}, {"2024-02-01", 9}, {"2024-01-01", 5}});
  data::Intent intent;
  intent.ranking = true;
  intent.selection.limited = true;
  intent.selection.ordered_by = 1;
  intent.selection.descending = true;
  intent.selection.grain = "month";
  const std::string top = read(describe(months, intent));
  CHECK(top.find("[April 2024] has the highest orders: [20].") == 0);
  CHECK(top.find("rose") == std::string::npos);
  intent.ranking = false;
  intent.selection.ordered_by = 0;
  const std::string last = read(describe(months, intent));
  CHECK(last.find("Orders rose from [5] in [January 2024] to [20] in [April 2024]") == 0);
  CHECK(last.find("whole period") == std::string::npos);
}

TEST_CASE("of a grid that a limit left only the first cell is told") {
  const data::Table grid = table({{"year", Type::integer}, {"team", Type::text}, {"goals", Type::integer}},
                                 {{2021, "Red", 9}, {2020, "Red", 8}, {2021, "Blue", 7}, {2020, "Blue", 6}});
  CHECK(read(describe(grid)).find("Overall Red leads") == 0);
  data::Intent intent;
  intent.selection.limited = true;
  CHECK(read(describe(grid, intent)) == "The result has [4] rows.");
  intent.selection.ordered_by = 2;
  intent.selection.descending = true;
  CHECK(read(describe(grid, intent)) == "The single highest value is [9] (Red, [2021]).");
}

TEST_CASE("the highest value is told as the single one only where no other equals it") {
  const std::string prose =
      read(describe(table({{"year", Type::integer}, {"team", Type::text}, {"goals", Type::integer}},
                          {{2020, "Red", 10}, {2021, "Red", 2}, {2020, "Blue", 2}, {2021, "Blue", 10}})));
  CHECK(prose.find("single highest") == std::string::npos);
}

TEST_CASE("a percentage is what its name says, and two lie percentage points apart") {
  const auto of = [](const char* name, double first, double second) {
    return read(
        describe(table({{"team", Type::text}, {name, Type::floating}}, {{"Red", first}, {"Blue", second}})));
  };
  CHECK(of("error_pct", 0.9, 0.5).find("[0.9%]") != std::string::npos);
  CHECK(of("error %", 0.9, 0.5).find("[0.9%]") != std::string::npos);
  CHECK(of("share", 0.9, 0.1).find("[90%]") != std::string::npos);
  CHECK(of("share_percent", 32.5, 26.6).find("Blue follows with [26.6%], [5.9] percentage points less.") !=
        std::string::npos);
  CHECK(of("share", 0.325, 0.266).find("Blue follows with [27%].") != std::string::npos);
}

TEST_CASE("an average under the name of an amount is not summed up") {
  data::Intent intent;
  intent.selection.additive = {false, false};
  const std::string prose = describe(test::sample("regions"), intent);
  CHECK(prose.find("of the total") == std::string::npos);
  CHECK(prose.find("/f/total") == std::string::npos);
  CHECK(prose.find("highest") != std::string::npos);
}

TEST_CASE("what isn't a number isn't missing") {
  const std::string prose = read(describe(table({{"team", Type::text}, {"amount", Type::floating}},
                                                {{"Red", 3.0}, {"Blue", 2.0}, {"Grey", std::nan("")}})));
  CHECK(prose.find("missing") == std::string::npos);
}

TEST_CASE("each language has each sentence, with the same places in it") {
  const std::regex place("\\{[A-Za-z]+\\}");
  for (int i = 0; i <= static_cast<int>(narrate::last_phrase); ++i) {
    const auto phrase = static_cast<narrate::Phrase>(i);
    const auto places = [&](const char* locale) {
      const std::string text(narrate::phrase_template(phrase, locale));
      std::set<std::string> out;
      for (auto at = std::sregex_iterator(text.begin(), text.end(), place); at != std::sregex_iterator();
           ++at)
        out.insert(at->str());
      return out;
    };
    CAPTURE(i);
    CHECK(!narrate::phrase_template(phrase, "en").empty());
    for (const char* locale : {"nl", "fr", "de", "sv"}) {
      CAPTURE(locale);
      CHECK(places(locale) == places("en"));
    }
  }
  CHECK(read(describe(test::sample("regions"), {}, "de")).find("South liegt mit [120.345] vorn") == 0);
}

TEST_CASE("every number of every finding is linked and true, in every language") {
  std::mt19937 random(20240131);
  for (int round = 0; round < 400; ++round) {
    const data::Table result = random_table(random);
    data::Intent intent;
    intent.ranking = round % 3 == 0;
    for (const char* locale : {"en", "nl", "fr", "de", "sv"}) {
      const std::string prose = describe(result, intent, locale);
      CAPTURE(round, locale, prose);
      REQUIRE(!prose.empty());
      const auto drifts = narrate::check(prose, result, locale, "sales");
      for (const auto& drift : drifts)
        FAIL_CHECK(drift.range.of(prose) << ": " << drift.message);
    }
  }
  for (const test::Sample& sample : test::samples())
    for (const char* locale : {"en", "fr", "sv"}) {
      const std::string prose = describe(sample.table, sample.intent, locale);
      CAPTURE(sample.name, locale, prose);
      CHECK(narrate::check(prose, sample.table, locale, "sales").empty());
    }
}

TEST_CASE("a changed cell flags the claims that rest on it, and no others") {
  const data::Table before = test::sample("regions");
  const std::string prose = describe(before);
  for (std::size_t row = 0; row < before.rows.size(); ++row) {
    data::Table after = before;
    after.rows[row][1] = std::get<std::int64_t>(before.rows[row][1]) * 3;
    std::set<std::string> flagged;
    for (const auto& drift : narrate::check(prose, after, "en", "sales"))
      flagged.insert(std::string(drift.range.of(prose)));
    std::set<std::string> expected{"34%", "353,705"};
    if (row == 0)
      expected.insert({"120,345", "22,135"});
    if (row == 1)
      expected.insert({"98,210", "22,135"});
    if (row == 3)
      expected.insert("61,050");
    CAPTURE(row);
    CHECK(flagged == expected);
  }
}

namespace {

// Another value of the same type, far away; or none.
data::Value other(const data::Value& value, bool gone) {
  if (gone)
    return {};
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return *whole * 3 + 1'000'003;
  if (const auto* real = std::get_if<double>(&value))
    return *real * 3 + 1'000'003.5;
  return std::string("1000003.25"); // an exact decimal
}

// Holds each claim of the prose to the formula of its link, before and after one value changed.
void mutate(const data::Table& before, const std::string& prose, std::size_t row, std::size_t column,
            bool gone) {
  data::Table after = before;
  after.rows[row][column] = other(before.rows[row][column], gone);
  std::set<std::size_t> flagged;
  for (const auto& drift : narrate::check(prose, after, "en", "sales"))
    flagged.insert(drift.range.begin);
  for (const narrate::ProseLink& link : narrate::find_links(prose)) {
    const std::string target(link.address.of(prose));
    const auto was = narrate::evaluate(before, target), is = narrate::evaluate(after, target);
    if (!was)
      continue; // a name or a date: no number of it changed
    CAPTURE(target, std::string(link.label.of(prose)), row, column, gone);
    if (is && *is == *was)
      CHECK(flagged.count(link.label.begin) == 0); // no false alarm
    else if (!is || (std::abs(*is - *was) > 0.05 && std::abs(*is - *was) > std::abs(*was) / 2))
      CHECK(flagged.count(link.label.begin) == 1); // too far to be a matter of rounding
  }
}

std::size_t mutate_all(const data::Table& result, const data::Intent& intent) {
  const std::string prose = describe(result, intent);
  CAPTURE(prose);
  std::size_t count = 0;
  for (std::size_t row = 0; row < result.rows.size(); ++row)
    for (std::size_t column = 0; column < result.columns.size(); ++column)
      if (data::is_numeric(result.columns[column].type) && !data::is_null(result.rows[row][column]))
        for (const bool gone : {false, true}) {
          mutate(result, prose, row, column, gone);
          ++count;
        }
  return count;
}

} // namespace

TEST_CASE("in every shape a changed value flags the claims that rest on it, and no others") {
  for (const test::Sample& sample : test::samples()) {
    if (sample.table.rows.size() > 60)
      continue; // the shapes are the same with fewer rows
    CAPTURE(sample.name);
    mutate_all(sample.table, sample.intent);
  }
  std::mt19937 random(20240229);
  std::size_t count = 0;
  for (int round = 0; round < 40; ++round) {
    const data::Table result = random_table(random);
    data::Intent intent;
    intent.ranking = round % 3 == 0;
    CAPTURE(round);
    count += mutate_all(result, intent);
  }
  CHECK(count > 300);
}

TEST_CASE("values of the data can't become links, HTML, emphasis or the end of a comment") {
  const std::string prose =
      describe(table({{"name", Type::text}, {"n", Type::integer}},
                     {{"[x](http://evil.test) <b> --> *y* `z`", 9}, {"www.evil.test", 4}, {"a@b.test", 2}}));
  CHECK(!std::regex_search(prose, std::regex("[^\\\\]\\]\\(http")));
  CHECK(prose.find("<b>") == std::string::npos);
  CHECK(prose.find("-->") == std::string::npos);
  CHECK(prose.find(" *y*") == std::string::npos);
  CHECK(prose.find("[www.evil.test](#sales/r/2/name)") != std::string::npos);
}

TEST_CASE("a number without a link is flagged where it stands") {
  const std::string prose =
      "In Q1 we sold 120 of [120,345](#sales/r/1/revenue), see [note 3](https://example.org/7).";
  const auto drifts = narrate::check(prose, test::sample("regions"), "en");
  REQUIRE(drifts.size() == 1);
  CHECK(drifts[0].range.of(prose) == "120");
}

TEST_CASE("a column's name may hold numbers, and they claim nothing") {
  for (const char* name : {"population_2020", "avg_2019_price", "2020", "Sales 2020 (EUR)", "sum(q1_2024)"}) {
    const data::Table result = table({{"country", Type::text}, {name, Type::integer}},
                                     {{"Norway", 5}, {"Sweden", 10}, {"Iceland", 1}});
    for (const char* locale : {"en", "nl", "fr", "de", "sv"}) {
      const std::string prose = describe(result, {}, locale);
      CAPTURE(prose);
      CHECK_FALSE(prose.empty());
      CHECK(narrate::check(prose, result, locale, "sales").empty());
    }
  }
  const data::Table result =
      table({{"country", Type::text}, {"population_2020", Type::integer}}, {{"Norway", 5}, {"Sweden", 10}});
  const std::string prose =
      "The population 2020 was 2020, or 2021; population 20201 and xpopulation 2020 are others.";
  std::vector<std::string> flagged;
  for (const auto& drift : narrate::check(prose, result, "en", "sales"))
    flagged.emplace_back(drift.range.of(prose));
  CHECK(flagged == std::vector<std::string>{"2020", "2021", "20201", "2020"});
}

TEST_CASE("weeks follow each other by their numbers") {
  narrate::Options options;
  options.uses = {data::ColumnUse::time, data::ColumnUse::measure};
  const std::string prose =
      read(narrate::describe(table({{"week", Type::text}, {"orders", Type::integer}},
                                   {{"2024-W9", 10}, {"2024-W10", 20}, {"2024-W11", 60}}),
                             {}, options));
  CAPTURE(prose);
  CHECK(prose.find("Orders rose from [10]") == 0);
  CHECK(prose.find("to [60]") != std::string::npos);
}

TEST_CASE("very large numbers are written so that they can be read again") {
  const data::Table huge = table({{"name", Type::text}, {"amount", Type::floating}},
                                 {{"A", 1.2e16}, {"B", 3.4e15}, {"C", 5.6e20}, {"D", 7.8e30}});
  for (const char* locale : {"en", "nl", "fr", "de", "sv"}) {
    const std::string prose = describe(huge, {}, locale);
    CAPTURE(prose);
    CHECK(prose.find("e+") == std::string::npos);
    CHECK(narrate::check(prose, huge, locale, "sales").empty());
  }
}

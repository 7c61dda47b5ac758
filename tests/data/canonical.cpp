// One hash for equal results, and results kept as JSON and CSV without a loss.
#include "data/canonical.hpp"

#include "data/format.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace lumen::data;

namespace {

Table sample() {
  Table table;
  table.columns = {{"n", Type::integer, "BIGINT"},
                   {"n", Type::decimal, "DECIMAL(9,2)"},
                   {"x", Type::floating, "DOUBLE"},
                   {"t", Type::text, "VARCHAR"},
                   {"b", Type::boolean, "BOOLEAN"}};
  table.rows = {
      {std::int64_t{1}, std::string("1.50"), 0.1, std::string("a"), true},
      {Value{}, Value{}, std::nan(""), std::string(), false},
      {std::int64_t{9007199254740993}, std::string("-3"), -INFINITY, std::string("é\n\"x\","), Value{}}};
  return table;
}

} // namespace

TEST_CASE("a fingerprint tells equal results from different ones", "[data]") {
  const Table table = sample();
  const Fingerprint first = fingerprint(table);
  CHECK(first.data.size() == 16);

  Table shuffled = table;
  std::swap(shuffled.rows[0], shuffled.rows[2]);
  CHECK(fingerprint(shuffled).data == first.data);
  CHECK(fingerprint(shuffled).order != first.order);

  Table nearly = table;
  nearly.rows[0][1] = std::string("1.5"); // the same decimal
  nearly.rows[0][2] = 0.1 + 1e-15;        // the same at 12 digits
  CHECK(fingerprint(nearly).data == first.data);

  const auto differs = [&](auto change) {
    Table changed = table;
    change(changed);
    return fingerprint(changed).data != first.data;
  };
  CHECK(differs([](Table& t) { t.rows[0][2] = 0.1000001; }));
  CHECK(differs([](Table& t) { t.rows[1][3] = Value{}; })); // NULL isn't ""
  CHECK(differs([](Table& t) { t.columns[0].name = "m"; }));
  CHECK(differs([](Table& t) { t.columns[3].type = Type::json; }));
  CHECK(differs([](Table& t) { t.cut = true; }));
  CHECK(differs([](Table& t) { t.rows.push_back(t.rows[0]); }));
  CHECK(differs([](Table& t) { t.rows[0][4] = false; }));
}

TEST_CASE("cells can't run into one another", "[data]") {
  Table one, two;
  one.columns = two.columns = {{"a", Type::text, ""}, {"b", Type::text, ""}};
  one.rows = {{std::string("x"), std::string("yz")}};
  two.rows = {{std::string("xy"), std::string("z")}};
  CHECK(fingerprint(one).data != fingerprint(two).data);
}

TEST_CASE("JSON keeps a table whole", "[data]") {
  const Table table = sample();
  const auto back = from_json(to_json(table));
  REQUIRE(back);
  CHECK(to_json(*back) == to_json(table));
  CHECK(fingerprint(*back).order == fingerprint(table).order);
  CHECK(std::get<std::int64_t>(back->rows[2][0]) == 9007199254740993);
  CHECK(is_null(back->rows[1][0]));
  CHECK(std::get<std::string>(back->rows[1][3]).empty());
  CHECK(std::isnan(std::get<double>(back->rows[1][2])));
  CHECK(back->columns[1].database_type == "DECIMAL(9,2)");
  CHECK_FALSE(from_json("{}"));
  CHECK_FALSE(from_json("[1"));
  CHECK_FALSE(from_json(R"({"columns":[{"name":"a","type":"text"}],"rows":[[1,2]]})"));
}

TEST_CASE("CSV quotes what must be quoted", "[data]") {
  CHECK(to_csv(sample()) == "n,n,x,t,b\r\n1,1.50,0.1,a,true\r\n,,NaN,\"\",false\r\n"
                            "9007199254740993,-3,-Infinity,\"é\n\"\"x\"\",\",\r\n");
}

TEST_CASE("numbers are written as their readers write them", "[data]") {
  CHECK(format_number(1234567.891, 2, locale("en")) == "1,234,567.89");
  CHECK(format_number(1234567.891, 2, locale("nl-NL")) == "1.234.567,89");
  CHECK(format_number(1234567.891, 2, locale("de")) == "1.234.567,89");
  CHECK(format_number(1234567.891, 2, locale("fr")) == "1\u202F234\u202F567,89");
  CHECK(format_number(1234567.891, 2, locale("sv_SE")) == "1\u00A0234\u00A0567,89");
  CHECK(format_number(2.675, 2, locale("en")) == "2.68");
  CHECK(format_number(999.999, 2, locale("en")) == "1,000");
  CHECK(format_number(-0.001, 2, locale("en")) == "0");
  CHECK(format_number(-1234.5, 1, locale("xx")) == "-1,234.5");
  CHECK(format_short(12.3456, locale("en")) == "12.3");
  CHECK(format_short(0.0123456, locale("en")) == "0.0123");
  CHECK(format_short(120345.4, locale("en")) == "120,345");
  CHECK(format_short(0, locale("en")) == "0");
  CHECK(format_percent(0.3412, locale("en")) == "34%");
  CHECK(format_percent(0.3412, locale("de")) == "34\u00A0%");
  CHECK(format_percent(0.034, locale("nl")) == "3,4%");
}

TEST_CASE("dates are written as their readers write them", "[data]") {
  CHECK(format_date("2024-01-31", "day", locale("en")) == "31 January 2024");
  CHECK(format_date("2024-01-31", "day", locale("de")) == "31. Januar 2024");
  CHECK(format_date("2024-03-01", "day", locale("fr")) == "1er mars 2024");
  CHECK(format_date("2024-08-01 13:05:00", "hour", locale("nl")) == "1 augustus 2024 13:05");
  CHECK(format_date("2024-05-01", "month", locale("sv")) == "maj 2024");
  CHECK(format_date("2024-05-01", "quarter", locale("en")) == "Q2 2024");
  CHECK(format_date("2024-05-01", "year", locale("en")) == "2024");
  CHECK(format_date("not a date", "day", locale("en")) == "not a date");
}

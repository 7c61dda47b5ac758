// Which files are read without detecting how they are written: only those of which there is no doubt.
#include "source/csv_form.hpp"

#include "scratch.hpp"
#include "support/catch.hpp"

using namespace lumen;
using namespace lumen::test;
using source::plain_separator;

TEST_CASE("a plainly written file tells its separator") {
  CHECK(plain_separator("a,b\n1,2\n3,4\n", true) == ',');
  CHECK(plain_separator("a;b\r\n1,5;2\r\n", true) == ';'); // a decimal comma below a header without one
  CHECK(plain_separator("a\tb\n1\t2", true) == '\t');
  CHECK(plain_separator("a|b\n|\n", true) == '|');
  CHECK(plain_separator("\xEF\xBB\xBF\"a\",b\n\"x, \"\"y\"\"\n2\",3\n", true) == ',');
  CHECK(plain_separator("a,b\n1,2\n3", false) == ','); // the last record may be cut
}

TEST_CASE("where there is doubt the database looks for itself") {
  for (const char* text : {
           "",
           "a,b\n",                    // a header alone
           "a\n1\n2\n",                // one column
           "a,b\n1,2,3\n",             // another number of fields
           "a,b\n1\n",                 // fewer
           "a,b;c\n1,2;3\n",           // two separators in the header
           "a,b\n'x',2\n",             // other quotes
           "a,b\nx\\,y,2\n",           // escapes
           "a,b\n\"x\\\"\",2\n",       // escapes within quotes
           "a,b\nx \"y\",2\n",         // a quote inside a field
           "a,b\n\"x\"y,2\n",          // and behind one
           "a,b\n\"x,2\n",             // without its end
           "# made today\na,b\n1,2\n", // comments
           "a,b\n#,2\n",
           "\na,b\n1,2\n", // blank lines
           "a,b\n\n1,2\n",
       }) {
    CAPTURE(text);
    CHECK_FALSE(plain_separator(text, true));
  }
  CHECK_FALSE(plain_separator(std::string_view("a,b\n1,\0\n", 8), true)); // UTF-16, or no text at all
  CHECK_FALSE(plain_separator("a,b\n1,2", false));                        // no whole record beside the header
}

TEST_CASE("files read with and without detection hold the same tables") {
  // Each pair says the same: the second of each is written so that its form must be detected.
  const Scratch scratch;
  scratch.write(
      "plain/sale.csv",
      "id,day,region,amount,paid\n1,2024-01-31,North,2.50,true\n2,2024-02-01,\"So, \"\"x\"\"\",,false\n");
  scratch.write("quoted/sale.csv",
                "id,day,region,amount,paid\n1,2024-01-31,North,2.50,true\n2,2024-02-01,'So, \"x\"',,false\n");
  scratch.write("plain/text.csv", "name;day\nAnn;Jan 5 2024\nBob;Feb 6 2024\n");
  scratch.write("quoted/text.csv", "name;day\n'Ann';Jan 5 2024\nBob;Feb 6 2024\n");
  auto plain = open_source(scratch.path("plain")), quoted = open_source(scratch.path("quoted"));
  for (const char* sql :
       {"DESCRIBE sale", "FROM sale ORDER BY id", "DESCRIBE text", "FROM text ORDER BY day"}) {
    CAPTURE(sql);
    const data::Table a = query(*plain, sql), b = query(*quoted, sql);
    REQUIRE(a.rows.size() == 2 + (std::string_view(sql) == "DESCRIBE sale" ? 3U : 0U));
    CHECK(a.rows == b.rows);
  }
  CHECK(query(*plain, "SELECT typeof(day) FROM text LIMIT 1").rows == query(*quoted, "SELECT 'DATE'").rows);
}

TEST_CASE("a row beyond the part that was looked at may still not fit: the detection says what is wrong") {
  const Scratch scratch;
  std::string rows = "id,word\n";
  while (rows.size() < (2u << 20) + 1000)
    rows += std::to_string(rows.size()) + ",word\n";
  scratch.write("long/words.csv", rows + "x,word,more\n1,last\n");
  auto source = open_source(scratch.path("long"));
  CHECK(query(*source, "SELECT count(*) FROM words WHERE word = 'last'").rows[0][0] ==
        data::Value(std::int64_t{1}));
  const auto schema = source->introspect({});
  REQUIRE(schema);
  REQUIRE_FALSE(schema->warnings.empty());
  CHECK(schema->warnings[0].find("words.csv, line") != std::string::npos);
}

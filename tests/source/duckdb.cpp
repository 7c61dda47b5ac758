// DuckDB over folders and files: types, limits, cancel, and what it must not reach.
#include "scratch.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

using namespace lumen;
using namespace lumen::test;
using Texts = std::vector<std::string>;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<std::string> table_names(const catalog::Schema& schema) {
  Texts out;
  for (const auto& table : schema.tables)
    out.push_back(table.name);
  return out;
}

bool has_warning(const catalog::Schema& schema, std::string_view part) {
  for (const auto& warning : schema.warnings)
    if (warning.find(part) != std::string::npos)
      return true;
  return false;
}

} // namespace

TEST_CASE("a folder of data files is a set of tables") {
  const Scratch scratch;
  scratch.write("Sales-2k.csv", "region,amount\nNorth,10\nSouth,20\n");
  scratch.write("Sales-2k.json", R"([{"a":1}])");
  scratch.write("lines.ndjson", "{\"x\":1}\n{\"x\":2}\n");
  scratch.write("2024.tsv", "a\tb\n1\t2\n");
  scratch.write("notes.md", "no data");
  scratch.write(".hidden.csv", "a\n1\n");
  auto source = open_source(scratch.path());
  CHECK(source->dialect() == sql::Dialect::duckdb);
  CHECK(source->engine().substr(0, 8) == "DuckDB 1");
  const auto schema = source->introspect({});
  REQUIRE(schema);
  CHECK(table_names(*schema) == Texts{"lines", "sales_2k", "sales_2k_json", "t_2024"});
  const auto* sales = schema->find("sales_2k");
  REQUIRE(sales);
  CHECK(sales->kind == catalog::TableKind::file);
  CHECK(sales->origin == scratch.path("Sales-2k.csv"));
  CHECK(sales->rows == std::optional<std::int64_t>(2));
  CHECK(first_row(*source, "SELECT sum(amount) FROM sales_2k") == Texts{"30"});
  CHECK(first_row(*source, "SELECT sum(x) FROM lines") == Texts{"3"});
}

TEST_CASE(
    "a glob and a single file are sets of tables too, and an empty folder is an error that says what to do") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n");
  scratch.write("b.csv", "x\n2\n");
  scratch.write("c.json", "[{\"x\":3}]");
  CHECK(table_names(*open_source(scratch.path("*.csv"))->introspect({})) == Texts{"a", "b"});
  CHECK(table_names(*open_source(scratch.path("b.csv"))->introspect({})) == Texts{"b"});
  std::filesystem::create_directory(scratch.path("empty"));
  const auto none = source::open(*source::parse_address(scratch.path("empty"), "/"), {});
  REQUIRE_FALSE(none);
  CHECK(none.error().code == Code::not_found);
  CHECK_FALSE(none.error().hint.empty());
}

TEST_CASE("files that change, come and go are noticed") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n");
  auto source = open_source(scratch.path());
  CHECK(first_row(*source, "SELECT sum(x) FROM a") == Texts{"1"});
  scratch.write("a.csv", "x\n1\n41\n");
  scratch.write("b.csv", "y\n7\n");
  CHECK(first_row(*source, "SELECT sum(x), (SELECT y FROM b) FROM a") == Texts{"42", "7"});
  std::filesystem::remove(scratch.path("a.csv"));
  CHECK(source->run("SELECT * FROM a", {}, {}).error().code == Code::query);
}

TEST_CASE("rows that don't fit are left out and told with file and line") {
  const Scratch scratch;
  std::string csv = "id,name,day\n";
  for (int i = 0; i < 10; ++i)
    csv += std::to_string(i) + ",n,2024-01-01\n";
  csv += "lonely\n";
  csv += "11,n,2024-01-02,extra\n";
  csv += "12,n,2024-01-03\n";
  scratch.write("bad.csv", csv);
  scratch.write("broken.json", "[{\"a\": 1}, {");
  scratch.write("lines.ndjson", "{\"a\": 1}\nnonsense\n{\"a\": 2}\n");
  auto source = open_source(scratch.path());
  const auto schema = source->introspect({});
  REQUIRE(schema);
  CHECK(has_warning(*schema, "bad.csv, line 12"));
  CHECK(has_warning(*schema, "bad.csv, line 13"));
  CHECK(has_warning(*schema, "broken.json can't be read"));
  CHECK(has_warning(*schema, "lines.ndjson: lines that can't be read"));
  CHECK(first_row(*source, "SELECT count(*) FROM lines WHERE a IS NOT NULL") == Texts{"2"});
  CHECK(first_row(*source, "SELECT count(*) FROM bad") == Texts{"11"});
}

TEST_CASE("dates that are written as people do become dates, ambiguous ones stay text") {
  const Scratch scratch;
  scratch.write("p.csv", "sold,when_,clear\nJan 1 2000,2001/01/10 18:20,3/14/2000\n"
                         "Feb 11 2001,2001/03/31 05:00,1/2/2000\n");
  scratch.write(
      "j.json",
      R"([{"mixed": "1/2/2000", "clear": "13/2/2000"}, {"mixed": "3/4/2000", "clear": "1/2/2000"}])");
  scratch.write("m.json", R"([{"title": 300, "tags": [1]}, {"title": "Amélie", "tags": []}])");
  auto source = open_source(scratch.path());
  const auto schema = source->introspect({});
  REQUIRE(schema);
  const auto* table = schema->find("p");
  REQUIRE(table);
  CHECK(table->find("sold")->type == data::Type::date);
  CHECK(table->find("when_")->type == data::Type::timestamp);
  CHECK(schema->find("j")->find("mixed")->type == data::Type::text);
  CHECK(schema->find("j")->find("clear")->type == data::Type::date);
  CHECK(table->find("clear")->type == data::Type::date);
  CHECK(first_row(*source, "SELECT max(sold), max(when_), max(clear) FROM p") ==
        Texts{"2001-02-11", "2001-03-31 05:00:00", "2000-03-14"});
  CHECK(schema->find("m")->find("title")->type == data::Type::text);
  CHECK(first_row(*source, "SELECT title FROM m ORDER BY title DESC") == Texts{"Amélie"});
}

TEST_CASE("links that lead outside the folder are left out, with a warning") {
  const Scratch scratch, elsewhere;
  elsewhere.write("secret.csv", "password\nhunter2\n");
  scratch.write("inside.csv", "x\n1\n");
  std::filesystem::create_symlink(elsewhere.path("secret.csv"), scratch.path("stolen.csv"));
  std::filesystem::create_symlink(scratch.path("inside.csv"), scratch.path("also.csv"));
  auto source = open_source(scratch.path());
  const auto schema = source->introspect({});
  REQUIRE(schema);
  CHECK(table_names(*schema).size() == 1); // `also` is the same file
  CHECK(has_warning(*schema, "stolen.csv is a link that leads outside"));
  CHECK_FALSE(source->run("SELECT * FROM stolen", {}, {}));
  CHECK_FALSE(source->run("SELECT * FROM '" + scratch.path("stolen.csv") + "'", {}, {}));
}

TEST_CASE("values keep their exactness, order, names and types") {
  auto source = open_source(":memory:");
  const data::Table table =
      query(*source, "SELECT 1 AS a, 'x' AS a, NULL AS b, 12345678901234567890.12::DECIMAL(38,2) AS c");
  REQUIRE(table.columns.size() == 4);
  CHECK(table.columns[0].name == "a");
  CHECK(table.columns[1].name == "a");
  CHECK(table.columns[3].database_type == "DECIMAL(38,2)");
  CHECK(table.columns[3].type == data::Type::decimal);
  CHECK(data::is_null(table.rows[0][2]));
  const auto row = [&](std::string_view sql) { return first_row(*source, sql); };
  CHECK(row("SELECT 12345678901234567890.12::DECIMAL(38,2), -0.05::DECIMAL(4,2), 1.50::DECIMAL(18,3)") ==
        Texts{"12345678901234567890.12", "-0.05", "1.500"});
  CHECK(row("SELECT 170141183460469231731687303715884105727::HUGEINT, "
            "(-170141183460469231731687303715884105728)::HUGEINT, "
            "18446744073709551615::UBIGINT") == Texts{"170141183460469231731687303715884105727",
                                                      "-170141183460469231731687303715884105728",
                                                      "18446744073709551615"});
  CHECK(row("SELECT 0.1::FLOAT, 0.1::DOUBLE, 'NaN'::DOUBLE, '-inf'::DOUBLE") ==
        Texts{"0.1", "0.1", "NaN", "-Infinity"});
  CHECK(row("SELECT DATE '2024-02-29', 'infinity'::DATE, '0044-03-15 (BC)'::DATE, '-infinity'::TIMESTAMP") ==
        Texts{"2024-02-29", "infinity", "0044-03-15 BC", "-infinity"});
  CHECK(row("SELECT TIMESTAMP '1969-12-31 23:59:59.5', TIMESTAMPTZ '2024-01-31 13:05:00+02:00', TIME "
            "'13:05:00.25', "
            "'2024-01-01 00:00:00.123456789'::TIMESTAMP_NS") == Texts{"1969-12-31 23:59:59.5",
                                                                      "2024-01-31 11:05:00Z", "13:05:00.25",
                                                                      "2024-01-01 00:00:00.123456789"});
  CHECK(row("SELECT INTERVAL 14 MONTH, [1, NULL, 3], {'a': 1, 'b': 'x'}, MAP {'k': 2}, '101'::BIT") ==
        Texts{"1 year 2 months", "[1, NULL, 3]", "{'a': 1, 'b': x}", "{k=2}", "101"});
  CHECK(row("SELECT '\\x00\\xFFa'::BLOB, '00112233-4455-6677-8899-aabbccddeeff'::UUID, '{\"a\": 1}'::JSON, "
            "true, "
            "'b'::ENUM('a','b')") ==
        Texts{"\\x00ff61", "00112233-4455-6677-8899-aabbccddeeff", "{\"a\": 1}", "true", "b"});
  const data::Table types =
      query(*source, "SELECT [1] AS l, '{}'::JSON AS j, 'b'::ENUM('a','b') AS e, now() AS t, "
                     "{'a': [1.5::DOUBLE]} AS s, 1::HUGEINT AS h");
  CHECK(types.columns[0].type == data::Type::array);
  CHECK(types.columns[0].database_type == "INTEGER[]");
  CHECK(types.columns[1].type == data::Type::json);
  CHECK(types.columns[2].type == data::Type::text);
  CHECK(types.columns[3].type == data::Type::timestamp_tz);
  CHECK(types.columns[4].database_type == "STRUCT(a DOUBLE[])");
  CHECK(types.columns[5].type == data::Type::decimal);
}

TEST_CASE("ten million rows take neither memory nor time, and the cut is known") {
  auto source = open_source(":memory:");
  const auto start = std::chrono::steady_clock::now();
  auto cut = source->run("SELECT range AS i, repeat('x', 100) AS t FROM range(10000000)", {}, {});
  REQUIRE(cut);
  CHECK(seconds_since(start) < 2);
  CHECK(cut->table.rows.size() == 1000);
  CHECK(cut->table.cut);
  source::Limits limits;
  limits.rows = 5;
  auto exact = source->run("SELECT * FROM range(5)", limits, {});
  REQUIRE(exact);
  CHECK(exact->table.rows.size() == 5);
  CHECK_FALSE(exact->table.cut);
  limits.bytes = 10'000;
  limits.rows = 1000;
  auto wide = source->run("SELECT repeat('x', 1000) FROM range(1000)", limits, {});
  REQUIRE(wide);
  CHECK(wide->table.cut);
  CHECK(wide->table.rows.size() < 10);
  auto giant = source->run("SELECT repeat('x', 100000)", limits, {});
  REQUIRE_FALSE(giant);
  CHECK(giant.error().code == Code::limit);
}

TEST_CASE("a running statement stops within moments of the request, and the next one is unharmed") {
  auto source = open_source(":memory:");
  const std::string endless =
      "SELECT count(*) FROM range(100000000) a, range(1000000) b WHERE (a.range + b.range) % 7 = 3";
  for (int round = 0; round < 3; ++round) {
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::jthread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      asked = std::chrono::steady_clock::now();
      stop.request_stop();
    });
    const auto stopped = source->run(endless, {}, stop.get_token());
    const double took = seconds_since(asked);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == Code::cancelled);
    CHECK(took < 0.5); // 0.1 on a quiet machine
    CHECK(first_row(*source, "SELECT 1") == Texts{"1"});
  }
  source::Limits limits;
  limits.timeout = std::chrono::milliseconds(200);
  const auto late = source->run(endless, limits, {});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Code::timeout);
  CHECK(late.error().message == "The statement took longer than 0.2 s.");
  CHECK(first_row(*source, "SELECT 1") == Texts{"1"});
}

TEST_CASE("bytes that aren't text are judged as themselves, not as the statement before them") {
  const Scratch scratch;
  scratch.write("a.csv", "x\n1\n");
  auto source = open_source(scratch.path());
  for (const std::string& statement : {std::string("DROP TABLE /* \xff */ a"), std::string("SELECT '\xff'"),
                                       std::string("SELECT \xc3 FROM a")}) {
    CHECK(first_row(*source, "SELECT x FROM a") == Texts{"1"});
    const auto done = source->run(statement, {}, {});
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::syntax);
    CHECK_FALSE(source->check(statement, {}));
  }
}

TEST_CASE("errors stand at their byte in the statement that was given") {
  auto source = open_source(":memory:");
  const auto at = [&](std::string_view sql) {
    const auto failed = source->run(sql, {}, {});
    REQUIRE_FALSE(failed);
    REQUIRE(failed.error().offset);
    return std::string(sql.substr(*failed.error().offset));
  };
  CHECK(at("SELECT 'größe' fr om t") == "om t");
  CHECK(at("  -- é\n SELECT 'größe', nope FROM range(3)") == "nope FROM range(3)");
  CHECK(at("EXPLAIN SELECT 'é', nope FROM range(3)") == "nope FROM range(3)");
  CHECK(at("SELECT [1], 'é', CAST('x' AS INTEGER)").substr(0, 4) == "CAST");
  const auto missing = source->run("SELECT * FROM nowhere", {}, {});
  CHECK(missing.error().message == "Table with name nowhere does not exist!");
  CHECK(source->run("SELEC 1", {}, {}).error().code == Code::syntax);
  CHECK(source->check("SELECT 1", {}).has_value());
  CHECK(source->check("SELECT nope", {}).error().code == Code::query);
  CHECK(source->run("SELECT $1", {}, {}).error().message == "The statement has parameters without a value.");
}

TEST_CASE("a database file shows tables, views, keys, comments, enums and statistics") {
  const Scratch scratch;
  const std::string path = scratch.make_database("shop.duckdb", R"(
    CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
    CREATE TABLE customer(id INTEGER PRIMARY KEY, name VARCHAR NOT NULL DEFAULT 'x', mood mood, email VARCHAR UNIQUE);
    COMMENT ON TABLE customer IS 'who buys';
    COMMENT ON COLUMN customer.name IS 'full name';
    CREATE TABLE sale(id INTEGER, customer_id INTEGER REFERENCES customer(id), amount DECIMAL(10,2), day DATE);
    INSERT INTO customer SELECT i, 'n' || i % 3, 'sad', 'e' || i FROM range(100) r(i);
    INSERT INTO sale SELECT i, i % 100, i, DATE '2024-01-01' + i::INTEGER FROM range(200) r(i);
    UPDATE sale SET day = NULL WHERE id < 50;
    CREATE VIEW big AS SELECT * FROM sale WHERE amount > 10;
    CREATE SCHEMA other; CREATE TABLE other.sale(x INTEGER); CREATE TABLE "odd.csv" AS SELECT 5 AS x;)");
  auto source = open_source(path);
  const auto schema = source->introspect({});
  REQUIRE(schema);
  const auto* customer = schema->find("customer");
  REQUIRE(customer);
  CHECK(customer->comment == "who buys");
  CHECK(customer->primary_key == Texts{"id"});
  CHECK(customer->unique_keys == std::vector<Texts>{{"email"}});
  CHECK(customer->find("name")->comment == "full name");
  CHECK(customer->find("name")->nullable == false);
  CHECK(customer->find("name")->default_value == "'x'");
  CHECK(customer->find("mood")->labels == Texts{"sad", "it's ok"});
  CHECK(customer->find("name")->statistics.samples == Texts{"n0", "n1", "n2"});
  CHECK(customer->find("name")->statistics.distinct == std::optional<std::int64_t>(3));
  const auto* sale = schema->find("sale");
  REQUIRE(sale);
  REQUIRE(sale->foreign_keys.size() == 1);
  CHECK(sale->foreign_keys[0].table == "customer");
  CHECK(sale->foreign_keys[0].columns == Texts{"customer_id"});
  CHECK(sale->find("day")->statistics.null_share == std::optional<double>(0.25));
  CHECK(sale->find("day")->statistics.minimum == std::optional<std::string>("2024-02-20"));
  CHECK(sale->find("amount")->statistics.maximum == std::optional<std::string>("199.00"));
  CHECK(schema->find("big")->kind == catalog::TableKind::view);
  CHECK(schema->find("other.sale") != nullptr);
  CHECK(first_row(*source, "SELECT x FROM \"odd.csv\"") ==
        Texts{"5"}); // a table, whatever its name looks like

  const auto values = source->values(*customer, *customer->find("name"), 2, {});
  REQUIRE(values);
  CHECK(values->values == Texts{"n0", "n1"});
  CHECK_FALSE(values->complete);
}

TEST_CASE("a database file is let go when it is idle, so that its writer isn't blocked") {
  const Scratch scratch;
  const std::string path = scratch.make_database("w.duckdb", "CREATE TABLE t AS SELECT 1 AS x");
  auto source = open_source(path);
  CHECK(first_row(*source, "SELECT x FROM t") == Texts{"1"});
  std::this_thread::sleep_for(std::chrono::milliseconds(2600));
  scratch.make_database("w.duckdb", "INSERT INTO t VALUES (41)"); // opens it for writing
  CHECK(first_row(*source, "SELECT sum(x) FROM t") == Texts{"42"});
}

TEST_CASE("the mark of a database file tells a changed schema from changed rows, and both from nothing") {
  const Scratch scratch;
  const std::string path = scratch.make_database(
      "m.duckdb", "CREATE TABLE t(a INTEGER, b VARCHAR); INSERT INTO t VALUES (1, 'x')");
  const auto marked = [&](const source::SchemaMark& known = {}) {
    auto mark = open_source(path)->mark(known, {}); // closed again, so that the next change may be written
    if (!mark)
      FAIL(mark.error().message);
    return *mark;
  };
  const auto first = marked();
  const auto again = marked(first);
  CHECK_FALSE(first.schema.empty());
  CHECK(again.moment == first.moment);
  CHECK(marked().schema == first.schema);
  scratch.make_database("m.duckdb", "INSERT INTO t SELECT i, 'y' FROM range(10000) r(i)");
  const auto more = marked(first);
  CHECK(more.schema == first.schema);
  CHECK(more.data != first.data);
  auto before = more;
  for (const char* change : {"ALTER TABLE t RENAME COLUMN b TO c", "ALTER TABLE t ALTER a TYPE BIGINT",
                             "ALTER TABLE t ADD COLUMN d DATE", "ALTER TABLE t RENAME TO u",
                             "CREATE TABLE v(x INTEGER)", "DROP TABLE v", "CREATE VIEW w AS SELECT 1 AS one",
                             "COMMENT ON TABLE u IS 'things'", "CREATE TABLE k(x INTEGER PRIMARY KEY)"}) {
    CAPTURE(change);
    scratch.make_database("m.duckdb", change);
    const auto after = marked(before);
    CHECK(after.schema != before.schema);
    before = after;
  }
}

TEST_CASE("the mark of a folder follows its files") {
  const Scratch scratch;
  scratch.write("a.csv", "x,y\n1,2\n");
  auto source = open_source(scratch.path());
  const auto first = source->mark({}, {});
  REQUIRE(first);
  CHECK(source->mark(*first, {})->moment == first->moment);
  scratch.write("a.csv", "x,y\n1,2\n3,4\n");
  const auto rows = source->mark(*first, {});
  REQUIRE(rows);
  CHECK(rows->schema == first->schema);
  CHECK(rows->data != first->data);
  scratch.write("a.csv", "x,z,more\n1,2,3\n");
  const auto header = source->mark(*rows, {});
  REQUIRE(header);
  CHECK(header->schema != first->schema);
  scratch.write("b.csv", "x\n1\n");
  CHECK(source->mark(*header, {})->schema != header->schema);
}

TEST_CASE("a missing home folder doesn't matter") {
  const char* home = std::getenv("HOME");
  const std::string kept = home != nullptr ? home : "";
  setenv("HOME", "/nonexistent", 1);
  CHECK(first_row(*open_source(":memory:"), "SELECT 1") == Texts{"1"});
  setenv("HOME", kept.c_str(), 1);
}

TEST_CASE("what can't be opened is told plainly") {
  const Scratch scratch;
  const auto failure = [](const std::string& text) {
    const auto address = source::parse_address(text, "/");
    if (!address)
      return address.error();
    const auto opened = source::open(*address, {});
    REQUIRE_FALSE(opened);
    return opened.error();
  };
  CHECK(failure(scratch.path("none.duckdb")).code == Code::not_found);
  scratch.write("text.duckdb", std::string(5000, 'x'));
  const Error garbage = failure(scratch.path("text.duckdb"));
  CHECK(garbage.code == Code::connection);
  CHECK_FALSE(garbage.hint.empty());
  CHECK(failure(scratch.path("nowhere")).code == Code::not_found);
  CHECK(failure("mysql://host/db").code == Code::unsupported);
}

TEST_CASE("the values of a column are read whatever its table calls its others") {
  const Scratch scratch;
  scratch.write(
      "readings.csv",
      "sensor,value,times,place,count,read_values\nalpha,1,x,3,4,5\nalpha,2,y,3,4,5\nbeta,3,x,3,4,5\n");
  auto source = open_source(scratch.path());
  const auto schema = source->introspect({});
  REQUIRE(schema);
  const auto* table = schema->find("readings");
  REQUIRE(table);
  const auto values = [&](const char* column) {
    const auto read = source->values(*table, *table->find(column), 10, {});
    if (!read)
      FAIL(read.error().message);
    return read->values;
  };
  CHECK(values("sensor") == Texts{"alpha", "beta"});
  CHECK(values("times") == Texts{"x", "y"});
  CHECK(values("value") == Texts{"1", "2", "3"});
  CHECK(table->find("sensor")->statistics.samples == Texts{"alpha", "beta"});
  CHECK(table->find("times")->statistics.samples == Texts{"x", "y"});
}

// Statements that try to write, to wait, to read files, or to leave the database. None may get through, each
// is refused with a message, and afterwards everything is as it was. Beside them: statements that only look
// dangerous and must pass.
#include "base/hash.hpp"
#include "base/paths.hpp"
#include "red_team_statements.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"

#include <algorithm>
#include <filesystem>

using namespace lumen;
using namespace lumen::test;

namespace {

void check_refused(source::Source& source, const std::vector<std::string>& statements) {
  for (const std::string& sql : statements) {
    CAPTURE(sql);
    source::Limits limits;
    limits.timeout = std::chrono::seconds(5);
    const auto passed = source.run(sql, limits, {});
    CHECK_FALSE(passed.has_value());
    if (passed)
      continue;
    const Error& error = passed.error();
    CAPTURE(error.message);
    // By the guard, the database never saw it; by the grammar only where there is nothing to understand.
    const bool malformed = std::find(no_statements.begin(), no_statements.end(), sql) != no_statements.end();
    CHECK(error.code == (malformed ? Code::syntax : Code::refused));
    CHECK_FALSE(error.message.empty());
    CHECK((!error.hint.empty() || malformed));
    CHECK(error.offset.value_or(0) <= sql.size());
    const auto checked = source.check(sql, {});
    CHECK_FALSE(checked.has_value());
  }
}

void check_passes(source::Source& source, const std::vector<std::string>& statements) {
  for (const std::string& sql : statements) {
    CAPTURE(sql);
    const auto passed = source.run(sql, {}, {});
    if (!passed)
      UNSCOPED_INFO(passed.error().message << " " << passed.error().hint);
    CHECK(passed.has_value());
    CHECK(source.check(sql, {}).has_value());
  }
}

/// Every file below a folder with a hash of its bytes.
std::string state_of_folder(const std::string& folder) {
  std::vector<std::string> lines;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto bytes = paths::read_file(entry.path());
    lines.push_back(entry.path().string() + " " + (bytes ? short_hash(*bytes) : ""));
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const auto& line : lines)
    out += line + "\n";
  return out;
}

} // namespace

TEST_CASE("red team: the tables are as large as promised") {
  CHECK(against_postgresql.size() >= 100);
  CHECK(against_duckdb.size() >= 100);
}

TEST_CASE("red team: nothing gets through to PostgreSQL, and the database stays as it was") {
  Postgres& server = Postgres::instance();
  server.create_database("fortress");
  server.psql(R"(
    CREATE TABLE vault(id int PRIMARY KEY, word text);
    INSERT INTO vault VALUES (1, 'a'), (2, 'b'), (3, 'c;d');
    CREATE SEQUENCE counter;
    CREATE MATERIALIZED VIEW vault_sum AS SELECT sum(id) FROM vault;
    CREATE FUNCTION touch(n int) RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN UPDATE vault SET word = ''touched''; RETURN n; END';
    CREATE FUNCTION erase(v vault) RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN DELETE FROM vault; RETURN 1; END';
    CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n';
    CREATE TABLE ledger(lo_price int, system text);
    CREATE FUNCTION scribble(t text) RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN UPDATE vault SET word = t; RETURN 1; END';
    CREATE FUNCTION "pg_catalog.random"() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT touch(1)';
    CREATE SCHEMA attic;
    CREATE FUNCTION attic.random() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT touch(1)';
    CREATE FUNCTION timeofday(t text) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT touch(1)';
    CREATE FUNCTION meddle(a int, b int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT touch(a)';
    CREATE OPERATOR @! (LEFTARG = int, RIGHTARG = int, FUNCTION = meddle);
    CREATE AGGREGATE spoil(int) (SFUNC = meddle, STYPE = int, INITCOND = '0');
    CREATE PROCEDURE wipe() LANGUAGE sql AS 'DELETE FROM vault';)",
              "fortress");
  const std::string everything = R"(
    SELECT string_agg(v::text, '|' ORDER BY id) FROM vault v;
    SELECT last_value, is_called FROM counter;
    SELECT count(*), max(oid), sum(hashtext(relname)::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace;
    SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace;
    SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles;
    SELECT count(*) FROM pg_largeobject_metadata;
    SELECT string_agg(extname, ',' ORDER BY extname) FROM pg_extension;
    SELECT setconfig FROM pg_db_role_setting;)";
  const std::string before = server.psql(everything, "fortress");
  auto source = open_source(server.address("fortress"));
  check_refused(*source, against_postgresql);
  CHECK(server.psql(everything, "fortress") == before);
  check_passes(*source, harmless_for_postgresql);
  CHECK(server.psql(everything, "fortress") == before);
  CHECK_FALSE(std::filesystem::exists("/tmp/loot"));
}

TEST_CASE("red team: what the guard can't see, the read-only transaction refuses") {
  Postgres& server = Postgres::instance();
  server.create_database("moat");
  server.psql(R"(
    CREATE TABLE vault(id int);
    INSERT INTO vault VALUES (1);
    CREATE FUNCTION liar() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN EXECUTE ''DELETE FROM vault''; RETURN 1; END';
    CREATE FUNCTION writer() RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN DELETE FROM vault; RETURN 1; END';
    CREATE VIEW trap AS SELECT writer() AS x;)",
              "moat");
  auto source = open_source(server.address("moat"));
  CHECK_FALSE(source->run("SELECT liar()", {}, {}));
  const auto through_view = source->run("SELECT * FROM trap", {}, {});
  REQUIRE_FALSE(through_view);
  CHECK(through_view.error().code == Code::refused);
  CHECK(through_view.error().sqlstate == "25006");
  CHECK(server.psql("SELECT count(*) FROM vault", "moat") == "1");
}

TEST_CASE("red team: nothing gets through to a DuckDB file, and no byte changes") {
  const Scratch scratch;
  scratch.make_database("other.duckdb", "CREATE TABLE t(x INTEGER)");
  const std::string path = scratch.make_database("fortress.duckdb", R"(
    CREATE TABLE vault(id INTEGER, word VARCHAR);
    INSERT INTO vault VALUES (1, 'a'), (2, 'b'), (3, 'c;d');
    CREATE SEQUENCE counter;
    CREATE MACRO twice(n) AS 2 * n;
    CREATE MACRO steal() AS TABLE FROM read_text('/etc/passwd');
    CREATE VIEW trap AS SELECT nextval('counter') AS x;)");
  const std::string before = state_of_folder(scratch.path());
  auto source = open_source(path);
  check_refused(*source, against_duckdb);
  CHECK(state_of_folder(scratch.path()) == before);
  check_passes(*source, harmless_for_duckdb);
  // What the guard can't see: macros and views of the file's owner meet the lock and the read-only database.
  CHECK_FALSE(source->run("FROM steal()", {}, {}));
  CHECK_FALSE(source->run("FROM trap", {}, {}));
  CHECK(state_of_folder(scratch.path()) == before);
}

TEST_CASE("red team: a file's name opens nothing but that file") {
  const Scratch scratch, outside;
  outside.write("secret.csv", "word\nhunter2\n");
  for (const char* name : {"*.csv", "?.csv", "[p].csv", "{p,q}.csv", "q.csv", "[[].csv", "p*.json"}) {
    const bool json = std::string_view(name).ends_with("json");
    scratch.write("[data]/" + std::string(name), json ? "[{\"word\": \"own\"}]" : "word\nown\n");
  }
  std::filesystem::create_symlink(outside.path("secret.csv"), scratch.path("[data]/p.csv"));
  std::filesystem::create_symlink(outside.path("secret.csv"), scratch.path("[data]/pp.json"));
  auto source = open_source(scratch.path("[data]"));
  const auto schema = source->introspect({});
  REQUIRE(schema);
  CHECK(schema->tables.size() == 7);
  for (const auto& table : schema->tables) {
    CAPTURE(table.name, table.origin);
    const data::Table rows = query(*source, "SELECT word FROM \"" + table.name + "\"");
    REQUIRE(rows.rows.size() == 1);
    CHECK(std::get<std::string>(rows.rows[0][0]) == "own");
  }
}

TEST_CASE("red team: a folder of files gives nothing but its tables") {
  const Scratch scratch, outside;
  outside.write("secret.csv", "word\nhunter2\n");
  const std::string data = scratch.path("data");
  scratch.write("secret.csv", "word\nhunter2\n");
  scratch.write("data/vault.csv", "id,word\n1,a\n2,b\n3,c;d\n");
  std::filesystem::create_symlink(outside.path("secret.csv"), data + "/link.csv");
  std::filesystem::create_directory_symlink(outside.path(), data + "/folder");
  const std::string before = state_of_folder(scratch.path());
  auto source = open_source(data);
  check_refused(*source, against_duckdb);
  for (const std::string& sql :
       {"FROM '" + data + "/link.csv'", "FROM read_csv('" + data + "/link.csv')",
        "FROM read_csv('" + data + "/folder/secret.csv')", "FROM read_csv('" + data + "/../secret.csv')",
        "FROM '" + data + "/vault.csv'", std::string("FROM link"), std::string("FROM secret")}) {
    CAPTURE(sql);
    CHECK_FALSE(source->run(sql, {}, {}));
  }
  CHECK(state_of_folder(scratch.path()) == before);
  const auto tables = query(*source, "SELECT table_name FROM duckdb_tables()");
  REQUIRE(tables.rows.size() == 1);
  CHECK(std::get<std::string>(tables.rows[0][0]) == "vault");
}

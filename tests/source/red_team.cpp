// Statements that try to write, to wait, to read files, or to leave the database. None may get through, each
// is refused with a message, and afterwards everything is as it was. Beside them: statements that only look
// dangerous and must pass.
#include "base/hash.hpp"
#include "base/paths.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"

#include <algorithm>
#include <filesystem>

using namespace lumen;
using namespace lumen::test;

namespace {

const std::vector<std::string> against_postgresql{
    // plain writes and definitions
    "INSERT INTO vault VALUES (9, 'x')",
    "UPDATE vault SET word = 'x'",
    "DELETE FROM vault",
    "TRUNCATE vault",
    "MERGE INTO vault v USING vault w ON v.id = w.id WHEN MATCHED THEN DELETE",
    "DROP TABLE vault",
    "CREATE TABLE loot AS SELECT * FROM vault",
    "CREATE TEMP TABLE loot(x int)",
    "ALTER TABLE vault ADD COLUMN y int",
    "CREATE VIEW peek AS SELECT * FROM vault",
    "CREATE INDEX ON vault(id)",
    "REFRESH MATERIALIZED VIEW vault_sum",
    "COMMENT ON TABLE vault IS 'x'",
    "GRANT ALL ON vault TO public",
    "CREATE ROLE intruder SUPERUSER",
    "CREATE EXTENSION dblink",
    "VACUUM vault",
    "ANALYZE vault",
    "CLUSTER vault",
    "REINDEX TABLE vault",
    // writes inside of reading statements
    "WITH gone AS (DELETE FROM vault RETURNING *) SELECT * FROM gone",
    "WITH a AS (SELECT 1), b AS (INSERT INTO vault VALUES (8, 'y') RETURNING id) SELECT * FROM a, b",
    "WITH u AS (UPDATE vault SET word = 'z' RETURNING *) SELECT count(*) FROM u",
    "SELECT * FROM (WITH d AS (DELETE FROM vault RETURNING *) SELECT * FROM d) AS t",
    "EXPLAIN ANALYZE DELETE FROM vault",
    "EXPLAIN (ANALYZE) SELECT touch(1)",
    "EXPLAIN (COSTS OFF, ANALYZE true) SELECT 1",
    "EXPLAIN DELETE FROM vault",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT * INTO loot FROM vault",
    "SELECT id INTO TEMP loot FROM vault",
    "SELECT * FROM vault FOR UPDATE",
    "SELECT * FROM vault FOR SHARE SKIP LOCKED",
    "SELECT * FROM (SELECT * FROM vault FOR NO KEY UPDATE) AS t",
    // functions with effects
    "SELECT touch(1)",
    "SELECT public.touch(1)",
    "SELECT \"touch\"(1)",
    "SELECT count(*) FROM vault WHERE touch(id) > 0",
    "SELECT * FROM vault ORDER BY touch(id)",
    "SELECT sum(touch(id)) OVER () FROM vault",
    "SELECT * FROM LATERAL touch(1)",
    "SELECT * FROM ROWS FROM (touch(1), generate_series(1, 2))",
    "SELECT CASE WHEN true THEN touch(1) END",
    "SELECT (SELECT touch(1))",
    "VALUES (touch(1))",
    "SELECT vault.erase FROM vault",
    "SELECT (vault).erase FROM vault",
    "SELECT v.erase FROM vault AS v",
    "SELECT public.vault.erase FROM public.vault",
    "SELECT fortress.public.vault.erase FROM public.vault",
    "SELECT 1 FROM vault ORDER BY vault.erase",
    // a function in FROM that gives a plain value: its row is the value, and a field of it is a call
    "SELECT t.pg_read_file FROM concat('/etc/passwd') AS t",
    "SELECT (t).pg_read_file FROM concat('/etc/passwd') AS t",
    "SELECT concat.pg_ls_dir FROM concat('/')",
    "SELECT t.pg_read_file FROM ROWS FROM (concat('/etc/passwd')) AS t",
    "SELECT t.pg_read_file FROM (SELECT 1) AS s, LATERAL concat('/etc/passwd') AS t",
    "SELECT 1 FROM concat('/etc/passwd') AS t WHERE t.pg_stat_file IS NOT NULL",
    "SELECT t.pg_sleep FROM abs(30.0::double precision) AS t",
    "SELECT (abs(30.0::double precision)).pg_sleep",
    "SELECT t.pg_cancel_backend FROM abs(1) AS t",
    "SELECT t.pg_create_restore_point FROM concat('x') AS t",
    "SELECT t.pg_advisory_lock FROM abs(1::bigint) AS t",
    "SELECT t.setseed FROM abs(0.5::double precision) AS t",
    "SELECT t.nextval FROM CAST('counter' AS regclass) AS t",
    "SELECT t.touch FROM abs(1) AS t",
    "SELECT t.scribble FROM concat('x') AS t",
    // names that hold a dot, or that others gave their own functions
    "SELECT \"pg_catalog.random\"()",
    "SELECT attic.random()",
    "SELECT timeofday('x')",
    "SELECT timeofday()",
    // operators and aggregates over functions with effects
    "SELECT 1 @! 2",
    "SELECT 1 OPERATOR(public.@!) 2",
    "SELECT spoil(id) FROM vault",
    "SELECT spoil(id) OVER () FROM vault",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_catalog.pg_file_settings",
    "SELECT nextval('counter')",
    "SELECT setval('counter', 99)",
    "SELECT pg_catalog.nextval('counter')",
    "SELECT nextval FROM nextval('counter')",
    "SELECT set_config('default_transaction_read_only', 'off', false)",
    "SELECT setseed(0.5)",
    "SELECT pg_notify('channel', 'x')",
    "SELECT pg_sleep(30)",
    "SELECT pg_sleep_for('30 s')",
    "SELECT (30).pg_sleep",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_try_advisory_lock(1)",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
    "SELECT pg_cancel_backend(1)",
    "SELECT pg_reload_conf()",
    "SELECT pg_switch_wal()",
    "SELECT pg_create_restore_point('x')",
    "SELECT pg_export_snapshot()",
    // files, large objects, other servers, SQL inside of texts
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('/etc/passwd')",
    "SELECT * FROM pg_ls_dir('/')",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT * FROM pg_ls_logdir()",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/tmp/loot')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT * FROM dblink('host=evil', 'SELECT 1') AS t(x int)",
    "SELECT query_to_xml('DELETE FROM vault', true, true, '')",
    "SELECT query_to_xml_and_xmlschema('SELECT pg_sleep(9)', true, true, '')",
    "SELECT ts_stat('SELECT pg_sleep(9)::text::tsvector')",
    "SELECT * FROM crosstab('SELECT pg_sleep(9)') AS t(x int)",
    "COPY vault TO '/tmp/loot'",
    "COPY vault TO PROGRAM 'cat > /tmp/loot'",
    "COPY vault FROM '/etc/passwd'",
    "COPY (SELECT * FROM vault) TO STDOUT",
    // sessions and blocks
    "SET default_transaction_read_only = off",
    "SET SESSION AUTHORIZATION postgres",
    "RESET ALL",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "START TRANSACTION READ WRITE",
    "SAVEPOINT s",
    "DO $$ BEGIN DELETE FROM vault; END $$",
    "CALL wipe()",
    "PREPARE p AS DELETE FROM vault",
    "EXECUTE p",
    "DECLARE c CURSOR FOR SELECT 1",
    "LOCK TABLE vault",
    "LISTEN channel",
    "NOTIFY channel",
    "LOAD 'auto_explain'",
    "DISCARD ALL",
    "CHECKPOINT",
    "ALTER SYSTEM SET fsync = off",
    // second statements, hidden
    "SELECT 1; DELETE FROM vault",
    "SELECT 1;;DELETE FROM vault;",
    "SELECT 1 /* ; */ ; /* x */ DELETE FROM vault -- y",
    "SELECT $$ ; $$ ; DELETE FROM vault",
    "SELECT 'a''b' ; DELETE FROM vault",
    "SELECT E'\\'' ; DELETE FROM vault; --'",
    "SELECT 1 /* /* nested */ still */ ; COMMIT; DELETE FROM vault",
    "COMMIT; DELETE FROM vault",
    "SELECT 1) AS t LIMIT 1; DELETE FROM vault; SELECT * FROM (SELECT 1",
    "SELECT 1 -- \n; DROP TABLE vault",
    "SELECT 1 -- \r; DROP TABLE vault",
    std::string("SELECT 1\0; DROP TABLE vault", 26),
    "-- only a comment",
    "",
};

const std::vector<std::string> harmless_for_postgresql{
    "SELECT 'DELETE FROM vault; DROP TABLE vault'",
    "SELECT $x$ ; DELETE FROM vault $x$ AS \"INSERT INTO\"",
    "SELECT id FROM vault -- ; DELETE FROM vault",
    "SELECT id /* ; DROP TABLE vault */ FROM vault",
    "SELECT id FROM vault UNION SELECT 7 ORDER BY 1",
    "SELECT now(), current_date, random(), clock_timestamp() IS NOT NULL, gen_random_uuid() IS NOT NULL",
    "SELECT pg_total_relation_size('vault'), version(), current_user, current_setting('TimeZone')",
    "SELECT twice(id), upper(word), length(word), round(id / 3.0, 2) FROM vault",
    "SELECT word AS update, id AS delete FROM vault AS set_config",
    "SELECT v.id, v.word FROM vault v WHERE v.word LIKE '%;%' OR v.id IN (SELECT id FROM vault)",
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n",
    "SELECT date_trunc('month', d), count(*), array_agg(d), string_agg(d::text, ','), percentile_cont(0.5) "
    "WITHIN GROUP (ORDER BY i) "
    "FROM generate_series(DATE '2024-01-01', DATE '2024-03-01', INTERVAL '1 day') WITH ORDINALITY AS g(d, i) "
    "GROUP BY 1",
    "SELECT row_number() OVER w, lag(id) OVER w FROM vault WINDOW w AS (ORDER BY id)",
    "SELECT jsonb_build_object('a', 1) -> 'a', '{\"a\":1}'::jsonb ->> 'a', to_jsonb(vault) FROM vault",
    "SELECT to_char(now(), 'YYYY'), extract(year FROM now()), age(now()), make_date(2024, 1, 1)",
    "SELECT (ARRAY[1,2])[1], unnest(ARRAY[1,2]), regexp_replace('a', 'b', 'c'), coalesce(NULL, 1), "
    "greatest(1, 2)",
    "TABLE vault",
    "VALUES (1), (2)",
    "SHOW TimeZone",
    "EXPLAIN (FORMAT JSON) SELECT * FROM vault",
    "SELECT relname, reltuples FROM pg_catalog.pg_class WHERE relname = 'vault'",
    "SELECT * FROM information_schema.columns WHERE table_name = 'vault'",
    "SELECT xmlelement(name a), to_tsvector('english', word) @@ to_tsquery('x') FROM vault",
    "SELECT * FROM vault TABLESAMPLE bernoulli (100) FETCH FIRST 1 ROW ONLY",
    "SELECT l.lo_price, (l).lo_price, l.system, v.word FROM ledger AS l, vault AS v",
    "SELECT t.upper FROM concat('a') AS t",
    "SELECT pg_catalog.random() < 2, sum(id) FROM vault GROUP BY word ORDER BY sum(id) USING <",
};

const std::vector<std::string> against_duckdb{
    "INSERT INTO vault VALUES (9, 'x')",
    "UPDATE vault SET word = 'x'",
    "DELETE FROM vault",
    "TRUNCATE vault",
    "DROP TABLE vault",
    "CREATE TABLE loot AS SELECT * FROM vault",
    "CREATE TEMP TABLE loot(x int)",
    "CREATE OR REPLACE VIEW peek AS SELECT 1",
    "CREATE MACRO m(x) AS x",
    "CREATE SECRET (TYPE s3)",
    "CREATE SEQUENCE s2",
    "ALTER TABLE vault ADD COLUMN y int",
    "COMMENT ON TABLE vault IS 'x'",
    "MERGE INTO vault USING vault AS w ON vault.id = w.id WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM vault RETURNING *) SELECT * FROM gone",
    "WITH a AS (INSERT INTO vault VALUES (8, 'y') RETURNING *) FROM a",
    "EXPLAIN ANALYZE SELECT 1",
    "EXPLAIN ANALYZE DELETE FROM vault",
    "EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1",
    "EXPLAIN DELETE FROM vault",
    "SELECT nextval('counter')",
    "SELECT main.nextval('counter')",
    "SELECT \"nextval\"('counter')",
    "SELECT ('counter').nextval()",
    "SELECT setseed(0.5)",
    "SELECT write_log('x')",
    "SELECT getenv('HOME')",
    "FROM read_text('/etc/passwd')",
    "SELECT content FROM main.read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd', header = false)",
    "SELECT * FROM read_json('/etc/hosts')",
    "SELECT * FROM read_ndjson_objects('/etc/hosts')",
    "SELECT * FROM read_parquet('/etc/hosts')",
    "SELECT * FROM parquet_metadata('/etc/hosts')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM '/etc/passwd.csv'",
    "SELECT * FROM \"../secret.csv\"",
    "SELECT * FROM 'link.csv'",
    "SELECT * FROM link.csv",
    "FROM vault.csv",
    "SELECT * FROM a.b.parquet",
    "FROM 'https://example.com/x.parquet'",
    "FROM 's3://bucket/x.parquet'",
    "SELECT (SELECT count(*) FROM read_text('/etc/passwd'))",
    "SELECT * FROM vault WHERE word IN (SELECT content FROM read_text('/etc/passwd'))",
    "WITH t AS (FROM read_text('/etc/passwd')) SELECT * FROM t",
    "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
    "SELECT * FROM query_table('/etc/passwd')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "DESCRIBE SELECT * FROM read_csv('/etc/passwd')",
    "SUMMARIZE '/etc/passwd'",
    "DESCRIBE '/etc/passwd'",
    "FROM (SUMMARIZE FROM read_csv('/etc/passwd'))",
    "PIVOT (FROM read_csv('/etc/passwd')) ON x",
    "PIVOT vault ON word USING count(*)",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM which_secret('s3://x', 's3')",
    "SELECT * FROM duckdb_logs()",
    "SELECT * FROM arrow_scan(0, 0, 0)",
    "SELECT * FROM seq_scan('vault')",
    "SELECT * FROM force_checkpoint()",
    "COPY vault TO 'loot.csv'",
    "COPY vault TO '/dev/stdout'",
    "COPY vault FROM '/etc/passwd'",
    "COPY FROM DATABASE other TO main",
    "EXPORT DATABASE 'loot'",
    "IMPORT DATABASE 'loot'",
    "ATTACH 'other.duckdb'",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "USE other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '/tmp/evil.duckdb_extension'",
    "FORCE INSTALL spatial",
    "UPDATE EXTENSIONS",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "PRAGMA threads=1",
    "PRAGMA table_info('vault')",
    "CALL pragma_version()",
    "CALL force_checkpoint()",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET memory_limit = '1TB'",
    "SET VARIABLE x = 1",
    "RESET memory_limit",
    "CHECKPOINT",
    "VACUUM",
    "ANALYZE",
    "BEGIN TRANSACTION",
    "COMMIT",
    "ROLLBACK",
    "PREPARE p AS DELETE FROM vault",
    "EXECUTE p",
    "DEALLOCATE p",
    "SELECT 1; DELETE FROM vault",
    "SELECT 1 /* ; */ ; /* x */ DELETE FROM vault -- y",
    "SELECT $$ ; $$ ; DELETE FROM vault",
    "SELECT 'a''b' ; DELETE FROM vault",
    "SELECT E'\\'' ; DELETE FROM vault; --'",
    "SELECT 1 -- \n; DROP TABLE vault",
    "ROLLBACK; DELETE FROM vault",
    "EXPLAIN SELECT 1; DELETE FROM vault",
    "SELECT 1) AS t; DELETE FROM vault; SELECT * FROM (SELECT 1",
    std::string("SELECT 1\0; DROP TABLE vault", 26),
    "/* nothing */",
    "",
};

const std::vector<std::string> harmless_for_duckdb{
    "SELECT 'DELETE FROM vault; DROP TABLE vault'",
    "SELECT $x$ ; DELETE FROM vault $x$ AS \"COPY TO\"",
    "SELECT id FROM vault -- ; DELETE FROM vault",
    "FROM vault",
    "FROM vault SELECT max(id)",
    "SELECT id FROM vault UNION SELECT 7 ORDER BY ALL",
    "SELECT now() IS NOT NULL, current_date IS NOT NULL, random() < 2, uuid() IS NOT NULL",
    "SELECT * EXCLUDE (word) FROM vault",
    "SELECT COLUMNS('i.*') FROM vault",
    "SELECT twice(id), upper(word), word.lower().upper(), list_transform([1, 2], x -> x + 1) FROM vault",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n",
    "SELECT * FROM range(3), generate_series(1, 2), unnest([1, 2])",
    "SELECT date_trunc('month', d), count(*), list(d) FROM (SELECT unnest(generate_series(DATE '2024-01-01', "
    "DATE '2024-03-01', "
    "INTERVAL 1 DAY)) AS d) GROUP BY ALL",
    "SELECT row_number() OVER w, lag(id) OVER w FROM vault WINDOW w AS (ORDER BY id) QUALIFY row_number() "
    "OVER w > 0",
    "SELECT json_extract('{\"a\":1}', '$.a'), * FROM json_each('[1,2]')",
    "PIVOT vault ON word IN ('a', 'b') USING count(*)",
    "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b",
    "SELECT * FROM vault USING SAMPLE 50%",
    "DESCRIBE vault",
    "SUMMARIZE vault",
    "SHOW TABLES",
    "EXPLAIN SELECT * FROM vault",
    "SELECT table_name FROM duckdb_tables()",
    "SELECT * FROM information_schema.columns",
    "VALUES (1), (2)",
    "TABLE vault",
    "SELECT count(*) FROM vault ASOF JOIN vault AS w ON vault.id >= w.id",
    "SELECT strptime('2024', '%Y'), try_cast('x' AS INTEGER), coalesce(NULL, 1), regexp_extract('a1', '\\d')",
};

/// What no grammar of the two takes for a statement, so that there is nothing to refuse.
const std::vector<std::string> no_statements{
    "SELECT 1) AS t LIMIT 1; DELETE FROM vault; SELECT * FROM (SELECT 1",
    std::string("SELECT 1\0; DROP TABLE vault", 26),
};

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

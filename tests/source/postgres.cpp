// PostgreSQL through a real server: types, limits, cancel, errors at their place.
#include "support/postgres.hpp"

#include "scratch.hpp"
#include "source/postgres_session.hpp"
#include "support/catch.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <future>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace lumen;
using namespace lumen::test;
using Texts = std::vector<std::string>;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::unique_ptr<source::Source> shop() {
  static const bool made = [] {
    Postgres& server = Postgres::instance();
    server.create_database("shop");
    server.psql(R"(
      CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
      CREATE DOMAIN email AS text CHECK (value LIKE '%@%');
      CREATE TABLE customer(id integer PRIMARY KEY, name text NOT NULL DEFAULT 'x', mood mood, mail email UNIQUE,
                            tags text[], upper_name text GENERATED ALWAYS AS (upper(name)) STORED);
      COMMENT ON TABLE customer IS 'who buys';
      COMMENT ON COLUMN customer.name IS 'full name';
      CREATE TABLE sale(id bigint, customer_id integer REFERENCES customer(id), amount numeric(10,2), day date);
      INSERT INTO customer(id, name, mood, mail) SELECT i, 'n' || i % 3, 'sad', 'e@' || i FROM generate_series(1, 100) i;
      INSERT INTO sale SELECT i, i % 100 + 1, i, CASE WHEN i >= 50 THEN DATE '2024-01-01' + i END FROM generate_series(0, 199) i;
      CREATE VIEW big AS SELECT * FROM sale WHERE amount > 10;
      CREATE MATERIALIZED VIEW total AS SELECT sum(amount) AS amount FROM sale;
      CREATE TABLE event(at timestamptz, kind text) PARTITION BY RANGE (at);
      CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
      INSERT INTO event SELECT TIMESTAMPTZ '2024-06-01' + i * INTERVAL '1 day', 'k' || i % 4 FROM generate_series(0, 399) i;
      CREATE SCHEMA other; CREATE TABLE other.sale(x integer); CREATE TABLE "Odd Name"("Größe" int);
      CREATE SEQUENCE counter;
      CREATE FUNCTION touch(n integer) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT n';
      CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n';
      CREATE FUNCTION erase(s sale) RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN DELETE FROM sale; RETURN 1; END';
      ANALYZE sale; ANALYZE event;)",
                "shop");
    return true;
  }();
  REQUIRE(made);
  return open_source(Postgres::instance().address("shop"));
}

/// A unix socket that takes calls. The first may be led to another socket; what else comes is never answered.
class Listener {
public:
  explicit Listener(const std::string& path, std::string leads_to = "") : socket_(made()) {
    const sockaddr_un name = named(path);
    REQUIRE(bind(socket_, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
    REQUIRE(listen(socket_, 8) == 0);
    if (!leads_to.empty())
      thread_ =
          std::jthread([this, to = std::move(leads_to)](const std::stop_token& stop) { lead(to, stop); });
  }
  ~Listener() {
    thread_.request_stop();
    if (thread_.joinable())
      thread_.join();
    close(socket_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

private:
  static int made() { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }
  static sockaddr_un named(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof name.sun_path);
    path.copy(name.sun_path, path.size());
    return name;
  }
  void lead(const std::string& to, const std::stop_token& stop) const {
    const sockaddr_un name = named(to);
    const int caller = accept(socket_, nullptr, nullptr), server = made();
    if (connect(server, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0) {
      std::array<pollfd, 2> both{pollfd{caller, POLLIN, 0}, pollfd{server, POLLIN, 0}};
      for (bool open = true; open && !stop.stop_requested();) {
        poll(both.data(), both.size(), 50);
        for (std::size_t i = 0; i < 2; ++i)
          if (both[i].revents != 0)
            open = pass_on(both[i].fd, both[1 - i].fd) && open;
      }
    }
    close(caller);
    close(server);
  }
  static bool pass_on(int from, int to) {
    std::array<char, 65536> bytes{};
    const ssize_t got = read(from, bytes.data(), bytes.size());
    return got > 0 && send(to, bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
  }

  int socket_;
  std::jthread thread_;
};

} // namespace

TEST_CASE("PostgreSQL: values keep their exactness, order, names and types") {
  auto source = shop();
  CHECK(source->dialect() == sql::Dialect::postgresql);
  CHECK(source->engine().substr(0, 11) == "PostgreSQL ");
  const data::Table table =
      query(*source, "SELECT 1 AS a, 'x' AS a, NULL AS b, 12345678901234567890.120::numeric(30,3) AS c");
  REQUIRE(table.columns.size() == 4);
  CHECK(table.columns[0].name == "a");
  CHECK(table.columns[1].name == "a");
  CHECK(table.columns[0].type == data::Type::integer);
  CHECK(table.columns[3].type == data::Type::decimal);
  CHECK(table.columns[3].database_type == "numeric");
  CHECK(data::is_null(table.rows[0][2]));
  const auto row = [&](std::string_view sql) { return first_row(*source, sql); };
  CHECK(row("SELECT 12345678901234567890.120::numeric(30,3), 'NaN'::numeric, 1e-20::numeric, "
            "9223372036854775807") ==
        Texts{"12345678901234567890.120", "NaN", "0.00000000000000000001", "9223372036854775807"});
  CHECK(row("SELECT 0.1::float4, 0.1::float8 + 0.2::float8, 'NaN'::float8, '-Infinity'::float8") ==
        Texts{"0.1", "0.30000000000000004", "NaN", "-Infinity"});
  CHECK(row("SELECT DATE '2024-02-29', 'infinity'::date, '0044-03-15 BC'::date, '-infinity'::timestamp") ==
        Texts{"2024-02-29", "infinity", "0044-03-15 BC", "-infinity"});
  CHECK(row("SELECT TIMESTAMP '1969-12-31 23:59:59.5', TIMESTAMPTZ '2024-01-31 13:05:00+02', TIME "
            "'13:05:00.25'") == Texts{"1969-12-31 23:59:59.5", "2024-01-31 11:05:00Z", "13:05:00.25"});
  CHECK(row("SELECT INTERVAL '14 months', ARRAY[1,NULL,3], ROW(1,'x'), '{\"a\": [1, \"b c\"]}'::jsonb, "
            "'{\"a\" : 1.50}'::json") ==
        Texts{"1 year 2 mons", "{1,NULL,3}", "(1,x)", "{\"a\":[1,\"b c\"]}", "{\"a\":1.50}"});
  CHECK(row("SELECT '\\x00ff61'::bytea, '00112233-4455-6677-8899-aabbccddeeff'::uuid, true, 'happy'::mood, "
            "'a@b'::email, B'101'") ==
        Texts{"\\x00ff61", "00112233-4455-6677-8899-aabbccddeeff", "true", "happy", "a@b", "101"});
  const data::Table types = query(
      *source, "SELECT ARRAY[1] AS l, '{}'::jsonb AS j, 'ok'::mood AS e, now() AS t, 'a@b'::email AS d, "
               "'1.2.3.4'::inet AS i");
  CHECK(types.columns[0].type == data::Type::array);
  CHECK(types.columns[0].database_type == "integer[]");
  CHECK(types.columns[1].type == data::Type::json);
  CHECK(types.columns[2].type == data::Type::text);
  CHECK(types.columns[2].database_type == "mood");
  CHECK(types.columns[3].type == data::Type::timestamp_tz);
  CHECK(types.columns[4].type == data::Type::text);
  CHECK(types.columns[5].type == data::Type::other);
  CHECK(query(*source, "SELECT id FROM sale WHERE false").columns.at(0).type == data::Type::integer);
}

TEST_CASE("PostgreSQL: settings of server and session change no result") {
  Postgres& server = Postgres::instance();
  shop();
  server.psql(
      "ALTER DATABASE shop SET TimeZone = 'America/New_York'; ALTER DATABASE shop SET DateStyle = 'German';"
      "ALTER DATABASE shop SET IntervalStyle = 'iso_8601'; ALTER DATABASE shop SET bytea_output = 'escape'");
  auto source = shop();
  CHECK(first_row(
            *source,
            "SELECT TIMESTAMPTZ '2024-01-31 11:05:00Z', DATE '2024-02-01', INTERVAL '1 day', 'a'::bytea") ==
        Texts{"2024-01-31 11:05:00Z", "2024-02-01", "1 day", "\\x61"});
  server.psql("ALTER DATABASE shop RESET ALL");
}

TEST_CASE("PostgreSQL: statements of every reading kind run, whatever surrounds them") {
  auto source = shop();
  CHECK(first_row(*source, "-- first\nSELECT count(*) FROM sale -- last ;\n;") == Texts{"200"});
  CHECK(first_row(*source, "VALUES (1, 'a'), (2, 'b')") == Texts{"1", "a"});
  CHECK(first_row(*source, "TABLE total") == Texts{"19900.00"});
  CHECK(first_row(*source, "WITH x AS (SELECT 3 AS n) SELECT twice(n) FROM x") == Texts{"6"});
  CHECK(first_row(*source, "SHOW server_encoding") == Texts{"UTF8"});
  CHECK(query(*source, "EXPLAIN SELECT * FROM sale").rows.size() >= 1);
  CHECK(first_row(*source, "SELECT id FROM sale ORDER BY id DESC") == Texts{"199"});
  CHECK(source->check("SELECT * FROM sale", {}).has_value());
  CHECK(source->check("EXPLAIN SELECT 1", {}).has_value());
  CHECK(source->check("SELECT nope FROM sale", {}).error().sqlstate == "42703");
}

TEST_CASE("PostgreSQL: ten million rows take neither memory nor time, and the cut is known") {
  auto source = shop();
  const auto start = std::chrono::steady_clock::now();
  auto cut = source->run("SELECT i, repeat('x', 100) FROM generate_series(1, 10000000) i", {}, {});
  REQUIRE(cut);
  CHECK(seconds_since(start) < 5);
  CHECK(cut->table.rows.size() == 1000);
  CHECK(cut->table.cut);
  source::Limits limits;
  limits.rows = 200;
  auto exact = source->run("SELECT * FROM sale", limits, {});
  REQUIRE(exact);
  CHECK(exact->table.rows.size() == 200);
  CHECK_FALSE(exact->table.cut);
  limits.bytes = 10'000;
  auto wide = source->run("SELECT repeat('x', 1000) FROM generate_series(1, 100)", limits, {});
  REQUIRE(wide);
  CHECK(wide->table.cut);
  CHECK(wide->table.rows.size() < 11);
  auto giant = source->run("SELECT repeat('x', 100000)", limits, {});
  REQUIRE_FALSE(giant);
  CHECK(giant.error().code == Code::limit);
}

TEST_CASE(
    "PostgreSQL: a cancel reaches the server, the next statement is unharmed, and the time limit holds") {
  auto source = shop();
  const std::string endless =
      "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b";
  for (int round = 0; round < 3; ++round) {
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::jthread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      asked = std::chrono::steady_clock::now();
      stop.request_stop();
    });
    const auto stopped = source->run(endless, {}, stop.get_token());
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == Code::cancelled);
    CHECK(seconds_since(asked) < 0.5); // 0.1 on a quiet machine
    for (int i = 0; i < 5; ++i)
      CHECK(first_row(*source, "SELECT 1") == Texts{"1"});
  }
  CHECK(Postgres::instance().psql("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query "
                                  "LIKE '%generate_series(1, 100000)%' "
                                  "AND pid <> pg_backend_pid()") == "0");
  source::Limits limits;
  limits.timeout = std::chrono::milliseconds(250);
  const auto late = source->run(endless, limits, {});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Code::timeout);
  CHECK(late.error().message == "The statement took longer than 0.25 s.");
  std::stop_source stopped_before;
  stopped_before.request_stop();
  CHECK(source->run("SELECT 1", {}, stopped_before.get_token()).error().code == Code::cancelled);
}

TEST_CASE("PostgreSQL: errors carry message, hint, detail, state and their byte") {
  auto source = shop();
  const auto failure = [&](std::string_view sql) {
    const auto failed = source->run(sql, {}, {});
    REQUIRE_FALSE(failed);
    return failed.error();
  };
  const std::string wrong = "  -- é\n SELECT 'größe', amout FROM sale";
  const Error column = failure(wrong);
  CHECK(column.message == "column \"amout\" does not exist");
  CHECK(column.hint == "Perhaps you meant to reference the column \"sale.amount\".");
  CHECK(column.sqlstate == "42703");
  REQUIRE(column.offset);
  CHECK(wrong.substr(*column.offset) == "amout FROM sale");
  const std::string explain = "EXPLAIN SELECT 'é', nope FROM sale";
  const Error explained = failure(explain);
  REQUIRE(explained.offset);
  CHECK(explain.substr(*explained.offset) == "nope FROM sale");
  const std::string cast = "SELECT '" + std::string(300, 'x') + "', 'abc'::integer";
  const Error invalid = failure(cast);
  CHECK(invalid.sqlstate == "22P02");
  REQUIRE(invalid.offset);
  CHECK(cast.substr(*invalid.offset) == "'abc'::integer");
  CHECK(failure("SELECT 1 / 0").message == "division by zero");
  CHECK(failure("SELECT * FROM nowhere").sqlstate == "42P01");
  CHECK(failure("SELECT 1 +").code == Code::syntax);
  CHECK(failure("SELECT 'a' FROM sale WHERE $1 = 1").code == Code::query);
}

TEST_CASE("PostgreSQL: a report of the server is taken apart") {
  const auto report = source::read_postgres_report(
      "ERROR:  duplicate key\nLINE 3: ...x\n            ^\nDETAIL:  Key (a)=(1)\nexists.\n"
      "HINT:  Use another.\nCONTEXT:  SQL function\n");
  CHECK(report.message == "duplicate key");
  CHECK(report.detail == "Key (a)=(1)\nexists.");
  CHECK(report.hint == "Use another.");
  CHECK(report.has_place);
  CHECK(source::read_postgres_report("FEHLER:  Spalte fehlt at character 12").position ==
        std::optional<std::size_t>(12));
}

TEST_CASE("PostgreSQL: the schema shows what there is, partitions folded, statistics measured where none are "
          "kept") {
  auto source = shop();
  const auto schema = source->introspect({});
  if (!schema)
    FAIL(schema.error().message);
  CHECK(schema->default_schema == "public");
  Texts names;
  for (const auto& table : schema->tables)
    names.push_back(table.schema + "." + table.name);
  CHECK(names == Texts{"other.sale", "public.Odd Name", "public.big", "public.customer", "public.event",
                       "public.sale", "public.total"});
  const auto* customer = schema->find("customer");
  REQUIRE(customer);
  CHECK(customer->comment == "who buys");
  CHECK(customer->primary_key == Texts{"id"});
  CHECK(customer->unique_keys == std::vector<Texts>{{"mail"}});
  CHECK(customer->rows == std::optional<std::int64_t>(100));
  CHECK(customer->find("name")->comment == "full name");
  CHECK(customer->find("name")->nullable == false);
  CHECK(customer->find("name")->default_value == "'x'::text");
  CHECK(customer->find("name")->statistics.samples == Texts{"n1", "n0", "n2"});
  CHECK(customer->find("mood")->labels == Texts{"sad", "ok", "happy"});
  CHECK(customer->find("mood")->type == data::Type::text);
  CHECK(customer->find("mail")->type == data::Type::text);
  CHECK(customer->find("tags")->type == data::Type::array);
  CHECK(customer->find("upper_name")->generated);
  CHECK(customer->find("id")->statistics.maximum == std::optional<std::string>("100"));
  const auto* sale = schema->find("sale");
  REQUIRE(sale);
  REQUIRE(sale->foreign_keys.size() == 1);
  CHECK(sale->foreign_keys[0].table == "customer");
  CHECK(sale->foreign_keys[0].referenced == Texts{"id"});
  CHECK(sale->find("amount")->database_type == "numeric(10,2)");
  CHECK(sale->find("day")->statistics.null_share == std::optional<double>(0.25));
  CHECK(sale->find("day")->statistics.minimum == std::optional<std::string>("2024-02-20"));
  CHECK(sale->find("customer_id")->statistics.distinct == std::optional<std::int64_t>(100));
  CHECK(schema->find("big")->kind == catalog::TableKind::view);
  CHECK(schema->find("total")->kind == catalog::TableKind::materialized_view);
  const auto* event = schema->find("event");
  REQUIRE(event);
  CHECK(event->kind == catalog::TableKind::partitioned);
  CHECK(event->rows == std::optional<std::int64_t>(400));
  CHECK(event->find("kind")->statistics.samples.size() == 4);
  CHECK(schema->find("Odd Name")->find("Größe") != nullptr);

  const auto values = source->values(*customer, *customer->find("name"), 2, {});
  REQUIRE(values);
  CHECK(values->values == Texts{"n1", "n0"});
  CHECK_FALSE(values->complete);
}

TEST_CASE("PostgreSQL: what a user may not read isn't shown, and is told") {
  Postgres& server = Postgres::instance();
  shop();
  server.psql("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; GRANT SELECT ON sale TO guest; GRANT "
              "SELECT (id) ON customer TO guest",
              "shop");
  auto source = open_source(server.address("shop", "guest"));
  const auto schema = source->introspect({});
  REQUIRE(schema);
  CHECK(schema->find("sale") != nullptr);
  CHECK(schema->find("event") == nullptr);
  REQUIRE(schema->find("customer"));
  CHECK(schema->find("customer")->columns.size() == 1);
  CHECK_FALSE(schema->warnings.empty());
  const auto denied = source->run("SELECT * FROM event", {}, {});
  REQUIRE_FALSE(denied);
  INFO(denied.error().message << " " << denied.error().sqlstate);
  CHECK(denied.error().code == Code::permission);
  server.psql("DROP OWNED BY guest; DROP ROLE guest", "shop");
}

TEST_CASE("PostgreSQL: a server that goes away is told, and met again") {
  Postgres& server = Postgres::instance();
  auto source = shop();
  CHECK(first_row(*source, "SELECT 1") == Texts{"1"});
  server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lumen'");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(first_row(*source, "SELECT 2") == Texts{"2"}); // lost while idle: opened anew, unseen

  const std::string endless =
      "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b";
  std::jthread other([&] {
    const std::string running =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%" + endless +
        "%' AND pid <> pg_backend_pid()";
    for (int i = 0; i < 400 && server.psql(running) != "1"; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    server.restart();
  });
  const auto gone = source->run(endless, {}, {});
  other.join();
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == Code::connection);
  CHECK(gone.error().message == "The database closed the connection while the statement ran.");
  CHECK(first_row(*source, "SELECT 3") == Texts{"3"});
}

TEST_CASE("PostgreSQL: a connection that can't be made says why, without secrets") {
  Postgres& server = Postgres::instance();
  const auto failure = [](source::Address address) {
    address.kind = source::Address::Kind::postgresql;
    const auto opened = source::open(address, {});
    REQUIRE_FALSE(opened);
    const Error& error = opened.error();
    CHECK((error.message + error.hint + error.detail).find("hunter2") == std::string::npos);
    CHECK_FALSE(error.hint.empty());
    return error;
  };
  source::Address address;
  address.url = server.address("nowhere");
  CHECK(failure(address).code == Code::not_found);
  address.url = "host=" + server.folder() + "/none user=x dbname=y";
  CHECK(failure(address).code == Code::connection);
  address.url = "postgresql://u:hunter2@[bad/db";
  CHECK(failure(address).code == Code::invalid);
  address.url = "host=x passwort hunter2";
  CHECK(failure(address).code == Code::invalid);

  // A role with a password, asked for by the server.
  shop();
  server.psql("DROP ROLE IF EXISTS keyed; CREATE ROLE keyed LOGIN PASSWORD 'right'");
  const std::string rules = server.psql("SHOW hba_file");
  server.psql("COPY (VALUES ('local all keyed scram-sha-256'), ('local all all trust')) TO '" + rules + "'");
  server.psql("SELECT pg_reload_conf()");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  address.url = server.address("shop", "keyed");
  address.password = "hunter2";
  CHECK(failure(address).code == Code::permission);
  address.password.clear();
  CHECK(failure(address).code == Code::permission);
  address.password = "right";
  CHECK(source::open(address, {}).has_value());
  const Scratch scratch;
  const std::string keys = scratch.write("pgpass", "*:*:*:keyed:right\n");
  std::filesystem::permissions(keys,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  setenv("PGPASSFILE", keys.c_str(), 1);
  address.password.clear();
  CHECK(source::open(address, {}).has_value());
  unsetenv("PGPASSFILE");
  const std::string services =
      scratch.write("services", "[shop]\nhost=" + server.folder() + "\nuser=postgres\ndbname=shop\n");
  setenv("PGSERVICEFILE", services.c_str(), 1);
  CHECK(first_row(*open_source("service=shop"), "SELECT current_database()") == Texts{"shop"});
  unsetenv("PGSERVICEFILE");
}

TEST_CASE("PostgreSQL: a table that is dropped and a preferred schema") {
  Postgres& server = Postgres::instance();
  auto source = shop();
  server.psql("CREATE TABLE brief AS SELECT 1 AS x", "shop");
  CHECK(first_row(*source, "SELECT x FROM brief") == Texts{"1"});
  server.psql("DROP TABLE brief", "shop");
  CHECK(source->run("SELECT x FROM brief", {}, {}).error().message == "relation \"brief\" does not exist");
  auto address = *source::parse_address(server.address("shop"), "/");
  address.schema = "other";
  auto other = source::open(address, {});
  REQUIRE(other);
  CHECK(query(**other, "SELECT * FROM sale").columns.at(0).name == "x");
  CHECK((*other)->introspect({})->default_schema == "other");
}

TEST_CASE("PostgreSQL: connecting ends at once when it is no longer wanted") {
  const Scratch scratch;
  const Listener silent(scratch.path(".s.PGSQL.5432")); // takes the call and never answers
  auto address = *source::parse_address("host=" + scratch.path() + " user=u dbname=d", "/");
  std::stop_source stop;
  auto opening = std::async(std::launch::async, [&] { return source::open(address, stop.get_token()); });
  CHECK(opening.wait_for(std::chrono::milliseconds(200)) == std::future_status::timeout);
  stop.request_stop();
  REQUIRE(opening.wait_for(std::chrono::seconds(5)) ==
          std::future_status::ready); // of the ten that libpq waits
  const auto opened = opening.get();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Code::cancelled);
}

TEST_CASE("PostgreSQL: a cancel that never arrives holds nobody up") {
  Postgres& server = Postgres::instance();
  shop();
  const Scratch scratch;
  // The first call is led to the server; a second one, the cancel, is taken and never answered.
  const Listener gate(scratch.path(".s.PGSQL.5432"), server.folder() + "/.s.PGSQL.5432");
  auto source = open_source("host=" + scratch.path() + " user=postgres dbname=shop");
  CHECK(first_row(*source, "SELECT count(*) FROM sale") == Texts{"200"});
  std::stop_source stop;
  auto running = std::async(std::launch::async, [&] {
    return source->run("SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b", {},
                       stop.get_token());
  });
  CHECK(running.wait_for(std::chrono::milliseconds(500)) == std::future_status::timeout);
  const auto asked = std::chrono::steady_clock::now();
  stop.request_stop();
  CHECK(seconds_since(asked) < 1);                                                  // whoever asks goes on
  REQUIRE(running.wait_for(std::chrono::seconds(20)) == std::future_status::ready); // cut off after three
  const auto stopped = running.get();
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == Code::cancelled);
}

TEST_CASE("PostgreSQL: a check that is stopped leaves nothing prepared, and a refused BEGIN is no lost "
          "connection") {
  auto source = shop();
  for (int i = 0; i < 3; ++i) {
    CHECK(source->check("SELECT id FROM sale", {}).has_value());
    CHECK_FALSE(source->check("SELECT nope FROM sale", {}).has_value());
  }
  auto address = *source::parse_address(Postgres::instance().address("shop"), "/");
  address.schema = "\xff";
  auto odd = source::open(address, {});
  REQUIRE(odd);
  const auto failed = (*odd)->run("SELECT 1", {}, {});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Code::query);
  CHECK(failed.error().message.find("invalid byte sequence") != std::string::npos);
}

TEST_CASE("PostgreSQL: a domain over a domain is what both stand for, and bytes that aren't text are told") {
  Postgres& server = Postgres::instance();
  server.psql("DROP DATABASE IF EXISTS bytes");
  server.psql("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'");
  server.psql("CREATE DOMAIN positive AS integer CHECK (value > 0); CREATE DOMAIN small AS positive CHECK "
              "(value < 9)",
              "bytes");
  auto source = open_source(server.address("bytes"));
  const data::Table table = query(*source, "SELECT 3::small, ARRAY[3::small]");
  CHECK(table.columns.at(0).type == data::Type::integer);
  CHECK(table.columns.at(0).database_type == "integer"); // as the server tells it
  CHECK(table.columns.at(1).type == data::Type::array);
  CHECK(std::get<std::int64_t>(table.rows.at(0)[0]) == 3);
  const auto bytes = source->run("SELECT chr(255)", {}, {});
  REQUIRE_FALSE(bytes);
  CHECK(bytes.error().code == Code::query);
  CHECK(bytes.error().message.find("invalid byte sequence") != std::string::npos);
}

TEST_CASE("PostgreSQL: a preferred schema is a name and nothing else, whatever the server's settings") {
  Postgres& server = Postgres::instance();
  shop();
  server.psql("DROP TABLE IF EXISTS prize; CREATE TABLE prize(x int); INSERT INTO prize VALUES (1); "
              "ALTER ROLE postgres SET standard_conforming_strings = off",
              "shop");
  for (const char* schema :
       {"\\'), true); COMMIT; DELETE FROM prize; --", "o'th\\er", "'; COMMIT; DELETE FROM prize; --"}) {
    auto address = *source::parse_address(server.address("shop"), "/");
    address.schema = schema;
    auto source = source::open(address, {});
    REQUIRE(source);
    CAPTURE(schema);
    CHECK(first_row(**source, "SELECT count(*) FROM public.prize") == Texts{"1"});
    CHECK(first_row(**source, "SELECT 'a\\b'") == Texts{"a\\b"});
  }
  server.psql("ALTER ROLE postgres RESET standard_conforming_strings", "shop");
  CHECK(server.psql("SELECT count(*) FROM prize", "shop") == "1");
}

TEST_CASE("PostgreSQL: what is handed to libpq is what was written, and what is needed beside it") {
  source::Address address;
  address.password = "a&b c'";
  address.url = "postgresql://u@h/d?sslpassword=x";
  CHECK(source::postgres_conninfo(address).find("&password=a%26b%20c%27") != std::string::npos);
  address.url = "postgresql://us?er@h/d";
  CHECK(source::postgres_conninfo(address).find("/d?password=") != std::string::npos);
  address.url = "service=shop";
  CHECK(source::postgres_conninfo(address).find("connect_timeout='10'") != std::string::npos);
  CHECK(source::postgres_conninfo(address).find("password='a&b c\\''") != std::string::npos);
  address.url = "host=h connect_timeout = 3";
  CHECK(source::postgres_conninfo(address).find("connect_timeout='") == std::string::npos);
}

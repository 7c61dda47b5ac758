// The only file that includes libpqxx; it compiles against versions 6 and 7. Rows are read by postgres_rows.
#include "source/postgres_session.hpp"

#include "base/address_secrets.hpp"
#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "source/json_text.hpp"
#include "source/postgres_rows.hpp"
#include "sql/dialect.hpp"
#include "text/utf8.hpp"

#include <pqxx/pqxx>

#include <algorithm>
#include <array>
#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <libpq-fe.h>
#include <mutex>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace lumen::source {

namespace {

using data::Type;

#if PQXX_VERSION_MAJOR >= 7
constexpr auto terse = pqxx::error_verbosity::terse;
constexpr auto normal = pqxx::error_verbosity::normal;

/// A connection of libpqxx, and libpq's beneath it, to read row by row.
struct Link {
  explicit Link(const std::string& conninfo)
      : raw(connected(conninfo)), connection(pqxx::connection::seize_raw_connection(raw)) {}

  static pg_conn* connected(const std::string& conninfo) {
    pg_conn* made = PQconnectdb(conninfo.c_str());
    if (PQstatus(made) == CONNECTION_OK)
      return made;
    const std::string report = PQerrorMessage(made);
    PQfinish(made);
    throw pqxx::broken_connection(report);
  }

  pg_conn* raw;
  pqxx::connection connection;
};
#else
constexpr auto terse = pqxx::connection_base::terse;
constexpr auto normal = pqxx::connection_base::normal;

/// How version 6 is told to connect: at once, and what libpq gives is noted.
class NotedConnect : public pqxx::connect_direct {
public:
  using connect_direct::connect_direct;
  handle do_startconnect(handle orig) override { return made = connect_direct::do_startconnect(orig); }
  handle made = nullptr;
};

class NotedConnection : public pqxx::connection_base {
public:
  explicit NotedConnection(const std::string& conninfo) : connection_base(policy_), policy_(conninfo) {
    init();
    // A silent reconnect would lose the settings and the transaction. (Deprecated because version 7 needs it
    // no more.)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    inhibit_reactivation(true);
#pragma GCC diagnostic pop
  }
  ~NotedConnection() {
    close();
  }
  NotedConnection(const NotedConnection&) = delete;
  NotedConnection& operator=(const NotedConnection&) = delete;
  pg_conn* made() const {
    return policy_.made;
  }

private:
  NotedConnect policy_;
};

/// A connection of libpqxx, and libpq's beneath it, to read row by row.
struct Link {
  explicit Link(const std::string& conninfo) : connection(conninfo), raw(connection.made()) {}

  NotedConnection connection;
  pg_conn* raw;
};
#endif

/// The types that every server has, by their fixed object ids (pg_type.dat).
struct BuiltinType {
  unsigned oid;
  std::string_view name;
  Type type;
};
constexpr std::array builtin_types{
    BuiltinType{16, "boolean", Type::boolean},
    BuiltinType{17, "bytea", Type::binary},
    BuiltinType{18, "\"char\"", Type::text},
    BuiltinType{19, "name", Type::text},
    BuiltinType{20, "bigint", Type::integer},
    BuiltinType{21, "smallint", Type::integer},
    BuiltinType{23, "integer", Type::integer},
    BuiltinType{25, "text", Type::text},
    BuiltinType{26, "oid", Type::integer},
    BuiltinType{114, "json", Type::json},
    BuiltinType{700, "real", Type::floating},
    BuiltinType{701, "double precision", Type::floating},
    BuiltinType{1042, "character", Type::text},
    BuiltinType{1043, "character varying", Type::text},
    BuiltinType{1082, "date", Type::date},
    BuiltinType{1083, "time without time zone", Type::time},
    BuiltinType{1114, "timestamp without time zone", Type::timestamp},
    BuiltinType{1184, "timestamp with time zone", Type::timestamp_tz},
    BuiltinType{1186, "interval", Type::interval},
    BuiltinType{1266, "time with time zone", Type::time},
    BuiltinType{1700, "numeric", Type::decimal},
    BuiltinType{2950, "uuid", Type::uuid},
    BuiltinType{3802, "jsonb", Type::json},
};

const BuiltinType* builtin(unsigned oid) {
  for (const BuiltinType& type : builtin_types)
    if (type.oid == oid)
      return &type;
  return nullptr;
}

// With TimeZone UTC and DateStyle ISO the zone is always +00.
std::string utc(std::string text) {
  const std::size_t zone = text.find("+00");
  if (zone != std::string::npos)
    text.replace(zone, 3, "Z");
  return text;
}

// A database in the encoding SQL_ASCII keeps whatever bytes it is given.
std::string valid_text(std::string_view text) {
  return lumen::text::is_valid(text) ? std::string(text) : lumen::text::sanitize(text);
}

data::Value value_of(std::string_view text, Type type) {
  const auto parsed = [&]<class Number>(Number number) -> data::Value {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      return std::string(text);
    return number;
  };
  switch (type) {
  case Type::boolean:
    return text == "t";
  case Type::integer:
    return parsed(std::int64_t{});
  case Type::floating:
    return parsed(double{});
  case Type::timestamp_tz:
    return utc(std::string(text));
  case Type::json:
    return compact_json_text(valid_text(text));
  default:
    return valid_text(text);
  }
}

// Some exceptions of version 6 forget the state that they stand for.
std::string state_of(const pqxx::sql_error& failure) {
  if (!failure.sqlstate().empty())
    return failure.sqlstate();
  if (dynamic_cast<const pqxx::insufficient_privilege*>(&failure) != nullptr)
    return "42501";
  if (dynamic_cast<const pqxx::disk_full*>(&failure) != nullptr)
    return "53100";
  if (dynamic_cast<const pqxx::out_of_memory*>(&failure) != nullptr)
    return "53200";
  if (dynamic_cast<const pqxx::insufficient_resources*>(&failure) != nullptr)
    return "53000";
  if (dynamic_cast<const pqxx::feature_not_supported*>(&failure) != nullptr)
    return "0A000";
  return {};
}

std::string escaped_literal(std::string_view text) {
  return "E'" + ascii::replace_all(ascii::replace_all(text, "\\", "\\\\"), "'", "''") + "'";
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

Error connecting_failed(std::string report, const Address& address) {
  if (!address.password.empty())
    report = ascii::replace_all(report, address.password, "***");
  const auto says = [&](std::string_view text) { return report.find(text) != std::string::npos; };
  const PostgresReport parts = read_postgres_report(report);
  Error error{Code::connection, "The database can't be reached: " + ascii::fold_space(parts.message)};
  if (const std::size_t fatal = error.message.find("FATAL: "); fatal != std::string::npos)
    error.message = "The database refused the connection: " + error.message.substr(fatal + 7);
  if (says("password authentication failed")) {
    error.code = Code::permission;
    error.hint =
        "Check the user name and the password, in .pgpass or in the variable that the connection names.";
  } else if (says("no password supplied")) {
    error.code = Code::permission;
    error.hint = "Keep the password in .pgpass, or write ${VARIABLE} into the connection's url.";
  } else if (says("database \"") && says("does not exist")) {
    error.code = Code::not_found;
    error.hint = "Check the database's name in the connection.";
  } else if (says("could not translate host name")) {
    error.hint = "Check the host's name in the connection.";
  } else if (says("Connection refused") || says("No such file or directory")) {
    error.hint = "Is the server running, and does it listen there?";
  } else if (says("timeout expired")) {
    error.hint = "Is the host right, and does a firewall let you through?";
  } else if (says("definition of service")) {
    error.hint = "Check ~/.pg_service.conf or PGSERVICEFILE.";
  } else if (!says("connection to server") && !says("could not connect") && !says("FATAL")) {
    // What libpq quotes when it can't read an address may be a part of a secret.
    error = Error{Code::invalid, "The connection's address isn't one that PostgreSQL understands.",
                  "Write postgresql://user@host:port/database, or key=value pairs."};
  }
  return error;
}

} // namespace

struct PostgresSession::Connection {
  explicit Connection(const std::string& conninfo) : opened(conninfo) {}

  pqxx::result send(const std::string& sql) {
    pqxx::nontransaction direct(link); // BEGIN and ROLLBACK are ours: one round trip carries all settings
    return direct.exec(sql);
  }
  // Errors on the way back are of no use: a connection that can't roll back is dropped.
  void roll_back(const char* sql = "ROLLBACK") noexcept {
    try {
      send(sql);
    } catch (const std::exception&) {
      lost = true;
    }
  }

  Link opened;
  decltype(Link::connection)& link = opened.connection;
  std::atomic<bool> lost{false};

  std::mutex mutex; // of what follows
  std::condition_variable arrived;
  bool cancelling = false;
};

namespace {

constexpr std::chrono::seconds cancel_patience{2};

/// What a connecting thread leaves for the one who waits.
template <class Connection>
struct Opening {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool done = false;
  bool abandoned = false; // nobody waits any more
  std::shared_ptr<Connection> made;
  std::string failure;
};

} // namespace

PostgresReport read_postgres_report(std::string_view text) {
  PostgresReport out;
  std::string* part = &out.message;
  for (std::string_view line : ascii::split(text, '\n')) {
    const auto opens = [&](std::string_view label) {
      if (!line.starts_with(label))
        return false;
      line = ascii::trim(line.substr(label.size()));
      return true;
    };
    if (line.starts_with("LINE ") && line.find(": ") != std::string_view::npos) {
      out.has_place = true;
      part = nullptr;
    } else if (opens("DETAIL:"))
      part = &out.detail;
    else if (opens("HINT:"))
      part = &out.hint;
    else if (opens("CONTEXT:") || opens("QUERY:") || opens("LOCATION:"))
      part = nullptr;
    if (part == nullptr)
      continue;
    if (!part->empty() && !line.empty())
      *part += '\n';
    *part += line;
  }
  // "ERROR:  message": the severity may be in the server's language; two spaces follow it.
  if (const std::size_t colon = out.message.find(":  "); colon < 20)
    out.message.erase(0, colon + 3);
  constexpr std::string_view at = " at character ";
  if (const std::size_t found = out.message.rfind(at); found != std::string::npos) {
    std::size_t position = 0;
    const char* begin = out.message.data() + found + at.size();
    if (std::from_chars(begin, out.message.data() + out.message.size(), position).ec == std::errc())
      out.position = position;
  }
  return out;
}

std::string postgres_conninfo(const Address& address) {
  std::string out = address.url;
  const bool url = out.find("://") != std::string::npos;
  const std::vector<std::string> keys = parameter_keys(out);
  const bool other_place =
      std::find(keys.begin(), keys.end(), "service") != keys.end() || is_set("PGSERVICE");
  const std::size_t start = url ? out.find("://") + 3 : 0;
  std::size_t user_end = std::min(out.find('@', start), out.find('/', start)); // a user may hold a "?"
  user_end = user_end == std::string::npos ? start : user_end;
  const auto add = [&](std::string_view key, std::string_view value) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end())
      return;
    if (url)
      out += (out.find('?', user_end) == std::string::npos ? "?" : "&") + std::string(key) + "=" +
             paths::percent_encode(value);
    else
      out += " " + std::string(key) + "='" +
             ascii::replace_all(ascii::replace_all(value, "\\", "\\\\"), "'", "\\'") + "'";
  };
  if (!address.password.empty())
    add("password", address.password);
  add("fallback_application_name", "lumen");
  // A service may name a limit of its own, which libpq doesn't show; without any it would wait for minutes.
  if (!is_set("PGCONNECT_TIMEOUT"))
    add("connect_timeout", "10");
  if (!other_place)
    add("keepalives_idle", "30");
  return out;
}

PostgresSession::PostgresSession(std::shared_ptr<Connection> connection)
    : connection_(std::move(connection)) {}
PostgresSession::~PostgresSession() = default;

namespace {

// Threads that still wait for a server although nobody waits for them.
std::atomic<int> left_behind{0};

// Such a thread stands in libpq or a library beneath it: their finalizers must not run under its feet.
void end_without_finalizers(int status, void*) {
  if (left_behind == 0)
    return;
  std::fflush(nullptr);
  ::_exit(status);
}

} // namespace

// libpqxx connects without a way to stop it, for as long as `connect_timeout` allows on each host. So a
// thread of its own does, and is left to itself when nobody waits any more.
Result<std::unique_ptr<PostgresSession>> PostgresSession::open(const Address& address,
                                                               const std::stop_token& stop) {
  const auto opening = std::make_shared<Opening<Connection>>();
  std::thread([opening, conninfo = postgres_conninfo(address)] {
    std::shared_ptr<Connection> made;
    std::string failure;
    try {
      made = std::make_shared<Connection>(conninfo);
      made->link.set_client_encoding("UTF8");
    } catch (const std::exception& thrown) {
      made.reset();
      failure = thrown.what();
    }
    const std::scoped_lock lock(opening->mutex);
    if (opening->abandoned) {
      made.reset();
      --left_behind;
    }
    opening->made = std::move(made);
    opening->failure = std::move(failure);
    opening->done = true;
    opening->changed.notify_all();
  }).detach();
  std::unique_lock lock(opening->mutex);
  if (!opening->changed.wait(lock, stop, [&] { return opening->done; })) {
    opening->abandoned = true;
    ++left_behind;
    static const int registered = ::on_exit(&end_without_finalizers, nullptr);
    (void)registered;
    return fail(Code::cancelled, "Connecting was cancelled.");
  }
  if (!opening->made)
    return fail(connecting_failed(opening->failure, address));
  std::unique_ptr<PostgresSession> session(new PostgresSession(std::move(opening->made)));
  session->schema_ = address.schema;
  return session;
}

std::string PostgresSession::version() const {
  const int number = connection_->link.server_version(); // 150018, before 10: 90624
  return number >= 100000 ? std::to_string(number / 10000) + "." + std::to_string(number % 10000)
                          : std::to_string(number / 10000) + "." + std::to_string(number / 100 % 100);
}

bool PostgresSession::is_lost() const {
  return connection_->lost || !connection_->link.is_open();
}

void PostgresSession::cancel() noexcept {
  try {
    const std::scoped_lock lock(connection_->mutex);
    if (connection_->cancelling)
      return; // one at a time
    std::thread([connection = connection_] {
      try {
        connection->link.cancel_query();
      } catch (const std::exception&) { // the watch asks again
      }
      const std::scoped_lock done(connection->mutex);
      connection->cancelling = false;
      connection->arrived.notify_all();
    }).detach();
    connection_->cancelling = true;
  } catch (const std::exception&) { // no thread to be had: the watch asks again
  }
}

bool PostgresSession::cancels_arrived() {
  std::unique_lock lock(connection_->mutex);
  return connection_->arrived.wait_for(lock, cancel_patience, [&] { return !connection_->cancelling; });
}

void PostgresSession::cut_off() noexcept {
  connection_->lost = true;
  const int socket = connection_->link.sock();
  if (socket >= 0)
    shutdown(socket, SHUT_RDWR);
}

// One round trip for the transaction and everything that makes results the same for everybody.
void PostgresSession::begin(std::chrono::milliseconds timeout) {
  std::string sql =
      "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = " + std::to_string(timeout.count()) +
      "; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; "
      "SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 3; "
      "SET LOCAL standard_conforming_strings = on";
  // The server reads the whole message before standard_conforming_strings is on: only E'…' means the same to
  // every server.
  if (!schema_.empty())
    sql += "; SELECT set_config('search_path', quote_ident(" + escaped_literal(schema_) +
           ") || ', ' || current_setting('search_path'), true)";
  connection_->send(sql);
}

tl::unexpected<Error> PostgresSession::gone(std::string_view report) {
  connection_->lost = true;
  was_gone_ = true;
  return fail(Error{Code::connection, "The connection to the database is gone.",
                    "Run again; Lumen connects anew.", read_postgres_report(report).message});
}

Result<data::Table> PostgresSession::fetch(std::string_view sql, const Limits& limits, Form form) {
  was_gone_ = false;
  if (!cancels_arrived())
    return gone("an earlier cancel is still on its way");
  try {
    begin(limits.timeout);
  } catch (const pqxx::sql_error& failure) { // the server answers, and refuses
    Error error = error_of(failure.what(), state_of(failure));
    if (is_lost())
      return gone(failure.what());
    connection_->roll_back();
    return fail(std::move(error));
  } catch (const std::exception& failure) {
    return gone(failure.what());
  }
  try {
    return fetch_open(sql, limits, form);
  } catch (const std::exception& failure) { // libpqxx's own checks of what came
    connection_->lost = true;
    return fail(Error{Code::internal, "The database's answer can't be read.", "Run again.", failure.what()});
  }
}

Result<data::Table> PostgresSession::fetch_open(std::string_view sql, const Limits& limits, Form form) {
  std::string sent;
  if (form == Form::capped)
    sent = "SELECT * FROM (\n";
  if (form == Form::bound)
    sent = "PREPARE lumen_check AS ";
  const std::size_t shift = sent.size();
  sent += sql;
  if (form == Form::capped)
    sent += "\n) AS lumen_result LIMIT " + std::to_string(limits.rows + 1);

  bool prepared = false; // outlives the transaction
  const auto failed = [&](std::string_view report, const std::string& sqlstate) {
    Error error = error_of(report, sqlstate);
    connection_->roll_back(prepared ? "ROLLBACK; DEALLOCATE lumen_check" : "ROLLBACK");
    if (read_postgres_report(report).has_place && !is_lost())
      error.offset = place(form == Form::capped ? "PREPARE lumen_check AS " + sent : sent,
                           form == Form::capped ? shift + 23 : shift, sql);
    return fail(std::move(error));
  };
  Reading reading;
  try {
    if (form == Form::bound) {
      connection_->send(sent);
      prepared = true;
      connection_->send("DEALLOCATE lumen_check");
      prepared = false;
    } else {
      const auto failure = read(sent, limits, reading);
      if (failure && failure->sqlstate.empty())
        return fail(ended(failure->report));
      if (failure)
        return failed(failure->report, failure->sqlstate);
    }
    settle_types(reading.table, reading.types);
  } catch (const pqxx::sql_error& failure) {
    return failed(failure.what(), state_of(failure));
  } catch (const std::exception& failure) {
    return fail(ended(failure.what()));
  }
  connection_->roll_back();
  // libpq keeps as much memory as the largest row took until its connection is closed.
  if (reading.largest > limits.bytes / 4)
    connection_->lost = true;
  if (reading.table.cut && reading.table.rows.empty() && limits.rows > 0)
    return fail(Code::limit,
                "One row of the result is larger than the limit of " + std::to_string(limits.bytes >> 20) +
                    " MiB.",
                "Select fewer or shorter columns.");
  return std::move(reading.table);
}

Error PostgresSession::ended(std::string_view report) {
  connection_->lost = true;
  return Error{Code::connection, "The database closed the connection while the statement ran.",
               "Check that the server is running, then run again.", read_postgres_report(report).message};
}

// Values of types that aren't built in are text, whatever settle_types says of them later.
std::optional<PostgresFailure> PostgresSession::read(const std::string& sql, const Limits& limits,
                                                     Reading& into) {
  data::Table& table = into.table;
  std::size_t bytes = 0;
  PostgresReader reader;
  reader.columns = [&](const std::vector<PostgresColumn>& columns) {
    for (const PostgresColumn& column : columns) {
      const BuiltinType* known = builtin(column.type);
      table.columns.push_back({valid_text(column.name), known != nullptr ? known->type : Type::other, ""});
      into.types.push_back(column.type);
    }
  };
  reader.row = [&](const PostgresRow& row) {
    table.cut = table.rows.size() == limits.rows;
    if (table.cut)
      return false;
    const std::size_t before = bytes;
    for (const auto& value : row)
      bytes += sizeof(data::Value) + (value ? value->size() : 0);
    into.largest = std::max(into.largest, bytes - before);
    table.cut = bytes > limits.bytes;
    if (table.cut)
      return false;
    data::Row values;
    values.reserve(row.size());
    for (std::size_t i = 0; i < row.size(); ++i)
      values.push_back(row[i] ? value_of(*row[i], table.columns[i].type) : data::Value());
    table.rows.push_back(std::move(values));
    return true;
  };
  reader.enough = [&] {
    if (bytes > limits.bytes) // as many rows again may be on their way
      cancel();
  };
  auto failure = read_rows(connection_->opened.raw, sql, reader);
  if (bytes <= limits.bytes)
    return failure;
  if (!cancels_arrived()) // it may meet the next statement
    connection_->lost = true;
  const bool by_us = failure && failure->sqlstate == "57014";
  return by_us ? std::nullopt : failure;
}

// Types beyond the built-in ones are asked for once: enums, domains over others, arrays, extensions' types.
void PostgresSession::settle_types(data::Table& table, const std::vector<unsigned>& oids) {
  std::string unknown;
  for (const unsigned oid : oids)
    if (builtin(oid) == nullptr && types_.count(oid) == 0)
      unknown += (unknown.empty() ? "" : ",") + std::to_string(oid);
  if (!unknown.empty()) {
    // Of a domain the server tells the type beneath all others, so there are none here.
    const pqxx::result found =
        connection_->send("SELECT oid, pg_catalog.format_type(oid, NULL), typtype, typcategory "
                          "FROM pg_catalog.pg_type WHERE oid IN (" +
                          unknown + ")");
    for (const auto& row : found) {
      const std::string kind = row[2].c_str(), category = row[3].c_str();
      Type type = Type::other;
      if (kind == "e" || category == "S")
        type = Type::text;
      else if (category == "A")
        type = Type::array;
      types_[row[0].as<unsigned>()] = {row[1].c_str(), type};
    }
  }
  for (std::size_t i = 0; i < oids.size(); ++i) {
    data::Column& column = table.columns[i];
    column.type = Type::other;
    column.database_type = "unknown";
    if (const BuiltinType* known = builtin(oids[i])) {
      column.type = known->type;
      column.database_type = known->name;
    } else if (const auto asked = types_.find(oids[i]); asked != types_.end()) {
      column.database_type = asked->second.first;
      column.type = asked->second.second;
    }
  }
}

// libpqxx gives an error's place only as a drawing. In its terse form the report holds a number: the
// statement is asked again without being run.
std::optional<std::size_t> PostgresSession::place(const std::string& sent, std::size_t shift,
                                                  std::string_view sql) {
  std::optional<std::size_t> position;
  connection_->link.set_verbosity(terse);
  try {
    begin(std::chrono::seconds(5));
    connection_->send(sent);
  } catch (const std::exception& failure) {
    position = read_postgres_report(failure.what()).position;
  }
  connection_->roll_back();
  connection_->link.set_verbosity(normal);
  if (!position || *position == 0)
    return std::nullopt;
  const std::size_t offset = text::byte_of_character(sent, *position - 1);
  if (offset < shift)
    return std::nullopt;
  return std::min(offset - shift, sql.size());
}

Error PostgresSession::error_of(std::string_view report, const std::string& sqlstate) {
  PostgresReport parts = read_postgres_report(report);
  Error error{Code::query, ascii::fold_space(parts.message), std::move(parts.hint), std::move(parts.detail),
              sqlstate};
  const std::string_view state = sqlstate;
  if (state == "57014")
    error.code = parts.message.find("timeout") != std::string::npos ? Code::timeout : Code::cancelled;
  else if (state == "42601")
    error.code = Code::syntax;
  else if (state == "42501" || state.starts_with("28"))
    error.code = Code::permission;
  else if (state == "25006") {
    error.code = Code::refused;
    error.hint = "Lumen only reads.";
  } else if (state.starts_with("08") || state.starts_with("57P") || is_lost()) {
    error.code = Code::connection;
    error.detail = error.message;
    error.message = "The database closed the connection while the statement ran.";
    error.hint = "Check that the server is running, then run again.";
    connection_->lost = true;
  } else if (state.starts_with("53") || state == "54000")
    error.code = Code::limit;
  return error;
}

} // namespace lumen::source

// The only file that includes libpqxx; it compiles against versions 6 and 7. Rows are read by postgres_rows.
#include "source/postgres_session.hpp"

#include "base/ascii.hpp"
#include "source/postgres_report.hpp"
#include "source/postgres_rows.hpp"
#include "source/postgres_values.hpp"
#include "sql/dialect.hpp"
#include "text/utf8.hpp"

#include <pqxx/pqxx>

#include <algorithm>
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
      const PostgresType* known = builtin_type(column.type);
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
      values.push_back(row[i] ? postgres_value(*row[i], table.columns[i].type) : data::Value());
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
    if (builtin_type(oid) == nullptr && types_.count(oid) == 0)
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
    if (const PostgresType* known = builtin_type(oids[i])) {
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

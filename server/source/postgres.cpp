// The PostgreSQL source: guard, limits, cancelling and reconnecting around sessions.
#include "base/ascii.hpp"
#include "source/postgres_catalog.hpp"
#include "source/postgres_session.hpp"
#include "source/source.hpp"
#include "source/watch.hpp"
#include "sql/dialect.hpp"
#include "sql/effects.hpp"
#include "sql/guard.hpp"
#include "sql/statement.hpp"
#include "sql/token.hpp"

#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace lumen::source {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds server_grace{3};     // the server's own timeout comes first
constexpr std::chrono::seconds deaf_after{3};       // a server that ignores cancels is cut off
constexpr std::chrono::seconds functions_fresh{60}; // how long what is known of functions counts
constexpr milliseconds lookup_time{30'000};
constexpr std::int64_t many_rows = 1'000'000;
constexpr std::int64_t rows_searched = 500'000;

class PostgresSource final : public Source {
public:
  explicit PostgresSource(Address address) : address_(std::move(address)) {}

  sql::Dialect dialect() const override { return sql::Dialect::postgresql; }
  std::string engine() const override { return engine_; }

  Result<void> start(const std::stop_token& stop) { return ready(stop); }

  Result<void> check(std::string_view sql, std::stop_token stop) override {
    auto statement = admit(sql, stop);
    if (!statement)
      return fail(statement.error());
    Limits limits;
    limits.timeout = lookup_time;
    const bool explain = is_whole(statement->text);
    auto bound = ask(statement->text, limits,
                     explain ? PostgresSession::Form::whole : PostgresSession::Form::bound, stop);
    if (!bound)
      return fail(moved(bound.error(), statement->begin));
    return {};
  }

  Result<Execution> run(std::string_view sql, const Limits& limits, std::stop_token stop) override {
    const auto called = Clock::now();
    auto statement = admit(sql, stop);
    if (!statement)
      return fail(statement.error());
    const auto begin = Clock::now();
    auto table =
        ask(statement->text, limits,
            is_whole(statement->text) ? PostgresSession::Form::whole : PostgresSession::Form::capped, stop);
    if (!table)
      return fail(moved(table.error(), statement->begin));
    const auto taken = [](Clock::duration time) {
      return std::chrono::duration<double, std::milli>(time).count();
    };
    return Execution{std::move(*table), taken(Clock::now() - begin), taken(begin - called)};
  }

  Result<catalog::Schema> introspect(std::stop_token stop) override {
    auto schema = introspect_postgresql(
        [&](std::string_view query, milliseconds time) { return own(query, time, stop); });
    if (schema && !address_.schema.empty())
      schema->default_schema = address_.schema;
    return schema;
  }

  Result<SchemaMark> mark(const SchemaMark& known, std::stop_token stop) override {
    return mark_postgresql([&](std::string_view query, milliseconds time) { return own(query, time, stop); },
                           known);
  }

  Result<ColumnValues> values(const catalog::Table& table, const catalog::Column& column, std::size_t limit,
                              std::stop_token stop) override {
    const auto quote = [](std::string_view name) {
      return sql::quote_identifier(name, sql::Dialect::postgresql);
    };
    const bool large = table.rows.value_or(0) > many_rows;
    std::string from = quote(table.schema) + "." + quote(table.name);
    if (large)
      from =
          "(SELECT " + quote(column.name) + " FROM " + from + " LIMIT " + std::to_string(rows_searched) + ")";
    Limits limits;
    limits.rows = limit;
    limits.timeout = lookup_time;
    auto found = ask("SELECT t." + quote(column.name) + "::text FROM " + from + " AS t WHERE t." +
                         quote(column.name) + " IS NOT NULL GROUP BY 1 ORDER BY pg_catalog.count(*) DESC, 1",
                     limits, PostgresSession::Form::capped, stop);
    if (!found)
      return fail(found.error());
    ColumnValues out;
    out.complete = !found->cut && !large;
    for (data::Row& row : found->rows)
      out.values.push_back(data::plain(row[0], data::Type::text));
    return out;
  }

private:
  struct Statement {
    std::string text;      // without its semicolon and the comments around it
    std::size_t begin = 0; // in what was given
  };

  /// SHOW and EXPLAIN can't stand in a subquery; their results are small.
  static bool is_whole(std::string_view statement) {
    for (const sql::Token& token : sql::tokenize(statement.substr(0, 4096), sql::Dialect::postgresql)) {
      if (token.kind == sql::TokenKind::comment)
        continue;
      const std::string_view word = token.range.of(statement);
      return ascii::same(word, "show") || ascii::same(word, "explain");
    }
    return false;
  }

  static Error moved(Error error, std::size_t begin) {
    if (error.offset)
      *error.offset += begin;
    return error;
  }

  Result<void> ready(const std::stop_token& stop) {
    if (session_ && !session_->is_lost())
      return {};
    session_.reset();
    auto session = PostgresSession::open(address_, stop);
    if (!session)
      return fail(session.error());
    session_ = std::move(*session);
    engine_ = "PostgreSQL " + session_->version();
    return {};
  }

  Result<Statement> admit(std::string_view sql, const std::stop_token& stop) {
    std::optional<Error> trouble; // of a lookup, which can only say "unknown"
    const auto lookup = [&](const sql::FunctionName& name) {
      auto known = volatility(name, stop);
      if (!known && !trouble)
        trouble = known.error();
      return known ? *known : sql::Volatility::unknown;
    };
    auto allowed = sql::guard_postgresql(sql, lookup);
    if (trouble) // what couldn't be looked up isn't let through
      return fail(*trouble);
    if (!allowed)
      return fail(allowed.error());
    const auto spans = sql::split(sql, sql::Dialect::postgresql);
    if (spans.empty())
      return fail(Code::refused, "There is no statement to run.");
    return Statement{std::string(spans.front().of(sql)), spans.front().begin};
  }

  /// Sends one statement under the watch; a connection that was lost while idle is opened anew, once.
  Result<data::Table> ask(std::string_view sql, const Limits& limits, PostgresSession::Form form,
                          const std::stop_token& stop) {
    for (int attempt = 0;; ++attempt) {
      if (stop.stop_requested())
        return fail(Code::cancelled, "The statement was cancelled.");
      if (auto connected = ready(stop); !connected)
        return fail(connected.error());
      std::optional<Clock::time_point> first;
      int calls = 0;
      const Watch::Guard guard(watch_, stop, limits.timeout + server_grace, [&] {
        if (!first)
          first = Clock::now();
        if (Clock::now() - *first > deaf_after)
          session_->cut_off();
        else if (const int call = calls++; call < 5 || call % 10 == 0)
          session_->cancel();
      });
      auto table = session_->fetch(sql, limits, form);
      if (table)
        return table;
      if (guard.cause() == Watch::Cause::stopped)
        return fail(Code::cancelled, "The statement was cancelled.");
      if (guard.cause() == Watch::Cause::timed_out || table.error().code == Code::timeout)
        return fail(timed_out(limits.timeout));
      if (!session_->was_gone() || attempt > 0)
        return table;
    }
  }

  static Error timed_out(milliseconds timeout) {
    const auto seconds = std::chrono::duration<double>(timeout).count();
    return Error{Code::timeout,
                 "The statement took longer than " + data::plain(seconds, data::Type::floating) + " s.",
                 "Ask for less, or raise the timeout."};
  }

  Result<data::Table> own(std::string_view query, milliseconds time, const std::stop_token& stop) {
    Limits limits;
    limits.rows = 5'000'000;
    limits.bytes = std::size_t{1} << 30;
    limits.timeout = time;
    return ask(query, limits, PostgresSession::Form::whole, stop);
  }

  /// What pg_proc and pg_operator say of a name: the strongest volatility of those that share it.
  Result<sql::Volatility> volatility(const sql::FunctionName& name, const std::stop_token& stop) {
    const bool stale = functions_.empty() || Clock::now() - functions_read_ > functions_fresh;
    const Known key{name.use, name.schema, name.name};
    if (!stale)
      if (const auto found = functions_.find(key); found != functions_.end())
        return found->second;
    // A function that isn't known may have come into being since; most fields and operators never are one.
    if (stale || (name.use == sql::FunctionName::Use::call && unknown_.count(key) == 0))
      if (auto read = read_functions(stop); !read)
        return fail(read.error());
    if (const auto found = functions_.find(key); found != functions_.end())
      return found->second;
    unknown_.insert(key);
    return sql::Volatility::unknown;
  }

  Result<void> read_functions(const std::stop_token& stop) {
    // Functions; aggregates by what they are made of; operators but PostgreSQL's own, which only compute.
    // Shipped is what PostgreSQL or an extension brought. What takes "internal" can't be called from SQL.
    const auto found = own(
        "WITH made AS (SELECT p.oid, n.nspname, p.proname, CASE WHEN p.oid IN ("
        "SELECT a.aggfnoid FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_aggregate a ON f.oid IN "
        "(a.aggtransfn, "
        "a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, "
        "a.aggmfinalfn) WHERE f.provolatile = 'v' AND f.pronamespace <> "
        "'pg_catalog'::pg_catalog.regnamespace) "
        "THEN 'v' ELSE p.provolatile::text END AS kind, pg_catalog.pg_function_is_visible(p.oid) AS visible, "
        "p.pronargs > 0 AND p.pronargs - p.pronargdefaults <= 1 "
        "AND p.proargtypes[0] <> 'pg_catalog.internal'::pg_catalog.regtype AS of_one, "
        "p.provolatile = 'v' AND (n.nspname = 'pg_catalog' OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend d "
        "WHERE d.objid = p.oid AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass "
        "AND d.deptype = 'e')) AS shipped "
        "FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace) "
        "SELECT 'function', nspname, proname, kind, visible, of_one, shipped FROM made "
        "UNION ALL SELECT 'operator', n.nspname, o.oprname, p.kind, true, false, false "
        "FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace "
        "JOIN made p ON p.oid = o.oprcode WHERE n.nspname <> 'pg_catalog'",
        lookup_time, stop);
    if (!found)
      return fail(found.error());
    functions_.clear();
    unknown_.clear();
    using Use = sql::FunctionName::Use;
    for (const data::Row& row : found->rows) {
      const auto text = [&](std::size_t i) { return data::plain(row[i], data::Type::text); };
      const auto says = [&](std::size_t i) { return row[i] == data::Value(true); };
      const std::string schema = text(1), name = text(2), kind = text(3);
      const bool harmless = says(6) && sql::harmless_postgresql(name);
      const auto volatility = kind == "v" && !harmless ? sql::Volatility::volatile_
                              : kind == "i"            ? sql::Volatility::immutable
                                                       : sql::Volatility::stable;
      const Use use = text(0) == "function" ? Use::call : Use::operator_;
      keep_stronger({use, schema, name}, volatility);
      if (says(4))
        keep_stronger({use, "", name}, volatility);
      if (says(5))
        keep_stronger({Use::field, "", name}, volatility);
    }
    functions_read_ = Clock::now();
    return {};
  }

  /// How a name is used, its schema or "", the name.
  using Known = std::tuple<sql::FunctionName::Use, std::string, std::string>;

  void keep_stronger(Known key, sql::Volatility volatility) {
    const auto [place, added] = functions_.emplace(std::move(key), volatility);
    const auto strength = [](sql::Volatility v) {
      return v == sql::Volatility::volatile_ ? 2 : v == sql::Volatility::stable ? 1 : 0;
    };
    if (!added && strength(volatility) > strength(place->second))
      place->second = volatility;
  }

  Address address_;
  std::string engine_ = "PostgreSQL";
  std::unique_ptr<PostgresSession> session_;
  std::map<Known, sql::Volatility> functions_;
  std::set<Known> unknown_;
  Clock::time_point functions_read_;
  Watch watch_; // last: its thread ends before what it watches
};

} // namespace

Result<std::unique_ptr<Source>> open_postgresql(const Address& address, const std::stop_token& stop) {
  auto source = std::make_unique<PostgresSource>(address);
  if (auto started = source->start(stop); !started)
    return fail(started.error());
  return source;
}

} // namespace lumen::source

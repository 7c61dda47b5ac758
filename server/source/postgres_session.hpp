// One connection to PostgreSQL: read-only transactions, limits, cancelling, and errors in Lumen's terms.
// Everything that libpqxx knows stays in the .cpp.
#pragma once

#include "base/result.hpp"
#include "data/table.hpp"
#include "source/postgres_report.hpp"
#include "source/postgres_rows.hpp"
#include "source/source.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace lumen::source {

class PostgresSession {
public:
  /// Connects. A stop request ends the waiting at once with Code::cancelled.
  static Result<std::unique_ptr<PostgresSession>> open(const Address& address, const std::stop_token& stop);
  ~PostgresSession();
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;

  /// How a statement is sent.
  enum class Form {
    whole,  // as it is: SHOW, EXPLAIN, and Lumen's own queries
    capped, // inside SELECT * FROM (…) LIMIT n + 1
    bound,  // PREPARE only: names and types are checked, nothing runs
  };

  /// One statement in a read-only transaction of its own, with fixed settings and the statement timeout.
  Result<data::Table> fetch(std::string_view sql, const Limits& limits, Form form);
  /// Asks the server to end the running statement. Another thread than fetch's, and only while fetch runs.
  /// Doesn't wait for the network: a server that is gone would hold up the one who asks.
  void cancel() noexcept;
  /// Ends a connection whose server doesn't answer any more. As for `cancel`.
  void cut_off() noexcept;
  /// The connection is gone; open another.
  bool is_lost() const;
  /// The last fetch found the connection gone before its statement was sent: it may be sent again on another.
  bool was_gone() const { return was_gone_; }
  std::string version() const; ///< "15.18"

private:
  struct Connection;
  explicit PostgresSession(std::shared_ptr<Connection> connection);
  /// No cancel is on its way that could meet the next statement.
  bool cancels_arrived();
  tl::unexpected<Error> gone(std::string_view report);
  Result<data::Table> fetch_open(std::string_view sql, const Limits& limits, Form form);
  void begin(std::chrono::milliseconds timeout);
  /// A result as it is read: what fits into the limits, and the type of each column.
  struct Reading {
    data::Table table;
    std::vector<unsigned> types; // object ids
    std::size_t largest = 0;     // bytes of a row
  };
  std::optional<PostgresFailure> read(const std::string& sql, const Limits& limits, Reading& into);
  Error ended(std::string_view report);
  void settle_types(data::Table& table, const std::vector<unsigned>& oids);
  std::optional<std::size_t> place(const std::string& sent, std::size_t shift, std::string_view sql);
  Error error_of(std::string_view report, const std::string& sqlstate);

  std::shared_ptr<Connection> connection_; // a cancel that hangs in the network holds it, too
  bool was_gone_ = false;
  std::string schema_;
  /// What pg_type says of an object id: the type's name and what its values are.
  std::map<unsigned, std::pair<std::string, data::Type>> types_;
};

} // namespace lumen::source

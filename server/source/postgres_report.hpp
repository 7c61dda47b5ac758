// What is said to libpq to connect, and what it reports: its texts taken apart, without secrets.
#pragma once

#include "base/result.hpp"
#include "source/source.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lumen::source {

/// The parts of what libpq reports about a failed statement: "ERROR:  …", "LINE 1: …", "DETAIL:  …", "HINT:
/// …".
struct PostgresReport {
  std::string message, detail, hint;
  bool has_place = false;              ///< a line and a caret were drawn
  std::optional<std::size_t> position; ///< characters, from 1; only in terse reports
};
PostgresReport read_postgres_report(std::string_view text);

/// The conninfo or URI that is handed to libpq: as given, with the password and, where nothing else is said,
/// a limit of time to connect and the name of the program.
std::string postgres_conninfo(const Address& address);

/// Why a connection couldn't be made, from libpq's report; without the password.
Error connecting_failed(std::string report, const Address& address);

} // namespace lumen::source

#include "source/postgres_report.hpp"

#include "base/address_secrets.hpp"
#include "base/ascii.hpp"
#include "base/paths.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <vector>

namespace lumen::source {

namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

} // namespace

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

} // namespace lumen::source

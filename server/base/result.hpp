// Errors are values: a message for people, a hint what to do next, and a code for programs.
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace lumen {

enum class Code {
  internal,    // a defect of Lumen
  cancelled,   // the user or a newer request ended it
  timeout,     // a limit of time was reached
  limit,       // a limit of size was reached
  invalid,     // the input is malformed: a setting, an argument, a notebook part
  not_found,   // a named thing isn't there: connection, cell, table, file
  untrusted,   // the workspace isn't trusted
  refused,     // the guard, an egress level or a policy said no
  unsupported, // this source or client can't do it
  connection,  // the database can't be reached, or went away
  permission,  // the database or file system denied it
  syntax,      // SQL that doesn't parse; `offset` says where
  query,       // any other error of the database
  io,          // reading or writing a file failed
  conflict,    // what it was made for changed meanwhile
};

/// What went wrong. `message` is one sentence without a final line break and never holds a secret.
struct Error {
  Code code = Code::internal;
  std::string message;
  std::string hint{};                  ///< what to do next; may be empty
  std::string detail{};                ///< the database's DETAIL; may hold values (egress level rows)
  std::string sqlstate{};              ///< five characters, or empty
  std::optional<std::size_t> offset{}; ///< UTF-8 byte offset into the SQL that was given
};

template <class T>
using Result = tl::expected<T, Error>;

/// An error to return from a function that gives Result<T>.
inline tl::unexpected<Error> fail(Code code, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(hint)});
}
inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// The code's name in lower case, as logs and JSON output show it.
std::string_view name(Code code);

} // namespace lumen

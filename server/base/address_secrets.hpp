// Passwords in the address of a database: where they stand, as libpq reads it, so that every place that
// prints, keeps or refuses an address sees the same.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen {

/// One secret in an address. All offsets are bytes.
struct Secret {
  std::size_t lead = 0;  ///< where its ":" or its "password=" begins
  std::size_t begin = 0; ///< the secret itself, with the quotes around it
  std::size_t end = 0;
  bool written = false; ///< something stands there that isn't a ${VARIABLE}
};

/// The secrets of a URL or of key=value pairs, in order and apart from one another; empty ones are left out.
/// What libpq might take for a password counts, and so does what a person meant as one though libpq reads it
/// otherwise: `user:pass/word@host`.
std::vector<Secret> secrets_in(std::string_view address);

/// The address with "***" in place of each secret.
std::string without_secrets(std::string_view address);

/// The password of `scheme://user:password@host` as libpq finds it: from the first ":" to the first "@", both
/// before the first "/". Nothing where there is none.
std::optional<Secret> user_password(std::string_view url);

/// Is there a secret in the user part that libpq would take for a host or a database, because its "@" or "/"
/// isn't percent-encoded? Its error would print it.
bool is_misread(std::string_view url);

/// The keys that an address sets besides its user, host and database, decoded: of a URL's query or of
/// key=value pairs.
std::vector<std::string> parameter_keys(std::string_view address);

/// "${NAME}" at the start of the text: its length, or 0.
std::size_t variable_length(std::string_view text);

} // namespace lumen

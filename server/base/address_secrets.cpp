#include "base/address_secrets.hpp"

#include "base/ascii.hpp"
#include "base/paths.hpp"

#include <algorithm>
#include <array>

namespace lumen {

namespace {

constexpr auto nowhere = std::string_view::npos;

/// A parameter: its key as libpq would read it, and the bytes of both.
struct Parameter {
  std::string key;
  std::size_t lead = 0, begin = 0, end = 0;
};

// libpq's own (password, sslpassword, scram_client_key, scram_server_key, oauth_client_secret) and what other
// programs call theirs.
bool is_secret(std::string_view key) {
  static constexpr std::array<std::string_view, 5> parts{"password", "passwd", "secret", "token", "scram_"};
  const std::string lowered = ascii::lower(key);
  return lowered == "pwd" || std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
           return lowered.find(part) != nowhere;
         });
}

// A variable's name holds nothing that libpq would read; the same length keeps the offsets.
constexpr char variable_mark = '\x01';
constexpr std::string_view unwritten = "\x01'"; // and the quotes around it

std::string with_variables_marked(std::string_view address) {
  std::string out(address);
  for (std::size_t i = 0; i < out.size();) {
    const std::size_t length = variable_length(address.substr(i));
    std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(i), length, variable_mark);
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::size_t find_before(std::string_view text, char wanted, std::size_t from, std::size_t end) {
  const std::size_t found = text.substr(0, end).find(wanted, from);
  return found == nowhere ? end : found;
}

/// The parts of a URL's start. Places that aren't there are at the end.
struct UserPart {
  std::size_t start = 0; // behind "://"
  std::size_t slash = 0; // the first one
  std::size_t at = 0;    // the first "@" before it
  std::size_t colon = 0; // the first ":" before that
};

std::optional<UserPart> user_part(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == nowhere)
    return std::nullopt;
  UserPart part;
  part.start = scheme + 3;
  part.slash = find_before(url, '/', part.start, url.size());
  part.at = find_before(url, '@', part.start, part.slash);
  part.colon = find_before(url, ':', part.start, part.at);
  return part;
}

/// "user:pass/word@host": libpq sees the host "user" there. A port and a database are left in peace.
std::optional<Secret> misread_by_slash(std::string_view url, const UserPart& part) {
  std::size_t from = part.start;
  if (url.substr(from, 1) == "[") // [::1]:5432
    from = find_before(url, ']', from, part.slash);
  const std::size_t colon = find_before(url, ':', from, part.slash);
  if (colon == part.slash || part.slash == url.size())
    return std::nullopt;
  const std::string_view port = url.substr(colon + 1, part.slash - colon - 1);
  const bool is_port = port.find_first_not_of("0123456789,:.-abcdefghijklmnopqrstuvwxyz") == nowhere &&
                       !port.empty() && ascii::is_digit(port.front()) && ascii::is_digit(port.back());
  const std::size_t end = is_port ? find_before(url, '?', colon, url.size()) : url.size();
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == nowhere || at < colon)
    return std::nullopt;
  return Secret{colon, colon + 1, at};
}

/// The password before the host: what libpq takes, and the rest of it that libpq would misread.
std::optional<Secret> widest_password(std::string_view url) {
  const auto part = user_part(url);
  if (!part)
    return std::nullopt;
  if (part->at == part->slash)
    return misread_by_slash(url, *part);
  // "me@server:pass" and "p@ss": up to the last "@" before the host's end. An "@" behind a "?" counts only
  // where no query can have begun: "p@ss?w@host".
  const std::size_t query = find_before(url, '?', part->at, part->slash);
  std::size_t last = url.substr(0, query).rfind('@');
  const std::size_t later = url.substr(0, part->slash).rfind('@');
  if (later > query && find_before(url, '=', query, later) == later)
    last = later;
  // "p@ss/w@host"
  const std::size_t path_end = find_before(url, '?', part->slash, url.size());
  if (const std::size_t behind = url.substr(0, path_end).rfind('@'); query == part->slash && behind > last)
    last = behind;
  const std::size_t colon = find_before(url, ':', part->start, last);
  if (colon == last)
    return std::nullopt;
  return Secret{colon, colon + 1, last};
}

// libpq decodes the keys, too: pass%77ord is password. A "?" begins the query, and a second one can't hurt.
std::vector<Parameter> parameters_of_url(std::string_view url) {
  std::vector<Parameter> out;
  for (std::size_t mark = url.find_first_of("?&"); mark != nowhere;
       mark = url.find_first_of("?&", mark + 1)) {
    const std::size_t end = find_before(url, '&', mark + 1, url.size());
    const std::size_t equals = find_before(url, '=', mark + 1, end);
    if (equals == end)
      continue;
    const std::string key = paths::percent_decode(url.substr(mark + 1, equals - mark - 1));
    out.push_back({std::string(ascii::trim(key)), mark + 1, equals + 1, end});
  }
  return out;
}

/// The end of a value of key=value pairs: in quotes, or to the next space; a backslash takes the next byte
/// along.
std::size_t end_of_value(std::string_view text, std::size_t from) {
  const bool quoted = from < text.size() && text[from] == '\'';
  for (std::size_t i = from + (quoted ? 1 : 0); i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (quoted && text[i] == '\'')
      return i + 1;
    else if (!quoted && ascii::is_space(text[i]))
      return i;
  }
  return text.size();
}

// Not only where libpq would read pairs: a slip before them must not show what stands behind.
std::vector<Parameter> parameters_of_pairs(std::string_view text) {
  std::vector<Parameter> out;
  for (std::size_t equals = text.find('='); equals != nowhere;) {
    std::size_t key_end = equals;
    while (key_end > 0 && ascii::is_space(text[key_end - 1]))
      --key_end;
    std::size_t key = key_end;
    while (key > 0 && ascii::is_word(text[key - 1]))
      --key;
    std::size_t value = equals + 1;
    while (value < text.size() && ascii::is_space(text[value]))
      ++value;
    const std::size_t end = end_of_value(text, value);
    out.push_back({std::string(text.substr(key, key_end - key)), key, value, end});
    // Over a whole value, but into one that holds pairs of its own: "a;password=b", or a quote without its
    // end.
    const bool quoted = end - value > 1 && text[value] == '\'' && text[end - 1] == '\'';
    equals = text.find('=', quoted || is_secret(out.back().key) ? std::max(end, equals + 1) : equals + 1);
  }
  return out;
}

bool is_url(std::string_view address) {
  return address.find("://") != nowhere;
}

std::vector<Parameter> parameters_of(std::string_view address) {
  return is_url(address) ? parameters_of_url(address) : parameters_of_pairs(address);
}

} // namespace

std::size_t variable_length(std::string_view text) {
  if (!text.starts_with("${"))
    return 0;
  std::size_t end = 2;
  while (end < text.size() && ascii::is_word(text[end]))
    ++end;
  return end > 2 && end < text.size() && text[end] == '}' ? end + 1 : 0;
}

std::vector<Secret> secrets_in(std::string_view address) {
  const std::string text = with_variables_marked(address);
  std::vector<Secret> found;
  if (const auto password = widest_password(text))
    found.push_back(*password);
  for (const Parameter& parameter : parameters_of(text))
    if (is_secret(parameter.key))
      found.push_back({parameter.lead, parameter.begin, parameter.end});
  std::sort(found.begin(), found.end(), [](const Secret& a, const Secret& b) { return a.begin < b.begin; });
  std::vector<Secret> out;
  for (Secret secret : found) {
    if (secret.begin >= secret.end || text.substr(secret.begin, secret.end - secret.begin) == "''")
      continue;
    secret.written =
        text.substr(secret.begin, secret.end - secret.begin).find_first_not_of(unwritten) != nowhere;
    if (!out.empty() && secret.lead < out.back().end) {
      out.back().end = std::max(out.back().end, secret.end);
      out.back().written = out.back().written || secret.written;
    } else {
      out.push_back(secret);
    }
  }
  return out;
}

std::string without_secrets(std::string_view address) {
  std::string out;
  std::size_t done = 0;
  for (const Secret& secret : secrets_in(address)) {
    out += std::string(address.substr(done, secret.begin - done)) + "***";
    done = secret.end;
  }
  return out + std::string(address.substr(done));
}

std::optional<Secret> user_password(std::string_view url) {
  const auto part = user_part(url);
  if (!part || part->at == part->slash || part->colon == part->at)
    return std::nullopt;
  return Secret{part->colon, part->colon + 1, part->at, true};
}

bool is_misread(std::string_view url) {
  const auto widest = widest_password(url);
  const auto read = user_password(url);
  return widest && (!read || widest->end != read->end);
}

std::vector<std::string> parameter_keys(std::string_view address) {
  std::vector<std::string> out;
  for (Parameter& parameter : parameters_of(address))
    out.push_back(std::move(parameter.key));
  return out;
}

} // namespace lumen

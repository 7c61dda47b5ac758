// What a connection's text names, its form for people, and the driver that fits it.
#include "base/address_secrets.hpp"
#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "source/duckdb_files.hpp"
#include "source/source.hpp"

#include <cstdlib>
#include <filesystem>

namespace lumen::source {

namespace {

namespace fs = std::filesystem;

bool has_scheme(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() && ascii::same(text.substr(0, scheme.size()), scheme);
}

/// "host=db dbname='my db'": words with "=" as libpq reads them; no path has one before its first slash.
bool is_conninfo(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return false;
  for (const char c : ascii::trim(text.substr(0, equals)))
    if (!ascii::is_alpha(c) && c != '_')
      return false;
  return true;
}

std::string home() {
  const char* folder = std::getenv("HOME");
  return folder != nullptr ? folder : "";
}

std::string absolute(std::string_view text, const std::string& folder) {
  std::string path(text);
  if (path == "~" || path.starts_with("~/"))
    path = home() + path.substr(1);
  fs::path whole = path;
  if (whole.is_relative())
    whole = fs::path(folder) / whole;
  std::string out = whole.lexically_normal().string();
  while (out.size() > 1 && out.back() == '/')
    out.pop_back();
  return out;
}

Result<Address> file_address(std::string_view text, const std::string& folder) {
  Address address;
  address.path = absolute(text, folder);
  const std::string lowered = ascii::lower(address.path);
  if (lowered.ends_with(".duckdb") || lowered.ends_with(".db") || lowered.ends_with(".ddb")) {
    address.kind = Address::Kind::duckdb_file;
    return address;
  }
  std::error_code error;
  const bool glob = address.path.find_first_of("*?[") != std::string::npos;
  if (fs::is_directory(address.path, error) || glob ||
      !reader_of(fs::path(address.path).filename().string()).empty()) {
    address.kind = Address::Kind::files;
    return address;
  }
  if (!fs::exists(address.path, error))
    return fail(Code::not_found, "There is no file or folder " + address.path + ".",
                "Relative paths count from the folder of the notebook.");
  return fail(Code::unsupported, address.path + " is no data file that Lumen reads.",
              "It reads .duckdb and .db files, and .csv, .tsv, .json, .ndjson and .parquet files.");
}

} // namespace

Result<Address> parse_address(std::string_view given, const std::string& folder) {
  const std::string_view text = ascii::trim(given);
  if (text.empty())
    return fail(Code::invalid, "The connection is empty.", "Write a connection's name, a path or a URL.");
  if (text.find('\0') != std::string_view::npos)
    return fail(Code::invalid, "The connection holds a zero byte.");
  Address address;
  if (has_scheme(text, "postgresql://") || has_scheme(text, "postgres://") || is_conninfo(text)) {
    address.kind = Address::Kind::postgresql;
    address.url = text;
    return address;
  }
  if (has_scheme(text, "duckdb:")) {
    std::string_view rest = text.substr(7);
    if (rest.starts_with("//"))
      rest.remove_prefix(2);
    if (rest.empty() || rest == ":memory:")
      return address;
    return file_address(rest, folder);
  }
  if (text == ":memory:")
    return address;
  if (has_scheme(text, "file://")) {
    const auto path = paths::from_uri(text);
    if (!path)
      return fail(path.error());
    return file_address(path->string(), folder);
  }
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos)
    return fail(Code::unsupported,
                "Lumen has no driver for " + std::string(text.substr(0, scheme)) + ":// addresses.",
                "It reads postgresql:// and duckdb: addresses, and paths to files and folders.");
  return file_address(text, folder);
}

std::string masked_url(std::string_view url) {
  return without_secrets(url);
}

std::string masked(const Address& address) {
  switch (address.kind) {
  case Address::Kind::postgresql:
    return masked_url(address.url);
  case Address::Kind::duckdb_memory:
    return "duckdb::memory:";
  default:
    return address.path;
  }
}

Error misread_address() {
  return {Code::invalid, "The address can't be read: its user or password holds a raw \"@\" or \"/\".",
          "Write %40 for @ and %2F for / there, or use ${VARIABLE}, whose value may hold any character."};
}

Result<std::unique_ptr<Source>> open(const Address& address, const std::stop_token& stop) {
  if (address.kind == Address::Kind::postgresql && is_misread(address.url))
    return fail(misread_address());
  if (address.kind == Address::Kind::postgresql)
    return open_postgresql(address, stop);
  return open_duckdb(address, stop);
}

} // namespace lumen::source

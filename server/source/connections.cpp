// Reading and writing the lists of connections, and looking a name up in them.
#include "source/connections.hpp"

#include "base/address_secrets.hpp"
#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "base/word_distance.hpp"
#include "source/connections_file.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>

namespace lumen::source {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view environment_name = "env";
constexpr std::size_t largest_file = 1u << 20;

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return ascii::is_word(c) || c == '-' || c == '.'; });
}

bool is_address(std::string_view text) {
  return text.starts_with("./") || text.starts_with("../") || text.starts_with("/") ||
         text.starts_with("~") || text == "." || text == ".." || text.starts_with("duckdb:") ||
         text == ":memory:" || text.find("://") != std::string_view::npos ||
         text.find('=') != std::string_view::npos;
}

/// One file read into `out`; stronger files are read later and replace equal names.
class FileReader {
public:
  FileReader(fs::path file, Connections& out) : file_(std::move(file)), out_(out) {}

  void run() {
    const auto bytes = paths::read_file(file_, largest_file);
    if (!bytes) {
      if (bytes.error().code != Code::not_found)
        problem(YAML::Mark::null_mark(), "can't be read: " + bytes.error().message);
      return;
    }
    try {
      const YAML::Node root = YAML::Load(*bytes);
      if (root.IsNull())
        return;
      if (!root.IsMap())
        return problem(root.Mark(), "must be a mapping with the key connections.");
      read(root);
    } catch (const YAML::Exception& error) {
      problem(error.mark, "this is not valid YAML.");
    }
  }

private:
  void problem(const YAML::Mark& place, std::string message) {
    out_.problems.push_back(
        {file_, static_cast<std::size_t>(place.is_null() ? 0 : std::max(0, place.line)), std::move(message)});
  }

  void read(const YAML::Node& root) {
    for (const auto& entry : root) {
      const auto key = entry.first.as<std::string>("");
      if (key == "default" && entry.second.IsScalar())
        out_.default_name = entry.second.as<std::string>();
      else if (key == "connections" && entry.second.IsMap())
        read_all(entry.second);
      else if (key == "connections" && entry.second.IsNull())
        continue; // the last one was removed
      else
        problem(entry.first.Mark(),
                "the key \"" + key +
                    "\" is unknown or has the wrong form; connections and default are known.");
    }
  }

  void read_all(const YAML::Node& list) {
    for (const auto& entry : list) {
      Connection connection;
      connection.name = entry.first.as<std::string>("");
      connection.origin = file_;
      if (!is_name(connection.name)) {
        problem(entry.first.Mark(),
                "\"" + connection.name + "\" can't be a name; use letters, digits, _ - and dots.");
        continue;
      }
      if (entry.second.IsScalar())
        connection.address = entry.second.as<std::string>();
      else if (entry.second.IsMap())
        read_fields(entry.second, connection);
      if (connection.address.empty())
        problem(entry.first.Mark(), connection.name + " has no url.");
      else if (holds_password(connection.address))
        problem(entry.first.Mark(),
                connection.name +
                    " holds a password and was left out; write ${VARIABLE} in its place, or use .pgpass.");
      else
        put(std::move(connection));
    }
  }

  void read_fields(const YAML::Node& fields, Connection& connection) {
    for (const auto& field : fields) {
      const auto key = field.first.as<std::string>("");
      const auto value = field.second.IsScalar() ? field.second.as<std::string>("") : std::string();
      if (key == "url" || key == "path")
        connection.address = value;
      else if (key == "schema")
        connection.schema = value;
      else if (key == "keep")
        read_keep(field.first.Mark(), value, connection);
      else if (key == "password")
        problem(field.first.Mark(),
                connection.name +
                    ": a password can't stand here; write ${VARIABLE} into its url, or use .pgpass.");
      else
        problem(field.first.Mark(),
                connection.name + ": " + key + " is unknown; url, path, schema and keep are known.");
    }
  }

  // A slip must not keep more than was meant.
  void read_keep(const YAML::Mark& place, const std::string& value, Connection& connection) {
    const bool known = value == "rows" || value == "stamp" || value == "none";
    connection.keep = known ? value : "none";
    if (!known)
      problem(place, connection.name + ": keep: " + value +
                         " isn't known, so nothing of its results is kept; write rows, stamp or none.");
  }

  void put(Connection connection) {
    for (Connection& known : out_.all)
      if (known.name == connection.name) {
        known = std::move(connection);
        return;
      }
    out_.all.push_back(std::move(connection));
  }

  fs::path file_;
  Connections& out_;
};

// `.env`: NAME=value lines, # comments, optional quotes and "export".
std::map<std::string, std::string> read_variables(const fs::path& file) {
  std::map<std::string, std::string> out;
  const auto bytes = paths::read_file(file, largest_file);
  if (!bytes)
    return out;
  for (std::string_view line : ascii::split(*bytes, '\n')) {
    line = ascii::trim(line);
    if (line.starts_with("export "))
      line = ascii::trim(line.substr(7));
    const std::size_t equals = line.find('=');
    if (line.empty() || line.front() == '#' || equals == std::string_view::npos)
      continue;
    std::string_view value = ascii::trim(line.substr(equals + 1));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    else if (const std::size_t comment = value.find(" #"); comment != std::string_view::npos)
      value = ascii::trim(value.substr(0, comment));
    out[std::string(ascii::trim(line.substr(0, equals)))] = value;
  }
  return out;
}

std::optional<std::string> variable(const std::string& name, const Connections& connections) {
  if (const char* value = std::getenv(name.c_str()); value != nullptr && *value != '\0')
    return value;
  const auto found = connections.variables.find(name);
  return found == connections.variables.end() ? std::nullopt : std::optional(found->second);
}

/// A value inside of key=value pairs, whether in quotes or not.
std::string escaped_for_pairs(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '\'' || ascii::is_space(c))
      out += '\\';
    out += c;
  }
  return out;
}

// Each ${NAME} replaced. Inside a URL the value is percent-encoded and inside of pairs it is escaped, so that
// a password may hold any character and none becomes a parameter; an address that is one variable and nothing
// else is taken as it is.
Result<std::string> expand(std::string_view text, const Connections& connections) {
  const bool url = text.find("://") != std::string_view::npos;
  const bool pairs = !url && text.find('=') != std::string_view::npos;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = variable_length(text.substr(i));
    if (length == 0) {
      out += text[i++];
      continue;
    }
    const std::string name(text.substr(i + 2, length - 3));
    const auto value = variable(name, connections);
    if (!value)
      return fail(Code::invalid, "The environment variable " + name + " isn't set.",
                  "Set it before the editor starts, or in a trusted .env file.");
    out += url ? paths::percent_encode(*value) : pairs ? escaped_for_pairs(*value) : *value;
    i += length;
  }
  return out;
}

bool holds_variable(std::string_view text) {
  for (std::size_t i = text.find("${"); i != std::string_view::npos; i = text.find("${", i + 2))
    if (variable_length(text.substr(i)) > 0)
      return true;
  return false;
}

tl::unexpected<Error> unknown_name(std::string_view name, const Connections& connections,
                                   const fs::path& folder) {
  const std::string message = "There is no connection named " + std::string(name) + ".";
  std::vector<std::string> near, all;
  for (const Connection& connection : connections.all) {
    all.push_back(connection.name);
    if (name.size() < 64 && word_distance(name, connection.name) <= 1 + name.size() / 4)
      near.push_back(connection.name);
  }
  std::error_code error;
  if (!near.empty())
    return fail(Code::not_found, message, "Did you mean " + ascii::join(near, " or ") + "?");
  if (is_name(name) && fs::exists(folder / std::string(name), error))
    return fail(Code::not_found, message,
                "To read the file or folder of that name, write ./" + std::string(name) + ".");
  if (all.empty())
    return fail(Code::not_found, message,
                "No connections are set up; write a path (./data) or a URL, or run lumen connect.");
  return fail(Code::not_found, message, "There are: " + ascii::join(all, ", ") + ".");
}

/// The password moves out of the address, into its own field. `postgresql://user:secret@host` only: elsewhere
/// libpq itself reads it, and `masked` hides it. What libpq would read as a host is refused: its error would
/// show it.
Result<void> take_password_out(Address& address) {
  if (address.kind != Address::Kind::postgresql)
    return {};
  if (is_misread(address.url))
    return fail(misread_address());
  if (const auto password = user_password(address.url)) {
    address.password =
        paths::percent_decode(address.url.substr(password->begin, password->end - password->begin));
    address.url.erase(password->lead, password->end - password->lead);
  }
  return {};
}

Result<Resolved> resolved_address(std::string_view expanded, const std::string& folder) {
  auto address = parse_address(expanded, folder);
  if (!address)
    return fail(address.error());
  Resolved out;
  out.address = std::move(*address);
  if (auto taken = take_password_out(out.address); !taken)
    return fail(taken.error());
  return out;
}

Error password_in_file() {
  return {Code::refused, "A password must not stand in the file of connections.",
          "Write ${VARIABLE} in its place, or keep it in .pgpass."};
}

} // namespace

bool holds_password(std::string_view address) {
  const std::vector<Secret> secrets = secrets_in(address);
  return std::any_of(secrets.begin(), secrets.end(), [](const Secret& secret) { return secret.written; });
}

const Connection* Connections::find(std::string_view name) const {
  for (const Connection& connection : all)
    if (connection.name == name)
      return &connection;
  return nullptr;
}

std::string FileProblem::text() const {
  return file.empty() ? message : file.string() + ":" + std::to_string(line + 1) + ": " + message;
}

fs::path user_connections() {
  return paths::config() / "connections.yaml";
}

fs::path workspace_connections(const fs::path& root) {
  return root / ".lumen" / "connections.yaml";
}

Connections load_connections(const fs::path& root, bool trusted) {
  Connections out;
  FileReader(user_connections(), out).run();
  if (trusted && !root.empty()) {
    FileReader(workspace_connections(root), out).run();
    out.variables = read_variables(root / ".env");
  }
  if (out.find(environment_name) == nullptr && variable("DATABASE_URL", out)) {
    Connection connection;
    connection.name = environment_name;
    connection.address = "${DATABASE_URL}";
    out.all.push_back(std::move(connection));
    if (out.default_name.empty())
      out.default_name = environment_name;
  }
  std::sort(out.all.begin(), out.all.end(),
            [](const Connection& a, const Connection& b) { return a.name < b.name; });
  if (!out.default_name.empty() && out.find(out.default_name) == nullptr) {
    out.problems.push_back({{}, 0, "The default connection " + out.default_name + " doesn't exist."});
    out.default_name.clear();
  }
  return out;
}

Result<void> save_connection(const Connection& connection, bool make_default) {
  if (!is_name(connection.name))
    return fail(Code::invalid, "\"" + connection.name + "\" can't be a connection's name.",
                "Use letters, digits, _ - and dots.");
  if (holds_password(connection.address))
    return fail(password_in_file());
  return edit_connections_file([&](ConnectionsFile& file) {
    file.put(connection);
    if (make_default)
      file.make_default(connection.name);
  });
}

Result<void> remove_connection(std::string_view name) {
  bool found = false;
  auto removed = edit_connections_file([&](ConnectionsFile& file) { found = file.remove(name); });
  if (removed && !found)
    return unknown_name(name, load_connections({}, false), {});
  return removed;
}

Result<Resolved> resolve(const Connection& connection, const Connections& connections) {
  if (holds_password(connection.address))
    return fail(password_in_file());
  const auto expanded = expand(connection.address, connections);
  if (!expanded)
    return fail(expanded.error());
  // Paths of a workspace's file count from the workspace, those of the user's from home.
  const char* home = std::getenv("HOME");
  const fs::path file_folder = connection.origin.parent_path();
  const fs::path base =
      file_folder.filename() == ".lumen" ? file_folder.parent_path() : fs::path(home != nullptr ? home : "/");
  auto out = resolved_address(*expanded, base.string());
  if (!out)
    return out;
  out->name = connection.name;
  out->address.schema = connection.schema;
  out->keep = connection.keep;
  return out;
}

Result<Resolved> resolve(std::string_view given, const fs::path& folder, const Connections& connections) {
  const std::string_view text = ascii::trim(given);
  if (const Connection* connection = connections.find(text))
    return resolve(*connection, connections);
  if (!is_address(text))
    return unknown_name(text, connections, folder);
  if (holds_password(text))
    return fail(Code::refused, "A password must not stand in a notebook.",
                "Remove it there; keep it in .pgpass, or name a connection whose url holds ${VARIABLE}.");
  // A notebook comes from anywhere: it must not send what the environment holds to a host of its choice.
  if (holds_variable(text))
    return fail(Code::refused, "A notebook's own address can't hold ${VARIABLE}.",
                "Save the address under a name (lumen connect ADDRESS --name NAME) and write the name here.");
  auto out = resolved_address(text, folder.string());
  if (out)
    out->name = masked_url(text);
  return out;
}

} // namespace lumen::source

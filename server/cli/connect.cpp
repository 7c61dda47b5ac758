// `lumen connect`: tries an address and saves it under a name.
#include "base/ascii.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "source/connections.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace lumen::cli {

namespace {

struct Options {
  std::string address, name, schema, keep = "rows";
  bool make_default = false;
  bool untested = false;
};

/// A file's or folder's own name, or the database's.
std::string name_of(const std::string& address) {
  std::string text = address.substr(0, address.find_first_of("?#"));
  while (text.ends_with('/'))
    text.pop_back();
  const std::size_t slash = text.find_last_of('/');
  if (slash != std::string::npos)
    text = text.substr(slash + 1);
  text = text.substr(0, text.find('.'));
  std::string name;
  for (const char c : text)
    name += ascii::is_word(c) || c == '-' ? c : '_';
  return name.empty() ? "database" : ascii::lower(name);
}

/// A path must mean the same from every folder.
std::string lasting(const std::string& given) {
  std::error_code failed;
  const bool path = given.find("://") == std::string::npos && given.find('=') == std::string::npos &&
                    !given.starts_with("duckdb:") && !given.starts_with('~');
  return path ? std::filesystem::absolute(given, failed).lexically_normal().string() : given;
}

int connect(Session& session, const Options& options) {
  source::Connection connection;
  connection.address = lasting(options.address);
  connection.name = options.name.empty() ? name_of(connection.address) : options.name;
  connection.schema = options.schema;
  connection.keep = options.keep;
  // Tried as it will be used later: by its name, with its variables.
  const run::Context context = session.context("", {});
  const auto resolved =
      source::resolve(connection, source::load_connections(context.workspace, context.trusted));
  const bool unset = options.untested && connection.address.find("${") != std::string::npos &&
                     !source::holds_password(connection.address);
  if (!resolved && !unset) {
    session.report(resolved.error());
    return failure;
  }
  if (!options.untested) {
    auto catalog = session.runner().catalog(*resolved, session.progress(), session.stop());
    session.quiet();
    if (!catalog) {
      session.report(catalog.error());
      session.talk << "nothing was saved; --untested saves it without a try\n";
      return failure;
    }
    session.talk << (*catalog)->engine << ", " << (*catalog)->schema->tables.size() << " tables\n";
    for (const std::string& warning : (*catalog)->schema->warnings)
      session.talk << harmless(warning) << "\n";
  }
  if (auto saved = source::save_connection(connection, options.make_default); !saved) {
    session.report(saved.error());
    return failure;
  }
  session.talk << "saved as " << connection.name << ": " << source::masked_url(connection.address) << "\n";
  return clean;
}

} // namespace

void add_connect(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("connect", "Try a database and save it under a name");
  const auto options = std::make_shared<Options>();
  command
      ->add_option("address", options->address,
                   "postgresql://…, a .duckdb file, a folder or glob of CSV, JSON, Parquet")
      ->required();
  command->add_option("--name", options->name, "its name (otherwise the database's or folder's own)");
  command->add_option("--schema", options->schema, "the schema to look into first");
  command->add_option("--keep", options->keep, "what may be kept of results: rows, stamp or none")
      ->check(CLI::IsMember({"rows", "stamp", "none"}))
      ->capture_default_str();
  command->add_flag("--default", options->make_default, "use it where a notebook names none");
  command->add_flag("--untested", options->untested, "save it without trying it");
  command->footer("Examples:\n  lumen connect ./data --name demo\n  lumen connect "
                  "postgresql://analyst@db.internal/sales\n"
                  "Passwords stay out of it: use ~/.pgpass, PGPASSWORD or ${VARIABLE}.");
  command->callback(
      [options, &chosen] { chosen = [options](Session& session) { return connect(session, *options); }; });
}

} // namespace lumen::cli

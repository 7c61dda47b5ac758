// `lumen connections`: the saved ones: listed, tried, made default, removed.
#include "source/connections.hpp"

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace lumen::cli {

namespace {

source::Connections known(const Session& session) {
  const run::Context context = session.context("", {});
  return source::load_connections(context.workspace, context.trusted);
}

int list(Session& session, bool json) {
  const source::Connections connections = known(session);
  for (const source::FileProblem& problem : connections.problems)
    session.talk << paint(harmless(problem.text()), Ink::warning, session.look.talk) << "\n";
  Json all = Json::array();
  data::Table table{{{"name"}, {"address"}, {"schema"}, {"default"}, {"file"}}, {}, false};
  for (const source::Connection& connection : connections.all) {
    const bool chosen = connection.name == connections.default_name;
    const std::string address = source::masked_url(connection.address);
    all.push_back(Json{{"name", connection.name},
                       {"address", address},
                       {"schema", connection.schema},
                       {"keep", connection.keep},
                       {"default", chosen},
                       {"file", connection.origin.string()}});
    table.rows.push_back({connection.name, address, connection.schema, std::string(chosen ? "yes" : ""),
                          connection.origin.string()});
  }
  if (json)
    session.out << dump_json(all) << "\n";
  else if (connections.all.empty())
    session.talk << "no connection is saved; try: lumen connect ./data --name demo\n";
  else
    session.out << draw_table(table, session.look.out, table.rows.size());
  return clean;
}

int test(Session& session, const std::string& name) {
  const run::Context context = session.context(name, {});
  auto resolved = source::resolve(*context.flags.connection, "", known(session));
  if (!resolved)
    return session.report(resolved.error());
  auto catalog = session.runner().catalog(*resolved, session.progress(), session.stop());
  if (!catalog)
    return session.report(catalog.error());
  session.quiet();
  session.talk << name << ": " << (*catalog)->engine << ", " << (*catalog)->schema->tables.size()
               << " tables\n";
  return clean;
}

int remove(Session& session, const std::string& name) {
  if (auto removed = source::remove_connection(name); !removed)
    return session.report(removed.error());
  session.talk << "removed " << name << "\n";
  return clean;
}

int make_default(Session& session, const std::string& name) {
  const source::Connections connections = known(session);
  const source::Connection* connection = connections.find(name);
  if (!connection)
    return session.report(Error{Code::not_found, "there is no connection named " + name});
  if (auto saved = source::save_connection(*connection, true); !saved)
    return session.report(saved.error());
  session.talk << name << " is used where a notebook names none\n";
  return clean;
}

} // namespace

void add_connections(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("connections", "List the saved connections; test, default, remove");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "list as JSON");
  command->require_subcommand(0, 1);
  // A parent's callback runs after its subcommand's.
  command->callback([json, &chosen] {
    if (!chosen)
      chosen = [json](Session& session) { return list(session, *json); };
  });
  const auto add = [&](const char* verb, const char* about, int (*work)(Session&, const std::string&)) {
    CLI::App* part = command->add_subcommand(verb, about);
    const auto name = std::make_shared<std::string>();
    part->add_option("name", *name, "the connection's name")->required();
    part->callback(
        [name, work, &chosen] { chosen = [name, work](Session& session) { return work(session, *name); }; });
  };
  add("test", "Connect and read the schema", test);
  add("default", "Use it where a notebook names none", make_default);
  add("remove", "Forget it", remove);
}

} // namespace lumen::cli

#include "run/target.hpp"

#include "base/paths.hpp"

namespace lumen::run {

namespace {

config::Layer of_cell(const notebook::Cell* cell) {
  config::Layer layer;
  if (!cell)
    return layer;
  if (const auto* connection = cell->find("connection"); connection && !connection->value.empty())
    layer.connection = connection->value;
  for (const char* key : {"limit", "timeout"})
    if (const auto* attribute = cell->find(key))
      (void)config::assign(layer, key, attribute->value); // the notebook's own problems tell what doesn't fit
  return layer;
}

config::Layer of_front_matter(const notebook::Snapshot& snapshot) {
  if (!snapshot.notebook.front_matter)
    return {};
  return config::parse_yaml(snapshot.notebook.front_matter->content.of(snapshot.text)).layer;
}

/// A path in the workspace's own file starts at the workspace; a notebook's paths start beside the notebook.
config::Layer of_workspace(const notebook::Snapshot& snapshot, const Context& context) {
  if (context.workspace.empty() || !context.trusted)
    return {};
  config::Layer layer = config::load(config::workspace_file(context.workspace)).layer;
  if (layer.connection && (layer.connection->starts_with("./") || layer.connection->starts_with("../"))) {
    const auto place = (context.workspace / *layer.connection).lexically_normal();
    const auto beside =
        snapshot.folder.empty() ? std::filesystem::path() : place.lexically_relative(snapshot.folder);
    layer.connection = beside.empty() ? place.string() : "./" + beside.string();
  }
  return layer;
}

/// A name may be that of another workspace's connection; places and addresses mean the same everywhere.
bool known_here(const std::string& last, const source::Connections& connections) {
  return last.find_first_of("/:") != std::string::npos || connections.find(last) != nullptr;
}

} // namespace

config::Settings settle(const notebook::Snapshot& snapshot, const notebook::Cell* cell,
                        const Context& context) {
  return config::settle({context.flags, of_cell(cell), of_front_matter(snapshot), context.client,
                         of_workspace(snapshot, context), config::load(config::user_file()).layer});
}

Result<Target> aim(const notebook::Snapshot& snapshot, const notebook::Cell* cell, const Context& context,
                   Keeper& keeper) {
  if (!context.trusted)
    return fail(Code::untrusted, "this folder isn't trusted, so nothing is connected or run",
                "trust it in the editor, or run: lumen trust " +
                    (context.workspace.empty() ? std::string("DIR") : context.workspace.string()));
  Target target;
  target.settings = settle(snapshot, cell, context);
  if (target.settings.engine == "model")
    return fail(Code::unsupported, "no language model is set up",
                "set engine: offline, or remove the setting");
  // Without a workspace only the user's own connections count.
  const auto connections = source::load_connections(context.workspace, !context.workspace.empty());
  if (target.settings.connection.empty()) {
    target.settings.connection = connections.default_name;
    if (target.settings.connection.empty())
      if (std::string last = keeper.last_connection(); !last.empty() && known_here(last, connections))
        target.settings.connection = std::move(last);
    target.adopted = !target.settings.connection.empty();
  }
  if (target.settings.connection.empty())
    return fail(
        Code::not_found, "no connection is named",
        "write `connection: ./data` (a path or a connection's name) into the front matter, or run: lumen "
        "connect URL|PATH --name NAME");
  auto resolved = source::resolve(target.settings.connection, snapshot.folder, connections);
  if (!resolved)
    return fail(resolved.error());
  target.connection = std::move(*resolved);
  if (!target.settings.schema.empty())
    target.connection.address.schema = target.settings.schema;
  return target;
}

void remember(const Target& target, Keeper& keeper) {
  const std::string& name = target.connection.name;
  // A relative path means nothing elsewhere; an address with a password isn't written anywhere.
  const bool relative = name.starts_with("./") || name.starts_with("../");
  const std::string& lasting = relative ? target.connection.address.path : name;
  if (!lasting.empty())
    keeper.remember(lasting);
}

std::string notebook_path(const notebook::Snapshot& snapshot) {
  if (snapshot.uri.empty())
    return {};
  const auto path = paths::from_uri(snapshot.uri);
  return path ? path->string() : snapshot.uri;
}

} // namespace lumen::run

#include "lsp/services.hpp"

#include "base/log.hpp"
#include "base/paths.hpp"
#include "store/store.hpp"

namespace lumen::lsp {

run::Runner& Services::runner() {
  std::call_once(made_, [this] {
    auto store = store::Store::open(paths::state() / "store.sqlite");
    if (!store)
      log::warning("runs are not kept: " + store.error().message);
    runner_ =
        std::make_unique<run::Runner>(store ? std::shared_ptr<store::Store>(std::move(*store)) : nullptr);
  });
  return *runner_;
}

ide::Knowledge Services::know(const notebook::Snapshot& snapshot, const run::Context& context) {
  ide::Knowledge out;
  out.trusted = context.trusted;
  out.surroundings.sql_hashes = sql_hashes_;
  out.fingerprints = fingerprints_;
  run::Runner& runs = runner();
  const config::Settings settings = runs.settings(snapshot, nullptr, context);
  out.surroundings.limit = settings.limit;
  const auto learn = [&](const notebook::Cell* cell) {
    const auto resolved = runs.connection(snapshot, cell, context);
    if (!resolved)
      return std::string();
    out.surroundings.dialects[resolved->name] = resolved->address.kind == source::Address::Kind::postgresql
                                                    ? sql::Dialect::postgresql
                                                    : sql::Dialect::duckdb;
    if (const run::CatalogPtr catalog = runs.known_catalog(*resolved)) {
      out.schemas[resolved->name] = catalog->schema;
      out.engines[resolved->name] = catalog->engine;
    }
    return resolved->name;
  };
  out.surroundings.connection = learn(nullptr);
  if (out.surroundings.connection.empty())
    out.surroundings.connection = settings.connection;
  for (const notebook::Cell& cell : snapshot.notebook.cells) {
    const notebook::Attribute* own = cell.find("connection");
    if (own != nullptr && out.surroundings.dialects.count(own->value) == 0)
      learn(&cell);
  }
  return out;
}

config::Trust Services::trust_of(const std::filesystem::path& folder) {
  const std::lock_guard lock(trust_);
  const auto list = config::TrustList::load();
  return list ? list->of(folder) : config::Trust::unknown;
}

Result<void> Services::trust(const std::filesystem::path& folder) {
  const std::lock_guard lock(trust_);
  auto list = config::TrustList::load();
  if (!list)
    return fail(list.error());
  return list->add(folder);
}

} // namespace lumen::lsp

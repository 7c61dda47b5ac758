#include "ide/ide.hpp"

#include "notebook/graph.hpp"
#include "sql/token.hpp"

namespace lumen::ide {

namespace {

// Of chains of references that grow long the last cells are left unjudged, rather than put together all of
// the chain for each of its cells.
constexpr std::size_t most_expanded = 4 << 20; // bytes, in one look at a notebook

} // namespace

std::string Fingerprints::of(const catalog::SchemaPtr& schema, sql::Dialect dialect, std::string_view sql,
                             const std::function<std::string()>& compute) {
  std::shared_ptr<Remembered<std::string>> known;
  {
    const std::lock_guard lock(mutex_);
    const auto [entry, added] = by_schema_.try_emplace(schema);
    if (added)
      entry->second = std::make_shared<Remembered<std::string>>();
    known = entry->second;
    if (added) // seldom: a good moment to forget those whose schema is gone
      std::erase_if(by_schema_, [](const auto& other) { return other.first.expired(); });
  }
  return known->of(std::string(sql::name(dialect)).append("\n").append(sql), compute);
}

std::string key_of(const notebook::Cell& cell) {
  return cell.name.empty() || cell.duplicate ? "#" + cell.hash : cell.name;
}

std::string key_of(const notebook::Question& question) {
  return "?" + question.hash;
}

std::string connection_of(const notebook::Cell& cell, const Knowledge& knowledge) {
  const notebook::Attribute* attribute = cell.find("connection");
  return attribute != nullptr ? attribute->value : knowledge.surroundings.connection;
}

std::optional<sql::Dialect> dialect_of(const notebook::Cell& cell, const Knowledge& knowledge) {
  const auto known = knowledge.surroundings.dialects.find(connection_of(cell, knowledge));
  if (known != knowledge.surroundings.dialects.end())
    return known->second;
  if (cell.language == "postgresql")
    return sql::Dialect::postgresql;
  if (cell.language == "duckdb")
    return sql::Dialect::duckdb;
  return std::nullopt;
}

const Failure* failure_of(const notebook::Cell& cell, const Knowledge& knowledge) {
  const auto failure = knowledge.failures.find(key_of(cell));
  if (failure == knowledge.failures.end() || failure->second.text_hash != cell.hash)
    return nullptr;
  return &failure->second;
}

std::string note_of(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                    const Knowledge& knowledge) {
  if (!cell.result)
    return {};
  const notebook::Stamp& stamp = snapshot.notebook.results[*cell.result].stamp;
  const auto note = knowledge.notes.find(cell.name);
  if (note != knowledge.notes.end() && note->second.sql == stamp.sql && note->second.data == stamp.data)
    return note->second.text;
  if (stamp.rows.ends_with('+'))
    return "Only the first " + stamp.rows.substr(0, stamp.rows.size() - 1) +
           " rows were fetched; raise `limit`, or summarise in SQL.";
  return {};
}

notebook::State cell_state(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                           const Knowledge& knowledge) {
  return States(snapshot, knowledge).of(cell);
}

States::States(const notebook::Snapshot& snapshot, const Knowledge& knowledge)
    : snapshot_(snapshot), knowledge_(knowledge), hashes_(snapshot.notebook, snapshot.text) {}

notebook::State States::of(const notebook::Cell& cell) {
  if (!knowledge_.running.empty() && knowledge_.running.count(key_of(cell)) > 0)
    return notebook::State::running;
  if (failure_of(cell, knowledge_) != nullptr)
    return notebook::State::failed;
  const notebook::State state =
      notebook::state_of(snapshot_.notebook, cell, knowledge_.surroundings, hashes_);
  if (state == notebook::State::fresh && schema_changed(cell))
    return notebook::State::schema_changed;
  return state;
}

bool States::is_own_answer(const notebook::Cell& cell) {
  return notebook::is_own_answer(snapshot_.notebook, cell, knowledge_.surroundings, hashes_);
}

// The stamp's schema= is over the tables that the expanded SQL names; anything unknown says nothing.
bool States::schema_changed(const notebook::Cell& cell) {
  if (!cell.result || expanded_ > most_expanded)
    return false;
  const notebook::Stamp& stamp = snapshot_.notebook.results[*cell.result].stamp;
  const auto schema = knowledge_.schemas.find(connection_of(cell, knowledge_));
  const auto dialect = dialect_of(cell, knowledge_);
  if (stamp.schema.empty() || schema == knowledge_.schemas.end() || !schema->second || !dialect)
    return false;
  const auto index = static_cast<notebook::Index>(&cell - snapshot_.notebook.cells.data());
  const auto expanded = notebook::expand(snapshot_.notebook, snapshot_.text, index, *dialect);
  if (!expanded)
    return false;
  if (!cell.references.empty())
    expanded_ += expanded->sql.size();
  const auto fingerprint = [&] {
    return schema->second->fingerprint(sql::mentioned_names(expanded->sql, *dialect));
  };
  return (knowledge_.fingerprints
              ? knowledge_.fingerprints->of(schema->second, *dialect, expanded->sql, fingerprint)
              : fingerprint()) != stamp.schema;
}

} // namespace lumen::ide

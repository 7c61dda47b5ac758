// How far a cell's result can be trusted, from its stamp and the text alone.
#include "base/hash.hpp"
#include "notebook/stamp.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace lumen::notebook {

namespace {

/// A cell's own part of the hash, and those of the cells that it refers to, each computed once, for one
/// dialect, connection and limit. A circle of references counts as the names in it.
class SqlHasher {
public:
  SqlHasher(const Notebook& notebook, std::string_view text, std::string head, sql::Dialect dialect)
      : notebook_(notebook), text_(text), head_(std::move(head)), dialect_(dialect) {}

  const std::string& hash(const Cell& start) {
    const auto [place, added] = known_.try_emplace(&start); // empty while it is being computed
    if (!added)
      return place->second;
    if (!start.references.empty() && by_name_.empty()) // most notebooks refer to nothing and need no names
      for (const Cell& cell : notebook_.cells)
        if (!cell.name.empty())
          by_name_.try_emplace(cell.name, &cell);
    std::vector<std::pair<const Cell*, std::size_t>> stack{{&start, 0}};
    while (!stack.empty()) {
      auto& [cell, next] = stack.back();
      if (next < cell->references.size()) {
        const Reference& reference = cell->references[next++];
        const auto target = by_name_.find(reference.name);
        if (!reference.parameter && target != by_name_.end() && known_.try_emplace(target->second).second)
          stack.push_back({target->second, 0});
        continue;
      }
      known_[cell] = own_hash(*cell);
      stack.pop_back();
    }
    return place->second;
  }

private:
  std::string own_hash(const Cell& cell) const {
    std::string bytes = head_ + sql::canonical(cell.body.of(text_), dialect_);
    for (const Reference& reference : cell.references) {
      bytes.append("\n").append(reference.name).append("=");
      if (reference.parameter) {
        bytes.append(parameter(reference.name));
      } else if (const auto target = by_name_.find(reference.name); target != by_name_.end()) {
        bytes.append(known_.at(target->second));
      }
    }
    return short_hash(bytes);
  }

  std::string parameter(std::string_view name) const {
    std::string out;
    if (!notebook_.front_matter)
      return out;
    for (const Parameter& parameter : notebook_.front_matter->parameters)
      if (parameter.name == name)
        for (const ParameterValue& value : parameter.values)
          out.append(std::to_string(static_cast<int>(value.type))).append(":").append(value.text).append(",");
    return out;
  }

  const Notebook& notebook_;
  std::string_view text_;
  std::string head_;
  sql::Dialect dialect_;
  std::map<std::string_view, const Cell*> by_name_;
  std::map<const Cell*, std::string> known_;
};

std::string head_of(std::string_view connection, sql::Dialect dialect, std::size_t limit) {
  std::string head(sql::name(dialect));
  return head.append("\n").append(connection).append("\n").append(std::to_string(limit)).append("\n");
}

bool same_sql(const Cell& cell, const Stamp& stamp, const Surroundings& surroundings, SqlHashes& hashes) {
  std::string connection = connection_of(cell, surroundings);
  if (connection.empty())
    connection = stamp.connection;
  const std::size_t limit = limit_of(cell, surroundings);
  std::vector<sql::Dialect> dialects{sql::Dialect::postgresql, sql::Dialect::duckdb};
  if (const auto known = surroundings.dialects.find(connection); known != surroundings.dialects.end())
    dialects = {known->second};
  else if (stamp.engine == sql::name(sql::Dialect::duckdb))
    dialects = {sql::Dialect::duckdb};
  else if (stamp.engine == sql::name(sql::Dialect::postgresql))
    dialects = {sql::Dialect::postgresql};
  return std::any_of(dialects.begin(), dialects.end(), [&](sql::Dialect dialect) {
    const auto hash = [&] { return hashes.of(cell, connection, dialect, limit); };
    if (!surroundings.sql_hashes || !cell.references.empty())
      return hash() == stamp.sql;
    // Without references these bytes are all that it depends on.
    const std::string key = head_of(connection, dialect, limit).append(cell.body.of(hashes.text()));
    return surroundings.sql_hashes->of(key, hash) == stamp.sql;
  });
}

} // namespace

std::string token_hash(std::string_view sql, std::string_view language) {
  return short_hash(
      sql::canonical(sql, language == "duckdb" ? sql::Dialect::duckdb : sql::Dialect::postgresql));
}

struct SqlHashes::State {
  const Notebook& notebook;
  std::string_view text;
  std::map<std::string, SqlHasher> by_head;
};

SqlHashes::SqlHashes(const Notebook& notebook, std::string_view text)
    : state_(std::make_unique<State>(State{notebook, text, {}})) {}

SqlHashes::~SqlHashes() = default;

std::string_view SqlHashes::text() const {
  return state_->text;
}

const std::string& SqlHashes::of(const Cell& cell, std::string_view connection, sql::Dialect dialect,
                                 std::size_t limit) {
  const std::string head = head_of(connection, dialect, limit);
  return state_->by_head.try_emplace(head, state_->notebook, state_->text, head, dialect)
      .first->second.hash(cell);
}

std::string sql_hash(const Notebook& notebook, std::string_view text, const Cell& cell,
                     std::string_view connection, sql::Dialect dialect, std::size_t limit) {
  return SqlHashes(notebook, text).of(cell, connection, dialect, limit);
}

std::string_view name(State state) {
  switch (state) {
  case State::never_run:
    return "never run";
  case State::fresh:
    return "fresh";
  case State::question_edited:
    return "question edited";
  case State::sql_edited:
    return "SQL edited";
  case State::schema_changed:
    return "schema changed";
  case State::data_changed:
    return "data changed";
  case State::result_edited:
    return "result edited";
  case State::failed:
    return "failed";
  case State::running:
    return "running";
  case State::orphaned:
    return "orphaned";
  case State::duplicate_name:
    return "duplicate name";
  case State::conflicted:
    return "conflicted";
  case State::other_version:
    return "other version";
  }
  return "never run";
}

std::string connection_of(const Cell& cell, const Surroundings& surroundings) {
  const Attribute* own = cell.find("connection");
  return own != nullptr && !own->value.empty() ? own->value : surroundings.connection;
}

std::size_t limit_of(const Cell& cell, const Surroundings& surroundings) {
  const Attribute* own = cell.find("limit");
  if (own == nullptr)
    return surroundings.limit;
  std::size_t rows = 0;
  const auto [end, error] = std::from_chars(own->value.data(), own->value.data() + own->value.size(), rows);
  return error == std::errc() && end == own->value.data() + own->value.size() && rows >= 1 && rows <= 100'000
             ? rows
             : surroundings.limit;
}

State state_of(const Notebook& notebook, std::string_view text, const Cell& cell,
               const Surroundings& surroundings) {
  SqlHashes hashes(notebook, text);
  return state_of(notebook, cell, surroundings, hashes);
}

State state_of(const Notebook& notebook, const Cell& cell, const Surroundings& surroundings,
               SqlHashes& hashes) {
  if (cell.conflicted || (cell.result && notebook.results[*cell.result].conflicted))
    return State::conflicted;
  if (cell.duplicate)
    return State::duplicate_name;
  if (!cell.result)
    return State::never_run;
  const ResultRegion& region = notebook.results[*cell.result];
  const Stamp& stamp = region.stamp;
  if (region.read_only)
    return State::other_version;
  if (!stamp.sql.empty() && !same_sql(cell, stamp, surroundings, hashes))
    return State::sql_edited;
  if (!stamp.question.empty() &&
      (!cell.question || notebook.questions[*cell.question].hash != stamp.question))
    return State::question_edited;
  return region.edited ? State::result_edited : State::fresh;
}

bool is_own_answer(const Notebook& notebook, const Cell& cell, const Surroundings& surroundings,
                   SqlHashes& hashes) {
  if (!cell.result)
    return false;
  const ResultRegion& region = notebook.results[*cell.result];
  if (region.read_only || region.conflicted || cell.conflicted)
    return true; // can't be judged: it stays the answer, and asking again says why it is left alone
  const Stamp& stamp = region.stamp;
  if (stamp.question.empty() || stamp.by == "user")
    return false;
  if (stamp.sql.empty() || same_sql(cell, stamp, surroundings, hashes))
    return true;
  // Settings may have changed since: that edits no SQL.
  Surroundings then = surroundings;
  then.connection = stamp.connection;
  if (same_sql(cell, stamp, then, hashes))
    return true;
  then.limit = Surroundings().limit;
  return same_sql(cell, stamp, then, hashes);
}

std::optional<Index> answering_cell(const Notebook& notebook, Index question,
                                    const Surroundings& surroundings, SqlHashes& hashes) {
  for (Index i = 0; i < notebook.cells.size(); ++i)
    if (notebook.cells[i].question == question &&
        is_own_answer(notebook, notebook.cells[i], surroundings, hashes))
      return i;
  return std::nullopt;
}

} // namespace lumen::notebook

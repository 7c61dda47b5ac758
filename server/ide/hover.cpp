#include "ide/hover.hpp"

#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "data/format.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <set>

namespace lumen::ide {

namespace {

using notebook::Index;
using notebook::State;

// Text of a database inside Markdown: nothing in it may become a link, HTML or emphasis. Bare addresses are
// links in GitHub's Markdown, so what begins one is escaped too.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool address = (c == ':' && text.substr(i, 3) == "://") ||
                         (c == '.' && i >= 3 && ascii::same(text.substr(i - 3, 3), "www"));
    if (address || std::string_view("\\`*_{}[]<>()#+!|~&@").find(c) != std::string_view::npos)
      out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

std::string code(std::string_view text) {
  std::string safe = ascii::replace_all(text, "`", "'");
  return "`" + ascii::fold_space(safe) + "`";
}

std::string_view advice(State state) {
  switch (state) {
  case State::never_run:
    return "Run it to see its result.";
  case State::fresh:
    return "Question, SQL and schema are as they were when it ran.";
  case State::question_edited:
    return "The question was edited since: ask again.";
  case State::sql_edited:
    return "The SQL was edited since: run it to refresh the result.";
  case State::schema_changed:
    return "Tables that it reads changed since: run it to refresh the result.";
  case State::data_changed:
    return "The data changed since: run it to refresh the result.";
  case State::result_edited:
    return "A part of the result was edited by hand and is kept.";
  case State::failed:
    return "The last run failed; the message stands on the cell.";
  case State::running:
    return "It is running now.";
  case State::orphaned:
    return "The result belongs to no cell.";
  case State::duplicate_name:
    return "Another cell above has this name.";
  case State::conflicted:
    return "The cell or its result holds merge markers. Resolve the conflict first.";
  case State::other_version:
    return "Another version of Lumen wrote the result, so it can't be judged and is never changed. Delete it "
           "by "
           "hand to run the cell anew.";
  }
  return "";
}

std::string who(const std::string& by) {
  if (by == "offline")
    return "the embedded engine";
  if (by == "user")
    return "SQL written by the author";
  return by;
}

std::string cell_markdown(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                          const Knowledge& knowledge) {
  const State state = cell_state(snapshot, cell, knowledge);
  std::string out = "**" + (cell.name.empty() ? std::string("SQL cell") : escaped(cell.name)) + "** · " +
                    std::string(notebook::name(state)) + "\n\n" + std::string(advice(state));
  if (const Failure* failure = failure_of(cell, knowledge))
    out += "\n\n" + escaped(failure->message);
  if (!cell.result)
    return out;
  if (const std::string note = note_of(snapshot, cell, knowledge); !note.empty())
    out += "\n\n" + escaped(note);
  const notebook::Stamp& stamp = snapshot.notebook.results[*cell.result].stamp;
  std::string facts;
  const auto fact = [&](std::string_view label, const std::string& value) {
    if (!value.empty())
      facts += "\n- " + std::string(label) + ": " + escaped(value);
  };
  fact("rows", stamp.rows);
  fact("first seen", stamp.at);
  fact("connection", stamp.connection);
  fact("engine", stamp.engine);
  fact("by", who(stamp.by));
  fact("confidence", stamp.confidence);
  return facts.empty() ? out : out + "\n" + facts;
}

std::string column_markdown(const catalog::Table& table, const catalog::Column& column) {
  std::string out = "**" + escaped(table.name + "." + column.name) + "** " + code(column.database_type);
  if (column.role != catalog::Role::unknown) {
    out += " · " + std::string(catalog::name(column.role));
    if (column.aggregate == catalog::Aggregate::sum)
      out += ", summed";
    if (column.aggregate == catalog::Aggregate::average)
      out += ", averaged";
  }
  const bool is_key =
      std::find(table.primary_key.begin(), table.primary_key.end(), column.name) != table.primary_key.end();
  if (is_key)
    out += " · primary key";
  if (!column.nullable)
    out += " · never NULL";
  if (!column.comment.empty())
    out += "\n\n" + escaped(column.comment);
  for (const catalog::ForeignKey& key : table.foreign_keys) {
    if (std::find(key.columns.begin(), key.columns.end(), column.name) == key.columns.end())
      continue;
    out += "\n\nPoints to " + escaped(key.table + "." + ascii::join(key.referenced, ", "));
    if (key.inferred)
      out += " (inferred from names and values)";
  }
  const catalog::Statistics& statistics = column.statistics;
  std::string facts;
  if (statistics.distinct)
    facts += "\n- distinct values: " + std::to_string(*statistics.distinct);
  if (statistics.null_share && *statistics.null_share > 0)
    facts += "\n- NULL: " + data::format_percent(*statistics.null_share, data::locale("en"));
  if (statistics.minimum && statistics.maximum)
    facts += "\n- from " + escaped(*statistics.minimum) + " to " + escaped(*statistics.maximum);
  if (!statistics.samples.empty()) {
    facts += "\n- values: ";
    for (std::size_t i = 0; i < std::min<std::size_t>(statistics.samples.size(), 8); ++i)
      facts += (i > 0 ? ", " : "") + code(statistics.samples[i]);
  }
  return facts.empty() ? out : out + "\n" + facts;
}

std::string table_markdown(const catalog::Table& table) {
  std::string out = "**" + escaped(table.name) + "**";
  if (table.rows)
    out += " · about " + std::to_string(*table.rows) + " rows";
  if (!table.comment.empty())
    out += "\n\n" + escaped(table.comment);
  out += "\n\n| column | type |\n| --- | --- |";
  constexpr std::size_t shown = 20;
  for (std::size_t i = 0; i < std::min(shown, table.columns.size()); ++i)
    out += "\n| " + escaped(table.columns[i].name) + " | " + escaped(table.columns[i].database_type) + " |";
  if (table.columns.size() > shown)
    out += "\n\nand " + std::to_string(table.columns.size() - shown) + " more columns";
  return out;
}

class SqlHover {
public:
  SqlHover(const notebook::Snapshot& snapshot, const notebook::Cell& cell, const catalog::Schema& schema,
           sql::Dialect dialect)
      : sql_(cell.body.of(snapshot.text)), begin_(cell.body.begin), schema_(schema), dialect_(dialect),
        tokens_(sql::tokenize(sql_, dialect)) {}

  std::optional<Hover> at(std::size_t offset) const {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const sql::Token& token = tokens_[i];
      const text::Span range{begin_ + token.range.begin, begin_ + token.range.end};
      if (!range.contains(offset) || !is_name(token))
        continue;
      const auto markdown = describe(i);
      if (!markdown)
        return std::nullopt;
      return Hover{range, *markdown};
    }
    return std::nullopt;
  }

private:
  static bool is_name(const sql::Token& token) {
    return token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name;
  }

  std::string text(std::size_t index) const {
    const std::string_view raw = tokens_[index].range.of(sql_);
    if (tokens_[index].kind != sql::TokenKind::quoted_name)
      return std::string(raw);
    return ascii::replace_all(raw.substr(1, raw.size() - 2), "\"\"", "\"");
  }

  /// `qualifier` before a dot before the token, or nothing.
  std::string qualifier(std::size_t index) const {
    if (index < 2 || tokens_[index - 1].range.of(sql_) != "." || !is_name(tokens_[index - 2]))
      return "";
    return text(index - 2);
  }

  /// The table behind an alias: the name right before it, with or without AS.
  const catalog::Table* aliased(const std::string& alias) const {
    for (std::size_t i = 1; i < tokens_.size(); ++i) {
      if (!is_name(tokens_[i]) || !ascii::same(text(i), alias))
        continue;
      std::size_t before = i - 1;
      if (before > 0 && ascii::same(tokens_[before].range.of(sql_), "as"))
        --before;
      if (!is_name(tokens_[before]))
        continue;
      const std::string schema_name = qualifier(before);
      const std::string table_name = schema_name.empty() ? text(before) : schema_name + "." + text(before);
      if (const catalog::Table* table = schema_.find(table_name))
        return table;
    }
    return nullptr;
  }

  std::optional<std::string> describe(std::size_t index) const {
    const std::string name = text(index);
    const std::string table_name = qualifier(index);
    if (table_name.empty() && tokens_[index].kind == sql::TokenKind::word && sql::is_reserved(name, dialect_))
      return std::nullopt; // a keyword, though it may stand where an alias could
    if (!table_name.empty()) {
      const catalog::Table* table = schema_.find(table_name);
      if (table == nullptr)
        table = aliased(table_name);
      if (table != nullptr) {
        if (const catalog::Column* column = table->find(name))
          return column_markdown(*table, *column);
      }
      if (const catalog::Table* qualified = schema_.find(table_name + "." + name))
        return table_markdown(*qualified);
      return std::nullopt;
    }
    if (const catalog::Table* table = schema_.find(name))
      return table_markdown(*table);
    std::set<const catalog::Table*> seen;
    for (const std::string& mentioned : sql::mentioned_names(sql_, dialect_)) {
      const catalog::Table* table = schema_.find(mentioned);
      if (table == nullptr || !seen.insert(table).second)
        continue;
      if (const catalog::Column* column = table->find(name))
        return column_markdown(*table, *column);
    }
    if (const catalog::Table* table = aliased(name))
      return table_markdown(*table);
    return std::nullopt;
  }

  std::string_view sql_;
  std::size_t begin_;
  const catalog::Schema& schema_;
  sql::Dialect dialect_;
  std::vector<sql::Token> tokens_;
};

std::optional<Hover> reference_hover(const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                                     const notebook::Cell& cell, std::size_t offset) {
  for (const notebook::Reference& reference : cell.references) {
    if (!reference.range.contains(offset))
      continue;
    if (reference.parameter)
      return Hover{reference.range, "Parameter " + code(reference.name) + " of the front matter"};
    const notebook::Cell* target = snapshot.notebook.find(reference.name);
    if (target == nullptr)
      return Hover{reference.range, "There is no cell named " + code(reference.name)};
    std::string sql(ascii::trim(target->body.of(snapshot.text)));
    return Hover{reference.range, cell_markdown(snapshot, *target, knowledge) + "\n\n```sql\n" +
                                      ascii::replace_all(sql, "```", "` ` `") + "\n```"};
  }
  return std::nullopt;
}

// "cell/r/2/revenue" in words.
std::string claim_markdown(const std::string& target) {
  const auto parts = ascii::split(target, '/');
  const auto part = [&](std::size_t i) {
    return i < parts.size() ? paths::percent_decode(parts[i]) : std::string();
  };
  if (parts.size() >= 4 && parts[1] == "r")
    return "From " + code(part(0)) + ", row " + escaped(part(2)) + ", column " + code(part(3));
  if (parts.size() >= 3 && parts[1] == "f") {
    std::string arguments;
    for (std::size_t i = 3; i < parts.size(); ++i)
      arguments += (i > 3 ? ", " : "") + part(i);
    return "Computed from " + code(part(0)) + ": " + code(part(2) + "(" + arguments + ")");
  }
  if (parts.size() >= 2 && parts[1] == "q")
    return "Taken from the question of " + code(part(0));
  return "A link of unknown form: " + code(target);
}

} // namespace

std::string state_in_words(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                           const Knowledge& knowledge) {
  const State state = cell_state(snapshot, cell, knowledge);
  std::string out = (cell.name.empty() ? "This cell" : cell.name) + ": " +
                    std::string(notebook::name(state)) + ". " + std::string(advice(state));
  if (const Failure* failure = failure_of(cell, knowledge))
    out += " " + failure->message;
  if (const std::string note = note_of(snapshot, cell, knowledge); !note.empty())
    out += " " + note;
  return out;
}

std::optional<Hover> hover(const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                           std::size_t offset) {
  const notebook::Notebook& book = snapshot.notebook;
  for (const notebook::Claim& claim : book.claims)
    if (claim.range.contains(offset))
      return Hover{claim.range, claim_markdown(claim.target)};
  for (const notebook::Cell& cell : book.cells) {
    if (cell.range.touches(offset)) {
      if (!cell.body.contains(offset))
        return Hover{cell.info, cell_markdown(snapshot, cell, knowledge)};
      if (auto reference = reference_hover(snapshot, knowledge, cell, offset))
        return reference;
      const auto schema = knowledge.schemas.find(connection_of(cell, knowledge));
      if (schema == knowledge.schemas.end() || !schema->second)
        return std::nullopt;
      const sql::Dialect dialect = dialect_of(cell, knowledge).value_or(sql::Dialect::postgresql);
      return SqlHover(snapshot, cell, *schema->second, dialect).at(offset);
    }
    if (cell.result && book.results[*cell.result].marker.touches(offset))
      return Hover{book.results[*cell.result].marker, cell_markdown(snapshot, cell, knowledge)};
  }
  return std::nullopt;
}

} // namespace lumen::ide

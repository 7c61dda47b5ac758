// Stamps: how far a printed result can be trusted, told without running anything.
#pragma once

#include "base/remembered.hpp"
#include "notebook/notebook.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lumen::notebook {

/// `<!-- lumen:result v=1 … -->` without its comment marks, read leniently; nothing when it isn't a result
/// marker.
std::optional<Stamp> parse_stamp(std::string_view comment);
/// "1 row", "57 rows"; empty where the stamp doesn't tell.
std::string rows_in_words(const Stamp& stamp);
/// The whole comment line, keys in their fixed order, values percent-encoded.
std::string print_stamp(const Stamp& stamp);

/// The hashes of what stands in the notebook now; formatters change none of them.
std::string question_hash(std::string_view folded_text);
/// Of SQL by itself: tells whether a cell's SQL is still what it was, in any connection (Anchor::sql_hash).
std::string token_hash(std::string_view sql, std::string_view language);
/// Over dialect, connection, limit, the SQL's tokens, and for each reference the referenced cell's own hash.
std::string sql_hash(const Notebook& notebook, std::string_view text, const Cell& cell,
                     std::string_view connection, sql::Dialect dialect, std::size_t limit);
/// The same for many cells of one notebook, which must outlive it: each cell's own hash is computed once,
/// however many refer to it. One thread at a time.
class SqlHashes {
public:
  SqlHashes(const Notebook& notebook, std::string_view text);
  ~SqlHashes();
  SqlHashes(const SqlHashes&) = delete;
  SqlHashes& operator=(const SqlHashes&) = delete;
  /// Valid as long as this is.
  const std::string& of(const Cell& cell, std::string_view connection, sql::Dialect dialect,
                        std::size_t limit);
  /// Of the notebook that this is about.
  std::string_view text() const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string table_hash(std::string_view markdown_table);
std::string
chart_hash(std::string_view chart_json); ///< canonical JSON; of the text itself where it doesn't parse
std::string text_hash(std::string_view prose);

enum class State {
  never_run,
  fresh,
  question_edited,
  sql_edited,
  schema_changed,
  data_changed,
  result_edited,
  failed,
  running,
  orphaned,
  duplicate_name,
  conflicted,
  other_version, ///< written by another version of Lumen: its stamp can't be judged
};

/// "never run", "question edited", …: shown alike in lens, diagnostic and check.
std::string_view name(State state);

/// What a notebook's stamps are compared with; missing knowledge never makes a result stale.
struct Surroundings {
  std::string connection; ///< default of the notebook after settings
  std::size_t limit = 1000;
  /// Dialect of a connection's name. Where it isn't there, the stamp's engine= tells; else both dialects are
  /// tried.
  std::map<std::string, sql::Dialect> dialects;
  std::shared_ptr<Remembered<std::string>> sql_hashes; ///< of earlier texts; may be null
};

/// The connection and the limit that hold for a cell: its own attribute, else what the surroundings say.
std::string connection_of(const Cell& cell, const Surroundings& surroundings);
std::size_t limit_of(const Cell& cell, const Surroundings& surroundings);

/// The strongest state that stamp and text give; running, failed, schema and data changed come from the
/// caller.
State state_of(const Notebook& notebook, std::string_view text, const Cell& cell,
               const Surroundings& surroundings);
State state_of(const Notebook& notebook, const Cell& cell, const Surroundings& surroundings,
               SqlHashes& hashes);

/// Lumen wrote this cell's SQL as an answer and it stands as it was written, so asking again may write it
/// anew. SQL that the author wrote, ran by himself or edited is his.
bool is_own_answer(const Notebook& notebook, const Cell& cell, const Surroundings& surroundings,
                   SqlHashes& hashes);

/// The cell that asking this question again replaces; its first part where there are several.
std::optional<Index> answering_cell(const Notebook& notebook, Index question,
                                    const Surroundings& surroundings, SqlHashes& hashes);

} // namespace lumen::notebook

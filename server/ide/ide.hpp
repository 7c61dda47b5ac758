// What every editor feature takes: a snapshot, and what the server knows beside it. Features compute plain
// values and run nothing; ranges are byte spans.
#pragma once

#include "base/remembered.hpp"
#include "catalog/schema.hpp"
#include "notebook/notebook.hpp"
#include "notebook/stamp.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::ide {

/// A run that failed: shown on its cell or question until its text changes.
struct Failure {
  std::string text_hash; ///< hash of the cell, or hash of the question, when it failed
  std::string message, hint;
  std::optional<std::size_t> offset; ///< in the cell's body, where the database told one
};

/// What a run said of its result, shown as long as that result stands.
struct Note {
  std::string sql, data; ///< the stamp's
  std::string text;
};

/// What Schema::fingerprint gave for the tables that an SQL text names, remembered as long as the schema is
/// the same object. Thread-safe.
class Fingerprints {
public:
  std::string of(const catalog::SchemaPtr& schema, sql::Dialect dialect, std::string_view sql,
                 const std::function<std::string()>& compute);

private:
  std::mutex mutex_;
  std::map<std::weak_ptr<const catalog::Schema>, std::shared_ptr<Remembered<std::string>>, std::owner_less<>>
      by_schema_;
};

/// Known beside the text; missing entries mean "not known".
struct Knowledge {
  notebook::Surroundings surroundings;
  std::map<std::string, catalog::SchemaPtr> schemas; ///< by connection name
  std::map<std::string, std::string> engines;        ///< by connection name: "DuckDB 1.4.4"
  std::map<std::string, Failure> failures;           ///< by key_of
  std::map<std::string, std::string> running;        ///< by key_of -> run id
  std::map<std::string, Note> notes;                 ///< by the name of a cell
  std::shared_ptr<Fingerprints> fingerprints;        ///< may be null: then nothing is remembered
  bool trusted = true;
};

/// What runs and failures are kept under: a cell's name, else its body's hash; "?" and a question's hash.
std::string key_of(const notebook::Cell& cell);
std::string key_of(const notebook::Question& question);

/// The connection that a cell's fence or its notebook names.
std::string connection_of(const notebook::Cell& cell, const Knowledge& knowledge);

/// By the cell's connection where it is known, else by its fence's first word; nothing for a plain `sql`
/// fence.
std::optional<sql::Dialect> dialect_of(const notebook::Cell& cell, const Knowledge& knowledge);

/// The run's failure of this cell, if its SQL still is what failed.
const Failure* failure_of(const notebook::Cell& cell, const Knowledge& knowledge);

/// What the last run said of this cell's result; or what its stamp tells of rows that weren't fetched; or "".
std::string note_of(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                    const Knowledge& knowledge);

/// The state shown for a cell: the notebook's own, overlaid with running, failed and schema changed.
notebook::State cell_state(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                           const Knowledge& knowledge);

/// States of many cells of one snapshot; what cells share is computed once. The references must outlive it;
/// one thread at a time.
class States {
public:
  States(const notebook::Snapshot& snapshot, const Knowledge& knowledge);
  notebook::State of(const notebook::Cell& cell);
  /// Asking the question again writes this cell anew (notebook::is_own_answer).
  bool is_own_answer(const notebook::Cell& cell);

private:
  bool schema_changed(const notebook::Cell& cell);

  const notebook::Snapshot& snapshot_;
  const Knowledge& knowledge_;
  notebook::SqlHashes hashes_;
  std::size_t expanded_ = 0; // bytes of SQL that were put together to see which tables cells read
};

} // namespace lumen::ide

// SQL that has run, on its way into a result; and the small readings of a printed result that a rerun carries
// on.
#pragma once

#include "run/pipeline.hpp"

namespace lumen::run {

struct Pipeline::Done {
  std::string sql;      ///< as it stands in the cell
  std::string expanded; ///< as it was sent
  source::Execution execution;
  CatalogPtr catalog;
  std::string note;                      ///< a repair, told to the reader; or empty
  std::optional<ask::Alternative> other; ///< the reading that ran, when the first was refused
};

/// The stamp's sql= for SQL that stands in no cell yet; `info` is the info string of the fence that it goes
/// into.
std::string hash_of_new_sql(std::string_view sql, std::string_view info, std::string_view connection,
                            sql::Dialect dialect, std::size_t limit);

/// "0.93"
std::string two_digits(double value);

/// The same kind of chart and title as the result shows now, where nothing better is known.
void continue_chart(Wish& wish, const notebook::Snapshot& snapshot, const notebook::ResultRegion& printed);

/// What the SQL tells of its result (sql/selection.hpp), into the wish.
void read_selection(Wish& wish, std::string_view sql, sql::Dialect dialect, const data::Table& table);

/// Sentences about what the reader should know: cut, empty. May be empty.
std::string note_on(const data::Table& table, const config::Settings& settings);

} // namespace lumen::run

// Rows that an earlier run left: in the store, or beside the notebook.
#pragma once

#include "data/table.hpp"
#include "notebook/notebook.hpp"
#include "run/keeper.hpp"

#include <optional>
#include <vector>

namespace lumen::run {

/// The name under which rows are kept, in the store and beside the notebook: their hash, and that of their
/// order where the stamp tells one.
std::string result_key(const notebook::Stamp& stamp);

/// How many rows a stamp tells of; nothing where it tells none.
std::optional<std::size_t> rows_told(const notebook::Stamp& stamp);

/// The rows that the cell's stamp names, or nothing. Reads the disk.
std::optional<data::Table> kept_result(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                                       Keeper& keeper);

/// The kinds of chart that those rows can be shown as. Many rows are never read for it on the caller's
/// thread: then there is nothing at first, and the next look finds what was found out meanwhile.
std::vector<data::ChartKind> kept_kinds(const notebook::Snapshot& snapshot, const notebook::Cell& cell,
                                        Keeper& keeper);

/// A side file's rows: a JSON array of objects. Types are told by the values; nothing for other JSON.
std::optional<data::Table> read_side_file(std::string_view json);

} // namespace lumen::run

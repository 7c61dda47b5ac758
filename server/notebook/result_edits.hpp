// How a result region changes: part by part, so that what is the same, or the author's, stays byte for byte.
// Private to this folder.
#pragma once

#include "notebook/render.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

/// The printout's stamp with the hashes of its parts.
Stamp sealed(const Printout& printout);

/// The edits that bring `region` to say what `printout` says. `new_sql`: the SQL itself is new, so parts that
/// the author edited belong to the old answer and move below.
std::vector<text::Edit> result_edits(std::string_view text, const ResultRegion& region, Printout printout,
                                     bool new_sql, const std::string& eol);

/// What the author wrote into a region, or edited there, as it may stand outside: a table and a chart as they
/// are, prose behind marks that say it isn't asked. Empty where all is as Lumen wrote it.
std::string authors_part(std::string_view text, const ResultRegion& region, std::string_view eol);

} // namespace lumen::notebook

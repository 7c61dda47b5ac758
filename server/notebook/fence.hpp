// What a code fence's info string and first lines say. Private to this folder.
#pragma once

#include "notebook/blocks.hpp"
#include "notebook/notebook.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

bool is_sql_language(std::string_view word);   ///< sql, postgresql, duckdb
bool is_chart_language(std::string_view word); ///< vega-lite, vegalite, vega

/// First word of an info string in lower case, without braces: "sql" of `{sql}`, `sql {name=x}`, `sql id=x`.
std::string info_language(std::string_view info);

/// The cell that an SQL fence is; what is wrong with its attributes goes to `problems`. Spellings: Lumen and
/// marimo `sql {name=x}`, Quarto `{sql}` with `#| name: x`, Evidence `sql x`, Observable `sql id=x`, Pandoc
/// `{.sql #x}`.
Cell read_cell(std::string_view text, const Block& fence, std::vector<Problem>& problems);

} // namespace lumen::notebook

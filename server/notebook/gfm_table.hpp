// Reading a GFM table as text: cells, alignment, and the line below it that tells what was cut. Private to
// this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

struct GfmTable {
  std::vector<std::vector<std::string>>
      rows;              ///< trimmed, escapes undone; the header first, without the delimiter row
  std::string alignment; ///< of each column: 'l', 'r', 'c' or '-'
  std::string note;      ///< plain text of what stands below
};

GfmTable read_gfm_table(std::string_view markdown);

/// True for a paragraph wholly in emphasis and without links: the form of the line below a table.
bool is_table_note(std::string_view paragraph);

} // namespace lumen::notebook

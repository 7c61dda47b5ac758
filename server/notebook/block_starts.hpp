// What a line of Markdown can open: pure functions over one line. Private to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lumen::notebook {

/// All arguments begin at the line's first character that isn't space, and hold no line break.

struct FenceOpening {
  char mark = '`';
  std::size_t length = 3;
  std::string_view info; ///< trimmed
};
std::optional<FenceOpening> fence_opening(std::string_view line);
bool closes_fence(std::string_view line, char mark, std::size_t length);

/// 1 to 6, or 0 when the line is no ATX heading.
int atx_level(std::string_view line);
/// The heading's text without its marks.
std::string_view atx_text(std::string_view line);
/// 1, 2, or 0 when the line is no underline of a setext heading.
int setext_level(std::string_view line);
bool is_thematic_break(std::string_view line);

struct ListMarker {
  char delimiter = '-'; ///< the bullet, or what follows the number
  bool ordered = false;
  int start = 1;
  std::size_t length = 1; ///< bytes of the marker
};
std::optional<ListMarker> list_marker(std::string_view line, bool interrupts_paragraph);

/// The kind of HTML block (1 to 7, CommonMark 4.6) that the line opens, or 0.
int html_block(std::string_view line, bool interrupts_paragraph);
/// True when a line ends an HTML block of kind 1 to 5; the others end at a blank line.
bool ends_html_block(std::string_view line, int kind);

/// Number of cells of a GFM row, 0 when it holds nothing.
std::size_t row_cells(std::string_view line);
/// Number of cells of a GFM delimiter row ("| :-- | --: |"), 0 when the line is none.
std::size_t delimiter_cells(std::string_view line);

/// True when the text is nothing but link reference definitions on one line each.
bool is_definition(std::string_view line);

} // namespace lumen::notebook

// Markdown's block structure (CommonMark 0.31 with GFM tables), as far as a notebook needs it: which lines
// belong to which block, in which containers. Inline structure isn't looked at. Private to this folder and
// its tests.
#pragma once

#include "text/position.hpp"

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace lumen::notebook {

enum class BlockKind : std::uint8_t {
  paragraph,
  heading,
  fence,
  indented_code,
  html,
  table,
  thematic_break,
  definition, // a paragraph of nothing but link reference definitions
  block_quote,
  list,
  list_item,
};

constexpr std::size_t no_block = std::numeric_limits<std::size_t>::max();

struct Block {
  BlockKind kind = BlockKind::paragraph;
  text::Span
      range; ///< from the first byte after the containers' marks to the end of its last line, no line break
  std::size_t parent = no_block; ///< the container that holds it
  std::size_t outermost = 0;     ///< the block at the top level that holds it, or itself
  int level = 0;                 ///< of a heading
  text::Span info;               ///< of a fence, trimmed
  text::Span body;               ///< of a fence: from the line after the opening one to the closing one
  bool closed = true;            ///< a fence that has its closing line
  std::size_t first_piece = 0, pieces = 0; ///< of a paragraph, heading or table: its lines in Blocks::pieces
};

struct Blocks {
  std::vector<Block> all;         ///< in order of their begin; a container stands before what it holds
  std::vector<text::Span> pieces; ///< lines without the marks of their containers
};

/// Blocks of `text` from `from` on (what stands before is skipped: a byte-order mark, front matter). Any
/// bytes give blocks. Linear in the text's size: containers deeper than `deepest_container` are read as text.
Blocks scan_blocks(std::string_view text, std::size_t from = 0);

constexpr std::size_t deepest_container = 64;

} // namespace lumen::notebook

// HTML from text and Markdown, always escaped, never raw.
#pragma once

#include "data/table.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::cli {

/// Text for HTML content and quoted attributes.
std::string escape_html(std::string_view text);

/// SQL with its keywords, literals and comments in spans.
std::string html_of_sql(std::string_view sql);

/// JSON for a script element: "<" can't end it.
std::string json_for_script(std::string_view json);

enum class BlockKind { prose, heading, table, code, html };

/// One block at the top level of a Markdown text.
struct Block {
  BlockKind kind = BlockKind::prose;
  std::size_t line = 0; ///< zero-based, where it begins
  std::string html;     ///< rendered in safe mode: raw HTML and unsafe links are left out
  std::string text;     ///< of a heading: its plain text
};

/// The blocks of a GitHub-flavoured Markdown text.
std::vector<Block> markdown_blocks(std::string_view markdown);

} // namespace lumen::cli

// Links from prose to what a number comes from: #cell/r/row/column and #cell/f/formula/arguments.
#pragma once

#include "data/table.hpp"
#include "text/position.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::narrate {

/// A link's target, decoded. `kind` is 'r' (a value), 'f' (a formula) or 'q' (a number of the question).
struct Target {
  std::string cell; ///< empty where the text named none
  char kind = 'r';
  std::vector<std::string> parts; ///< what follows, each percent-decoded
};

/// Reads "#cell/r/1/revenue", or "r/1/revenue" without a cell. Nothing for other texts.
std::optional<Target> parse_target(std::string_view text);

/// The target's text, "#cell/f/share/1/revenue", each part percent-encoded so that it can stand in a Markdown
/// link.
std::string target_text(std::string_view cell, char kind, const std::vector<std::string>& parts);

/// A Markdown inline link in prose.
struct ProseLink {
  text::Span whole;   ///< from [ to )
  text::Span label;   ///< between the brackets
  text::Span address; ///< between the parentheses
};

/// The inline links of the prose, in order. Code spans hold none. Parsing never fails; what isn't a link is
/// text.
std::vector<ProseLink> find_links(std::string_view prose);

/// A value from the data as Markdown text: nothing in it can become a link, HTML, emphasis or the end of a
/// comment; control and direction marks are left out, white space folded, long texts cut with "…".
std::string escape_label(std::string_view value);

/// The label must be a link to its cell: it has digits, or reads as an address that viewers would link by
/// themselves.
bool needs_link(std::string_view value);

} // namespace lumen::narrate

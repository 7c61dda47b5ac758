// What prose says, without its Markdown marks.
#pragma once

#include "text/position.hpp"

#include <span>
#include <string>
#include <string_view>

namespace lumen::notebook {

/// Inline Markdown as text: emphasis, code and link marks dropped, escapes and common entities undone, tags
/// left out, white space folded. Linear.
std::string plain_text(std::string_view markdown);
/// The same over lines of `text`.
std::string plain_text(std::string_view text, std::span<const text::Span> lines);

/// Backslash escapes and entities undone, nothing else changed; the counterpart of what print_table writes.
std::string unescape(std::string_view markdown);
/// The character that an entity at `at` ("&amp;", "&#10;") stands for, appended to `out`; its length, 0 for
/// none.
std::size_t read_entity(std::string_view markdown, std::size_t at, std::string& out);

/// Ends in "?" or opens with a word that asks for something, in any language that Lumen writes.
bool looks_like_request(std::string_view plain);
/// A short text that opens with a word that only makes sense after a question: "Only 2024", "By month
/// instead".
bool looks_like_follow_up(std::string_view plain);

} // namespace lumen::notebook

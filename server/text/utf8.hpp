// UTF-8 as bytes: decoding that never fails, and the width of text in a terminal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lumen::text {

struct Decoded {
  char32_t code_point = 0xFFFD;
  std::size_t bytes = 1; ///< 1 for a byte that starts no valid sequence
  bool valid = false;
};

/// The character at `offset` (< text.size()). Surrogates and overlong forms are invalid (RFC 3629).
Decoded decode(std::string_view text, std::size_t offset);
/// Adds the character's bytes; U+FFFD for what is no Unicode scalar value.
void append(std::string& out, char32_t code_point);
/// Whether all bytes are UTF-8 (RFC 3629).
bool is_valid(std::string_view text);
/// Offset of the first byte that belongs to no valid character.
std::optional<std::size_t> first_invalid(std::string_view text);
/// Invalid bytes replaced by U+FFFD.
std::string sanitize(std::string_view text);
/// The number of characters; an invalid byte counts as one.
std::size_t code_points(std::string_view text);
/// The byte offset of the n-th character, counted from 0; the text's size where it has fewer.
std::size_t byte_of_character(std::string_view text, std::size_t character);
/// Columns in a terminal: 0 for combining marks, 2 for wide East Asian characters and emoji (UAX #11).
std::size_t width(std::string_view text);
/// The longest start of at most `columns` columns, ending on a character boundary; a view.
std::string_view truncate(std::string_view text, std::size_t columns);

} // namespace lumen::text

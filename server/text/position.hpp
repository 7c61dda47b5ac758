// Places in a text. Inside Lumen a place is a UTF-8 byte offset; only here it becomes a line and a character
// in the encoding that client and server agreed on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lumen::text {

/// How a client counts characters in a line (LSP 3.17, PositionEncodingKind).
enum class Encoding { utf8, utf16, utf32 };

/// Zero-based line, and characters from its start in units of an Encoding.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t character = 0;
  auto operator<=>(const Position&) const = default; // NOLINT(modernize-use-nullptr): mistaken for a pointer
};

/// Byte offsets, half open.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  bool contains(std::size_t offset) const { return begin <= offset && offset < end; }
  bool touches(std::size_t offset) const { return begin <= offset && offset <= end; }
  bool overlaps(Span other) const { return begin < other.end && other.begin < end; }
  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
  auto operator<=>(const Span&) const = default; // NOLINT(modernize-use-nullptr): as above
};

/// Starts of lines of one text. A line ends at \n, \r\n or \r (LSP 3.17, Text Documents). Bytes that are not
/// UTF-8 count one unit each, so that every offset has a position and back; but a lone surrogate that a
/// client sent, held in the three bytes that UTF-8 would have for it, counts one UTF-16 or UTF-32 unit, as
/// its client counts it.
class LineIndex {
public:
  explicit LineIndex(std::string_view text);

  /// Follows a change of the text: `replaced` of the text before became `inserted` bytes; `after` is the
  /// whole text now. Takes time for the inserted bytes and the lines behind them, not for the text.
  void replace(std::string_view after, Span replaced, std::size_t inserted);

  std::size_t line_count() const { return starts_.size(); }
  /// The zero-based line that holds the offset; the last one for offsets beyond the text. Logarithmic.
  std::size_t line_of(std::size_t offset) const;
  /// The line's bytes, without its terminator.
  Span line(std::string_view text, std::size_t number) const;
  std::size_t line_start(std::size_t number) const { return starts_[number]; }

  /// Offsets beyond the text count as its end; one inside a character counts as that character's start.
  Position position(std::string_view text, std::size_t offset, Encoding encoding) const;
  /// A character beyond its line counts as the line's end; a line beyond the text as the text's end.
  std::size_t offset(std::string_view text, Position position, Encoding encoding) const;

private:
  std::vector<std::size_t> starts_; // of each line; the first is 0
};

} // namespace lumen::text

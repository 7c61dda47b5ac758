// Byte offsets and positions in each encoding of the protocol.
#include "text/position.hpp"

#include "support/catch.hpp"
#include "text/utf8.hpp"

#include <chrono>
#include <random>

using namespace lumen::text;

TEST_CASE("a line ends at LF, CRLF or CR", "[text]") {
  const std::string text = "a\nbc\r\nd\re";
  const LineIndex lines(text);
  REQUIRE(lines.line_count() == 4);
  CHECK(lines.line(text, 0).of(text) == "a");
  CHECK(lines.line(text, 1).of(text) == "bc");
  CHECK(lines.line(text, 2).of(text) == "d");
  CHECK(lines.line(text, 3).of(text) == "e");
  CHECK(lines.position(text, 5, Encoding::utf8) == Position{1, 2}); // between CR and LF: the line's end
  CHECK(LineIndex("").line_count() == 1);
  CHECK(LineIndex("a\n").line_count() == 2);
}

TEST_CASE("characters count in the client's units", "[text]") {
  const std::string text = "aé😀z";
  const LineIndex lines(text);
  const auto end = text.size() - 1;
  CHECK(lines.position(text, end, Encoding::utf8) == Position{0, 7});
  CHECK(lines.position(text, end, Encoding::utf16) == Position{0, 4});
  CHECK(lines.position(text, end, Encoding::utf32) == Position{0, 3});
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16, Encoding::utf32})
    CHECK(lines.offset(text, lines.position(text, end, encoding), encoding) == end);
  CHECK(lines.position(text, 4, Encoding::utf16) == Position{0, 2}); // inside the emoji: its start
  CHECK(lines.offset(text, {0, 3}, Encoding::utf16) == 3);           // between its surrogates: its start
  CHECK(lines.offset(text, {0, 99}, Encoding::utf16) == text.size());
  CHECK(lines.offset(text, {9, 0}, Encoding::utf16) == text.size());
}

TEST_CASE("bytes that are not UTF-8 and lone surrogates keep their places", "[text]") {
  const std::string text = "a\xFF\xC3z \xED\xA0\xBD!";
  const LineIndex lines(text);
  CHECK(lines.position(text, 3, Encoding::utf16) == Position{0, 3});
  CHECK(lines.offset(text, {0, 3}, Encoding::utf16) == 3);
  CHECK(lines.position(text, 8, Encoding::utf16) == Position{0, 6}); // the surrogate is one unit
  CHECK(lines.offset(text, {0, 6}, Encoding::utf16) == 8);
  CHECK(lines.position(text, 8, Encoding::utf8) == Position{0, 8});
}

TEST_CASE("every character start has a position and back", "[text]") {
  std::mt19937 random(7);
  const std::vector<std::string> pieces{
      "a", "é", "€", "😀", "\n", "\r\n", "\r", "\xFF", "\xE2\x82", "\xED\xB0\x80", "\t"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i)
      text += pieces[random() % pieces.size()];
    const LineIndex lines(text);
    for (const Encoding encoding : {Encoding::utf8, Encoding::utf16, Encoding::utf32}) {
      Position last{0, 0};
      for (std::size_t i = 0; i <= text.size(); ++i) {
        const Position position = lines.position(text, i, encoding);
        CHECK(last <= position);
        last = position;
        const std::size_t back = lines.offset(text, position, encoding);
        CHECK(back <= i);
        CHECK(lines.position(text, back, encoding) == position);
      }
    }
  }
}

TEST_CASE("widths, cutting and repair of UTF-8", "[text]") {
  CHECK(width("abc") == 3);
  CHECK(width("e\xCC\x81") == 1); // a combining accent
  CHECK(width("日本") == 4);
  CHECK(width("😀") == 2);
  CHECK(lumen::text::truncate("日本語", 5) == "日本");
  CHECK(lumen::text::truncate("abc", 9) == "abc");
  CHECK(is_valid("é€😀"));
  CHECK_FALSE(is_valid("\xC0\x80"));         // overlong
  CHECK_FALSE(is_valid("\xED\xA0\x80"));     // a surrogate
  CHECK_FALSE(is_valid("\xF4\x90\x80\x80")); // beyond Unicode
  CHECK(first_invalid("ab\xFF") == 2u);
  CHECK(sanitize("a\xFF\xE2\x82z") == "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
  CHECK(code_points("aé😀\xFF") == 4);
}

TEST_CASE("an index that follows changes equals one that is made anew") {
  std::mt19937 random(5);
  const std::vector<std::string> pieces{"", "a", "\n", "\r", "\r\n", "\n\r", "two\nlines\r\n", "\r\r", "é"};
  std::string text = "one\r\ntwo\rthree\n";
  LineIndex lines(text);
  for (int round = 0; round < 20'000; ++round) {
    const std::size_t begin = random() % (text.size() + 1);
    const std::size_t end = std::min(text.size(), begin + random() % 5);
    const std::string& piece = pieces[random() % pieces.size()];
    const std::string before = text;
    text.replace(begin, end - begin, piece);
    lines.replace(text, {begin, end}, piece.size());
    const LineIndex fresh(text);
    CAPTURE(before, begin, end, piece);
    REQUIRE(lines.line_count() == fresh.line_count());
    for (std::size_t line = 0; line < fresh.line_count(); ++line)
      REQUIRE(lines.line_start(line) == fresh.line_start(line));
    if (text.size() > 60)
      lines = LineIndex(text = "short\r\n");
  }
}

// Characters and their bytes.
#include "text/utf8.hpp"

#include "support/catch.hpp"

using namespace lumen;

TEST_CASE("a character's number gives its byte", "[text][utf8]") {
  const std::string text = "a\xC3\xA9\xF0\x9F\x98\x80z"; // a é 😀 z
  CHECK(text::byte_of_character(text, 0) == 0);
  CHECK(text::byte_of_character(text, 1) == 1);
  CHECK(text::byte_of_character(text, 2) == 3);
  CHECK(text::byte_of_character(text, 3) == 7);
  CHECK(text::byte_of_character(text, 4) == text.size());
  CHECK(text::byte_of_character(text, 99) == text.size());
  CHECK(text::byte_of_character("", 0) == 0);
}

// How far words are apart, by slips of the hand.
#include "base/word_distance.hpp"

#include "support/catch.hpp"

using lumen::word_distance;

TEST_CASE("a slip of the hand is one step") {
  CHECK(word_distance("limit", "limit") == 0);
  CHECK(word_distance("limit", "Limit") == 0);
  CHECK(word_distance("limit", "limt") == 1);
  CHECK(word_distance("limit", "limiit") == 1);
  CHECK(word_distance("limit", "limut") == 1);
  CHECK(word_distance("limit", "liimt") == 1); // two neighbours swapped
  CHECK(word_distance("", "abc") == 3);
  CHECK(word_distance("kitten", "sitting") == 3);
}

// Texts with marks: `^` is the cursor, `[[…]]` a range. `^^` is a plain `^`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lumen::test {

struct Marked {
  std::string text;                                        ///< without the marks
  std::optional<std::size_t> cursor;                       ///< byte offset in `text`
  std::vector<std::pair<std::size_t, std::size_t>> ranges; ///< half open, in order of their ends
};

Marked marked(std::string_view source);

/// The whole of a file under tests/; fails the test when it can't be read.
std::string fixture(std::string_view path);

} // namespace lumen::test

#include "support/marked.hpp"

#include "base/paths.hpp"
#include "support/catch.hpp"
#include "support/folders.hpp"

namespace lumen::test {

Marked marked(std::string_view source) {
  Marked out;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::string_view rest = source.substr(i);
    if (rest.substr(0, 2) == "^^") {
      out.text += '^';
      ++i;
    } else if (rest[0] == '^') {
      out.cursor = out.text.size();
    } else if (rest.substr(0, 2) == "[[") {
      open.push_back(out.text.size());
      ++i;
    } else if (rest.substr(0, 2) == "]]" && !open.empty()) {
      out.ranges.emplace_back(open.back(), out.text.size());
      open.pop_back();
      ++i;
    } else {
      out.text += rest[0];
    }
  }
  return out;
}

std::string fixture(std::string_view path) {
  const auto bytes = paths::read_file(source_folder() + "/tests/" + std::string(path));
  if (!bytes)
    FAIL(bytes.error().message);
  return *bytes;
}

} // namespace lumen::test

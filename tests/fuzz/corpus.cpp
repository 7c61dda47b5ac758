// The properties on the corpus and on a fixed walk of mutations of it: the same bytes at every run.
#include "base/paths.hpp"
#include "properties.hpp"
#include "support/catch.hpp"
#include "support/folders.hpp"

#include <algorithm>
#include <filesystem>
#include <random>

using namespace lumen;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> corpus(const std::string& kind) {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(test::source_folder()) / "tests/fuzz/corpus" / kind))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const fs::path& file : files)
    texts.push_back(paths::read_file(file).value());
  REQUIRE(texts.size() >= 4);
  return texts;
}

// What tells a text's structure: put in or taken out, it changes what the rest means.
constexpr std::string_view marks[] = {"\n",
                                      "\r\n",
                                      "```",
                                      "~~~",
                                      "```sql\n",
                                      "---\n",
                                      "<!-- lumen:result v=1 of=x -->\n",
                                      "<!-- lumen:end -->\n",
                                      "> ",
                                      "- ",
                                      "?",
                                      "${x}",
                                      "\t",
                                      "    ",
                                      "<!--",
                                      "-->",
                                      "\xff",
                                      "| ",
                                      "{",
                                      "}",
                                      "\xef\xbb\xbf",
                                      "#| ",
                                      "<<<<<<< a\n",
                                      "Content-Length: 7\r\n\r\n"};

std::string mutated(std::string text, const std::vector<std::string>& all, std::mt19937& random) {
  const auto below = [&](std::size_t most) { return most == 0 ? 0 : random() % most; };
  for (std::size_t left = 1 + below(4); left > 0; --left) {
    const std::size_t at = below(text.size() + 1),
                      length = below(std::min<std::size_t>(text.size() - at, 40) + 1);
    switch (below(5)) {
    case 0:
      text.erase(at, length);
      break;
    case 1:
      text.insert(at, marks[below(std::size(marks))]);
      break;
    case 2:
      text.insert(below(text.size() + 1), text.substr(at, length));
      break;
    case 3: {
      const std::string& other = all[below(all.size())];
      text.insert(at, other.substr(below(other.size()), below(120)));
      break;
    }
    default:
      if (at < text.size())
        text[at] = static_cast<char>(below(256));
    }
  }
  return text;
}

void walk(const std::string& kind, std::string (*fault)(std::string_view), int steps) {
  const auto texts = corpus(kind);
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK(fault(text) == "");
    for (std::size_t size = 0; size < text.size(); size += 7) // as a text is while it is typed
      CHECK(fault(std::string_view(text).substr(0, size)) == "");
  }
  std::mt19937 random(20261121);
  for (int step = 0; step < steps; ++step) {
    const std::string text = mutated(texts[random() % texts.size()], texts, random);
    const std::string found = fault(text);
    if (!found.empty()) {
      CAPTURE(text);
      FAIL_CHECK(found);
    }
  }
}

} // namespace

TEST_CASE("any text is a notebook, into which results and answers can be put") {
  walk("notebook", &test::notebook_fault, 1000);
}

TEST_CASE("any bytes are messages or told problems, however they arrive") {
  walk("messages", &test::message_fault, 10'000);
}

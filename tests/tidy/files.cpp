// How a file looks from outside: what it opens with, how long it is, and what it must never say.
#include "support/catch.hpp"
#include "tidy/checkout.hpp"

#include <algorithm>
#include <array>

using namespace lumen::tidy;

namespace {

std::string extension(const std::string& path) {
  return std::filesystem::path(path).extension().string();
}

bool opens_with_comment(const SourceFile& file) {
  std::string_view text = file.text;
  if (text.substr(0, 2) == "#!")
    text = text.substr(std::min(text.size(), text.find('\n') + 1));
  const std::array<std::string_view, 7> starts = {"//", "/*", "--", "# ", "\" ", "<!", "*"};
  return std::any_of(starts.begin(), starts.end(),
                     [&](auto start) { return text.substr(0, start.size()) == start; });
}

/// A `thing.cpp` that includes its own `thing.hpp` first is explained by that header.
bool is_second_half_of_header(const SourceFile& file) {
  if (extension(file.path) != ".cpp")
    return false;
  const std::string header = file.path.substr(0, file.path.size() - 4) + ".hpp";
  if (!exists(header))
    return false;
  const std::string included = header.substr(header.find('/') + 1);
  const std::string beside = header.substr(header.rfind('/') + 1);
  return file.text.rfind("#include \"" + included + "\"", 0) == 0 ||
         file.text.rfind("#include \"" + beside + "\"", 0) == 0;
}

} // namespace

TEST_CASE("a file opens with what it is for") {
  const std::array<std::string_view, 9> kinds = {".cpp", ".hpp",   ".lua", ".ts", ".mjs",
                                                 ".js",  ".cmake", ".sh",  ".vim"};
  std::vector<std::string> faults;
  std::size_t seen = 0;
  for (const auto& file : files()) {
    const std::string kind = extension(file.path);
    const bool script = kind.empty() && file.text.rfind("#!", 0) == 0;
    if (!script && std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      continue;
    ++seen;
    if (!opens_with_comment(file) && !is_second_half_of_header(file))
      faults.push_back(file.path + ": opens without a word on what it is for");
  }
  CHECK(seen > 50);
  expect_none(faults);
}

TEST_CASE("a file fits a mind") {
  constexpr std::size_t most = 600;
  std::vector<std::string> faults;
  for (const auto& file : files("server")) {
    const std::size_t length = lines(file.text).size();
    if (length > most)
      faults.push_back(file.path + ": " + std::to_string(length) + " lines; split it by thing");
  }
  expect_none(faults);
}

TEST_CASE("folders and files are named after things") {
  std::vector<std::string> faults;
  for (const auto& file : files())
    for (const auto& part : std::filesystem::path(file.path)) {
      const std::string name = part.stem().string();
      for (const std::string_view vague :
           {"util", "utils", "utilities", "helper", "helpers", "manager", "common", "misc"})
        if (name == vague)
          faults.push_back(file.path + ": " + name + " says nothing");
    }
  expect_none(faults);
}

TEST_CASE("no file names a machine, a registry, or work left undone") {
  // Written in two parts, so that this file doesn't hold them.
  const std::vector<std::string> words = {std::string("/wo") + "rk/",
                                          std::string("/ro") + "ot/",
                                          std::string("registry.np") + "mjs",
                                          std::string("pypi.o") + "rg",
                                          std::string("files.python") + "hosted",
                                          std::string("TO") + "DO",
                                          std::string("FIX") + "ME"};
  std::vector<std::string> faults;
  for (const auto& file : files())
    for (const auto& word : words)
      for (auto at = file.text.find(word); at != std::string::npos; at = file.text.find(word, at + 1))
        faults.push_back(file.path + ":" + std::to_string(line_of(file.text, at)) + ": " + word);
  expect_none(faults);
}

// Pages that name what is gone mislead: every path in docs/architecture.md and every link of a page must lead
// somewhere.
#include "support/catch.hpp"
#include "tidy/checkout.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

using namespace lumen::tidy;

namespace {

const SourceFile& page(const std::vector<SourceFile>& all, std::string_view path) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& file) { return file.path == path; });
  if (found == all.end())
    FAIL(path << " isn't there");
  return *found;
}

/// Paths in backquotes that begin with a folder of the checkout; a pattern (`*`, `…`) names no one file.
std::vector<std::string> quoted_paths(const std::string& text) {
  static const std::regex pattern(R"(`((?:server|clients|tests|docs|examples|scripts|cmake)/[\w./-]*)`)");
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

/// The tree drawn in the first fence: a folder at the left margin, what stands in it indented by two. A line
/// may name several, with two spaces between them and before the explanation.
std::vector<std::string> drawn_paths(const std::string& text) {
  const auto open = text.find("```\n");
  REQUIRE(open != std::string::npos);
  const std::string tree = text.substr(open + 4, text.find("```", open + 4) - open - 4);
  std::vector<std::string> found;
  std::string folder;
  for (const auto view : lines(tree)) {
    const std::string line(view);
    const bool inside = line.rfind("  ", 0) == 0;
    static const std::regex name(R"(^\s*([\w./-]+(?:/|\.cpp))(?=\s|$))");
    std::string rest = line;
    std::smatch match;
    while (std::regex_search(rest, match, name)) {
      found.push_back(inside ? folder + match[1].str() : match[1].str());
      if (!inside)
        folder = match[1];
      rest = match.suffix();
    }
  }
  return found;
}

/// The anchor that a heading gets on common viewers: lower case, spaces to hyphens, punctuation dropped.
std::string anchor(std::string_view heading) {
  std::string out;
  for (const char c : heading) {
    if (c == ' ' || c == '-')
      out += '-';
    else if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

bool has_heading(const std::string& text, const std::string& wanted) {
  for (const auto line : lines(text)) {
    const auto start = line.find_first_not_of('#');
    if (start == 0 || start == std::string_view::npos || line[start] != ' ')
      continue;
    if (anchor(line.substr(start + 1)) == wanted)
      return true;
  }
  return false;
}

/// `text` without its fences and code spans, where a link is only an example.
std::string without_code(const std::string& text) {
  std::string out;
  bool fenced = false;
  for (const auto line : lines(text)) {
    const auto first = line.find_first_not_of(' ');
    if (first != std::string_view::npos && line.substr(first, 3) == "```")
      fenced = !fenced;
    else if (!fenced)
      out += std::regex_replace(std::string(line), std::regex("`[^`]*`"), "") + "\n";
  }
  return out;
}

} // namespace

TEST_CASE("docs/architecture.md names only what is there") {
  const auto all = files();
  const auto& architecture = page(all, "docs/architecture.md");
  auto paths = drawn_paths(architecture.text);
  CHECK(std::find(paths.begin(), paths.end(), "server/base/") != paths.end());
  const auto quoted = quoted_paths(architecture.text);
  CHECK(!quoted.empty());
  paths.insert(paths.end(), quoted.begin(), quoted.end());
  std::vector<std::string> faults;
  for (const auto& path : paths)
    if (!exists(path))
      faults.push_back("docs/architecture.md names " + path);
  expect_none(faults);
}

TEST_CASE("every floor stands on the map") {
  const auto all = files();
  const auto paths = drawn_paths(page(all, "docs/architecture.md").text);
  std::vector<std::string> faults;
  for (const auto& [floor, uses] : floors())
    if (std::find(paths.begin(), paths.end(), "server/" + floor + "/") == paths.end())
      faults.push_back(floor);
  expect_none(faults);
}

TEST_CASE("links of the pages lead somewhere") {
  static const std::regex link(R"(\]\(([^()\s]+)\))");
  std::vector<std::string> faults;
  std::size_t followed = 0;
  const auto all = files();
  for (const auto& file : all) {
    const bool is_page =
        file.path == "README.md" || file.path.rfind("docs/", 0) == 0 || file.path.rfind("clients/", 0) == 0;
    if (!is_page || std::filesystem::path(file.path).extension() != ".md")
      continue;
    const std::string prose = without_code(file.text);
    for (std::sregex_iterator at(prose.begin(), prose.end(), link), end; at != end; ++at) {
      const std::string target = (*at)[1];
      static const std::regex number(R"(#[^/]+/[rfq]/.*)"); // a number of a finding, shown as an example
      if (target.find("://") != std::string::npos || std::regex_match(target, number))
        continue;
      ++followed;
      const auto hash = target.find('#');
      const std::string to = target.substr(0, hash);
      const auto path = to.empty() ? std::filesystem::path(file.path)
                                   : (std::filesystem::path(file.path).parent_path() / to).lexically_normal();
      if (!exists(path.generic_string())) {
        faults.push_back(file.path + ": " + target);
      } else if (hash != std::string::npos && path.extension() == ".md" &&
                 !has_heading(page(all, path.generic_string()).text, target.substr(hash + 1))) {
        faults.push_back(file.path + ": " + target + " (no such heading)");
      }
    }
  }
  CHECK(followed > 0);
  expect_none(faults);
}

TEST_CASE("pages named in backquotes are there") {
  std::vector<std::string> faults;
  for (const auto& file : files()) {
    const std::string kind = std::filesystem::path(file.path).extension().string();
    if (kind != ".md" && kind != ".hpp" && kind != ".cpp" && kind != ".txt")
      continue;
    static const std::regex named(R"(\bdocs/[\w-]+\.md\b)");
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), named), end; at != end; ++at)
      if (!exists(at->str()))
        faults.push_back(file.path + ": " + at->str());
  }
  expect_none(faults);
}

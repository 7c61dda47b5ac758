#include "tidy/checkout.hpp"

#include "support/catch.hpp"
#include "support/folders.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

namespace lumen::tidy {

namespace {

namespace fs = std::filesystem;

bool is_ours(const fs::path& relative) {
  static const std::set<std::string> fetched = {".git", ".cache",       ".lumen", "build",
                                                "dist", "node_modules", "out"};
  return std::none_of(relative.begin(), relative.end(),
                      [](const fs::path& part) { return fetched.count(part.string()) != 0; }) &&
         relative.generic_string().rfind("examples/data/", 0) != 0;
}

bool is_text(const fs::path& path) {
  static const std::set<std::string> known = {".cpp", ".hpp",  ".md",  ".lua",  ".vim", ".ts",
                                              ".js",  ".mjs",  ".cjs", ".json", ".txt", ".cmake",
                                              ".yml", ".yaml", ".css", ".html", ".sql", ".sh"};
  const std::string extension = path.extension().string();
  return extension.empty() || known.count(extension) != 0;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

std::vector<SourceFile> files(std::string_view folder) {
  const fs::path top = test::source_folder();
  std::vector<SourceFile> found;
  auto entry = fs::recursive_directory_iterator(top / folder, fs::directory_options::skip_permission_denied);
  for (; entry != fs::recursive_directory_iterator(); ++entry) {
    const fs::path relative = entry->path().lexically_relative(top);
    if (!is_ours(relative)) {
      if (entry->is_directory())
        entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && is_text(entry->path())) {
      found.push_back({relative.generic_string(), read(entry->path())});
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

bool exists(const std::string& path) {
  return fs::exists(fs::path(test::source_folder()) / path);
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::size_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

std::map<std::string, std::set<std::string>> floors() {
  const std::string cmake = read(fs::path(test::source_folder()) / "server/CMakeLists.txt");
  static const std::regex folder(R"(lumen_folder\((\w+)([^)]*)\))");
  static const std::regex uses(R"(\bUSES((?:\s+[a-z_]+)+))");
  static const std::regex name("[a-z_]+");
  std::map<std::string, std::set<std::string>> may;
  for (std::sregex_iterator at(cmake.begin(), cmake.end(), folder), end; at != end; ++at) {
    std::set<std::string>& mine = may[(*at)[1]];
    mine.insert((*at)[1]);
    const std::string arguments = (*at)[2];
    std::smatch used;
    if (!std::regex_search(arguments, used, uses))
      continue;
    const std::string names = used[1];
    for (std::sregex_iterator one(names.begin(), names.end(), name); one != end; ++one) {
      // Lower floors come first in the file, so theirs is whole already.
      const auto below = may.find(one->str());
      if (below == may.end())
        FAIL((*at)[1].str() + " uses " + one->str() + ", which is no floor below it");
      mine.insert(below->second.begin(), below->second.end());
    }
  }
  return may;
}

void expect_none(const std::vector<std::string>& faults) {
  for (const auto& fault : faults)
    UNSCOPED_INFO(fault);
  CHECK(faults.empty());
}

} // namespace lumen::tidy

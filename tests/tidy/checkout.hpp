// The files of the checkout, for the checks that the house keeps its own rules.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::tidy {

struct SourceFile {
  std::string path; ///< from the checkout's top, with forward slashes
  std::string text;
};

/// Every text file of the project under `folder` ("" for all), built and fetched things left out, in order of
/// paths.
std::vector<SourceFile> files(std::string_view folder = "");

bool exists(const std::string& path); ///< a file or folder at that path from the checkout's top

/// 1-based line of a byte offset.
std::size_t line_of(std::string_view text, std::size_t offset);

std::vector<std::string_view> lines(std::string_view text);

/// What each floor may include, by name: itself, its USES in server/CMakeLists.txt, and theirs.
std::map<std::string, std::set<std::string>> floors();

/// Fails the test with one line a fault; passes where there is none.
void expect_none(const std::vector<std::string>& faults);

} // namespace lumen::tidy

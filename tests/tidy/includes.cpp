// Who may include whom: the direction of the floors, and the one place of each driver.
#include "support/catch.hpp"
#include "tidy/checkout.hpp"

#include <regex>

using namespace lumen::tidy;

namespace {

struct Include {
  std::size_t line;
  bool quoted; ///< "…" and not <…>
  std::string path;
};

std::vector<Include> includes(const SourceFile& file) {
  static const std::regex pattern(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
  std::vector<Include> found;
  std::size_t number = 0;
  for (const auto line : lines(file.text)) {
    ++number;
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_search(line.begin(), line.end(), match, pattern))
      found.push_back({number, match[1] == "\"", match[2].str()});
  }
  return found;
}

std::string where(const SourceFile& file, const Include& include) {
  return file.path + ":" + std::to_string(include.line) + ": includes " + include.path;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool starts_with(const std::string& text, std::string_view start) {
  return text.rfind(start, 0) == 0;
}

} // namespace

TEST_CASE("a floor includes only itself and the floors that it uses") {
  const auto may = floors();
  REQUIRE(may.count("lsp") == 1);
  REQUIRE(may.at("run").count("base") == 1); // reached through others
  std::vector<std::string> faults;
  for (const auto& file : files("server")) {
    const auto slash = file.path.find('/', 7);
    if (slash == std::string::npos)
      continue; // the programs, which wire everything
    const std::string floor = file.path.substr(7, slash - 7);
    const auto allowed = may.find(floor);
    if (allowed == may.end()) {
      faults.push_back(file.path + ": no floor named " + floor + " in server/CMakeLists.txt");
      continue;
    }
    for (const auto& include : includes(file)) {
      if (!include.quoted)
        continue;
      const std::string used = include.path.substr(0, include.path.find('/'));
      if (!exists("server/" + include.path))
        faults.push_back(where(file, include) + ", which isn't there");
      else if (allowed->second.count(used) == 0)
        faults.push_back(where(file, include) + ", which " + floor + " doesn't use");
    }
  }
  expect_none(faults);
}

TEST_CASE("each driver has one home") {
  struct Home {
    std::string_view include;
    std::regex where;
  };
  const std::vector<Home> homes = {
      {"pqxx/", std::regex(R"(server/source/postgres\w*\.cpp)")},
      {"libpq", std::regex(R"(server/source/postgres\w*\.cpp)")},
      {"duckdb.h", std::regex(R"(server/source/duckdb\w*\.[ch]pp)")},
      {"pg_query.h", std::regex(R"(server/sql/\w+\.cpp)")},
      {"sqlite3.h", std::regex(R"(server/store/\w+\.cpp)")},
      {"yaml-cpp/", std::regex(R"(server/\w+/\w+\.cpp)")},
      {"CLI/", std::regex(R"(server/(\w+/)?\w+\.cpp)")},
      {"boost/", std::regex(R"(server/(\w+/)?\w+\.cpp)")},
      {"sodium.h", std::regex(R"(server/base/\w+\.cpp)")},
  };
  std::vector<std::string> faults;
  for (const auto& file : files("server"))
    for (const auto& include : includes(file))
      for (const auto& home : homes)
        if (!include.quoted && starts_with(include.path, home.include) &&
            !std::regex_match(file.path, home.where))
          faults.push_back(where(file, include));
  expect_none(faults);
}

TEST_CASE("headers name JSON by forward declaration") {
  std::vector<std::string> faults;
  for (const auto& file : files("server"))
    if (ends_with(file.path, ".hpp") && file.path != "server/base/json.hpp")
      for (const auto& include : includes(file))
        if (include.path == "nlohmann/json.hpp")
          faults.push_back(where(file, include));
  expect_none(faults);
}

TEST_CASE("only lsp/ and cli/ know both what computes and what acts") {
  std::vector<std::string> faults;
  for (const auto& file : files("server/ide"))
    for (const auto& include : includes(file))
      if (include.quoted && (starts_with(include.path, "run/") || starts_with(include.path, "lsp/")))
        faults.push_back(where(file, include));
  expect_none(faults);
}

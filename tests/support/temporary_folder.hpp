// A folder of one test's own, so that tests of several checkouts can run at the same time.
#pragma once

#include "support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace lumen::test {

/// Made empty, under a name that nothing else has; gone with all that is in it at the end.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::canonical(std::filesystem::temp_directory_path()) / "lumen-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path path;
};

} // namespace lumen::test

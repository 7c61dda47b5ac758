// A folder with some data and the user's files of its own, and the `lumen` command run in it, without a
// process.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lumen::test {

struct Said {
  int code = 0;
  std::string out, talk;
};

class Desk {
public:
  Desk();
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  std::filesystem::path folder; ///< the present folder while this lives
  void write(const std::string& path, const std::string& text) const;
  std::string read(const std::string& path) const;
  /// Runs `lumen` with these arguments.
  Said lumen(std::vector<std::string> arguments, const std::string& input = "") const;

private:
  std::filesystem::path before_;
};

} // namespace lumen::test

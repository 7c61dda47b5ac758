// Paths, URIs and percent-encoding as stamps and clients use them.
#include "base/paths.hpp"

#include "base/hash.hpp"
#include "support/temporary_folder.hpp"

#include <sys/stat.h>

using namespace lumen;

TEST_CASE("a file URI and its path are the same place") {
  CHECK(paths::to_uri("/a b/ü.lumen.md") == "file:///a%20b/%C3%BC.lumen.md");
  CHECK(paths::from_uri("file:///a%20b/%C3%BC.lumen.md")->string() == "/a b/ü.lumen.md");
  CHECK(paths::from_uri("untitled:Untitled-1").error().code == Code::unsupported);
}

TEST_CASE("percent-encoding comes back, and malformed escapes stay") {
  const std::string hostile = "a b%--> \n\xff";
  CHECK(paths::percent_decode(paths::percent_encode(hostile)) == hostile);
  CHECK(paths::percent_decode("100%") == "100%");
  CHECK(paths::percent_decode("%zz") == "%zz");
}

TEST_CASE("the short hash is the start of SHA-256") {
  CHECK(short_hash("") == "e3b0c44298fc1c14");
  CHECK(short_hash("abc") == "ba7816bf8f01cfea");
}

TEST_CASE("a file is written whole, and reading tells what is wrong") {
  const test::TemporaryFolder temporary;
  const auto& folder = temporary.path;
  REQUIRE(paths::write_file(folder / "deep" / "file", "bytes"));
  CHECK(paths::read_file(folder / "deep" / "file").value() == "bytes");
  CHECK(paths::read_file(folder / "none").error().code == Code::not_found);
  CHECK(paths::read_file(folder / "deep").error().code == Code::io);
  CHECK(paths::read_file(folder / "deep" / "file", 2).error().code == Code::limit);
}

TEST_CASE("writing keeps links and modes, and leaves nothing behind when it fails") {
  namespace fs = std::filesystem;
  const test::TemporaryFolder temporary;
  const fs::path& folder = temporary.path;
  fs::create_directories(folder / "real");
  REQUIRE(paths::write_file(folder / "real" / "file", "one"));
  fs::permissions(folder / "real" / "file", fs::perms(0640));
  fs::create_symlink(folder / "real" / "file", folder / "link");
  REQUIRE(paths::write_file(folder / "link", "two"));
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(paths::read_file(folder / "real" / "file").value() == "two");
  CHECK(fs::status(folder / "real" / "file").permissions() == fs::perms(0640));
  REQUIRE(paths::write_file(folder / "secret", "x", true));
  CHECK(fs::status(folder / "secret").permissions() == fs::perms(0600));
  fs::create_directories(folder / "taken" / "inside"); // a folder can't be replaced by a file
  CHECK_FALSE(paths::write_file(folder / "taken", "x"));
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    CAPTURE(entry.path().string());
    CHECK(entry.path().extension() != ".tmp");
    ++count;
  }
  CHECK(count == 4);
}

TEST_CASE("a pipe in place of a file is refused without waiting") {
  namespace fs = std::filesystem;
  const test::TemporaryFolder temporary;
  const fs::path pipe = temporary.path / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const auto read = paths::read_file(pipe);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == Code::io);
}

// Paths, URIs and percent-encoding as stamps and clients use them.
#include "base/paths.hpp"

#include "base/hash.hpp"
#include "support/catch.hpp"

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
  const auto folder = std::filesystem::temp_directory_path() / "lumen-paths-test";
  std::filesystem::remove_all(folder);
  REQUIRE(paths::write_file(folder / "deep" / "file", "bytes"));
  CHECK(paths::read_file(folder / "deep" / "file").value() == "bytes");
  CHECK(paths::read_file(folder / "none").error().code == Code::not_found);
  CHECK(paths::read_file(folder / "deep").error().code == Code::io);
  CHECK(paths::read_file(folder / "deep" / "file", 2).error().code == Code::limit);
  std::filesystem::remove_all(folder);
}

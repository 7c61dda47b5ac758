// The list of trusted folders: what is below a listed folder is trusted, whatever links say.
#include "config/trust.hpp"

#include "base/paths.hpp"
#include "support/temporary_folder.hpp"

using namespace lumen;
using config::Trust;
using config::TrustList;
namespace fs = std::filesystem;

namespace {

struct Folder : test::TemporaryFolder {
  Folder() {
    fs::create_directories(path / "work" / "deep");
    fs::create_directories(path / "workshop");
  }
};

} // namespace

TEST_CASE("a folder and what is below it are trusted, its neighbours aren't") {
  const Folder folder;
  auto list = TrustList::load(folder.path / "trust.yaml").value();
  CHECK(list.of(folder.path / "work") == Trust::unknown);
  REQUIRE(list.add(folder.path / "work" / "."));
  CHECK(list.of(folder.path / "work") == Trust::trusted);
  CHECK(list.of(folder.path / "work" / "deep") == Trust::trusted);
  CHECK(list.of(folder.path / "workshop") == Trust::unknown);
  CHECK(list.of(folder.path) == Trust::unknown);
  CHECK(list.of(folder.path / "work" / ".." / "workshop") == Trust::unknown);
}

TEST_CASE("links are resolved first") {
  const Folder folder;
  auto list = TrustList::load(folder.path / "trust.yaml").value();
  REQUIRE(list.add(folder.path / "work"));
  fs::create_directory_symlink(folder.path / "workshop", folder.path / "work" / "out");
  fs::create_directory_symlink(folder.path / "work", folder.path / "in");
  CHECK(list.of(folder.path / "work" / "out") == Trust::unknown);
  CHECK(list.of(folder.path / "in" / "deep") == Trust::trusted);
}

TEST_CASE("the list is kept, private to the user, and folders can be taken off") {
  const Folder folder;
  const auto file = folder.path / "trust.yaml";
  {
    auto list = TrustList::load(file).value();
    REQUIRE(list.add(folder.path / "work"));
    REQUIRE(list.add(folder.path / "work")); // twice is once
  }
  CHECK((fs::status(file).permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  auto list = TrustList::load(file).value();
  REQUIRE(list.folders().size() == 1);
  REQUIRE(list.remove(folder.path / "work"));
  CHECK(list.remove(folder.path / "work").error().code == Code::not_found);
  CHECK(TrustList::load(file).value().folders().empty());
}

TEST_CASE("a damaged list is an error and trusts nothing; a folder that isn't there can't be added") {
  const Folder folder;
  const auto file = folder.path / "trust.yaml";
  for (const auto* text : {"{a: b}", "- [x]", "- relative/path", "- \"", "text"}) {
    CAPTURE(text);
    REQUIRE(paths::write_file(file, text));
    CHECK(TrustList::load(file).error().code == Code::invalid);
  }
  fs::remove(file);
  CHECK(TrustList::load(file).value().add(folder.path / "none").error().code == Code::not_found);
}

// Side files: a result's rows beside the notebook, as other viewers read them.
#include "base/json.hpp"
#include "base/paths.hpp"
#include "notebook/render.hpp"
#include "support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <vector>

using namespace lumen;
using data::Type;
namespace fs = std::filesystem;

namespace {

struct Folder : test::TemporaryFolder {
  std::string read(const std::string& name) const { return paths::read_file(path / name).value(); }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }
};

data::Table shop() {
  data::Table table;
  table.columns = {{"name", Type::text, "VARCHAR"}, {"amount", Type::decimal, "DECIMAL(10,2)"},
                   {"n", Type::integer, "BIGINT"},  {"n", Type::integer, "BIGINT"},
                   {"day", Type::date, "DATE"},     {"open", Type::boolean, "BOOLEAN"}};
  table.rows.push_back({std::string("lamp \"x\" \xc3\xa9\n"), std::string("10.50"), std::int64_t{1},
                        std::int64_t{2}, std::string("2024-01-31"), true});
  table.rows.push_back({{}, {}, {}, std::int64_t{-9007199254740993}, {}, false});
  return table;
}

} // namespace

TEST_CASE("rows are written as objects, under the fingerprint, in the folder of the notebook",
          "[notebook][side]") {
  const Folder folder;
  const auto file =
      notebook::write_side_file(folder.path.string(), "0123456789abcdef-fedcba9876543210", shop());
  REQUIRE(file);
  CHECK(*file == ".lumen/results/0123456789abcdef-fedcba9876543210.json");
  const auto json = parse_json(folder.read(*file));
  REQUIRE(json);
  REQUIRE(json->size() == 2);
  const Json& first = json->at(0);
  CHECK(first["name"] == "lamp \"x\" \xc3\xa9\n");
  CHECK(first["amount"] == 10.5); // a number, so that a chart can draw it
  CHECK(first["n"] == 1);
  CHECK(first["n~2"] == 2); // the second column of that name
  CHECK(first["day"] == "2024-01-31");
  CHECK(first["open"] == true);
  const Json& second = json->at(1);
  CHECK(second["name"].is_null());
  CHECK(second["amount"].is_null());
  CHECK(second["n~2"] == std::int64_t{-9007199254740993}); // beyond what a double holds
  CHECK(folder.files() == 1);                              // no temporary file is left
}

TEST_CASE("timestamps have the form of a chart's inline values; texts stay as they are", "[notebook][side]") {
  const Folder folder;
  data::Table table;
  table.columns = {{"at", Type::timestamp, "TIMESTAMP"},
                   {"seen", Type::timestamp_tz, "TIMESTAMPTZ"},
                   {"city", Type::text, "VARCHAR"}};
  table.rows.push_back({std::string("2024-01-31 13:05:00"), std::string("2024-01-31 13:05:00.5Z"),
                        std::string("Washington DC")});
  const auto file = notebook::write_side_file(folder.path.string(), "aaaa", table);
  REQUIRE(file);
  const auto json = parse_json(folder.read(*file));
  REQUIRE(json);
  CHECK(json->at(0)["at"] == "2024-01-31T13:05:00");
  CHECK(json->at(0)["seen"] == "2024-01-31T13:05:00.5Z");
  CHECK(json->at(0)["city"] == "Washington DC");
}

TEST_CASE("a file that holds the same is left alone; other rows replace it", "[notebook][side]") {
  const Folder folder;
  const auto file = notebook::write_side_file(folder.path.string(), "aaaa", shop());
  REQUIRE(file);
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(5);
  fs::last_write_time(folder.path / *file, old);
  const auto written = fs::last_write_time(folder.path / *file);
  REQUIRE(notebook::write_side_file(folder.path.string(), "aaaa", shop()));
  CHECK(fs::last_write_time(folder.path / *file) == written);
  data::Table fewer = shop();
  fewer.rows.pop_back();
  REQUIRE(notebook::write_side_file(folder.path.string(), "aaaa", fewer));
  CHECK(parse_json(folder.read(*file))->size() == 1);
  CHECK(fs::last_write_time(folder.path / *file) != written);
}

TEST_CASE("old side files that no notebook names go, pictures too", "[notebook][side]") {
  const Folder folder;
  const std::string rows = "aaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb", other = "cccccccccccccccc";
  const auto write = [&](const std::string& name) {
    REQUIRE(paths::write_file(folder.path / ".lumen/results" / name, "[]"));
    fs::last_write_time(folder.path / ".lumen/results" / name,
                        fs::file_time_type::clock::now() - std::chrono::hours(48));
  };
  for (const std::string& name :
       {rows + ".json", other + ".json", std::string("dddddddddddddddd.svg"),
        std::string("eeeeeeeeeeeeeeee.svg"), std::string("ffffffffffffffff.json"), std::string("notes.json"),
        std::string("abc.svg"), std::string("eeeeeeeeeeeeeeee.txt")})
    write(name);
  REQUIRE(paths::write_file(folder.path / "a.lumen.md",
                            "<!-- lumen:result v=1 data=aaaaaaaaaaaaaaaa order=bbbbbbbbbbbbbbbb -->\n"
                            "![x](.lumen/results/dddddddddddddddd.svg)\n"));
  REQUIRE(paths::write_file(folder.path / "b.md", "{\"url\": \".lumen/results/cccccccccccccccc.json\"}\n"));
  const auto there = [&](const std::string& name) {
    return fs::exists(folder.path / ".lumen/results" / name);
  };
  CHECK(notebook::clean_side_files(folder.path.string(), std::chrono::hours(72)) == 0); // too young
  CHECK(notebook::clean_side_files(folder.path.string(), std::chrono::hours(24)) == 2);
  CHECK_FALSE(there("eeeeeeeeeeeeeeee.svg"));
  CHECK_FALSE(there("ffffffffffffffff.json"));
  for (const std::string& kept :
       {rows + ".json", other + ".json", std::string("dddddddddddddddd.svg"), std::string("notes.json"),
        std::string("abc.svg"), std::string("eeeeeeeeeeeeeeee.txt")})
    CHECK(there(kept));
  // One that is wanted again is as good as new.
  const auto again = notebook::write_picture(folder.path.string(), "<svg/>");
  REQUIRE(again);
  fs::last_write_time(folder.path / *again, fs::file_time_type::clock::now() - std::chrono::hours(48));
  REQUIRE(notebook::write_picture(folder.path.string(), "<svg/>"));
  CHECK(notebook::clean_side_files(folder.path.string(), std::chrono::hours(24)) == 0);
  CHECK(fs::exists(folder.path / *again));
  // What can't be read might name anything.
  write("ffffffffffffffff.json");
  fs::create_directory(folder.path / "c.md");
  CHECK(notebook::clean_side_files(folder.path.string(), std::chrono::hours(24)) == 0);
  CHECK(notebook::clean_side_files((folder.path / "none").string(), std::chrono::hours(24)) == 0);
}

TEST_CASE("a fingerprint is a plain name: it leads nowhere else", "[notebook][side]") {
  const Folder folder;
  const std::vector<std::string> names = {"",        "..",  "../x", "a/b",
                                          ".hidden", "a b", "x\n",  std::string(200, 'a')};
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto file = notebook::write_side_file(folder.path.string(), name, shop());
    REQUIRE_FALSE(file);
    CHECK(file.error().code == Code::internal);
  }
  CHECK(folder.files() == 0);
}

TEST_CASE("where nothing can be written an error says so", "[notebook][side]") {
  const Folder folder;
  REQUIRE(paths::write_file(folder.path / "report", "a file, no folder"));
  const auto file = notebook::write_side_file((folder.path / "report").string(), "aaaa", shop());
  REQUIRE_FALSE(file);
  CHECK(file.error().code == Code::io);
  CHECK(file.error().message.find("report") != std::string::npos);
}

TEST_CASE("no rows and no columns are written too", "[notebook][side]") {
  const Folder folder;
  const auto file = notebook::write_side_file(folder.path.string(), "empty", {});
  REQUIRE(file);
  CHECK(folder.read(*file) == "[]\n");
}

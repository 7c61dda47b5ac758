// Named connections: where they come from, which wins, and what is refused.
#include "source/connections.hpp"

#include "base/paths.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

using namespace lumen;
using namespace lumen::test;

namespace {

/// User files and environment of a test's own.
class Surroundings {
public:
  Surroundings() {
    if (const char* home = std::getenv("HOME"))
      home_ = home;
    setenv("HOME", scratch.path().c_str(), 1);
    setenv("XDG_CONFIG_HOME", scratch.path("config").c_str(), 1);
    unsetenv("DATABASE_URL");
  }
  ~Surroundings() {
    setenv("HOME", home_.c_str(), 1);
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("DATABASE_URL");
  }
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;
  void user(std::string_view yaml) const { scratch.write("config/lumen/connections.yaml", yaml); }
  void workspace(std::string_view yaml) const { scratch.write("work/.lumen/connections.yaml", yaml); }
  source::Connections load(bool trusted = true) const {
    return source::load_connections(scratch.path("work"), trusted);
  }

  Scratch scratch;

private:
  std::string home_;
};

} // namespace

TEST_CASE("the workspace's connections stand over the user's, where it is trusted") {
  const Surroundings here;
  here.user("default: sales\nconnections:\n  sales:\n    url: postgresql://ana@db/sales\n    schema: shop\n  "
            "  keep: none\n  home: ~/data\n");
  here.workspace("default: files\nconnections:\n  files: ./data\n  sales: postgresql://ana@test/sales\n");
  here.scratch.write("work/data/a.csv", "x\n1\n");
  const auto trusted = here.load();
  CHECK(trusted.default_name == "files");
  REQUIRE(trusted.find("sales"));
  CHECK(trusted.find("sales")->address == "postgresql://ana@test/sales");
  const auto files = source::resolve("files", "/elsewhere", trusted);
  REQUIRE(files);
  CHECK(files->address.path == here.scratch.path("work/data"));
  CHECK(files->name == "files");

  const auto untrusted = here.load(false);
  CHECK(untrusted.default_name == "sales");
  CHECK(untrusted.find("files") == nullptr);
  const auto sales = source::resolve("sales", "/elsewhere", untrusted);
  REQUIRE(sales);
  CHECK(sales->address.url == "postgresql://ana@db/sales");
  CHECK(sales->address.schema == "shop");
  CHECK(sales->keep == "none");
}

TEST_CASE("secrets come from the environment, never from a file or a notebook") {
  const Surroundings here;
  here.user("connections:\n  good: postgresql://ana:${SHOP_PASSWORD}@db/shop\n  bad: "
            "postgresql://ana:hunter2@db/shop\n"
            "  worse: host=db password=hunter2\n  fine: host=db password=${SHOP_PASSWORD}\n");
  unsetenv("SHOP_PASSWORD");
  auto connections = here.load();
  CHECK(connections.find("bad") == nullptr);
  CHECK(connections.find("worse") == nullptr);
  CHECK(connections.find("fine") != nullptr);
  CHECK(connections.problems.size() == 2);
  for (const auto& problem : connections.problems)
    CHECK(problem.text().find("hunter2") == std::string::npos);
  CHECK(source::resolve("good", "/", connections).error().message ==
        "The environment variable SHOP_PASSWORD isn't set.");
  setenv("SHOP_PASSWORD", "p@ss/w:rd", 1);
  const auto good = source::resolve("good", "/", connections);
  REQUIRE(good);
  CHECK(good->address.password == "p@ss/w:rd");
  CHECK(good->address.url == "postgresql://ana@db/shop");
  CHECK(source::masked(good->address).find("p@ss") == std::string::npos);
  unsetenv("SHOP_PASSWORD");

  const auto inline_secret = source::resolve("postgresql://ana:hunter2@db/shop", "/", connections);
  REQUIRE_FALSE(inline_secret);
  CHECK(inline_secret.error().code == Code::refused);
  CHECK(inline_secret.error().message.find("hunter2") == std::string::npos);
  CHECK(source::save_connection({"x", "postgresql://a:b@c/d", "", "rows", {}}, false).error().code ==
        Code::refused);
}

TEST_CASE("a password is seen wherever libpq or a person would see one") {
  const Surroundings here;
  const auto connections = here.load();
  for (const char* address :
       {"postgresql://bob:s3c?ret@host/db", "postgresql://bob:s3c#ret@host/db",
        "postgresql://bob:s3/cret@host/db", "postgresql://bob@server:s3cret@host/db",
        "postgresql://h/d?sslpassword=${X}&password=s3cret", "postgresql://h/d?pass%77ord=s3cret",
        "host=h sslpassword=${X} password=s3cret", "host=h password=${X}s3cret"}) {
    CAPTURE(address);
    CHECK(source::holds_password(address));
    CHECK(source::save_connection({"x", address, "", "rows", {}}, false).error().code == Code::refused);
    const auto resolved = source::resolve(address, "/", connections);
    REQUIRE_FALSE(resolved);
    CHECK(resolved.error().code == Code::refused);
    CHECK(source::masked_url(address).find("ret") == std::string::npos);
  }
  // A variable is one wherever it stands.
  CHECK(source::save_connection({"x", "host=x password=${PW} user=bob", "", "rows", {}}, false));
  setenv("PW", "a b' host=evil \\", 1);
  const auto saved = source::resolve("x", "/", here.load());
  REQUIRE(saved);
  CHECK(saved->address.url == "host=x password=a\\ b\\'\\ host=evil\\ \\\\ user=bob");
  unsetenv("PW");
  // What libpq would take for a host, and print, is told before.
  setenv("DATABASE_URL", "postgresql://bob:s3@cret@host/db", 1);
  const auto misread = source::resolve("env", "/", here.load());
  REQUIRE_FALSE(misread);
  CHECK(misread.error().code == Code::invalid);
  CHECK((misread.error().message + misread.error().hint).find("cret") == std::string::npos);
  setenv("DATABASE_URL", "postgresql://bob:s3?cret@host/db", 1);
  const auto odd = source::resolve("env", "/", here.load());
  REQUIRE(odd);
  CHECK(odd->address.password == "s3?cret");
  CHECK(odd->address.url == "postgresql://bob@host/db");
  unsetenv("DATABASE_URL");
}

TEST_CASE("a notebook's own address names no variable") {
  const Surroundings here;
  here.workspace("connections:\n  named: postgresql://host/x?application_name=${CLOUD_SECRET}\n");
  setenv("CLOUD_SECRET", "hunter2", 1);
  const auto connections = here.load();
  const auto own = source::resolve("postgresql://host/x?application_name=${CLOUD_SECRET}", "/", connections);
  REQUIRE_FALSE(own);
  CHECK(own.error().code == Code::refused);
  CHECK_FALSE(own.error().hint.empty());
  CHECK_FALSE(source::resolve("./${CLOUD_SECRET}", "/", connections));
  const auto named = source::resolve("named", "/", connections);
  REQUIRE(named);
  CHECK(named->address.url == "postgresql://host/x?application_name=hunter2");
  unsetenv("CLOUD_SECRET");
}

TEST_CASE("DATABASE_URL is a connection named env, from the environment or a trusted .env") {
  const Surroundings here;
  here.scratch.write("work/.env", "# database\nexport DATABASE_URL=\"postgresql://bo:geheim@db/x\"\n");
  auto connections = here.load();
  CHECK(connections.default_name == "env");
  auto resolved = source::resolve("env", "/", connections);
  REQUIRE(resolved);
  CHECK(resolved->address.password == "geheim");
  CHECK(here.load(false).find("env") == nullptr);
  setenv("DATABASE_URL", "duckdb::memory:", 1);
  connections = here.load();
  resolved = source::resolve("env", "/", connections);
  REQUIRE(resolved);
  CHECK(resolved->address.kind == source::Address::Kind::duckdb_memory);
  unsetenv("DATABASE_URL");
}

TEST_CASE("an unknown name is an error that names the nearest, a path needs its dot") {
  const Surroundings here;
  here.user("connections:\n  warehouse: ./w.duckdb\n  crm: service=crm\n");
  here.scratch.write("work/data/a.csv", "x\n1\n");
  const auto connections = here.load();
  const auto error = [&](std::string_view text) {
    return source::resolve(text, here.scratch.path("work"), connections).error();
  };
  CHECK(error("warehose").code == Code::not_found);
  CHECK(error("warehose").hint == "Did you mean warehouse?");
  CHECK(error("data").hint == "To read the file or folder of that name, write ./data.");
  CHECK(error("zebra").hint == "There are: crm, warehouse.");
  CHECK(source::resolve("crm", "/", connections)->address.kind == source::Address::Kind::postgresql);
  const auto path = source::resolve("./data", here.scratch.path("work"), connections);
  REQUIRE(path);
  CHECK(path->name == "./data");
  CHECK(path->address.kind == source::Address::Kind::files);
  CHECK(error("./none").code == Code::not_found);
}

TEST_CASE("connections are saved, replaced and removed in the user's file") {
  const Surroundings here;
  REQUIRE(source::save_connection({"a", "postgresql://x@y/z", "s", "stamp", {}}, true));
  REQUIRE(source::save_connection({"b", "~/data", "", "rows", {}}, false));
  REQUIRE(source::save_connection({"a", "postgresql://x@y/other", "", "rows", {}}, false));
  auto connections = here.load();
  REQUIRE(connections.all.size() == 2);
  CHECK(connections.find("a")->address == "postgresql://x@y/other");
  CHECK(connections.default_name == "a");
  REQUIRE(source::remove_connection("a"));
  connections = here.load();
  CHECK(connections.find("a") == nullptr);
  CHECK(connections.default_name.empty());
  CHECK(source::remove_connection("a").error().code == Code::not_found);
}

TEST_CASE("what stands in the user's file stays as it was written") {
  const Surroundings here;
  const auto file = [&] { return *paths::read_file(here.scratch.path("config/lumen/connections.yaml")); };
  here.user("# my databases\ndefault: b  # the usual one\n\nconnections: # by name\n    # the shop\n    a: "
            "./a.duckdb\n\n"
            "    # the warehouse\n    b:\n        url: postgresql://x@y/z   # slow\n        schema: s\n    # "
            "the end\n\n"
            "# nothing below\n");
  REQUIRE(source::save_connection({"c", "~/data", "t", "none", {}}, false));
  CHECK(file() ==
        "# my databases\ndefault: b  # the usual one\n\nconnections: # by name\n    # the shop\n    a: "
        "./a.duckdb\n\n"
        "    # the warehouse\n    b:\n        url: postgresql://x@y/z   # slow\n        schema: s\n"
        "    c:\n      url: ~/data\n      schema: t\n      keep: none\n    # the end\n\n# nothing below\n");
  REQUIRE(source::save_connection({"a", "./other.duckdb", "", "rows", {}}, true));
  CHECK(file() ==
        "# my databases\ndefault: a  # the usual one\n\nconnections: # by name\n    # the shop\n"
        "    a:\n      url: ./other.duckdb\n\n"
        "    # the warehouse\n    b:\n        url: postgresql://x@y/z   # slow\n        schema: s\n"
        "    c:\n      url: ~/data\n      schema: t\n      keep: none\n    # the end\n\n# nothing below\n");
  REQUIRE(source::remove_connection("a"));
  CHECK(file() ==
        "# my databases\n\nconnections: # by name\n    # the shop\n\n"
        "    # the warehouse\n    b:\n        url: postgresql://x@y/z   # slow\n        schema: s\n"
        "    c:\n      url: ~/data\n      schema: t\n      keep: none\n    # the end\n\n# nothing below\n");
  REQUIRE(source::remove_connection("b"));
  REQUIRE(source::remove_connection("c"));
  CHECK(here.load().problems.empty());
  REQUIRE(source::save_connection({"d", "./d.duckdb", "", "rows", {}}, true));
  CHECK(here.load().find("d") != nullptr);
  CHECK(here.load().default_name == "d");
  CHECK(file().find("# the warehouse") != std::string::npos);
}

TEST_CASE("files in braces are changed, too, and a file that can't be read is left alone") {
  const Surroundings here;
  const auto file = [&] { return *paths::read_file(here.scratch.path("config/lumen/connections.yaml")); };
  here.user("{default: a, connections: {a: ./a.duckdb, b: {url: ./b.duckdb}}}\n");
  REQUIRE(source::save_connection({"c", "./c.duckdb", "", "rows", {}}, false));
  REQUIRE(source::remove_connection("a"));
  auto connections = here.load();
  CHECK(connections.problems.empty());
  CHECK(connections.all.size() == 2);
  CHECK(connections.default_name.empty());
  for (const char* text : {"connections: none\n", "connections: [a, b]\n", "- a\n", "connections: [\n",
                           "text", "connections:\n  a: ./a\n---\nconnections:\n  b: ./b\n"}) {
    CAPTURE(text);
    here.user(text);
    for (const auto& failed : {source::save_connection({"c", "./c.duckdb", "", "rows", {}}, true),
                               source::remove_connection("a")}) {
      REQUIRE_FALSE(failed);
      CHECK(failed.error().code == Code::invalid);
      CHECK_FALSE(failed.error().hint.empty());
    }
    CHECK(file() == text);
    (void)here.load();
  }
  here.user("connections: " + std::string(100'000, '[') + "\n");
  CHECK(here.load().problems.size() == 1);
  CHECK_FALSE(source::remove_connection("a"));
}

TEST_CASE("two processes save beside one another") {
  const Surroundings here;
  constexpr int each = 10;
  std::vector<pid_t> children;
  for (const char* name : {"x", "y"}) {
    const pid_t child = fork();
    if (child == 0) {
      bool good = true;
      for (int i = 0; i < each; ++i)
        good =
            source::save_connection({name + std::to_string(i), "./d.duckdb", "", "rows", {}}, false) && good;
      _exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(here.load().all.size() == 2 * each);
}

TEST_CASE("what may be kept is never more than was meant") {
  const Surroundings here;
  here.user(
      "connections:\n  a: {url: ./a.duckdb, keep: nothing}\n  b: {url: ./b.duckdb, keep: [rows]}\n  c: {url: "
      "./c.duckdb, keep: stamp}\n");
  const auto connections = here.load();
  CHECK(connections.find("a")->keep == "none");
  CHECK(connections.find("b")->keep == "none");
  CHECK(connections.find("c")->keep == "stamp");
  REQUIRE(connections.problems.size() == 2);
  CHECK(connections.problems[0].message.find(
            "a: keep: nothing isn't known, so nothing of its results is kept") != std::string::npos);
}

TEST_CASE("damaged files of connections are problems with their place, the rest is read") {
  const Surroundings here;
  here.user("connections:\n  ok: ./a.duckdb\n  'bad name': ./b\n  odd: {url: ./c.duckdb, keep: forever, "
            "colour: red}\ntheme: dark\n");
  here.workspace("connections: [\n");
  const auto connections = here.load();
  CHECK(connections.find("ok") != nullptr);
  CHECK(connections.find("odd") != nullptr);
  REQUIRE(connections.problems.size() == 5);
  const std::vector<std::size_t> lines{2, 3, 3, 4};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(connections.problems[i].text());
    CHECK(connections.problems[i].file == source::user_connections());
    CHECK(connections.problems[i].line == lines[i]);
  }
  CHECK(connections.problems[4].file.parent_path().filename() == ".lumen");
  CHECK(connections.problems[4].text().find("connections.yaml:2: this is not valid YAML") !=
        std::string::npos);
}

TEST_CASE("addresses are told apart, and masked for people") {
  const Scratch scratch;
  using Kind = source::Address::Kind;
  const auto kind = [&](std::string_view text) { return source::parse_address(text, scratch.path())->kind; };
  scratch.write("a.csv", "x\n1\n");
  CHECK(kind("postgres://u@h/d") == Kind::postgresql);
  CHECK(kind("service=shop") == Kind::postgresql);
  CHECK(kind("host=/tmp dbname='my db'") == Kind::postgresql);
  CHECK(kind("./x.duckdb") == Kind::duckdb_file);
  CHECK(kind("duckdb:x.db") == Kind::duckdb_file);
  CHECK(kind("duckdb:") == Kind::duckdb_memory);
  CHECK(kind(".") == Kind::files);
  CHECK(kind("*.csv") == Kind::files);
  CHECK(kind("a.csv") == Kind::files);
  CHECK(source::parse_address("clickhouse://h", "/").error().code == Code::unsupported);
  CHECK(source::masked_url("postgresql://u:p%40w@h/d?sslpassword=x&a=b") ==
        "postgresql://u:***@h/d?sslpassword=***&a=b");
  CHECK(source::masked_url("host=h password='a b\\'c' user=u") == "host=h password=*** user=u");
  CHECK(source::masked_url("postgresql://h/d?PASSWORD=x") == "postgresql://h/d?PASSWORD=***");
}

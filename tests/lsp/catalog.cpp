// What the server knows of databases while they change, and while several go by the same name.
#include "lsp/editor.hpp"

#include <thread>

using namespace lumen;
using test::Editor;
using test::Workspace;

namespace {

const std::string two_cells = "---\nconnection: ./data\n---\n\n"
                              "```sql {name=one}\nSELECT count(*) AS n FROM sales\n```\n\n"
                              "```sql {name=two}\nSELECT count(*) AS sold FROM sales\n```\n";

bool told(const Json& params, const std::string& code) {
  const Json& all = params["diagnostics"];
  return std::any_of(all.begin(), all.end(), [&](const Json& one) { return one["code"] == code; });
}

// The diagnostics of the text after a small edit.
bool told_after_edit(Editor& editor, const std::string& uri, const std::string& code) {
  const std::string text = editor.text(uri);
  editor.edit(uri, {text.size(), text.size()}, "More.\n");
  const auto version = editor.version(uri);
  return told(editor.wait_message("textDocument/publishDiagnostics",
                                  [&](const Json& params) {
                                    return params["uri"] == uri && params.value("version", -1) == version;
                                  }),
              code);
}

void outlast_a_look() { // Catalogs: a schema that was looked at counts for a second
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
}

} // namespace

TEST_CASE("when a table changed, the cells that read it say so: after a run, and after saving") {
  const Workspace workspace;
  Editor editor;
  editor.initialize({{"trusted", true}}, Editor::capabilities(), workspace.folder());
  const std::string uri = workspace.uri();
  editor.open(uri, two_cells);
  CHECK(editor.run("lumen.run", {{"uri", uri}, {"cell", "one"}})["status"] == "ok");
  CHECK(editor.run("lumen.run", {{"uri", uri}, {"cell", "two"}})["status"] == "ok");
  CHECK_FALSE(told_after_edit(editor, uri, "schema-changed"));
  workspace.write("data/sales.csv", "area,amount,day\nNorth,10,2024-01-01\n");
  outlast_a_look();
  const auto says_changed = [&](const Json& params) {
    return params["uri"] == uri && told(params, "schema-changed");
  };
  SECTION("a run") {
    CHECK(editor.run("lumen.run", {{"uri", uri}, {"cell", "one"}})["status"] == "ok");
    const Json found = editor.wait_message("textDocument/publishDiagnostics", says_changed)["diagnostics"];
    CHECK(std::count_if(found.begin(), found.end(),
                        [](const Json& one) { return one["code"] == "schema-changed"; }) == 1);
  }
  SECTION("saving") {
    editor.notify("textDocument/didSave", {{"textDocument", {{"uri", uri}}}});
    editor.wait_message("textDocument/publishDiagnostics", says_changed);
  }
}

TEST_CASE("two folders may name their connections alike") {
  const Workspace workspace;
  const std::string text = "---\nconnection: shop\n---\n\n```sql {name=all}\nSELECT * FROM sales\n```\n";
  for (const char* folder : {"a", "b"})
    workspace.write(std::string(folder) + "/.lumen/connections.yaml", "connections:\n  shop: ./data\n");
  workspace.write("a/data/sales.csv", "region,amount\nNorth,10\n");
  workspace.write("b/data/sales.csv", "product,price,day\nCup,3,2024-01-01\n");
  Editor editor;
  editor.initialize({{"trusted", true}});
  const std::string first = workspace.uri("a/test.lumen.md"), second = workspace.uri("b/test.lumen.md");
  editor.open(first, text);
  editor.open(second, text);
  CHECK(editor.run("lumen.run", {{"uri", first}, {"cell", "all"}})["status"] == "ok");
  CHECK(editor.run("lumen.run", {{"uri", second}, {"cell", "all"}})["status"] == "ok");
  const auto schema = [&](const std::string& uri) {
    const std::string shown = editor.text(uri);
    const std::size_t place = shown.find(" schema=");
    REQUIRE(place != std::string::npos);
    return shown.substr(place, shown.find(' ', place + 1) - place);
  };
  CHECK(schema(first) != schema(second)); // each is stamped with its own table
  CHECK_FALSE(told_after_edit(editor, first, "schema-changed"));
  CHECK_FALSE(told_after_edit(editor, second, "schema-changed"));
  CHECK(editor.result("lumen/status", {{"textDocument", {{"uri", first}}}})["engine"]
            .get<std::string>()
            .starts_with("DuckDB"));
}

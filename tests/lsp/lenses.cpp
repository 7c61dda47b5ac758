// Lenses with their commands, or without them for a client that asks for the commands of those that it shows.
#include "lsp/editor.hpp"
#include "support/catch.hpp"

using namespace lumen;
using test::Editor;
using test::Workspace;

namespace {

const std::string two_cells = "---\nconnection: ./data\n---\n\nHow many sales are there?\n\n```sql "
                              "{name=a}\nSELECT 1\n```\n\n```sql {name=b}\nSELECT 2\n```\n";

Json resolving() {
  Json capabilities = Editor::capabilities();
  capabilities["textDocument"]["codeLens"]["resolveSupport"]["properties"] = {"command"};
  return capabilities;
}

Json lenses(Editor& editor, const std::string& uri) {
  return editor.result("textDocument/codeLens", {{"textDocument", {{"uri", uri}}}});
}

} // namespace

TEST_CASE("a client that resolves lenses gets the same commands, each when it asks") {
  const Workspace workspace;
  Editor plain, lazy;
  plain.initialize(Json::object({{"trusted", true}}), Editor::capabilities(), workspace.folder());
  lazy.initialize(Json::object({{"trusted", true}}), resolving(), workspace.folder());
  plain.open(workspace.uri(), two_cells);
  lazy.open(workspace.uri(), two_cells);
  const Json whole = lenses(plain, workspace.uri());
  const Json bare = lenses(lazy, workspace.uri());
  REQUIRE(whole.size() >= 6);
  REQUIRE(bare.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CHECK_FALSE(bare[i].contains("command"));
    const Json resolved = lazy.result("codeLens/resolve", bare[i]);
    CHECK(resolved["range"] == whole[i]["range"]);
    CHECK(resolved["command"] == whole[i]["command"]);
  }
  CHECK(plain.result("codeLens/resolve", whole[0]) == whole[0]); // it has its command already
}

TEST_CASE("a lens names its cell, and tells hash and place of one without a name alone") {
  const Workspace workspace;
  Editor editor;
  editor.initialize(Json::object({{"trusted", true}}), Editor::capabilities(), workspace.folder());
  editor.open(workspace.uri(), two_cells + "\n```sql\nSELECT 3\n```\n");
  std::size_t named = 0, nameless = 0;
  for (const Json& lens : lenses(editor, workspace.uri())) {
    if (lens["command"]["command"] != "lumen.run")
      continue;
    const Json& argument = lens["command"]["arguments"][0];
    CHECK(argument["uri"] == workspace.uri());
    const bool has_name = argument.contains("cell");
    CHECK(argument.contains("hash") != has_name);
    CHECK(argument.contains("offset") != has_name);
    ++(has_name ? named : nameless);
  }
  CHECK(named == 2);
  CHECK(nameless == 1);
}

TEST_CASE("a lens of a list that newer ones replaced, or of no list, isn't resolved") {
  const Workspace workspace;
  Editor editor;
  editor.initialize(Json::object({{"trusted", true}}), resolving(), workspace.folder());
  editor.open(workspace.uri(), two_cells);
  const Json first = lenses(editor, workspace.uri());
  const Json second = lenses(editor, workspace.uri());
  CHECK(editor.request("codeLens/resolve", first[0]).contains("result")); // the list before is still known
  const Json third = lenses(editor, workspace.uri());
  const auto code = [&](const Json& lens) {
    return editor.request("codeLens/resolve", lens)["error"]["code"];
  };
  CHECK(code(first[0]) == -32801);
  CHECK(editor.request("codeLens/resolve", third[0]).contains("result"));
  Json beyond = third[0];
  beyond["data"][1] = 1'000'000;
  CHECK(code(beyond) == -32801);
  for (const Json& data :
       {Json(nullptr), Json("x"), Json::array({1}), Json::array({-1, 0}), Json::array({"1", 0})}) {
    Json wrong = third[0];
    wrong["data"] = data;
    CHECK(code(wrong) == -32602);
  }
  editor.notify("textDocument/didClose", {{"textDocument", {{"uri", workspace.uri()}}}});
  CHECK(code(third[0]) == -32801);
}

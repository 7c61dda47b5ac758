// Mistakes in settings, as an editor hears of them: in the file where they stand, and by a message.
#include "base/paths.hpp"
#include "lsp/editor.hpp"

using namespace lumen;
using test::Editor;
using test::Workspace;

namespace {

constexpr const char* asking = "---\nconnection: ./data\n---\n\nHow many sales?\n";

std::function<bool(const Json&)> of_file(const std::string& uri) {
  return [uri](const Json& params) { return params["uri"] == uri; };
}

Json published(Editor& editor, const std::string& uri) {
  return editor.wait_message("textDocument/publishDiagnostics", of_file(uri))["diagnostics"];
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a mistake in a workspace's settings is told in the file, and taken back when it is mended") {
  const Workspace workspace;
  const std::string file = ".lumen/config.yaml";
  workspace.write(file, "# ours\nlimit: many\nlocal: nl\n");
  Editor editor;
  editor.initialize({{"trusted", true}}, Editor::capabilities(), workspace.folder());
  editor.open(workspace.uri(), asking);
  const Json told = published(editor, workspace.uri(file));
  REQUIRE(told.size() == 2);
  CHECK(told[0]["range"] ==
        Json::parse(R"({"start":{"line":1,"character":7},"end":{"line":1,"character":11}})"));
  CHECK(told[0]["code"] == "wrong-type");
  CHECK(told[0]["severity"] == 1);
  CHECK(told[1]["range"]["start"] == Json::parse(R"({"line":2,"character":0})"));
  CHECK(told[1]["severity"] == 2);
  CHECK(contains(told[1]["message"], "`locale`"));
  // One message, for clients that show no diagnostics of files that aren't open.
  const std::string said = editor.wait_message("window/showMessage")["message"];
  CHECK(contains(said, (workspace.folder() / file).string() + ", line 2: `limit`"));
  CHECK(contains(said, "1 more"));
  // Nothing is told twice.
  editor.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array()}});
  editor.settle();
  workspace.write(file, "limit: 5\n");
  editor.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array()}});
  CHECK(published(editor, workspace.uri(file)).empty());
  CHECK(editor.taken("window/showMessage").empty());
}

TEST_CASE("a client that shows diagnostics of all files hears no message") {
  const Workspace workspace;
  workspace.write(".lumen/config.yaml", "a: [1, 2\nlimit: 5\n");
  Editor editor;
  editor.initialize({{"trusted", true}, {"fileDiagnostics", true}}, Editor::capabilities(),
                    workspace.folder());
  editor.open(workspace.uri(), asking);
  const Json told = published(editor, workspace.uri(".lumen/config.yaml"));
  REQUIRE(told.size() == 1);
  CHECK(told[0]["code"] == "unreadable");
  editor.settle();
  CHECK(editor.taken("window/showMessage").empty());
}

TEST_CASE("of a workspace without trust no settings are read, so none are told") {
  const Workspace workspace;
  workspace.write(".lumen/config.yaml", "limit: many\n");
  Editor editor;
  editor.initialize({{"trusted", false}}, Editor::capabilities(), workspace.folder());
  editor.open(workspace.uri(), asking);
  editor.diagnostics(workspace.uri());
  editor.settle();
  for (const Json& message : editor.taken("textDocument/publishDiagnostics"))
    CHECK(message["uri"] != workspace.uri(".lumen/config.yaml"));
  editor.notify("lumen/didChangeTrust", {{"trusted", true}});
  CHECK(published(editor, workspace.uri(".lumen/config.yaml")).size() == 1);
  editor.notify("lumen/didChangeTrust", {{"trusted", false}});
  CHECK(published(editor, workspace.uri(".lumen/config.yaml")).empty());
}

TEST_CASE("the user's own settings file is told, too") {
  const Workspace workspace;
  const auto file = paths::config() / "config.yaml";
  workspace.write(std::filesystem::relative(file, workspace.folder()).string(), "timeout: 3 weeks\n");
  Editor editor;
  editor.initialize({{"trusted", false}}, Editor::capabilities(), workspace.folder());
  editor.open(workspace.uri(), asking);
  const Json told = published(editor, paths::to_uri(file));
  REQUIRE(told.size() == 1);
  CHECK(contains(told[0]["message"], "`timeout`"));
}

TEST_CASE("mistakes in a file of connections are told on their lines") {
  const Workspace workspace;
  const std::string file = ".lumen/connections.yaml";
  workspace.write(
      file,
      "connections:\n  ok: ./data\n  bad: postgresql://me:hunter2@host/db\n  odd: {url: ./x, colour: red}\n");
  Editor editor;
  editor.initialize({{"trusted", true}, {"fileDiagnostics", true}}, Editor::capabilities(),
                    workspace.folder());
  editor.open(workspace.uri(), asking);
  const Json told = published(editor, workspace.uri(file));
  REQUIRE(told.size() == 2);
  CHECK(told[0]["range"]["start"]["line"] == 2);
  CHECK(told[1]["range"]["start"]["line"] == 3);
  CHECK(told[1]["range"]["end"]["character"] == 30);
  CHECK_FALSE(contains(told.dump(), "hunter2"));
  workspace.write(file, "connections:\n  ok: ./data\n");
  editor.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array()}});
  CHECK(published(editor, workspace.uri(file)).empty());
}

TEST_CASE("a settings file that is open in the editor is judged as it is typed") {
  const Workspace workspace;
  const std::string uri = workspace.uri(".lumen/config.yaml");
  workspace.write(".lumen/config.yaml", "limit: 5\n");
  Editor editor;
  editor.initialize({{"trusted", true}}, Editor::capabilities(), workspace.folder());
  editor.open(workspace.uri(), asking);
  editor.open(uri, "limit: 5\n", "yaml");
  editor.edit(uri, {7, 8}, "all");
  const Json told = published(editor, uri);
  REQUIRE(told.size() == 1);
  CHECK(told[0]["range"]["end"]["character"] == 10);
  editor.edit(uri, {7, 10}, "6");
  CHECK(published(editor, uri).empty());
  CHECK(editor.taken("window/showMessage").empty()); // it stands before the author's eyes
}

TEST_CASE("mistakes in the editor's own settings are one message that says what holds") {
  const Workspace workspace;
  workspace.write(".lumen/config.yaml", "limit: 5\n");
  Editor editor;
  editor.habits.configuration = {
      {"limit", "many"}, {"timeout", "9 weeks"}, {"chart", "svg"}, {"shown", nullptr}};
  editor.initialize({{"trusted", true}}, Editor::capabilities(), workspace.folder());
  const std::string said = editor.wait_message("window/showMessage")["message"];
  INFO(said);
  CHECK(contains(said, "`limit` isn't a whole number from 1 to 100000."));
  CHECK(contains(said, "`timeout` isn't a length of time"));
  CHECK(contains(said, "`30s` holds instead."));
  CHECK(contains(said, "Did you mean `charts`?"));
  CHECK_FALSE(contains(said, "weeks"));
  // The same again is no news; another mistake is.
  editor.notify("workspace/didChangeConfiguration", {{"settings", nullptr}});
  editor.settle();
  editor.open(workspace.uri(), asking);
  editor.diagnostics(workspace.uri());
  CHECK(editor.taken("window/showMessage").empty());
  editor.habits.configuration = {{"limit", 0}};
  editor.notify("workspace/didChangeConfiguration", {{"settings", nullptr}});
  const std::string next = editor.wait_message("window/showMessage")["message"];
  CHECK(contains(next, "`5` holds instead.")); // the workspace's
}

TEST_CASE("initialization options are told where the editor has no other settings") {
  const Workspace workspace;
  Json capabilities = Editor::capabilities();
  capabilities["workspace"].erase("configuration");
  Editor editor;
  editor.initialize({{"trusted", true}, {"settings", {{"charts", "png"}}}}, capabilities, workspace.folder());
  CHECK(contains(editor.wait_message("window/showMessage")["message"], "`charts` isn't one of"));
}

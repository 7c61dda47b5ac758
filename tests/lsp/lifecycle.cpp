// From initialize to exit: who may say what when, and what malformed messages get.
#include "lsp/editor.hpp"

#include <sys/wait.h>
#include <unistd.h>

using namespace lumen;
using test::Editor;
using test::Workspace;

namespace {

int error_code(const Json& response) {
  return response.contains("error") ? response["error"]["code"].get<int>() : 0;
}

} // namespace

TEST_CASE("before initialize requests are refused and notifications dropped") {
  const Workspace workspace;
  Editor editor;
  CHECK(error_code(editor.request("textDocument/hover", Json::object())) == -32002);
  CHECK(error_code(editor.request("shutdown", nullptr)) == -32002);
  editor.notify("textDocument/didOpen", {{"textDocument", {{"uri", "file:///a.lumen.md"}, {"text", ""}}}});
  editor.initialize();
  CHECK(error_code(editor.request("initialize", Json::object())) == -32600);
}

TEST_CASE("capabilities are those of the table, and the server names itself") {
  const Workspace workspace;
  Editor editor;
  const Json answer = editor.initialize();
  const Json& all = answer["capabilities"];
  CHECK(answer["serverInfo"]["name"] == "lumen-lsp");
  CHECK(all["textDocumentSync"]["change"] == 2);
  CHECK(all["textDocumentSync"]["openClose"] == true);
  for (const char* provider :
       {"codeActionProvider", "codeLensProvider", "hoverProvider", "documentSymbolProvider",
        "foldingRangeProvider", "documentLinkProvider", "executeCommandProvider"}) {
    CAPTURE(provider);
    CHECK(all.contains(provider));
  }
  CHECK(all["workspace"]["workspaceFolders"]["supported"] == true);
  // Each command announced is one that the server knows.
  for (const Json& command : all["executeCommandProvider"]["commands"]) {
    const Json response = editor.command(command, {{"uri", "file:///nowhere.lumen.md"}});
    CAPTURE(command, response.dump());
    if (response.contains("error"))
      CHECK(response["error"]["message"].get<std::string>().find("no command") == std::string::npos);
  }
}

TEST_CASE("the position encoding is one that both know, utf-16 where nothing is said") {
  const Workspace workspace;
  const auto agreed = [](const char* offered) {
    Editor editor;
    Json capabilities = Editor::capabilities();
    capabilities["general"] = Json::parse(offered);
    return editor.initialize(Json::object(), capabilities)["capabilities"]["positionEncoding"]
        .get<std::string>();
  };
  CHECK(agreed(R"({"positionEncodings": ["utf-8", "utf-16"]})") == "utf-8");
  CHECK(agreed(R"({"positionEncodings": ["utf-32"]})") == "utf-32");
  CHECK(agreed(R"({"positionEncodings": ["utf-16"]})") == "utf-16");
  CHECK(agreed(R"({"positionEncodings": ["ebcdic"]})") == "utf-16");
  CHECK(agreed("{}") == "utf-16");
}

TEST_CASE("exit ends with 0 after shutdown, with 1 without it; so does the end of input") {
  const Workspace workspace;
  SECTION("shutdown, exit") {
    Editor editor;
    editor.initialize();
    CHECK(editor.request("shutdown", nullptr)["result"].is_null());
    CHECK(error_code(editor.request("textDocument/hover", Json::object())) == -32600);
    editor.notify("exit", nullptr);
    CHECK(editor.exit_code() == 0);
  }
  SECTION("exit alone") {
    Editor editor;
    editor.initialize();
    editor.notify("exit", nullptr);
    CHECK(editor.exit_code() == 1);
  }
  SECTION("exit before initialize") {
    Editor editor;
    editor.notify("exit", nullptr);
    CHECK(editor.exit_code() == 1);
  }
}

TEST_CASE("when the client's process is gone, so is the server") {
  const Workspace workspace;
  const pid_t child = fork();
  if (child == 0)
    _exit(0);
  waitpid(child, nullptr, 0); // now nobody has this number
  Editor editor;
  editor.result("initialize", {{"processId", child}, {"capabilities", Json::object()}});
  CHECK(editor.exit_code() == 1);
}

TEST_CASE("malformed messages get the right error and harm nothing") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  const auto answer_to = [&](const std::string& text) {
    editor.send_text(text);
    return error_code(editor.wait_response(0));
  };
  CHECK(answer_to("{") == -32700);
  CHECK(answer_to("") == -32700);
  CHECK(answer_to("{\"jsonrpc\":\"2.0\",\"method\":\"\xff\xfe\"}") == -32700);
  CHECK(answer_to(R"([{"jsonrpc":"2.0","id":1,"method":"shutdown"}])") == -32600);
  CHECK(answer_to("17") == -32600);
  CHECK(answer_to(R"({"jsonrpc":"2.0"})") == -32600);
  CHECK(answer_to(R"({"jsonrpc":"2.0","id":[1],"method":"shutdown"})") == -32600);
  CHECK(answer_to(R"({"jsonrpc":"2.0","method":7})") == -32600);
  CHECK(answer_to(std::string(100'000, '[')) == -32700);
  // Well-formed, and deeper than any stack: as arguments of a command, and as what nobody asked for.
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  CHECK(
      answer_to(
          R"({"jsonrpc":"2.0","id":70,"method":"workspace/executeCommand","params":{"command":"lumen.run","arguments":)" +
          deep + "}}") == -32700);
  CHECK(answer_to(R"({"jsonrpc":"2.0","method":"$/unknown","params":)" + deep + "}") == -32700);
  editor.open(workspace.uri(),
              "How many?\n\n```vega-lite\n" + deep + "\n```\n\n```vega-lite\n{\"data\":" + deep + "}\n```\n");
  editor.send_frame({lsp::Frame::Kind::bad_header, "Content-Length is missing", 0});
  CHECK(error_code(editor.wait_response(0)) == -32700);
  CHECK(error_code(editor.request("no/such", Json::object())) == -32601);
  CHECK(error_code(editor.request("textDocument/didOpen", Json::object())) == -32601); // not a request
  editor.send_text(R"({"jsonrpc":"1.0","id":77,"method":"shutdown"})");
  CHECK(error_code(editor.wait_response(77)) == -32600);
  editor.send_text(R"({"jsonrpc":"2.0","id":78,"method":"lumen/status","params":"text"})");
  CHECK(error_code(editor.wait_response(78)) != 0);
  editor.notify("no/such", Json::object());
  editor.notify("$/unknown", Json::object());
  for (const char* method : {"textDocument/hover", "textDocument/codeLens", "textDocument/codeAction",
                             "lumen/chart", "lumen/chartText", "workspace/executeCommand"}) {
    for (const char* params :
         {"{}", "[]", R"({"textDocument":7})", R"({"textDocument":{"uri":"x"},"position":{"line":-1}})",
          R"({"command":"lumen.run","arguments":[7]})", R"({"command":["x"]})"}) {
      CAPTURE(method, params);
      const Json response = editor.request(method, Json::parse(params));
      CHECK((response.contains("error") || response.contains("result")));
    }
  }
  CHECK(editor.request("shutdown", nullptr)["result"].is_null());
}

TEST_CASE("a message over the bound is answered by its id, or silences its document until it is reopened") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  editor.send_frame(
      {lsp::Frame::Kind::too_long, R"({"jsonrpc":"2.0","id":501,"method":"x","params":{"big":")", 70u << 20});
  CHECK(error_code(editor.wait_response(501)) != 0);
  const std::string uri = workspace.uri();
  editor.open(uri, "# A\n");
  editor.diagnostics(uri);
  const std::string head =
      R"({"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":")" + uri +
      R"(","version":2},"contentChanges":[{"text":")";
  editor.send_frame({lsp::Frame::Kind::too_long, head, 70u << 20});
  editor.send_frame({lsp::Frame::Kind::too_long, head, 70u << 20});
  editor.wait_message("window/showMessage");
  editor.settle();
  CHECK(editor.taken("window/showMessage").empty()); // told once
  editor.edit(uri, {0, 0}, "x");                     // out of step: taken for nothing
  const Json symbols = editor.result("textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}});
  CHECK((symbols.is_null() || symbols.empty()));
  editor.notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
  editor.open(uri, "# Again\n");
  CHECK(editor.result("textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}}).size() == 1);
}

TEST_CASE("trace tells what was received, when asked for") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  editor.request("lumen/status", {{"textDocument", {{"uri", "x"}}}});
  CHECK(editor.taken("$/logTrace").empty());
  editor.notify("$/setTrace", {{"value", "messages"}});
  editor.request("lumen/status", {{"textDocument", {{"uri", "x"}}}});
  CHECK(editor.wait_message("$/logTrace")["message"].get<std::string>().find("lumen/status") !=
        std::string::npos);
}

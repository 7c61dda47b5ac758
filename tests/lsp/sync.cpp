// The server's text is the editor's, byte for byte, whatever is typed and however positions are counted.
#include "ide/code_lens.hpp"
#include "lsp/editor.hpp"
#include "notebook/notebook.hpp"

#include <random>

using namespace lumen;
using test::Editor;
using test::Workspace;

namespace {

// Where the server sees questions, and as what: lenses carry byte offsets and hashes.
std::vector<std::pair<std::size_t, std::string>> questions_seen(Editor& editor, const std::string& uri) {
  std::vector<std::pair<std::size_t, std::string>> out;
  for (const Json& lens : editor.result("textDocument/codeLens", {{"textDocument", {{"uri", uri}}}})) {
    if (lens["command"]["command"] == "lumen.ask") {
      const Json& question = lens["command"]["arguments"][0]["question"];
      out.emplace_back(question["offset"].get<std::size_t>(), question["hash"].get<std::string>());
    }
  }
  return out;
}

std::vector<std::pair<std::size_t, std::string>> questions_of(const std::string& text) {
  std::vector<std::pair<std::size_t, std::string>> out;
  const auto snapshot = notebook::make_snapshot("", "", 1, text);
  for (const auto& lens : ide::code_lenses(*snapshot, {})) {
    if (lens.verb == ide::Verb::ask) {
      const auto& question = snapshot->notebook.questions[*lens.question];
      out.emplace_back(question.range.begin, question.hash);
    }
  }
  return out;
}

std::size_t character_start(const std::string& text, std::size_t offset) {
  while (offset > 0 && offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U)
    --offset;
  if (offset > 0 && offset < text.size() && text[offset - 1] == '\r' && text[offset] == '\n')
    --offset; // no editor can stand between the two bytes of a line's end
  return offset;
}

} // namespace

TEST_CASE("five hundred random edits in each encoding leave both with the same text") {
  const Workspace workspace;
  const std::vector<std::string> pieces = {"How many?",   "\r\n\r\n",  "\n", "\n\n",     "ü", "日本",
                                           "👩‍🚀", "e\xCC\x81", "\t", "```sql\n", "?", "  "};
  for (const char* encoding : {"utf-8", "utf-16", "utf-32"}) {
    CAPTURE(encoding);
    Editor editor;
    Json capabilities = Editor::capabilities();
    capabilities["general"]["positionEncodings"] = {encoding};
    editor.initialize(Json::object(), capabilities);
    const std::string uri = workspace.uri();
    editor.open(uri, "\xEF\xBB\xBF# Ünïcode 👩‍🚀\r\n\r\nHow many rows?\r\n");
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
      const std::string text = editor.text(uri);
      const auto at = character_start(text, random() % (text.size() + 1));
      const auto end = character_start(text, std::min(text.size(), at + random() % 6));
      editor.edit(uri, {at, std::max(at, end)}, pieces[random() % pieces.size()]);
      if (round % 50 == 49) {
        REQUIRE(questions_seen(editor, uri) == questions_of(editor.text(uri)));
      }
    }
  }
}

TEST_CASE("a lone surrogate counts as one character and harms neither message nor text") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  const std::string uri = workspace.uri();
  const std::string head =
      R"({"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":")" + uri +
      R"(","languageId":"markdown","version":1,"text":")";
  // An escaped backslash before `ud800` begins no escape; a pair stays a pair.
  editor.send_text(head + R"(a \ud83d\ude00 \\ud800 \ud800\n\nHow many rows?\n"}}})");
  const std::string text = "a 😀 \\ud800 \xEF\xBF\xBD\n\nHow many rows?\n";
  CHECK(questions_seen(editor, uri) == questions_of(text));
  editor.send_text(R"({"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":")" +
                   uri + "\"}}}");
  editor.send_text(head + "a \xED\xA0\x80\\n\\nHow many rows?\\n\"}}}");
  CHECK(questions_seen(editor, uri) == questions_of("a \xEF\xBF\xBD\n\nHow many rows?\n"));
}

TEST_CASE("whole-text changes and several changes in one message") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  const std::string uri = workspace.uri();
  editor.open(uri, "nothing\n");
  editor.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", 2}}},
                                           {"contentChanges", Json::parse(R"([{"text":"How many cars?\n"},
                                  {"range":{"start":{"line":0,"character":9},"end":{"line":0,"character":13}},"text":"boats"},
                                  {"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"text":"\n"}])")}});
  CHECK(questions_seen(editor, uri) == questions_of("\nHow many boats?\n"));
}

TEST_CASE("a change that makes no sense silences the document until it is opened again") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  const std::string uri = workspace.uri();
  editor.open(uri, "How many rows?\n");
  editor.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", 2}}},
                                           {"contentChanges", Json::parse(R"([{"range":7}])")}});
  editor.wait_message("window/showMessage");
  CHECK(questions_seen(editor, uri).empty());
}

TEST_CASE("Markdown that isn't a notebook gets nothing, whatever it is asked") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  const std::string uri = workspace.uri("README.md");
  editor.open(uri, "How many rows?\n");
  CHECK(questions_seen(editor, uri).empty());
  editor.settle();
  CHECK(editor.taken("textDocument/publishDiagnostics").empty());
}

TEST_CASE("diagnostics carry the version that they are for, and go when the document is closed") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  const std::string uri = workspace.uri();
  editor.open(uri, "```sql {name=a}\nSELECT 1\n```\n\n```sql {name=a}\nSELECT 2\n```\n");
  const Json first = editor.diagnostics(uri);
  const auto duplicates = [](const Json& all) {
    return std::count_if(all.begin(), all.end(),
                         [](const Json& one) { return one["code"] == "duplicate-name"; });
  };
  CHECK(duplicates(first) == 1);
  editor.edit(uri, {13, 14}, "b");
  CHECK(duplicates(editor.diagnostics(uri)) == 0);
  editor.notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
  CHECK(editor
            .wait_message("textDocument/publishDiagnostics",
                          [](const Json& params) { return !params.contains("version"); })["diagnostics"]
            .empty());
}

TEST_CASE(
    "many cursors that type at once, from the last to the first or the other way, leave the same text") {
  const Workspace workspace;
  Editor editor;
  editor.initialize();
  const std::string uri = workspace.uri();
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += "How ünïque is " + std::to_string(i) + "?\r\n\n";
  editor.open(uri, text);
  const bool upwards = GENERATE(true, false);
  Json changes = Json::array();
  for (int i = 0; i < 300; ++i) {
    const int line = 2 * (upwards ? 299 - i : i);
    changes.push_back(
        {{"range",
          {{"start", {{"line", line}, {"character", 4}}}, {"end", {{"line", line}, {"character", 10}}}}},
         {"text", "süß"}});
  }
  editor.notify("textDocument/didChange",
                {{"textDocument", {{"uri", uri}, {"version", 2}}}, {"contentChanges", std::move(changes)}});
  const auto symbols = editor.result("textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}});
  REQUIRE(symbols.size() == 300);
  for (std::size_t i = 0; i < 300; ++i)
    CHECK(symbols[i]["name"] == "How süß is " + std::to_string(i) + "?");
}

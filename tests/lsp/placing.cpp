// How an answer gets into a text that changes meanwhile, through editors that behave badly.
#include "lsp/started.hpp"

#include <utility>

using namespace lumen;
using namespace lumen::test;

TEST_CASE("text typed while a run goes on is kept, and the result finds its cell") {
  Started s(one_cell);
  bool typed = false;
  s.editor.habits.before_edit = [&] {
    if (typed)
      return;
    typed = true; // just as the edit arrives: it is for a text that is gone
    s.editor.edit(s.uri, {0, 0}, "");
    s.editor.edit(s.uri, {front.size(), front.size()}, "\nTyped meanwhile: ünïcode.\n");
  };
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}})["status"] == "ok");
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(text.find("\nTyped meanwhile: ünïcode.\n") != std::string::npos);
  CHECK(text.find("```\n\n<!-- lumen:result v=1 of=top") != std::string::npos);
  CHECK(text.find("The end.\n") != std::string::npos);
}

TEST_CASE("text typed just behind an edit that was taken doesn't bring the answer again") {
  const bool asked = GENERATE(true, false);
  const std::string behind = "The end.\n";
  Started s(asked ? one_question : one_cell);
  CAPTURE(asked);
  int left = 1;
  const auto type = [&] {
    const std::string text = s.editor.text(s.uri);
    s.editor.edit(s.uri, {text.size(), text.size()}, "x");
  };
  SECTION("once") {
    s.editor.habits.after_edit = type;
  }
  SECTION("at once, in the text's begin") {
    s.editor.habits.after_edit = [&] { s.editor.edit(s.uri, {front.size(), front.size()}, "\nMine.\n"); };
  }
  SECTION("inside of what was written") {
    s.editor.habits.after_edit = [&] {
      const std::string text = s.editor.text(s.uri);
      const std::size_t at = text.find("```sql");
      REQUIRE(at != std::string::npos);
      const std::size_t line = text.find('\n', at) + 1;
      s.editor.edit(s.uri, {line, line}, "-- mine\n");
    };
  }
  SECTION("on and on") {
    left = 40;
    s.editor.habits.after_edit = [&] {
      for (int i = 0; i < left; ++i)
        type();
    };
  }
  Json argument = asked ? ask_it : Json{{"cell", "top"}};
  argument["uri"] = s.uri;
  const Json done = s.editor.run(asked ? "lumen.ask" : "lumen.run", argument);
  INFO(done.dump());
  CHECK(done["status"] == "ok");
  s.editor.settle();
  s.editor.diagnostics(s.uri);
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(count(text, "```sql") == 1);
  CHECK(count(text, "lumen:end") == 1);
  CHECK(s.editor.taken("workspace/applyEdit").size() == 1);
  CHECK(text.find(behind) != std::string::npos);
}

TEST_CASE("an edit that comes back with typed text in one message is known again") {
  const bool asked = GENERATE(true, false);
  Started s(asked ? one_question.substr(front.size()) : one_cell.substr(front.size()),
            {{"trusted", true}, {"settings", {{"connection", "./data"}}}});
  CAPTURE(asked);
  s.editor.habits.typed_along = "Typed.\n";
  Json argument = asked ? Json{{"position", {{"line", 1}, {"character", 0}}}} : Json{{"cell", "top"}};
  argument["uri"] = s.uri;
  const Json done = s.editor.run(asked ? "lumen.ask" : "lumen.run", argument);
  INFO(done.dump());
  CHECK(done["status"] == "ok");
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(count(text, "```sql") == 1);
  CHECK(count(text, "lumen:end") == 1);
  CHECK(count(text, "Typed.\n") == s.editor.taken("workspace/applyEdit").size());
}

TEST_CASE("an author who types on and on is no fault of his editor: the result comes when he rests") {
  Started s(one_cell);
  int left = 12;
  s.editor.habits.before_edit = [&] {
    if (left-- > 0)
      s.editor.edit(s.uri, {s.editor.text(s.uri).size(), s.editor.text(s.uri).size()}, "x");
  };
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}})["status"] == "ok");
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(count(text, "lumen:end") == 1);
  CHECK(text.ends_with("The end.\nxxxxxxxxxxxx"));
}

TEST_CASE("where edits carry no version, one that fell between typed lines is moved to its place") {
  Json capabilities = Editor::capabilities();
  capabilities["workspace"]["workspaceEdit"]["documentChanges"] = false;
  const bool asked = GENERATE(true, false);
  CAPTURE(asked);
  Started s(asked ? one_question : one_cell, trusted(), capabilities);
  const std::string typed = "\n```text\none\ntwo\nthree\nfour\n```\n";
  bool once = false;
  s.editor.habits.before_edit = [&] {
    if (std::exchange(once, true))
      return;
    s.editor.edit(s.uri, {front.size(), front.size()}, typed.substr(0, 9));
    s.editor.edit(s.uri, {front.size() + 9, front.size() + 9}, typed.substr(9));
  };
  Json argument = asked ? ask_it : Json{{"cell", "top"}};
  argument["uri"] = s.uri;
  const Json done = s.editor.run(asked ? "lumen.ask" : "lumen.run", argument);
  INFO(done.dump());
  CHECK(done["status"] == "ok");
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(text.find(front + typed + "\n") == 0);
  CHECK(count(text, "```sql") == 1);
  CHECK(count(text, "lumen:end") == 1);
  CHECK(text.find("<!-- lumen:end -->\n\nThe end.\n") != std::string::npos);
}

TEST_CASE("an editor that answers before it changes the text gets the result once") {
  Started s(one_cell);
  s.editor.habits.edits = Editor::Habits::Edits::apply_after_answer;
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}})["status"] == "ok");
  CHECK(s.editor.version(s.uri) == 2);
}

TEST_CASE("an editor that refuses is asked three times, then the answer is offered") {
  Started s(one_cell);
  s.editor.habits.edits = Editor::Habits::Edits::refuse;
  const Json response = s.editor.command("lumen.run", {{"uri", s.uri}, {"cell", "top"}});
  REQUIRE(response.contains("result"));
  s.editor.wait_message("window/showMessageRequest");
  CHECK(s.editor.taken("workspace/applyEdit").size() == 3);
  CHECK(s.editor.text(s.uri) == one_cell);
}

TEST_CASE("when its cell is deleted meanwhile, the answer is offered and nothing is forced") {
  Started s(one_cell);
  s.editor.habits.chosen = "Insert its SQL at the end";
  bool deleted = false;
  s.editor.habits.before_edit = [&] {
    if (deleted)
      return;
    deleted = true;
    const std::size_t begin = front.size();
    s.editor.edit(s.uri, {begin, s.editor.text(s.uri).size()}, "\nAll else is gone.\n");
  };
  s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}});
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(text.find("All else is gone.\n\n```sql\nSELECT region") != std::string::npos);
}

// Commands from the order to the text: trust, progress, cancelling, and what is told.
#include "lsp/started.hpp"
#include "support/marked.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

using namespace lumen;
using namespace lumen::test;

TEST_CASE("running a cell writes its result below it, once, and a rerun changes nothing") {
  Started s(one_cell);
  const Json done = s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}});
  INFO(done.dump());
  CHECK(done["status"] == "ok");
  CHECK(done["cell"] == "top");
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(has_result(text, "top"));
  CHECK(text.find("South") != std::string::npos);
  CHECK(text.find("<!-- lumen:end -->\n\nThe end.\n") != std::string::npos);
  CHECK(s.editor.version(s.uri) == 2); // one undo step
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}})["status"] == "unchanged");
  CHECK(s.editor.text(s.uri) == text);
  CHECK(s.editor.run("lumen.deleteResult", {{"uri", s.uri}, {"cell", "top"}})["status"] == "ok");
  CHECK_FALSE(has_result(s.editor.text(s.uri), "top"));
}

TEST_CASE("the work shows as progress with real stages, which ends") {
  Started s(one_cell);
  s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}});
  const auto kind = [](const char* wanted) {
    return [wanted](const Json& params) { return params["value"]["kind"] == wanted; };
  };
  const Json begun = s.editor.wait_message("$/progress", kind("begin"));
  CHECK(begun["value"]["cancellable"] == true);
  CHECK_FALSE(begun["value"]["title"].get<std::string>().empty());
  CHECK(s.editor.wait_message("$/progress", kind("end"))["token"] == begun["token"]);
}

TEST_CASE("without documentChanges the edit comes as changes") {
  Json capabilities = Editor::capabilities();
  capabilities["workspace"]["workspaceEdit"]["documentChanges"] = false;
  Started s(one_cell, trusted(), capabilities);
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}})["status"] == "ok");
  CHECK(s.editor.wait_message("workspace/applyEdit")["edit"].contains("changes"));
  CHECK(has_result(s.editor.text(s.uri), "top"));
}

TEST_CASE("a run is cancelled by its command, its progress, its document, or the request that waits for it") {
  Started s(slow_cell);
  const Json argument = {{"uri", s.uri}, {"cell", "slow"}};
  const auto started = [&] {
    const std::string run = s.editor.command("lumen.run", argument)["result"]["run"];
    s.editor.wait_message("$/progress", [&](const Json& params) { return params["token"] == run; });
    return run;
  };
  const auto status_of = [&](const std::string& run) {
    return s.editor.wait_message("lumen/runFinished",
                                 [&](const Json& params) { return params["run"] == run; })["status"];
  };
  const std::string first = started();
  CHECK(s.editor.result("lumen/status", {{"textDocument", {{"uri", s.uri}}}})["running"][0]["run"] == first);
  s.editor.command("lumen.cancel", {{"run", first}});
  CHECK(status_of(first) == "cancelled");
  const std::string second = started();
  s.editor.notify("window/workDoneProgress/cancel", {{"token", second}});
  CHECK(status_of(second) == "cancelled");
  const std::string third = started();
  s.editor.command("lumen.cancel", {{"uri", s.uri}});
  CHECK(status_of(third) == "cancelled");
  Json waiting = argument;
  waiting["wait"] = true;
  const auto id = s.editor.send_request("workspace/executeCommand",
                                        {{"command", "lumen.run"}, {"arguments", Json::array({waiting})}});
  s.editor.wait_message("$/progress", [](const Json& params) { return params["value"]["kind"] == "begin"; });
  s.editor.notify("$/cancelRequest", {{"id", id}});
  CHECK(s.editor.wait_response(id)["error"]["code"] == -32800);
  CHECK(s.editor.text(s.uri) == slow_cell);
}

TEST_CASE("an untrusted folder runs nothing: it is asked once, and a yes is kept") {
  Started s(one_cell, Json::object());
  const Json argument = {{"uri", s.uri}, {"cell", "top"}};
  SECTION("not now") {
    s.editor.habits.chosen = "Not now";
    CHECK(s.editor.run("lumen.run", argument)["status"] == "failed");
    CHECK(s.editor.wait_message("window/showMessage")["message"].get<std::string>().find("trust") !=
          std::string::npos);
    CHECK(s.editor.text(s.uri) == one_cell);
  }
  SECTION("yes") {
    s.editor.habits.chosen = "Trust this folder";
    CHECK(s.editor.run("lumen.run", argument)["status"] == "ok");
    CHECK(s.editor.taken("window/showMessageRequest").size() == 1);
    Editor next; // another editor, the same user
    next.initialize(Json::object(), Editor::capabilities(), s.workspace.folder());
    next.open(s.uri, one_cell);
    CHECK(next.run("lumen.run", argument)["status"] == "ok");
    CHECK(next.taken("window/showMessageRequest").empty());
  }
}

TEST_CASE("what the client says of trust holds") {
  Started s(one_cell, {{"trusted", false}});
  const Json argument = {{"uri", s.uri}, {"cell", "top"}};
  CHECK(s.editor.run("lumen.run", argument)["status"] == "failed");
  CHECK(s.editor.taken("window/showMessageRequest").empty());
  s.editor.notify("lumen/didChangeTrust", {{"trusted", true}});
  CHECK(s.editor.run("lumen.run", argument)["status"] == "ok");
}

TEST_CASE("a run that fails is told on its cell with the database's message, until the SQL changes") {
  const std::string text = front + "\n```sql {name=bad}\nSELECT nosuch FROM sales\n```\n";
  Started s(text);
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "bad"}})["status"] == "failed");
  const Json failed = s.editor.wait_message("textDocument/publishDiagnostics", [](const Json& params) {
    return params.dump().find("run-failed") != std::string::npos;
  });
  CHECK(failed.dump().find("nosuch") != std::string::npos);
  CHECK(s.editor.text(s.uri) == text);
  const std::size_t at = text.find("nosuch");
  s.editor.edit(s.uri, {at, at + 6}, "region");
  CHECK(s.editor.diagnostics(s.uri).dump().find("run-failed") == std::string::npos);
}

TEST_CASE("run all goes in the order of references, and a changed cell takes its dependents along") {
  const std::string text =
      front + "\n```sql {name=sum}\nSELECT sum(amount) AS s FROM ${base}\n```\n\n```sql {name=base}\n"
              "SELECT amount FROM sales WHERE amount > 6\n```\n";
  Started s(text);
  const std::string last = s.editor.command("lumen.runAll", {{"uri", s.uri}})["result"]["run"];
  std::vector<std::string> order;
  while (order.size() < 2) {
    const Json done = s.editor.wait_message("lumen/runFinished");
    INFO(done.dump());
    CHECK(done["status"] == "ok");
    order.push_back(done["cell"]);
    if (order.size() == 2)
      CHECK(done["run"] == last);
  }
  CHECK(order == std::vector<std::string>{"base", "sum"});
  CHECK(s.editor.text(s.uri).find("42") != std::string::npos);
  const std::size_t at = s.editor.text(s.uri).find("> 6");
  s.editor.edit(s.uri, {at, at + 3}, "> 9");
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "base"}})["status"] == "ok");
  const Json dependent = s.editor.wait_message("lumen/runFinished");
  CHECK(dependent["cell"] == "sum");
  CHECK(dependent["status"] == "ok");
  CHECK(s.editor.text(s.uri).find("35") != std::string::npos);
}

TEST_CASE("commands say what is wrong with their argument") {
  Started s(one_cell);
  for (const char* argument : {R"({})", R"({"uri":"file:///nowhere.lumen.md","cell":"top"})"}) {
    CAPTURE(argument);
    CHECK(s.editor.command("lumen.run", Json::parse(argument)).contains("error"));
  }
  CHECK(s.editor.command("lumen.run", {{"uri", s.uri}, {"cell", "nosuch"}}).contains("error"));
  CHECK(s.editor.command("lumen.changeChart", {{"uri", s.uri}, {"cell", "top"}, {"kind", "doughnut"}})
            .contains("error"));
  CHECK(s.editor.command("lumen.nosuch", {{"uri", s.uri}}).contains("error"));
}

TEST_CASE("settings: front matter over the client's, the client's answer over its initialization options") {
  Workspace workspace;
  Editor editor;
  const auto status = [&](const std::string& uri) {
    return editor.result("lumen/status", {{"textDocument", {{"uri", uri}}}});
  };
  editor.habits.configuration = {{"connection", "./data"}};
  editor.initialize({{"trusted", true}, {"settings", {{"connection", "./elsewhere"}}}},
                    Editor::capabilities(), workspace.folder());
  editor.wait_message("workspace/configuration");
  editor.settle();
  editor.open(workspace.uri("a.lumen.md"), "# A\n");
  CHECK(status(workspace.uri("a.lumen.md"))["connection"] == "./data");
  workspace.write("mine/x.csv", "a\n1\n");
  editor.open(workspace.uri("b.lumen.md"), "---\nconnection: ./mine\n---\n");
  CHECK(status(workspace.uri("b.lumen.md"))["connection"] == "./mine");
}

TEST_CASE("the chart of a result is given with its data, and drawn in characters") {
  Started s(one_cell);
  REQUIRE(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "top"}})["status"] == "ok");
  const std::string text = s.editor.text(s.uri);
  std::uint32_t line = 0;
  for (std::size_t at = 0; at < text.find("```sql"); ++at)
    line += text[at] == '\n';
  const Json place = {{"textDocument", {{"uri", s.uri}}}, {"position", {{"line", line}, {"character", 0}}}};
  const Json chart = s.editor.result("lumen/chart", place);
  INFO(chart.dump());
  CHECK(chart["cell"] == "top");
  CHECK(chart["kind"] == "bar");
  CHECK(chart["spec"]["data"]["values"].size() == 3);
  Json wide = place;
  wide["width"] = 60;
  CHECK(s.editor.result("lumen/chartText", wide)["lines"].size() > 2);
  CHECK(s.editor.run("lumen.changeChart", {{"uri", s.uri}, {"cell", "top"}, {"kind", "pie"}})["status"] ==
        "ok");
  CHECK(s.editor.result("lumen/chart", place)["kind"] == "pie");
}

TEST_CASE("SQL that the author wrote below a question is not replaced by asking") {
  const std::string mine = "```sql {name=mine}\nSELECT count(*) AS n -- my own words\nFROM sales\n```\n";
  Started s(front + "\nHow many sales are there per region?\n\n" + mine + "\nThe end.\n");
  Json argument = ask_it;
  argument["uri"] = s.uri;
  CHECK(s.editor.run("lumen.ask", argument)["status"] == "ok");
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(text.find(mine) != std::string::npos);
  CHECK(count(text, "```sql") == 2);
  // What Lumen wrote is its own until it is edited.
  CHECK(s.editor.run("lumen.ask", argument)["status"] == "unchanged");
  CHECK(count(s.editor.text(s.uri), "```sql") == 2);
}

TEST_CASE("a key runs the cell that it stands in, by whatever name its fence is written, and asks prose") {
  Started s(front + "\nHow many sales are there per region?\n\n# Other\n\n``` {.sql #top}\nSELECT 41 + 1 AS "
                    "answer\n```\n");
  CHECK(s.editor.run("lumen.runAt",
                     {{"uri", s.uri}, {"position", {{"line", 9}, {"character", 0}}}})["status"] == "ok");
  CHECK(s.editor.text(s.uri).find("42 |") != std::string::npos);
  CHECK(s.editor.run("lumen.runAt",
                     {{"uri", s.uri}, {"position", {{"line", 4}, {"character", 3}}}})["status"] == "ok");
  const std::string text = s.editor.text(s.uri);
  INFO(text);
  CHECK(text.find("```sql") < text.find("# Other"));
  CHECK(s.editor.command("lumen.runAt", {{"uri", s.uri}}).contains("error"));
}

TEST_CASE("a second cell of a name runs too, alone and with all others") {
  const std::string text = front + "\n```sql {name=a}\nSELECT 41 + 1 AS first\n```\n\n"
                                   "```sql {name=a}\nSELECT 42 + 1 AS second\n```\n";
  Started s(text);
  const Json done =
      s.editor.run("lumen.run", {{"uri", s.uri}, {"position", {{"line", 9}, {"character", 0}}}});
  INFO(done.dump());
  CHECK(done["status"] == "ok");
  CHECK(s.editor.text(s.uri).find("43 |") != std::string::npos);
  CHECK(s.editor.text(s.uri).find("42 |") == std::string::npos);
  s.editor.command("lumen.runAll", {{"uri", s.uri}});
  CHECK(s.editor.wait_message("lumen/runFinished")["status"] == "ok");
  CHECK(s.editor.wait_message("lumen/runFinished")["status"] != "failed");
  CHECK(s.editor.text(s.uri).find("42 |") != std::string::npos);
}

TEST_CASE("a result that can't be deleted says why") {
  const std::string region =
      "<!-- lumen:result v=9 of=top -->\n\n| a |\n| --- |\n| 1 |\n\n<!-- lumen:end -->\n";
  Started s(front + "\n```sql {name=top}\nSELECT 1\n```\n\n" + region);
  const Json response = s.editor.command("lumen.deleteResult", {{"uri", s.uri}, {"cell", "top"}});
  CHECK(response.dump().find("by hand") != std::string::npos);
  CHECK(s.editor.text(s.uri).find(region) != std::string::npos);
}

namespace {

/// A port of this machine that takes connections and never says a word, like a database behind a dead
/// network.
class SilentPort {
public:
  SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 64) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() { ::close(socket_); }
  std::string url() const { return "postgresql://nobody@127.0.0.1:" + std::to_string(port_) + "/silent"; }
  /// Waits until somebody has connected.
  void wait() const {
    pollfd entry{socket_, POLLIN, 0};
    REQUIRE(::poll(&entry, 1, 20'000) == 1);
  }

private:
  int socket_;
  int port_ = 0;
};

} // namespace

TEST_CASE("a database that says nothing holds up neither the end of the session nor other notebooks") {
  const SilentPort port;
  Workspace workspace;
  std::chrono::steady_clock::time_point begin;
  {
    Editor editor;
    editor.initialize(trusted(), Editor::capabilities(), workspace.folder());
    editor.open(workspace.uri("dead.lumen.md"), "---\nconnection: " + port.url() + "\n---\n\nHow many?\n");
    SECTION("while its schema is read") {
      port.wait();
    }
    SECTION("while its schema is refreshed") {
      port.wait();
      editor.send_request("workspace/executeCommand",
                          {{"command", "lumen.refreshCatalog"},
                           {"arguments", Json::array({{{"uri", workspace.uri("dead.lumen.md")}}})}});
      editor.settle();
    }
    SECTION("while seven notebooks ask it") {
      for (int i = 0; i < 7; ++i) {
        const std::string uri = workspace.uri("dead" + std::to_string(i) + ".lumen.md");
        editor.open(uri, "---\nconnection: " + port.url() + "\n---\n\nHow many?\n");
        editor.command("lumen.ask", {{"uri", uri}, {"position", {{"line", 4}, {"character", 0}}}});
      }
      port.wait();
      const std::string live = workspace.uri("live.lumen.md");
      editor.open(live, one_cell);
      editor.diagnostics(live);
      CHECK(editor.run("lumen.run", {{"uri", live}, {"cell", "top"}})["status"] == "ok");
    }
    begin = std::chrono::steady_clock::now();
    editor.request("shutdown", nullptr);
    editor.notify("exit", nullptr);
    CHECK(editor.exit_code().has_value());
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}

TEST_CASE("settings that come after a notebook was opened make its schema known") {
  Workspace workspace;
  Editor editor;
  editor.initialize(trusted(), Editor::capabilities(), workspace.folder());
  editor.settle();
  const std::string uri = workspace.uri();
  editor.open(uri, "# A\n");
  editor.diagnostics(uri);
  editor.habits.configuration = {{"connection", "./data"}};
  editor.notify("workspace/didChangeConfiguration", {{"settings", nullptr}});
  std::string engine;
  for (int i = 0; i < 200 && engine.empty(); ++i) {
    engine = editor.result("lumen/status", {{"textDocument", {{"uri", uri}}}})["engine"];
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CHECK_FALSE(engine.empty());
}

TEST_CASE("a client that shows plain text gets a hover without Markdown") {
  Json capabilities = Editor::capabilities();
  capabilities["textDocument"]["hover"]["contentFormat"] = {"plaintext"};
  Started s(one_cell, trusted(), capabilities);
  const Json hover = s.editor.result("textDocument/hover", {{"textDocument", {{"uri", s.uri}}},
                                                            {"position", {{"line", 6}, {"character", 4}}}});
  INFO(hover.dump());
  REQUIRE(hover.is_object());
  CHECK(hover["contents"]["kind"] == "plaintext");
  const std::string value = hover["contents"]["value"];
  CHECK_FALSE(value.empty());
  CHECK(value.find('*') == std::string::npos);
  CHECK(value.find('`') == std::string::npos);
}

TEST_CASE("what a run says of its result is told at its end, and as long as the result stands") {
  Started s(front + "\n```sql {name=some limit=2}\nSELECT * FROM sales\n```\n");
  const Json done = s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "some"}});
  CHECK(done["message"].get<std::string>().find("Only the first 2 rows were fetched") == 0);
  const Json progress = s.editor.wait_message(
      "$/progress", [](const Json& params) { return params["value"]["kind"] == "end"; });
  CHECK(progress["value"]["message"] == done["message"]);
  const auto hover = [&] {
    const Json result =
        s.editor.result("textDocument/hover",
                        {{"textDocument", {{"uri", s.uri}}}, {"position", {{"line", 4}, {"character", 3}}}});
    return result["contents"]["value"].get<std::string>();
  };
  CHECK(hover().find("first 2 rows") != std::string::npos);
  s.editor.command("lumen.showState", {{"uri", s.uri}, {"cell", "some"}});
  CHECK(s.editor.wait_message("window/showMessage")["message"].get<std::string>().find("first 2 rows") !=
        std::string::npos);
  // Another session knows it from the stamp.
  Editor later;
  later.initialize(trusted(), Editor::capabilities(), s.workspace.folder());
  later.open(s.uri, s.editor.text(s.uri));
  const Json seen = later.result("textDocument/hover", {{"textDocument", {{"uri", s.uri}}},
                                                        {"position", {{"line", 4}, {"character", 3}}}});
  CHECK(seen["contents"]["value"].get<std::string>().find("first 2 rows") != std::string::npos);
  // With all rows there is nothing to say.
  const std::string text = s.editor.text(s.uri);
  const std::size_t place = text.find("limit=2");
  s.editor.edit(s.uri, {place, place + 7}, "limit=9");
  CHECK(s.editor.run("lumen.run", {{"uri", s.uri}, {"cell", "some"}})["message"] == "");
  CHECK(hover().find("first 2 rows") == std::string::npos);
}

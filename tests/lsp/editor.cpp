#include "lsp/editor.hpp"

#include "base/paths.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace lumen::test {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds patience{30};

} // namespace

Workspace::Workspace() {
  std::string pattern = (fs::temp_directory_path() / "lumen-lsp-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  folder_ = fs::canonical(pattern);
  for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
    setenv(variable, (folder_ / ".home" / variable).c_str(), 1);
  for (const char* variable : {"DATABASE_URL", "PGSERVICE", "PGHOST"})
    unsetenv(variable);
  write(
      "data/sales.csv",
      "region,amount,day\nNorth,10,2024-01-01\nSouth,25,2024-01-02\nNorth,5,2024-01-03\nEast,7,2024-02-01\n");
}

Workspace::~Workspace() {
  fs::remove_all(folder_);
}

std::string Workspace::uri(const std::string& name) const {
  return paths::to_uri(folder_ / name);
}

void Workspace::write(const std::string& name, const std::string& text) const {
  fs::create_directories((folder_ / name).parent_path());
  std::ofstream(folder_ / name) << text;
}

Editor::Editor() {
  session_ = std::make_unique<lsp::Session>(
      executor_, "0.0.0",
      [this](const std::string& message, const std::string&) { receive(Json::parse(message)); },
      [this](int code) {
        const std::lock_guard lock(mutex_);
        exit_code_ = code;
        arrived_.notify_all();
      });
  main_ = std::thread([this] { executor_.run_main(); });
}

Editor::~Editor() {
  executor_.main().post([this] {
    session_->on_input_end(); // ends what still runs
    executor_.stop_main();
  });
  main_.join();
  executor_.shutdown();
}

Json Editor::capabilities() {
  return Json::parse(R"({
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": true, "showMessage": {}},
    "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}, "configuration": true,
                  "codeLens": {"refreshSupport": true}, "workspaceFolders": true},
    "textDocument": {
      "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor"]}}},
      "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
      "hover": {"contentFormat": ["markdown"]},
      "publishDiagnostics": {"versionSupport": true}}})");
}

Json Editor::initialize(const Json& options, const Json& client, const fs::path& folder) {
  Json params = {{"processId", nullptr},
                 {"rootUri", nullptr},
                 {"capabilities", client},
                 {"initializationOptions", options}};
  params["initializationOptions"]["runFinished"] = true;
  if (!folder.empty())
    params["workspaceFolders"] = Json::array({{{"uri", paths::to_uri(folder)}, {"name", "test"}}});
  Json answer = result("initialize", params);
  const std::string encoding = answer["capabilities"]["positionEncoding"];
  encoding_ = encoding == "utf-8"    ? text::Encoding::utf8
              : encoding == "utf-32" ? text::Encoding::utf32
                                     : text::Encoding::utf16;
  notify("initialized", Json::object());
  return answer;
}

void Editor::post(lsp::Frame frame) {
  executor_.main().post([this, frame = std::move(frame)] { session_->on_frame(frame); });
}

void Editor::send_text(const std::string& text) {
  post({lsp::Frame::Kind::message, text, text.size()});
}

void Editor::send_frame(lsp::Frame frame) {
  post(std::move(frame));
}

std::int64_t Editor::send_request(const std::string& method, const Json& params) {
  std::int64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = next_id_++;
  }
  send_text(dump_json({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}));
  return id;
}

Json Editor::wait_response(std::int64_t id) {
  std::unique_lock lock(mutex_);
  INFO("waiting for the response " << id);
  REQUIRE(arrived_.wait_for(lock, patience, [&] { return responses_.count(id) > 0; }));
  Json out = responses_.at(id);
  responses_.erase(id);
  return out;
}

Json Editor::request(const std::string& method, const Json& params) {
  return wait_response(send_request(method, params));
}

Json Editor::result(const std::string& method, const Json& params) {
  Json response = request(method, params);
  INFO(method << ": " << response.dump());
  REQUIRE(response.contains("result"));
  return response["result"];
}

void Editor::notify(const std::string& method, const Json& params) {
  send_text(dump_json({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}}));
}

void Editor::receive(Json message) {
  if (message.contains("method") && message.contains("id"))
    answer(message);
  const std::lock_guard lock(mutex_);
  if (message.contains("method")) {
    messages_.push_back(std::move(message));
  } else if (message["id"].is_number_integer()) {
    const std::int64_t id = message["id"];
    CHECK(responses_.count(id) == 0); // exactly one reply
    responses_[id] = std::move(message);
  } else {
    responses_[0] = std::move(message); // an error without an id
  }
  arrived_.notify_all();
}

// On the server's own thread: what is sent from here is handled after the present task, as with a real
// client.
void Editor::answer(const Json& request) {
  const std::string method = request["method"];
  Json result = nullptr;
  if (method == "workspace/configuration") {
    result = Json::array({habits.configuration});
  } else if (method == "window/showMessageRequest") {
    for (const Json& action : request["params"]["actions"])
      if (action["title"] == habits.chosen)
        result = action;
  } else if (method == "workspace/applyEdit") {
    if (habits.before_edit)
      habits.before_edit();
    if (habits.edits == Habits::Edits::apply_after_answer) {
      const Json params = request["params"];
      send_text(dump_json({{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", {{"applied", true}}}}));
      apply(params);
      return;
    }
    result = apply(request["params"]);
  }
  send_text(dump_json({{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", result}}));
}

Json Editor::apply(const Json& params) {
  if (habits.edits == Habits::Edits::refuse)
    return {{"applied", false}, {"failureReason", "the test says no"}};
  if (habits.edits == Habits::Edits::say_applied_and_drop)
    return {{"applied", true}};
  std::map<std::string, std::pair<std::optional<std::int64_t>, Json>> all; // uri -> version, edits
  const Json& edit = params["edit"];
  if (edit.contains("documentChanges")) {
    for (const Json& one : edit["documentChanges"])
      all[one["textDocument"]["uri"]] = {one["textDocument"]["version"].get<std::int64_t>(), one["edits"]};
  } else {
    for (const auto& [uri, edits] : edit["changes"].items())
      all[uri] = {std::nullopt, edits};
  }
  for (const auto& [uri, change_of] : all) {
    std::vector<text::Edit> edits;
    {
      const std::lock_guard lock(mutex_);
      const Open& open = documents_.at(uri);
      if (change_of.first && *change_of.first != open.version)
        return {{"applied", false}, {"failureReason", "another version"}};
      const text::LineIndex lines(open.text);
      const auto offset = [&](const Json& position) {
        return lines.offset(
            open.text, {position["line"].get<std::uint32_t>(), position["character"].get<std::uint32_t>()},
            encoding_);
      };
      for (const Json& one : change_of.second)
        edits.push_back({{offset(one["range"]["start"]), offset(one["range"]["end"])},
                         one["newText"].get<std::string>()});
    }
    std::stable_sort(edits.begin(), edits.end(),
                     [](const text::Edit& a, const text::Edit& b) { return a.range.begin < b.range.begin; });
    if (!habits.typed_along.empty())
      edits.insert(edits.begin(), {{0, 0}, habits.typed_along});
    change(uri, edits, !habits.typed_along.empty());
  }
  if (habits.after_edit)
    habits.after_edit();
  return {{"applied", true}};
}

// Told from the last edit to the first, so that each range is one of the text before.
void Editor::change(const std::string& uri, const std::vector<text::Edit>& edits, bool whole) {
  Json changes = Json::array();
  std::int64_t version = 0;
  {
    const std::lock_guard lock(mutex_);
    Open& open = documents_.at(uri);
    const text::LineIndex lines(open.text);
    const auto position = [&](std::size_t offset) -> Json {
      const auto at = lines.position(open.text, offset, encoding_);
      return {{"line", at.line}, {"character", at.character}};
    };
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
      changes.push_back(
          {{"range", {{"start", position(edit->range.begin)}, {"end", position(edit->range.end)}}},
           {"text", edit->text}});
    open.text = text::apply(open.text, edits);
    version = ++open.version;
    if (whole)
      changes = Json::array({{{"text", open.text}}});
  }
  notify("textDocument/didChange",
         {{"textDocument", {{"uri", uri}, {"version", version}}}, {"contentChanges", std::move(changes)}});
}

Json Editor::wait_message(const std::string& method, const std::function<bool(const Json&)>& fits) {
  std::unique_lock lock(mutex_);
  Json out;
  INFO("waiting for " << method);
  REQUIRE(arrived_.wait_for(lock, patience, [&] {
    const auto found = std::find_if(messages_.begin(), messages_.end(), [&](const Json& message) {
      return message["method"] == method && (!fits || fits(message["params"]));
    });
    if (found == messages_.end())
      return false;
    out = *found;
    messages_.erase(found);
    return true;
  }));
  return out["params"];
}

std::vector<Json> Editor::taken(const std::string& method) {
  const std::lock_guard lock(mutex_);
  std::vector<Json> out;
  for (auto message = messages_.begin(); message != messages_.end();) {
    if ((*message)["method"] == method) {
      out.push_back((*message)["params"]);
      message = messages_.erase(message);
    } else {
      ++message;
    }
  }
  return out;
}

void Editor::settle() {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  executor_.main().post([&] {
    const std::lock_guard lock(mutex);
    done = true;
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  REQUIRE(changed.wait_for(lock, patience, [&] { return done; }));
}

void Editor::open(const std::string& uri, const std::string& text, const std::string& language) {
  {
    const std::lock_guard lock(mutex_);
    documents_[uri] = {text, 1};
  }
  notify("textDocument/didOpen",
         {{"textDocument", {{"uri", uri}, {"languageId", language}, {"version", 1}, {"text", text}}}});
}

void Editor::edit(const std::string& uri, text::Span span, const std::string& replacement) {
  change(uri, {{span, replacement}});
}

std::string Editor::text(const std::string& uri) {
  const std::lock_guard lock(mutex_);
  return documents_.at(uri).text;
}

std::int64_t Editor::version(const std::string& uri) {
  const std::lock_guard lock(mutex_);
  return documents_.at(uri).version;
}

Json Editor::diagnostics(const std::string& uri) {
  const std::int64_t wanted = version(uri);
  return wait_message("textDocument/publishDiagnostics", [&](const Json& params) {
    return params["uri"] == uri && params.contains("version") && params["version"] == wanted;
  })["diagnostics"];
}

Json Editor::command(const std::string& name, const Json& argument) {
  return request("workspace/executeCommand", {{"command", name}, {"arguments", Json::array({argument})}});
}

Json Editor::run(const std::string& name, const Json& argument) {
  const Json response = command(name, argument);
  INFO(response.dump());
  REQUIRE(response.contains("result"));
  const std::string id = response["result"]["run"];
  return wait_message("lumen/runFinished", [&](const Json& params) { return params["run"] == id; });
}

std::optional<int> Editor::exit_code(std::chrono::milliseconds how_long) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, how_long, [&] { return exit_code_.has_value(); });
  return exit_code_;
}

} // namespace lumen::test

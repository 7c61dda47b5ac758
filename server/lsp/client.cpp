#include "lsp/client.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

namespace {

bool flag(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* at = &object;
  for (const std::string_view key : path)
    at = &member(*at, key);
  return at->is_boolean() && at->get<bool>();
}

bool lists(const Json& array, std::string_view wanted) {
  return array.is_array() &&
         std::any_of(array.begin(), array.end(), [&](const Json& entry) { return entry == wanted; });
}

// The cheapest for us first (LSP 3.17: the client's order is its preference, but it supports all it lists).
text::Encoding choose_encoding(const Json& offered) {
  if (lists(offered, "utf-8"))
    return text::Encoding::utf8;
  if (lists(offered, "utf-16") || !lists(offered, "utf-32"))
    return text::Encoding::utf16;
  return text::Encoding::utf32;
}

} // namespace

ClientCapabilities capabilities_from(const Json& params) {
  const Json& all = member(params, "capabilities");
  const Json& workspace = member(all, "workspace");
  const Json& document = member(all, "textDocument");
  const Json& window = member(all, "window");
  ClientCapabilities out;
  out.encoding = choose_encoding(member(member(all, "general"), "positionEncodings"));
  out.apply_edit = flag(workspace, {"applyEdit"});
  out.document_changes = flag(workspace, {"workspaceEdit", "documentChanges"});
  out.configuration = flag(workspace, {"configuration"});
  out.did_change_configuration_registration =
      flag(workspace, {"didChangeConfiguration", "dynamicRegistration"});
  out.watched_files_registration = flag(workspace, {"didChangeWatchedFiles", "dynamicRegistration"});
  out.watched_relative_patterns = flag(workspace, {"didChangeWatchedFiles", "relativePatternSupport"});
  out.work_done_progress = flag(window, {"workDoneProgress"});
  out.show_message_request = member(window, "showMessage").is_object();
  out.code_lens_refresh = flag(workspace, {"codeLens", "refreshSupport"});
  // LSP 3.18. Neovim says so too, but then asks for every lens of the list by a request of its own.
  out.code_lens_resolve =
      lists(member(member(member(document, "codeLens"), "resolveSupport"), "properties"), "command") &&
      string_member(member(params, "clientInfo"), "name") != "Neovim";
  out.code_action_literals = member(member(document, "codeAction"), "codeActionLiteralSupport").is_object();
  out.hierarchical_symbols = flag(document, {"documentSymbol", "hierarchicalDocumentSymbolSupport"});
  out.hover_markdown = lists(member(member(document, "hover"), "contentFormat"), "markdown");
  out.diagnostic_version = flag(document, {"publishDiagnostics", "versionSupport"});
  out.run_finished = flag(member(params, "initializationOptions"), {"runFinished"});
  out.file_diagnostics = flag(member(params, "initializationOptions"), {"fileDiagnostics"});
  return out;
}

Client::Client(Send send) : send_(std::move(send)) {}
Client::~Client() = default;

void Client::notify(std::string_view method, Json params) {
  send_({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void Client::request(std::string_view method, Json params, Answer answer) {
  const std::int64_t id = next_id_++;
  waiting_.emplace(id, std::move(answer));
  Json message = {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
  if (!params.is_null())
    message["params"] = std::move(params);
  send_(std::move(message));
}

void Client::on_response(const Json& message) {
  const Json& id = member(message, "id");
  if (!id.is_number_integer())
    return;
  const auto found = waiting_.find(id.get<std::int64_t>());
  if (found == waiting_.end())
    return;
  const Answer answer = std::move(found->second);
  waiting_.erase(found);
  const Json& error = member(message, "error");
  if (error.is_object())
    answer(fail(Code::unsupported, string_member(error, "message")));
  else
    answer(member(message, "result"));
}

void Client::log(MessageType type, const std::string& text) {
  notify("window/logMessage", {{"type", static_cast<int>(type)}, {"message", text}});
}

void Client::show(MessageType type, const std::string& text) {
  notify("window/showMessage", {{"type", static_cast<int>(type)}, {"message", text}});
}

void Client::ask(MessageType type, const std::string& text, const std::vector<std::string>& titles,
                 std::function<void(std::string)> answer) {
  Json actions = Json::array();
  for (const std::string& title : titles)
    actions.push_back({{"title", title}});
  request("window/showMessageRequest",
          {{"type", static_cast<int>(type)}, {"message", text}, {"actions", std::move(actions)}},
          [answer = std::move(answer)](Result<Json> chosen) {
            answer(chosen ? string_member(*chosen, "title") : "");
          });
}

} // namespace lumen::lsp

#include "lsp/bindings.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace lumen::lsp {

namespace {

// LSP 3.17, TextDocumentSyncKind.Incremental
constexpr int incremental = 2;

const std::array bindings{
    Binding{"initialize", &Session::initialize},
    Binding{"initialized", nullptr, &Session::initialized},
    Binding{"shutdown", &Session::shutdown},
    Binding{"exit", nullptr, &Session::exit},
    Binding{"$/cancelRequest", nullptr, &Session::cancel_request},
    Binding{"$/setTrace", nullptr, &Session::set_trace},
    Binding{"window/workDoneProgress/cancel", nullptr, &Session::cancel_progress},
    Binding{"workspace/didChangeConfiguration", nullptr, &Session::did_change_configuration},
    Binding{"workspace/didChangeWorkspaceFolders", nullptr, &Session::did_change_workspace_folders,
            [](Json& all) {
              all["workspace"]["workspaceFolders"] = {{"supported", true}, {"changeNotifications", true}};
            }},
    Binding{"workspace/didChangeWatchedFiles", nullptr, &Session::did_change_watched_files},
    Binding{"textDocument/didOpen", nullptr, &Session::did_open,
            [](Json& all) { all["textDocumentSync"]["openClose"] = true; }},
    Binding{"textDocument/didChange", nullptr, &Session::did_change,
            [](Json& all) { all["textDocumentSync"]["change"] = incremental; }},
    Binding{"textDocument/didClose", nullptr, &Session::did_close},
    Binding{"textDocument/didSave", nullptr, &Session::did_save,
            [](Json& all) { all["textDocumentSync"]["save"] = true; }},
    Binding{"textDocument/codeLens", &Session::code_lens, nullptr,
            [](Json& all) {
              all["codeLensProvider"] = {{"resolveProvider", true}};
            }},
    Binding{"codeLens/resolve", &Session::resolve_code_lens},
    Binding{"textDocument/codeAction", &Session::code_action, nullptr,
            [](Json& all) {
              all["codeActionProvider"] = {{"codeActionKinds", {"quickfix", "refactor.rewrite"}}};
            }},
    Binding{"textDocument/hover", &Session::hover, nullptr, [](Json& all) { all["hoverProvider"] = true; }},
    Binding{"textDocument/documentSymbol", &Session::document_symbol, nullptr,
            [](Json& all) {
              all["documentSymbolProvider"] = {{"label", "Lumen"}};
            }},
    Binding{"textDocument/foldingRange", &Session::folding_range, nullptr,
            [](Json& all) { all["foldingRangeProvider"] = true; }},
    Binding{"textDocument/documentLink", &Session::document_link, nullptr,
            [](Json& all) {
              all["documentLinkProvider"] = {{"resolveProvider", false}};
            }},
    Binding{"workspace/executeCommand", &Session::execute_command, nullptr,
            [](Json& all) {
              all["executeCommandProvider"] = {{"commands", command_names()}};
            }},
    Binding{"lumen/chart", &Session::chart},
    Binding{"lumen/chartText", &Session::chart_text},
    Binding{"lumen/status", &Session::status},
    Binding{"lumen/didChangeTrust", nullptr, &Session::did_change_trust},
};

std::string_view encoding_name(text::Encoding encoding) {
  switch (encoding) {
  case text::Encoding::utf8:
    return "utf-8";
  case text::Encoding::utf16:
    return "utf-16";
  case text::Encoding::utf32:
    return "utf-32";
  }
  return "utf-16";
}

} // namespace

const Binding* find_binding(std::string_view method) {
  for (const Binding& binding : bindings)
    if (binding.method == method)
      return &binding;
  return nullptr;
}

Json server_capabilities(text::Encoding encoding) {
  Json all = {{"positionEncoding", encoding_name(encoding)}};
  for (const Binding& binding : bindings)
    if (binding.announce != nullptr)
      binding.announce(all);
  return all;
}

} // namespace lumen::lsp

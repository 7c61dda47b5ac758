// The client as the server sees it: what it can do, and what is said to it. Main strand only.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "lsp/protocol.hpp"
#include "text/position.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lumen::lsp {

/// From `initialize`: only what Lumen looks at.
struct ClientCapabilities {
  text::Encoding encoding = text::Encoding::utf16;
  bool apply_edit = false;
  bool document_changes = false;
  bool configuration = false;
  bool did_change_configuration_registration = false;
  bool watched_files_registration = false;
  bool watched_relative_patterns = false;
  bool work_done_progress = false;
  bool show_message_request = false;
  bool code_lens_refresh = false;
  bool code_lens_resolve = false; ///< asks for the commands of those lenses alone that it shows
  bool code_action_literals = false;
  bool hierarchical_symbols = false;
  bool hover_markdown = false;
  bool diagnostic_version = false;
  bool run_finished = false;     ///< initializationOptions.runFinished
  bool file_diagnostics = false; ///< initializationOptions.fileDiagnostics: of files that aren't open, too
};

ClientCapabilities capabilities_from(const Json& initialize_params);

class Client {
public:
  using Send = std::function<void(Json)>;
  /// The result, or the client's error as Code::unsupported.
  using Answer = std::function<void(Result<Json>)>;

  explicit Client(Send send);
  ~Client();

  ClientCapabilities capabilities;

  void notify(std::string_view method, Json params);
  void request(std::string_view method, Json params, Answer answer);
  /// A response that came in; ids that nobody waits for are ignored.
  void on_response(const Json& message);

  void log(MessageType type, const std::string& text);
  void show(MessageType type, const std::string& text);
  /// window/showMessageRequest: the title chosen, or "" when none was.
  void ask(MessageType type, const std::string& text, const std::vector<std::string>& titles,
           std::function<void(std::string)> answer);

private:
  Send send_;
  std::int64_t next_id_ = 1;
  std::map<std::int64_t, Answer> waiting_;
};

} // namespace lumen::lsp

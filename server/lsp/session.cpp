// Lifecycle, dispatch and documents; settings stand in configuration.cpp, trust in trust.cpp, features in
// features.cpp, commands in commands.cpp.
#include "lsp/session.hpp"

#include "base/ascii.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"
#include "lsp/bindings.hpp"
#include "lsp/convert.hpp"
#include "lsp/diagnoser.hpp"
#include "lsp/in_flight.hpp"
#include "run/pool.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>

namespace lumen::lsp {

namespace {

constexpr std::chrono::seconds process_check{3};

std::string uri_of(const Json& params) {
  return string_member(member(params, "textDocument"), "uri");
}

// The id in the start of a message that can't be parsed whole.
std::optional<Json> id_in(std::string_view start) {
  const std::size_t key = start.find("\"id\"");
  const std::size_t colon = key == std::string_view::npos ? key : start.find(':', key);
  if (colon == std::string_view::npos)
    return std::nullopt;
  const std::string_view rest = ascii::trim(start.substr(colon + 1));
  const std::size_t end = rest.starts_with('"') ? rest.find('"', 1) : rest.find_first_of(",} \t\r\n");
  if (end == std::string_view::npos)
    return std::nullopt;
  const auto id = parse_json(rest.substr(0, rest.starts_with('"') ? end + 1 : end));
  return id && (id->is_number_integer() || id->is_string()) ? std::optional<Json>(*id) : std::nullopt;
}

} // namespace

Session::Session(Executor& executor, std::string version, Send send, Exit exit)
    : executor_(executor), version_(std::move(version)), exit_(std::move(exit)), send_(std::move(send)),
      client_([this](const Json& message) { send_(dump_json(message), ""); }),
      documents_(
          executor,
          [this](const Document& document, const std::vector<text::Edit>& edits) {
            runs_.on_edited(document, edits);
          },
          [this](const Document& document) {
            runs_.on_parsed(document);
            diagnose(document.uri);
          }),
      runs_(
          executor, client_, documents_, services_,
          [this](const Document& document) { return context_of(document); },
          [this](const std::string& uri) { refresh(uri); },
          [this](const std::string& uri, std::function<void(Result<void>)> then) {
            when_trusted(uri, std::move(then));
          }),
      settings_problems_(executor, client_, documents_), typing_(executor.make_lane()),
      work_(executor.make_lane()), diagnoser_(std::make_unique<Diagnoser>(executor, services_)) {}

Session::~Session() = default;

void Session::on_frame(const Frame& frame) {
  switch (frame.kind) {
  case Frame::Kind::message:
    return on_message(parse_message(frame.text));
  case Frame::Kind::bad_header:
    log::warning("not a message of the protocol: " + frame.text);
    return respond_error(nullptr, ErrorCode::parse_error,
                         "Not a message of the Language Server Protocol: " + frame.text);
  case Frame::Kind::too_long:
    return on_too_long(frame);
  }
}

void Session::on_message(Result<Json> message) {
  if (left_)
    return;
  if (!message)
    return respond_error(nullptr, ErrorCode::parse_error, message.error().message);
  if (!message->is_object())
    return respond_error(nullptr, ErrorCode::invalid_request,
                         "A message is one JSON object; batches are not part of LSP.");
  dispatch(*message);
}

void Session::dispatch(const Json& message) {
  const Json& id = member(message, "id");
  const bool has_id = id.is_number_integer() || id.is_string();
  if (string_member(message, "jsonrpc") != "2.0")
    return respond_error(has_id ? id : Json(), ErrorCode::invalid_request, "`jsonrpc` is not \"2.0\".");
  const Json& method = member(message, "method");
  if (!method.is_string()) {
    const bool response = message.contains("result") || message.contains("error");
    if (response)
      return client_.on_response(message);
    return respond_error(has_id ? id : Json(), ErrorCode::invalid_request,
                         "A message needs a method, a result or an error.");
  }
  const Json& params = member(message, "params");
  if (!params.is_structured() && !params.is_null())
    return respond_error(has_id ? id : Json(), ErrorCode::invalid_request,
                         "`params` is neither an object nor a list.");
  log::debug("received " + method.get_ref<const std::string&>());
  if (trace_)
    client_.notify("$/logTrace", {{"message", "received " + method.get<std::string>()}});
  const InFlight noted(method.get_ref<const std::string&>());
  if (has_id)
    return dispatch_request(method.get<std::string>(), id, params);
  if (message.contains("id"))
    return respond_error(nullptr, ErrorCode::invalid_request,
                         "A request's id is a whole number or a string.");
  dispatch_notification(method.get<std::string>(), params);
}

void Session::dispatch_request(const std::string& method, const Json& id, const Json& params) {
  const Binding* binding = find_binding(method);
  if (lifecycle_ == Lifecycle::before_initialize && method != "initialize")
    return respond_error(id, ErrorCode::server_not_initialized, "The server waits for `initialize`.");
  if (lifecycle_ == Lifecycle::after_shutdown)
    return respond_error(id, ErrorCode::invalid_request, "The server was shut down; only `exit` may follow.");
  if (binding == nullptr || binding->request == nullptr)
    return respond_error(id, ErrorCode::method_not_found, "Lumen has no method " + method + ".");
  const std::string key = dump_json(id);
  if (pending_.count(key) > 0)
    return respond_error(id, ErrorCode::invalid_request, "A request with this id is still being worked on.");
  auto answered = std::make_shared<std::atomic<bool>>(false);
  const Reply::Answer answer = [this, key, answered](std::string response) {
    if (answered->exchange(true))
      return; // a cancel and a result may meet
    send_(std::move(response), "");
    executor_.main().post([this, key] { pending_.erase(key); });
  };
  pending_[key] = {answer, {}};
  const Reply::Cancellable cancellable = [this, key](Reply::Cancel cancel) {
    if (const auto pending = pending_.find(key); pending != pending_.end())
      pending->second.on_cancel = std::move(cancel);
  };
  (this->*binding->request)(params, Reply(id, answer, cancellable));
}

void Session::dispatch_notification(const std::string& method, const Json& params) {
  const Binding* binding = find_binding(method);
  if (binding == nullptr || binding->notification == nullptr)
    return; // LSP 3.17: unknown ones are ignored
  if (lifecycle_ != Lifecycle::running && method != "exit")
    return;
  (this->*binding->notification)(params);
}

void Session::respond_error(const Json& id, ErrorCode code, const std::string& message) {
  Reply(id, [this](std::string response) { send_(std::move(response), ""); }).error(code, message);
}

// The start of a message that was too long tells whose it was.
void Session::on_too_long(const Frame& frame) {
  const std::string size = std::to_string(frame.length >> 20) + " MiB";
  const std::string_view start = frame.text;
  const auto string_after = [&](std::string_view key) {
    const std::size_t at = start.find("\"" + std::string(key) + "\"");
    if (at == std::string_view::npos)
      return std::string();
    const std::size_t open = start.find('"', start.find(':', at));
    const std::size_t close = open == std::string_view::npos ? open : start.find('"', open + 1);
    return close == std::string_view::npos ? std::string()
                                           : std::string(start.substr(open + 1, close - open - 1));
  };
  const std::string uri = string_after("uri");
  log::warning("a message of " + size + " was dropped");
  const std::string_view before_params = start.substr(0, start.find("\"params\""));
  if (const auto id = id_in(before_params))
    return respond_error(*id, ErrorCode::invalid_request,
                         "A message of " + size + " is over the bound of 64 MiB; it was dropped.");
  if (const Document* known = documents_.find(uri); known != nullptr && known->dead)
    return; // told already
  if (documents_.find(uri) != nullptr || string_after("method") == "textDocument/didOpen") {
    documents_.lose(uri);
    runs_.end_document(uri);
    client_.show(MessageType::error,
                 "This notebook is too large for Lumen (" + size +
                     "; 64 MiB is the most). Make it smaller, then close and open it again.");
    return;
  }
  respond_error(nullptr, ErrorCode::invalid_request,
                "A message of " + size + " is over the bound of 64 MiB; it was dropped.");
}

void Session::on_input_end() {
  if (!left_)
    leave(lifecycle_ == Lifecycle::after_shutdown ? 0 : 1);
}

void Session::leave(int code) {
  if (left_)
    return;
  left_ = true;
  stop();
  exit_(code);
}

void Session::stop() {
  stop_.request_stop();
  diagnoser_->stop();
  runs_.end_all();
}

void Session::initialize(const Json& params, Reply reply) {
  if (lifecycle_ != Lifecycle::before_initialize)
    return reply.error(ErrorCode::invalid_request, "`initialize` came twice.");
  lifecycle_ = Lifecycle::running;
  client_.capabilities = capabilities_from(params);
  workspace_.initialize(params);
  trace_ = member(params, "trace").is_string() && member(params, "trace") != "off";
  const Json& options = member(params, "initializationOptions");
  if (member(options, "trusted").is_boolean())
    client_trust_ = member(options, "trusted").get<bool>();
  if (member(options, "settings").is_object())
    initial_settings_ = dump_json(member(options, "settings"));
  settings_ = initial_settings_;
  if (member(params, "processId").is_number_integer())
    watch_process(member(params, "processId").get<std::int64_t>());
  reply.result({{"capabilities", server_capabilities(client_.capabilities.encoding)},
                {"serverInfo", {{"name", "lumen-lsp"}, {"version", version_}}}});
}

void Session::initialized(const Json&) {
  register_for_changes();
  load_configuration();
}

void Session::shutdown(const Json&, Reply reply) {
  lifecycle_ = Lifecycle::after_shutdown;
  stop();
  reply.result(nullptr);
}

void Session::exit(const Json&) {
  leave(lifecycle_ == Lifecycle::after_shutdown ? 0 : 1);
}

void Session::watch_process(std::int64_t process) {
  executor_.after(process_check, [this, process] {
    if (left_)
      return;
    if (::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH) {
      log::info("the client's process is gone");
      return leave(lifecycle_ == Lifecycle::after_shutdown ? 0 : 1);
    }
    watch_process(process);
  });
}

void Session::cancel_request(const Json& params) {
  const auto found = pending_.find(dump_json(member(params, "id")));
  if (found == pending_.end())
    return;
  const Reply::Answer answer = found->second.answer;
  const Reply::Cancel cancel = found->second.on_cancel;
  if (!cancel || cancel())
    Reply(member(params, "id"), answer).error(ErrorCode::request_cancelled, "The request was cancelled.");
}

void Session::set_trace(const Json& params) {
  trace_ = member(params, "value").is_string() && member(params, "value") != "off";
}

void Session::cancel_progress(const Json& params) {
  runs_.cancel(string_member(params, "token"));
}

void Session::did_change_workspace_folders(const Json& params) {
  workspace_.change(member(params, "event"));
  refresh_all();
}

void Session::did_change_watched_files(const Json&) {
  refresh_all();
}

void Session::did_open(const Json& params) {
  const Json& document = member(params, "textDocument");
  const std::string uri = string_member(document, "uri");
  const Json& version = member(document, "version");
  const auto path = paths::from_uri(uri);
  documents_.open(
      uri, path ? path->parent_path().string() : workspace_.first(), string_member(document, "languageId"),
      version.is_number_integer() ? version.get<std::int64_t>() : 0, string_member(document, "text"));
  const Document* opened = documents_.find(uri);
  if (opened->notebook && opened->text.size() > largest_document) {
    client_.show(MessageType::warning,
                 (path ? path->filename().string() : uri) +
                     " is over 16 MiB: it can be edited, but Lumen's features are off for it.");
  }
  warm_catalog(uri);
  check_settings();
}

void Session::did_change(const Json& params) {
  const Json& version = member(member(params, "textDocument"), "version");
  const std::string uri = uri_of(params);
  const bool taken = documents_.change(uri, version.is_number_integer() ? version.get<std::int64_t>() : 0,
                                       member(params, "contentChanges"), client_.capabilities.encoding);
  const Document* document = documents_.find(uri);
  if (!taken && document != nullptr && !document->dead) {
    documents_.lose(uri);
    client_.show(MessageType::error, "Lumen lost track of " + uri + ". Close and open it again.");
  }
  if (SettingsProblems::is_settings(uri))
    check_settings();
}

void Session::did_close(const Json& params) {
  const std::string uri = uri_of(params);
  const Document* document = documents_.find(uri);
  if (document == nullptr)
    return;
  const bool notebook = document->notebook;
  documents_.close(uri);
  lens_lists_.forget(uri);
  runs_.end_document(uri);
  if (notebook)
    client_.notify("textDocument/publishDiagnostics", {{"uri", uri}, {"diagnostics", Json::array()}});
  check_settings();
}

void Session::did_save(const Json& params) {
  const std::string uri = uri_of(params);
  if (SettingsProblems::is_settings(uri))
    return refresh_all(); // a client that watches no files saves them all the same
  diagnose(uri);
  check_settings();
  warm_catalog(uri);
}

run::Context Session::context_of(const Document& document) const {
  run::Context context;
  if (const auto settings = parse_json(settings_))
    context.client = config::from_json(*settings);
  context.workspace = workspace_.root_of(document.folder);
  const auto answered = answered_trust_.find(context.workspace.string());
  context.trusted = client_trust_ ? *client_trust_ : answered != answered_trust_.end() && answered->second;
  context.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return context;
}

void Session::refresh(const std::string& uri) {
  if (lifecycle_ != Lifecycle::running)
    return;
  if (client_.capabilities.code_lens_refresh)
    client_.request("workspace/codeLens/refresh", nullptr, [](const Result<Json>&) {});
  diagnose(uri);
}

void Session::diagnose(const std::string& uri) {
  const Document* document = documents_.find(uri);
  if (document == nullptr || !document->snapshot || document->snapshot->version != document->version)
    return;
  ide::Knowledge overlay;
  runs_.tell(uri, overlay);
  const text::Encoding encoding = client_.capabilities.encoding;
  diagnoser_->post(
      document->snapshot, context_of(*document), std::move(overlay),
      [this, encoding](const notebook::SnapshotPtr& snapshot, const std::vector<ide::Diagnostic>& found) {
        std::string diagnostics = Convert(*snapshot, encoding).diagnostics(found);
        executor_.main().post([this, snapshot, diagnostics = std::move(diagnostics)] {
          const Document* present = documents_.find(snapshot->uri);
          if (present == nullptr || present->version != snapshot->version || lifecycle_ != Lifecycle::running)
            return; // a newer text is on its way, or the end
          std::string message =
              R"({"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":)" +
              dump_json(snapshot->uri);
          if (client_.capabilities.diagnostic_version)
            message += ",\"version\":" + std::to_string(snapshot->version);
          message.append(",\"diagnostics\":").append(diagnostics).append("}}");
          send_(std::move(message), "diagnostics " + snapshot->uri);
        });
      });
}

void Session::refresh_all() {
  check_settings();
  const std::vector<std::string> uris = documents_.uris();
  if (client_.capabilities.code_lens_refresh && !uris.empty())
    client_.request("workspace/codeLens/refresh", nullptr, [](const Result<Json>&) {});
  for (const std::string& uri : uris) {
    diagnose(uri);
    warm_catalog(uri); // settings may name another connection; a catalog that is known costs nothing
  }
}

// Reads the schema when a trusted notebook opens, so that the first hover and the first question find it
// known; looks at it again when one is saved, so that states are true to what others changed.
void Session::warm_catalog(const std::string& uri) {
  documents_.with_snapshot(uri, [this, uri](const notebook::SnapshotPtr& snapshot) {
    const Document* document = documents_.find(uri);
    if (!snapshot || document == nullptr)
      return;
    work_.post([this, snapshot, context = context_of(*document), told = client_trust_.has_value()]() mutable {
      const std::string folder = context.workspace.string();
      if (!context.trusted && !told && services_.trust_of(folder) == config::Trust::trusted) {
        context.trusted = true;
        executor_.main().post([this, folder] {
          answered_trust_[folder] = true;
          check_settings();
        });
      }
      if (!context.trusted)
        return;
      auto connection = services_.runner().connection(*snapshot, nullptr, context);
      if (!connection)
        return;
      executor_.main().post([this, connection = std::move(*connection)] {
        const auto [warming, added] = warming_.insert(run::pool_key(connection.address));
        if (!added)
          return; // is being read already
        catalog_lane(connection).post([this, key = *warming, connection, stop = stop_.get_token()] {
          const run::CatalogPtr before = services_.runner().known_catalog(connection);
          const auto read = services_.runner().catalog(
              connection, [](run::Stage) {}, stop);
          executor_.main().post([this, key, changed = read && *read != before] {
            warming_.erase(key);
            if (changed) // other notebooks may be about it, too
              for (const std::string& other : documents_.uris())
                refresh(other);
          });
        });
      });
    });
  });
}

// A lane for each, so that a database that says nothing holds up no other.
const Lane& Session::catalog_lane(const source::Resolved& connection) {
  const std::string key = run::pool_key(connection.address);
  auto lane = catalog_lanes_.find(key);
  if (lane == catalog_lanes_.end())
    lane = catalog_lanes_.emplace(key, executor_.make_blocking_lane()).first;
  return lane->second;
}

} // namespace lumen::lsp

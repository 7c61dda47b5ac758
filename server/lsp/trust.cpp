// Whether a notebook's folder may run anything: what the client says, what is kept, or what the user answers.
#include "base/log.hpp"
#include "lsp/session.hpp"

#include <nlohmann/json.hpp>

namespace lumen::lsp {

void Session::did_change_trust(const Json& params) {
  if (!member(params, "trusted").is_boolean())
    return;
  client_trust_ = member(params, "trusted").get<bool>();
  if (!*client_trust_)
    runs_.end_all();
  refresh_all();
}

void Session::when_trusted(const std::string& uri, std::function<void(Result<void>)> then) {
  const Document* document = documents_.find(uri);
  if (document == nullptr)
    return then(fail(Code::not_found, "The notebook is not open: " + uri));
  const run::Context context = context_of(*document);
  if (context.trusted)
    return then({});
  const std::string folder = context.workspace.string();
  if (client_trust_) {
    return then(fail(Code::untrusted, "This workspace is not trusted, so nothing is run.",
                     "Trust the workspace in your editor, then run again."));
  }
  work_.post([this, folder, then = std::move(then)]() mutable {
    const config::Trust trust = services_.trust_of(folder);
    executor_.main().post([this, folder, trust, then = std::move(then)]() mutable {
      if (trust == config::Trust::trusted) {
        answered_trust_[folder] = true;
        check_settings();
        return then({});
      }
      ask_trust(folder, std::move(then));
    });
  });
}

void Session::ask_trust(const std::string& folder, std::function<void(Result<void>)> then) {
  const auto refuse = [folder] {
    return fail(Code::untrusted, "The folder " + folder + " is not trusted, so nothing is run.",
                "Run `lumen trust " + folder + "` if you trust its notebooks and connections.");
  };
  if (!client_.capabilities.show_message_request)
    return then(refuse());
  auto& waiting = asking_trust_[folder];
  waiting.push_back(std::move(then));
  if (waiting.size() > 1)
    return; // the question is on the screen already
  client_.ask(MessageType::info,
              "Run queries of the notebooks in " + folder +
                  "? Lumen will connect to the databases that they name.",
              {"Trust this folder", "Not now"}, [this, folder, refuse](const std::string& chosen) {
                const bool trusted = chosen == "Trust this folder";
                if (trusted) {
                  answered_trust_[folder] = true;
                  check_settings();
                  work_.post([this, folder] {
                    if (const auto kept = services_.trust(folder); !kept)
                      log::warning(kept.error().message);
                  });
                }
                const auto calls = std::move(asking_trust_[folder]);
                asking_trust_.erase(folder);
                for (const auto& call : calls)
                  call(trusted ? Result<void>() : Result<void>(refuse()));
              });
}

} // namespace lumen::lsp

// The session's settings: of which changes the client is asked to tell, what it has set, and what is wrong
// with it.
#include "base/paths.hpp"
#include "lsp/session.hpp"

#include <nlohmann/json.hpp>

namespace lumen::lsp {

void Session::register_for_changes() {
  Json registrations = Json::array();
  if (client_.capabilities.did_change_configuration_registration) {
    registrations.push_back({{"id", "lumen-configuration"},
                             {"method", "workspace/didChangeConfiguration"},
                             {"registerOptions", {{"section", "lumen"}}}});
  }
  if (client_.capabilities.watched_files_registration) {
    Json watchers = Json::array({{{"globPattern", "**/.lumen/*.yaml"}}, {{"globPattern", "**/.env"}}});
    if (client_.capabilities.watched_relative_patterns) // the user's own stand in no workspace
      watchers.push_back(
          {{"globPattern", {{"baseUri", paths::to_uri(paths::config())}, {"pattern", "*.yaml"}}}});
    registrations.push_back({{"id", "lumen-files"},
                             {"method", "workspace/didChangeWatchedFiles"},
                             {"registerOptions", {{"watchers", std::move(watchers)}}}});
  }
  if (!registrations.empty())
    client_.request("client/registerCapability", {{"registrations", std::move(registrations)}},
                    [](const Result<Json>&) {});
}

void Session::load_configuration() {
  if (!client_.capabilities.configuration) {
    settings_known_ = true;
    return check_settings();
  }
  client_.request("workspace/configuration", {{"items", Json::array({{{"section", "lumen"}}})}},
                  [this](Result<Json> answer) {
                    settings_known_ = true;
                    if (!answer || !answer->is_array() || answer->empty() || !(*answer)[0].is_object())
                      return check_settings();
                    auto merged = parse_json(initial_settings_);
                    for (const auto& [key, value] : (*answer)[0].items())
                      if (!value.is_null())
                        (*merged)[key] = value;
                    settings_ = dump_json(*merged);
                    refresh_all();
                  });
}

void Session::did_change_configuration(const Json& params) {
  const Json& pushed = member(member(params, "settings"), "lumen");
  if (client_.capabilities.configuration)
    return load_configuration();
  if (!pushed.is_object())
    return;
  auto merged = parse_json(initial_settings_);
  merged->update(pushed);
  settings_ = dump_json(*merged);
  refresh_all();
}

// Of workspaces that aren't trusted the settings aren't read, so nothing is told of them.
void Session::check_settings() {
  if (lifecycle_ != Lifecycle::running)
    return;
  std::set<std::filesystem::path> workspaces;
  for (const std::string& uri : documents_.uris())
    if (const Document* document = documents_.find(uri); document->notebook)
      if (run::Context context = context_of(*document); context.trusted)
        workspaces.insert(std::move(context.workspace));
  settings_problems_.look(std::move(workspaces), settings_known_ ? settings_ : "{}");
}

} // namespace lumen::lsp

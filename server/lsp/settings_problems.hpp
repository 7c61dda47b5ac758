// Tells what is wrong with the settings: of files by diagnostics in the file itself, and by one message where
// the client may not show those; of the editor's own settings by a message. Main strand only.
#pragma once

#include "base/executor.hpp"
#include "config/settings.hpp"
#include "lsp/client.hpp"
#include "lsp/documents.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lumen::lsp {

class SettingsProblems {
public:
  SettingsProblems(Executor& executor, Client& client, Documents& documents);
  ~SettingsProblems();

  /// Looks at the user's file, at those of these workspaces (trusted ones), and at settings files that are
  /// open in the editor, whose text counts. Files are read on a lane; one look at a time, the newest wish
  /// last.
  void look(std::set<std::filesystem::path> workspaces);
  /// The same, when the editor's settings (JSON text) may have changed.
  void look(std::set<std::filesystem::path> workspaces, std::string editor_settings);

  /// Is a document with this URI a settings file?
  static bool is_settings(const std::string& uri);

private:
  struct Wish;
  struct Found;
  void start();
  static Found read(const Wish& wish);
  void tell(const Found& found);
  void tell_file(const std::string& uri, const std::filesystem::path& file,
                 const config::ParsedLayer& parsed);

  Executor& executor_;
  Client& client_;
  Documents& documents_;
  Lane lane_;
  std::unique_ptr<Wish> waiting_;
  bool looking_ = false;
  std::string editor_settings_ = "{}";
  std::string told_editor_;                 // what was told of them last
  std::map<std::string, std::string> told_; // by URI: the diagnostics that stand there
  std::map<std::string, std::string> said_; // by URI: the mistakes that a message named
};

} // namespace lumen::lsp

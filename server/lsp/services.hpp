// What the session's slow work needs: the runner and the files it stands on, made when first needed, so that
// the server answers `initialize` before it touches the disk.
#pragma once

#include "config/trust.hpp"
#include "ide/ide.hpp"
#include "run/runner.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

namespace lumen::lsp {

/// Thread-safe; `runner` and `know` may block on the disk: never from the main strand.
class Services {
public:
  run::Runner& runner();

  /// What the server knows beside a notebook's text: its settings, its connections' dialects and known
  /// schemas. The caller adds failures and running.
  ide::Knowledge know(const notebook::Snapshot& snapshot, const run::Context& context);

  config::Trust trust_of(const std::filesystem::path& folder);
  Result<void> trust(const std::filesystem::path& folder);

private:
  std::once_flag made_;
  std::unique_ptr<run::Runner> runner_;
  std::mutex trust_;
  // What is computed from texts at every keystroke, by diagnostics and lenses alike.
  std::shared_ptr<Remembered<std::string>> sql_hashes_ = std::make_shared<Remembered<std::string>>();
  std::shared_ptr<ide::Fingerprints> fingerprints_ = std::make_shared<ide::Fingerprints>();
};

} // namespace lumen::lsp

// The client's folders: which root a notebook belongs to. Main strand only.
#pragma once

#include "base/json.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lumen::lsp {

class Workspace {
public:
  /// From `initialize`: workspaceFolders, else rootUri, else rootPath.
  void initialize(const Json& params);
  /// The `event` of workspace/didChangeWorkspaceFolders.
  void change(const Json& event);

  /// The innermost of the client's folders that holds `folder`; without one the nearest folder above that has
  /// a `.lumen` or a `.git`, else `folder` itself.
  std::filesystem::path root_of(const std::string& folder) const;
  /// Where a document without a file stands; may be empty.
  std::string first() const;

private:
  void add(const std::string& uri);

  std::vector<std::filesystem::path> folders_;
  mutable std::map<std::string, std::filesystem::path>
      found_; // roots without a client's folder, looked up once
};

} // namespace lumen::lsp

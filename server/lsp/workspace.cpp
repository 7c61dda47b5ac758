#include "lsp/workspace.hpp"

#include "base/paths.hpp"
#include "lsp/protocol.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

namespace {

namespace fs = std::filesystem;

fs::path without_slash(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.has_filename() || normal == normal.root_path() ? normal : normal.parent_path();
}

bool holds(const fs::path& folder, const fs::path& inner) {
  return std::mismatch(folder.begin(), folder.end(), inner.begin(), inner.end()).first == folder.end();
}

} // namespace

void Workspace::add(const std::string& uri) {
  if (const auto path = paths::from_uri(uri)) // a virtual folder holds no files to read
    folders_.push_back(without_slash(*path));
}

void Workspace::initialize(const Json& params) {
  folders_.clear();
  const Json& folders = member(params, "workspaceFolders");
  if (folders.is_array())
    for (const Json& folder : folders)
      add(string_member(folder, "uri"));
  if (folders_.empty())
    add(string_member(params, "rootUri"));
  if (const std::string path = string_member(params, "rootPath"); folders_.empty() && !path.empty())
    folders_.push_back(without_slash(path));
}

void Workspace::change(const Json& event) {
  const Json& removed = member(event, "removed");
  if (removed.is_array()) {
    for (const Json& folder : removed)
      if (const auto path = paths::from_uri(string_member(folder, "uri")))
        std::erase(folders_, without_slash(*path));
  }
  const Json& added = member(event, "added");
  if (added.is_array())
    for (const Json& folder : added)
      add(string_member(folder, "uri"));
}

fs::path Workspace::root_of(const std::string& folder) const {
  const fs::path inner = without_slash(folder);
  const fs::path* best = nullptr;
  for (const fs::path& candidate : folders_) {
    if (holds(candidate, inner) && (best == nullptr || candidate.native().size() > best->native().size()))
      best = &candidate;
  }
  if (best != nullptr || folder.empty())
    return best != nullptr ? *best : fs::path();
  const auto known = found_.find(folder);
  if (known != found_.end())
    return known->second;
  return found_[folder] = paths::workspace_root(inner);
}

std::string Workspace::first() const {
  return folders_.empty() ? std::string() : folders_.front().string();
}

} // namespace lumen::lsp

// A document as an editor holds it: text, version, and the server's edits applied to it.
#pragma once

#include "base/json.hpp"
#include "notebook/notebook.hpp"
#include "text/position.hpp"

#include <string>

namespace lumen::cli {

class EditedDocument {
public:
  EditedDocument(std::string uri, std::string folder, std::string text)
      : snapshot_(notebook::make_snapshot(std::move(uri), std::move(folder), 1, std::move(text))) {}

  text::Encoding encoding = text::Encoding::utf16; ///< as the server chose
  const notebook::Snapshot& snapshot() const { return *snapshot_; }

  /// Applies a WorkspaceEdit to this document, as one new version. Gives the params of the didChange that
  /// tells the server so, or null when the edit is for another version or document (nothing is changed then).
  Json apply(const Json& workspace_edit);
  Json position(std::size_t offset) const;

private:
  notebook::SnapshotPtr snapshot_;
};

} // namespace lumen::cli

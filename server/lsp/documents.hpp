// Open documents and their snapshots. The main strand owns the text; parsing happens on the typing lane,
// where only the newest version of a document counts.
#pragma once

#include "base/executor.hpp"
#include "base/json.hpp"
#include "notebook/notebook.hpp"
#include "text/edit.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lumen::lsp {

/// A document over this size is kept in sync but gets no features.
constexpr std::size_t largest_document = 16u << 20;

struct Document {
  std::string uri;
  std::string folder; ///< of its file; the workspace's for one without a file
  std::int64_t version = 0;
  std::chrono::steady_clock::time_point changed_at; ///< when a change was last told
  std::string text;
  text::LineIndex lines{""};      ///< of `text`
  bool notebook = false;          ///< gets features: *.lumen.md, or language id lumen
  bool dead = false;              ///< a change of it was lost: out of sync until it is opened again
  notebook::SnapshotPtr snapshot; ///< parsed last; may be older than `text`
};

/// Main strand only.
class Documents {
public:
  using Ready = std::function<void(notebook::SnapshotPtr)>;
  /// After each of the changes that a message tells, with the text as it then stands: its edits in order,
  /// each in terms of the text before it.
  using Edited = std::function<void(const Document&, const std::vector<text::Edit>&)>;
  using Parsed = std::function<void(const Document&)>;

  Documents(Executor& executor, Edited edited, Parsed parsed);

  void open(const std::string& uri, std::string folder, std::string_view language, std::int64_t version,
            std::string text);
  /// `changes` as in DidChangeTextDocumentParams. False when the document isn't open or a change makes no
  /// sense.
  bool change(const std::string& uri, std::int64_t version, const Json& changes, text::Encoding encoding);
  void close(const std::string& uri);
  /// A message about it was too long to take: its text is not known any more.
  void lose(const std::string& uri);

  Document* find(const std::string& uri);
  /// Calls with a snapshot of the newest text as soon as it is parsed, at once where it is; with null for a
  /// document that isn't open, isn't a notebook, or is too large.
  void with_snapshot(const std::string& uri, Ready ready);
  std::vector<std::string> uris() const;

private:
  static bool change_at_once(Document& document, const Json& changes, text::Encoding encoding,
                             std::vector<text::Edit>& edits);
  void parse(Document& document);
  void settle(const std::string& uri, const notebook::SnapshotPtr& snapshot);

  Executor& executor_;
  LatestLane parsing_;
  std::shared_ptr<notebook::Memory> memory_ =
      notebook::make_memory(); // of all documents: they may share pieces
  Edited edited_;
  Parsed parsed_;
  std::map<std::string, Document> documents_;
  std::map<std::string, std::vector<Ready>> waiting_;
  std::uint64_t generation_ = 0; // of opens, so that a parse of a closed document's old text is not taken
  std::map<std::string, std::uint64_t> opened_;
};

} // namespace lumen::lsp

// Between byte spans inside and positions on the wire, for one snapshot and one encoding.
#pragma once

#include "ide/action.hpp"
#include "ide/diagnostics.hpp"
#include "ide/folding.hpp"
#include "ide/symbols.hpp"
#include "lsp/protocol.hpp"
#include "notebook/notebook.hpp"
#include "text/edit.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lumen::lsp {

class Convert {
public:
  Convert(const notebook::Snapshot& snapshot, text::Encoding encoding)
      : snapshot_(snapshot), encoding_(encoding) {}

  Range range(text::Span span) const;
  text::Span span(Range range) const;
  std::size_t offset(text::Position position) const;

  Json text_edits(const std::vector<text::Edit>& edits) const;
  /// A WorkspaceEdit for this document: versioned documentChanges, or the older `changes`.
  Json workspace_edit(const std::vector<text::Edit>& edits, bool document_changes) const;
  /// A Command (title, command, arguments) for an action that has one; null for a fix.
  Json command(const ide::Action& action) const;
  /// CodeLens[] as JSON text: thousands of them at every keystroke. With the number of a list of LensLists
  /// they carry
  /// `[number, index]` as their data instead of a command.
  std::string code_lenses(const std::vector<ide::Action>& actions,
                          std::optional<std::uint64_t> list = std::nullopt) const;
  Json code_action(const ide::Action& action, bool document_changes) const;
  /// Diagnostic[] as JSON text.
  std::string diagnostics(const std::vector<ide::Diagnostic>& all) const;
  Json document_symbol(const ide::Symbol& symbol) const;
  Json folding_range(const ide::Fold& fold) const;
  /// Links from linked numbers to the printed row, or else the cell, that they come from.
  Json claim_links() const;

private:
  std::size_t source_line(const notebook::Cell& cell, std::string_view rest) const;

  const notebook::Snapshot& snapshot_;
  text::Encoding encoding_;
};

} // namespace lumen::lsp

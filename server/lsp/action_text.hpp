// Commands of lenses and actions written straight as JSON text: a long notebook has thousands, asked for at
// every keystroke, and a tree of JSON values for them costs many times what the text does.
#pragma once

#include "base/json_append.hpp"
#include "ide/action.hpp"
#include "lsp/protocol.hpp"
#include "notebook/notebook.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lumen::lsp {

using lumen::append_json;
void append_json(std::string& out, Range range);

/// Appends to `out`, which it doesn't own. Neighbours of one cell share what is computed for it.
class ActionText {
public:
  ActionText(const notebook::Snapshot& snapshot, std::string& out);

  /// A Command (title, command, arguments), or null for an action that has none.
  void command(const ide::Action& action);

private:
  void arguments(const ide::Action& action);

  const notebook::Snapshot& snapshot_;
  std::string& out_;
  std::string uri_;                       // as JSON
  std::optional<notebook::Index> shared_; // the cell whose arguments stand at this place of `out_`
  std::size_t shared_begin_ = 0, shared_size_ = 0;
};

} // namespace lumen::lsp

// A notebook that is open in an editor, and texts to begin with.
#pragma once

#include "lsp/editor.hpp"

#include <string>

namespace lumen::test {

inline const std::string front = "---\nconnection: ./data\n---\n";
inline const std::string one_cell = front + "\nWhich region sold most?\n\n```sql {name=top}\nSELECT region, "
                                            "sum(amount) AS total FROM sales GROUP BY region "
                                            "ORDER BY total DESC\n```\n\nThe end.\n";
// Long enough to be cancelled in, bounded by the statement's time limit if that fails.
inline const std::string slow_cell = front + "\n```sql {name=slow timeout=60}\nSELECT count(*) FROM "
                                             "range(100000000000) AS t(i) WHERE i % 7 = 3\n```\n";

inline Json trusted() {
  return {{"trusted", true}};
}

struct Started {
  Workspace workspace;
  Editor editor;
  std::string uri = workspace.uri();

  explicit Started(const std::string& text, const Json& options = trusted(),
                   const Json& capabilities = Editor::capabilities()) {
    editor.initialize(options, capabilities, workspace.folder());
    editor.open(uri, text);
  }
};

inline bool has_result(const std::string& text, const std::string& cell) {
  return text.find("<!-- lumen:result v=1 of=" + cell + " ") != std::string::npos;
}

inline std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++out;
  return out;
}

// A question without an answer, and the argument that asks it.
inline const std::string one_question = front + "\nHow many sales are there per region?\n\nThe end.\n";
inline const Json ask_it = {{"position", {{"line", 4}, {"character", 0}}}};

} // namespace lumen::test

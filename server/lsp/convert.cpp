#include "lsp/convert.hpp"

#include "base/paths.hpp"
#include "lsp/action_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace lumen::lsp {

namespace {

int severity_number(notebook::Severity severity) {
  switch (severity) {
  case notebook::Severity::error:
    return 1;
  case notebook::Severity::warning:
    return 2;
  case notebook::Severity::information:
    return 3;
  case notebook::Severity::hint:
    return 4;
  }
  return 3;
}

// LSP 3.17, SymbolKind: a heading is a Namespace, a question an Event, a cell a Function.
int symbol_number(ide::SymbolKind kind) {
  switch (kind) {
  case ide::SymbolKind::thread:
    return 3;
  case ide::SymbolKind::question:
    return 24;
  case ide::SymbolKind::cell:
    return 12;
  }
  return 3;
}

} // namespace

Range Convert::range(text::Span span) const {
  return {snapshot_.lines.position(snapshot_.text, span.begin, encoding_),
          snapshot_.lines.position(snapshot_.text, span.end, encoding_)};
}

text::Span Convert::span(Range range) const {
  const std::size_t begin = offset(range.start);
  return {begin, std::max(begin, offset(range.end))};
}

std::size_t Convert::offset(text::Position position) const {
  return snapshot_.lines.offset(snapshot_.text, position, encoding_);
}

Json Convert::text_edits(const std::vector<text::Edit>& edits) const {
  Json out = Json::array();
  for (const text::Edit& edit : edits)
    out.push_back({{"range", to_json(range(edit.range))}, {"newText", edit.text}});
  return out;
}

Json Convert::workspace_edit(const std::vector<text::Edit>& edits, bool document_changes) const {
  if (!document_changes)
    return {{"changes", {{snapshot_.uri, text_edits(edits)}}}};
  return {{"documentChanges",
           Json::array({{{"textDocument", {{"uri", snapshot_.uri}, {"version", snapshot_.version}}},
                         {"edits", text_edits(edits)}}})}};
}

Json Convert::command(const ide::Action& action) const {
  std::string out;
  ActionText(snapshot_, out).command(action);
  return *parse_json(out);
}

std::string Convert::code_lenses(const std::vector<ide::Action>& actions,
                                 std::optional<std::uint64_t> list) const {
  constexpr std::size_t about_one = 300, about_one_unresolved = 110; // bytes
  std::string out = "[";
  out.reserve(actions.size() * (list ? about_one_unresolved : about_one));
  ActionText write(snapshot_, out);
  std::optional<text::Span> last; // lenses of one line stand together
  std::string place;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (last != actions[i].range) {
      last = actions[i].range;
      place.clear();
      append_json(place, range(*last));
    }
    out.append(i > 0 ? ",{\"range\":" : "{\"range\":").append(place);
    if (list) {
      out.append(",\"data\":[")
          .append(std::to_string(*list))
          .append(",")
          .append(std::to_string(i))
          .append("]}");
      continue;
    }
    out += ",\"command\":";
    write.command(actions[i]);
    out += '}';
  }
  return out += ']';
}

std::string Convert::diagnostics(const std::vector<ide::Diagnostic>& all) const {
  std::string out = "[";
  for (const ide::Diagnostic& one : all) {
    out += out.size() > 1 ? ",{\"range\":" : "{\"range\":";
    append_json(out, range(one.range));
    out.append(",\"severity\":").append(std::to_string(severity_number(one.severity))).append(",\"code\":");
    append_json(out, one.code);
    out += ",\"source\":\"lumen\",\"message\":";
    append_json(out, one.message);
    out += '}';
  }
  return out += ']';
}

Json Convert::code_action(const ide::Action& action, bool document_changes) const {
  if (action.verb != ide::Verb::fix) {
    return {{"title", action.title}, {"kind", "refactor.rewrite"}, {"command", command(action)}};
  }
  return {{"title", action.title},
          {"kind", "quickfix"},
          {"edit", workspace_edit(action.edits, document_changes)}};
}

Json Convert::document_symbol(const ide::Symbol& symbol) const {
  Json children = Json::array();
  for (const ide::Symbol& child : symbol.children)
    children.push_back(document_symbol(child));
  Json out = {{"name", symbol.name},
              {"kind", symbol_number(symbol.kind)},
              {"range", to_json(range(symbol.range))},
              {"selectionRange", to_json(range(symbol.selection))},
              {"children", std::move(children)}};
  if (!symbol.detail.empty())
    out["detail"] = symbol.detail;
  return out;
}

Json Convert::folding_range(const ide::Fold& fold) const {
  Json out = {{"startLine", snapshot_.lines.line_of(fold.range.begin)},
              {"endLine", snapshot_.lines.line_of(fold.range.end)},
              {"kind", fold.kind == ide::FoldKind::imports ? "imports" : "region"}};
  if (!fold.collapsed.empty())
    out["collapsedText"] = fold.collapsed;
  return out;
}

// The line that a linked number comes from: `cell/r/3/column` stands in the table's fifth line.
std::size_t Convert::source_line(const notebook::Cell& cell, std::string_view rest) const {
  const std::size_t fence = snapshot_.lines.line_of(cell.range.begin);
  if (!rest.starts_with("/r/") || !cell.result || !snapshot_.notebook.results[*cell.result].table)
    return fence;
  const text::Span table = *snapshot_.notebook.results[*cell.result].table;
  const std::size_t header = snapshot_.lines.line_of(table.begin);
  std::size_t row = 0;
  std::from_chars(rest.data() + 3, rest.data() + rest.size(), row);
  const std::size_t line = header + 1 + row;
  return row > 0 && row < snapshot_.lines.line_count() && line <= snapshot_.lines.line_of(table.end) ? line
                                                                                                     : fence;
}

Json Convert::claim_links() const {
  Json out = Json::array();
  for (const notebook::Claim& claim : snapshot_.notebook.claims) {
    const std::string_view target = claim.target;
    const std::size_t slash = std::min(target.find('/'), target.size());
    const notebook::Cell* cell = snapshot_.notebook.find(paths::percent_decode(target.substr(0, slash)));
    if (cell == nullptr)
      continue;
    const std::size_t line = source_line(*cell, target.substr(slash));
    out.push_back({{"range", to_json(range(claim.range))},
                   {"target", snapshot_.uri + "#L" + std::to_string(line + 1)},
                   {"tooltip", "Go to where this number comes from"}});
  }
  return out;
}

} // namespace lumen::lsp

#include "lsp/action_text.hpp"

#include "ide/ide.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

namespace {

bool stands_for_itself(char c) {
  return c >= ' ' && c < '\x7F' && c != '"' && c != '\\';
}

void append_json(std::string& out, text::Position position) {
  out.append("{\"line\":").append(std::to_string(position.line));
  out.append(",\"character\":").append(std::to_string(position.character)).append("}");
}

} // namespace

void append_json(std::string& out, std::string_view text) {
  if (std::all_of(text.begin(), text.end(), stands_for_itself))
    out.append("\"").append(text).append("\"");
  else
    out += dump_json(text);
}

void append_json(std::string& out, Range range) {
  out += "{\"start\":";
  append_json(out, range.start);
  out += ",\"end\":";
  append_json(out, range.end);
  out += '}';
}

ActionText::ActionText(const notebook::Snapshot& snapshot, std::string& out)
    : snapshot_(snapshot), out_(out), uri_(dump_json(snapshot.uri)) {}

void ActionText::command(const ide::Action& action) {
  const std::string_view name = ide::command(action.verb);
  if (name.empty()) {
    out_ += "null";
    return;
  }
  out_ += "{\"title\":";
  append_json(out_, action.title);
  out_ += ",\"command\":";
  append_json(out_, name);
  out_ += ",\"arguments\":[";
  arguments(action);
  out_ += "]}";
}

void ActionText::arguments(const ide::Action& action) {
  const notebook::Notebook& book = snapshot_.notebook;
  const auto member = [&](std::string_view key, std::string_view value) {
    out_.append(",\"").append(key).append("\":");
    append_json(out_, value);
  };
  out_.append("{\"uri\":").append(uri_);
  if (action.question) {
    const notebook::Question& question = book.questions[*action.question];
    out_ += ",\"question\":{\"hash\":";
    append_json(out_, question.hash);
    out_.append(",\"offset\":").append(std::to_string(question.range.begin)).append("}");
  }
  if (action.cell) {
    const notebook::Cell& cell = book.cells[*action.cell];
    if (!cell.name.empty() && !cell.duplicate)
      member("cell", cell.name);
    member("hash", hash_of(*action.cell));
    out_.append(",\"offset\":").append(std::to_string(cell.range.begin));
  }
  if (!action.chart_kind.empty())
    member("kind", action.chart_kind);
  if (!action.run.empty())
    member("run", action.run);
  out_ += '}';
}

const std::string& ActionText::hash_of(notebook::Index cell) {
  if (hashed_ != cell) {
    hash_ = ide::body_hash(snapshot_, snapshot_.notebook.cells[cell]);
    hashed_ = cell;
  }
  return hash_;
}

} // namespace lumen::lsp

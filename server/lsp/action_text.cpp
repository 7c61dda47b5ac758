#include "lsp/action_text.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>

namespace lumen::lsp {

namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), written.ptr);
}

void append_json(std::string& out, text::Position position) {
  out += "{\"line\":";
  append_number(out, position.line);
  out += ",\"character\":";
  append_number(out, position.character);
  out += '}';
}

} // namespace

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
  const bool of_cell = action.cell && !action.question && action.chart_kind.empty() && action.run.empty();
  if (of_cell && shared_ == action.cell) {
    out_.append(out_, shared_begin_, shared_size_);
  } else {
    const std::size_t begin = out_.size();
    arguments(action);
    if (of_cell) {
      shared_ = action.cell;
      shared_begin_ = begin;
      shared_size_ = out_.size() - begin;
    }
  }
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
    out_ += ",\"offset\":";
    append_number(out_, question.range.begin);
    out_ += '}';
  }
  if (action.cell) {
    const notebook::Cell& cell = book.cells[*action.cell];
    // A name says it all, and of a long notebook all lenses are told again at each keystroke.
    if (!cell.name.empty() && !cell.duplicate) {
      member("cell", cell.name);
    } else {
      member("hash", cell.hash);
      out_ += ",\"offset\":";
      append_number(out_, cell.range.begin);
    }
  }
  if (!action.chart_kind.empty())
    member("kind", action.chart_kind);
  if (!action.run.empty())
    member("run", action.run);
  out_ += '}';
}

} // namespace lumen::lsp

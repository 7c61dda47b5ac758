#include "properties.hpp"

#include "base/json.hpp"
#include "lsp/framing.hpp"
#include "lsp/protocol.hpp"
#include "notebook/graph.hpp"
#include "notebook/notebook.hpp"
#include "notebook/render.hpp"
#include "notebook/stamp.hpp"
#include "text/edit.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace lumen::test {

namespace {

using notebook::Index;
using notebook::Snapshot;
using text::Span;

constexpr std::size_t most_placed =
    3; // cells and questions of one text that get a result, so that long texts stay quick

bool inside(Span part, Span whole) {
  return part.begin >= whole.begin && part.begin <= part.end && part.end <= whole.end;
}

template <class Element>
bool in_order(const std::vector<Element>& elements) {
  return std::is_sorted(elements.begin(), elements.end(),
                        [](const Element& a, const Element& b) { return a.range.begin < b.range.begin; });
}

std::string cell_fault(const notebook::Cell& cell, const notebook::Notebook& book) {
  for (const Span part : {cell.body, cell.info, cell.name_range})
    if (!inside(part, cell.range) && !(part.begin == cell.body.begin && part.end <= cell.range.end + 2))
      return "a part of a cell lies outside of it";
  for (const notebook::Reference& reference : cell.references)
    if (!inside(reference.range, cell.body))
      return "a reference lies outside of its SQL";
  if ((cell.question && *cell.question >= book.questions.size()) ||
      (cell.result && *cell.result >= book.results.size()) || cell.thread >= book.threads.size())
    return "a cell names a question, result or thread that is not there";
  if (cell.result && book.results[*cell.result].range.begin < cell.range.end)
    return "a result stands before its cell";
  return {};
}

std::string span_fault(const notebook::Notebook& book, std::string_view text) {
  const Span all{0, text.size()};
  if (book.threads.empty())
    return "there is no thread";
  for (const notebook::Cell& cell : book.cells) {
    if (!inside(cell.range, all))
      return "a cell lies outside of the text";
    if (const std::string fault = cell_fault(cell, book); !fault.empty())
      return fault;
  }
  for (const notebook::Question& question : book.questions)
    if (!inside(question.range, all) || !inside(question.insert_after, all) ||
        question.thread >= book.threads.size())
      return "a question lies outside of the text";
  for (const notebook::ResultRegion& result : book.results) {
    if (!inside(result.range, all) || !inside(result.marker, result.range))
      return "a result lies outside of the text";
    for (const auto& part : {result.table, result.chart, result.chart_body, result.text})
      if (part && !inside(*part, result.range))
        return "a part of a result lies outside of it";
  }
  for (const notebook::AnswerRegion& answer : book.answers)
    if (!inside(answer.range, all) || !inside(answer.body, answer.range))
      return "an answer lies outside of the text";
  for (const notebook::Problem& problem : book.problems)
    if (!inside(problem.range, all) || problem.message.empty() || problem.code.empty())
      return "a problem without a place or a word";
  for (const notebook::Claim& claim : book.claims)
    if (!inside(claim.range, all) || !inside(claim.shown, claim.range))
      return "a claim lies outside of the text";
  if (!in_order(book.cells) || !in_order(book.questions) || !in_order(book.results) ||
      !in_order(book.problems))
    return "something is out of the text's order";
  return {};
}

data::Table rows() {
  data::Table table;
  table.columns = {{"a | b", data::Type::text, "VARCHAR"}, {"n", data::Type::integer, "BIGINT"}};
  table.rows = {{std::string("x <!-- lumen:end --> ``` `"), std::int64_t{7}},
                {data::Value(), std::int64_t{-1}}};
  return table;
}

notebook::Printout printout(const std::string& name) {
  notebook::Printout out;
  out.stamp.of = name;
  out.stamp.data = "0123456789abcdef";
  out.stamp.rows = "2";
  out.stamp.at = "2026-01-01T08:00:00Z";
  out.stamp.by = "user";
  out.table = notebook::print_table(rows(), 100);
  out.chart = R"({"data":{"name":"x"},"mark":"bar"})";
  out.text = "It is [7](#x/r/1/n).";
  return out;
}

std::string edits_fault(const std::vector<text::Edit>& edits, const Snapshot& before) {
  std::size_t end = 0;
  for (const text::Edit& edit : edits) {
    if (edit.range.begin < end || edit.range.begin > edit.range.end || edit.range.end > before.text.size())
      return "edits overlap, or lie outside of the text";
    end = edit.range.end;
  }
  return {};
}

/// A cell that is run: only its own result may be written over.
std::string run_fault(const Snapshot& before, Index index) {
  const notebook::Cell& cell = before.notebook.cells[index];
  notebook::Update update;
  update.anchor = notebook::anchor_of(before, cell);
  update.name = "fresh";
  update.result = printout(cell.name.empty() ? "fresh" : cell.name);
  const auto edits = notebook::place(before, update);
  if (!edits)
    return {}; // told why: gone, in conflict, not closed
  if (std::string fault = edits_fault(*edits, before); !fault.empty())
    return fault;
  for (const text::Edit& edit : *edits) {
    if (edit.range.begin == edit.range.end)
      continue;
    const bool owned = std::any_of(before.notebook.results.begin(), before.notebook.results.end(),
                                   [&](const auto& result) { return inside(edit.range, result.range); });
    if (!owned && before.text.substr(edit.range.begin, edit.range.end - edit.range.begin)
                          .find_first_not_of(" \t\r\n") != std::string::npos)
      return "running a cell writes over what is not Lumen's: " +
             before.text.substr(edit.range.begin, edit.range.end - edit.range.begin);
  }
  const auto after = notebook::make_snapshot("", "", 2, text::apply(before.text, *edits));
  const auto found =
      std::find_if(after->notebook.cells.begin(), after->notebook.cells.end(), [&](const auto& one) {
        return one.body.of(after->text) == cell.body.of(before.text) && one.result;
      });
  if (found == after->notebook.cells.end())
    return "a result that was placed is not found again";
  const auto& printed = after->notebook.results[*found->result];
  // A table that stood there may be the author's by now, and is kept.
  if (!cell.result && printed.table) {
    const std::string_view table = printed.table->of(after->text);
    const std::vector<std::vector<std::string>> expected{
        {"a | b", "n"}, {"x <!-- lumen:end --> ``` `", "7"}, {"", "-1"}};
    if (notebook::read_table(table) != expected)
      return "a table reads back otherwise than it was printed:\n" + std::string(table);
  }
  return {};
}

/// A question that is asked: it stands as it did, and what is new is found.
std::string ask_fault(const Snapshot& before, Index index) {
  const notebook::Question& question = before.notebook.questions[index];
  notebook::Update update;
  update.anchor = notebook::anchor_of(before, question);
  update.sql = "SELECT '```' AS tick";
  update.name = "asked";
  update.result = printout("asked");
  const auto edits = notebook::place(before, update);
  if (!edits)
    return {};
  if (std::string fault = edits_fault(*edits, before); !fault.empty())
    return fault;
  for (const text::Edit& edit : *edits)
    if (before.text.substr(edit.range.begin, edit.range.end - edit.range.begin)
            .find_first_not_of(" \t\r\n") != std::string::npos)
      return "asking a new question writes over something";
  const auto after = notebook::make_snapshot("", "", 2, text::apply(before.text, *edits));
  const notebook::Notebook& book = after->notebook;
  if (std::none_of(book.questions.begin(), book.questions.end(),
                   [&](const auto& one) { return one.hash == question.hash; }))
    return "a question is gone after its answer came";
  if (std::none_of(book.cells.begin(), book.cells.end(), [&](const auto& one) {
        return one.body.of(after->text).starts_with("SELECT '```' AS tick") && one.result;
      }))
    return "an answer that was placed is not found again";
  return {};
}

std::vector<lsp::Frame> frames(std::string_view bytes, unsigned seed) {
  lsp::Framing framing({.content = 4096, .header = 512, .kept = 64});
  std::vector<lsp::Frame> out;
  const bool whole = seed == 0;
  while (!bytes.empty()) {
    seed = seed * 1103515245U + 12345U;
    const std::size_t piece =
        whole ? bytes.size() : std::min<std::size_t>(bytes.size(), 1 + (seed >> 16U) % 97);
    framing.feed(bytes.substr(0, piece));
    bytes.remove_prefix(piece);
    while (auto frame = framing.next())
      out.push_back(std::move(*frame));
  }
  return out;
}

std::string frame_fault(const lsp::Frame& frame) {
  switch (frame.kind) {
  case lsp::Frame::Kind::message:
    break;
  case lsp::Frame::Kind::bad_header:
    return frame.text.empty() ? "a bad header without a word" : "";
  case lsp::Frame::Kind::too_long:
    return frame.text.size() > 64 || frame.length <= 4096 ? "a message is kept, or dropped, against its bound"
                                                          : "";
  }
  if (frame.text.size() > 4096)
    return "a message is larger than the bound";
  const auto message = lsp::parse_message(frame.text);
  if (!message)
    return message.error().message.empty() ? "a message is refused without a word" : "";
  const std::string printed = dump_json(*message);
  const auto again = lsp::parse_message(printed);
  if (!again || dump_json(*again) != printed)
    return "a message doesn't survive being printed: " + printed;
  return {};
}

} // namespace

std::string notebook_fault(std::string_view text) {
  const auto snapshot = notebook::make_snapshot("file:///fuzz.lumen.md", "/", 1, std::string(text));
  const notebook::Notebook& book = snapshot->notebook;
  if (std::string fault = span_fault(book, text); !fault.empty())
    return fault;
  const notebook::Surroundings around{"c", 1000, {{"c", sql::Dialect::duckdb}}};
  for (Index index = 0; index < book.cells.size(); ++index) {
    (void)notebook::state_of(book, snapshot->text, book.cells[index], around);
    (void)notebook::expand(book, snapshot->text, index, sql::Dialect::duckdb);
    (void)notebook::dependencies(book, index);
    if (std::string fault = edits_fault(notebook::delete_result(*snapshot, book.cells[index]), *snapshot);
        !fault.empty())
      return fault;
  }
  for (const notebook::ResultRegion& result : book.results) {
    const auto read = notebook::parse_stamp(notebook::print_stamp(result.stamp));
    if (!read || notebook::print_stamp(*read) != notebook::print_stamp(result.stamp))
      return "a stamp doesn't survive being printed: " + notebook::print_stamp(result.stamp);
  }
  for (Index index = 0; index < std::min(book.cells.size(), most_placed); ++index)
    if (std::string fault = run_fault(*snapshot, index); !fault.empty())
      return fault;
  for (Index index = 0; index < std::min(book.questions.size(), most_placed); ++index)
    if (std::string fault = ask_fault(*snapshot, index); !fault.empty())
      return fault;
  return {};
}

std::string message_fault(std::string_view bytes) {
  if (bytes.empty())
    return {};
  const auto seed = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  const auto whole = frames(bytes, 0);
  const auto pieces = frames(bytes, seed + 1U);
  if (whole.size() != pieces.size())
    return "how the bytes arrive decides how many messages there are";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].kind != pieces[i].kind || whole[i].text != pieces[i].text ||
        whole[i].length != pieces[i].length)
      return "how the bytes arrive decides what a message is";
    if (std::string fault = frame_fault(whole[i]); !fault.empty())
      return fault;
  }
  return {};
}

} // namespace lumen::test

#include "ide/symbols.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace lumen::ide {

namespace {

using notebook::Index;

std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 80;
  if (text::width(text) <= longest)
    return text;
  return std::string(text::truncate(text, longest - 1)) + "…";
}

class Outline {
public:
  Outline(const notebook::Snapshot& snapshot, const Knowledge& knowledge)
      : snapshot_(snapshot), book_(snapshot.notebook), states_(snapshot, knowledge),
        leaves_(book_.threads.size()), children_(book_.threads.size()) {}

  std::vector<Symbol> build() {
    collect_leaves();
    for (Index i = 1; i < book_.threads.size(); ++i)
      children_[book_.threads[i].parent.value_or(0)].push_back(i);
    return contents(0);
  }

private:
  void collect_leaves() {
    std::vector<bool> has_cell(book_.questions.size(), false);
    for (const notebook::Cell& cell : book_.cells)
      if (cell.question)
        has_cell[*cell.question] = true;
    std::vector<std::optional<std::pair<Index, std::size_t>>> place(
        book_.questions.size()); // of a question's symbol
    for (Index i = 0; i < book_.questions.size(); ++i) {
      const notebook::Question& question = book_.questions[i];
      if (!has_cell[i] && (!question.likely || question.kind == notebook::ProseKind::heading))
        continue;
      place[i] = {question.thread, leaves_[question.thread].size()};
      leaves_[question.thread].push_back(
          {SymbolKind::question, shortened(question.text), "", question.range, question.range, {}});
    }
    for (const notebook::Cell& cell : book_.cells) {
      Symbol symbol = cell_symbol(cell);
      if (cell.question && place[*cell.question]) {
        Symbol& question = leaves_[place[*cell.question]->first][place[*cell.question]->second];
        question.range.end = std::max(question.range.end, symbol.range.end);
        question.children.push_back(std::move(symbol));
      } else {
        leaves_[cell.thread].push_back(std::move(symbol));
      }
    }
  }

  Symbol cell_symbol(const notebook::Cell& cell) {
    text::Span range = cell.range;
    if (cell.result)
      range.end = std::max(range.end, book_.results[*cell.result].range.end);
    const text::Span selection = cell.name.empty() ? cell.info : cell.name_range;
    return {SymbolKind::cell,
            cell.name.empty() ? "SQL" : cell.name,
            std::string(notebook::name(states_.of(cell))),
            range,
            selection,
            {}};
  }

  std::vector<Symbol> contents(Index thread) const {
    std::vector<Symbol> out = leaves_[thread];
    for (const Index child : children_[thread]) {
      const notebook::Thread& heading = book_.threads[child];
      const std::size_t line = snapshot_.lines.line_of(heading.range.begin);
      const text::Span title{heading.range.begin,
                             std::min(snapshot_.lines.line(snapshot_.text, line).end, heading.range.end)};
      out.push_back({SymbolKind::thread, heading.title.empty() ? "(no title)" : shortened(heading.title), "",
                     heading.range, title, contents(child)});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Symbol& a, const Symbol& b) { return a.range.begin < b.range.begin; });
    return out;
  }

  const notebook::Snapshot& snapshot_;
  const notebook::Notebook& book_;
  States states_;
  std::vector<std::vector<Symbol>> leaves_;  // questions and cells by thread
  std::vector<std::vector<Index>> children_; // threads by parent
};

} // namespace

std::vector<Symbol> symbols(const notebook::Snapshot& snapshot, const Knowledge& knowledge) {
  return Outline(snapshot, knowledge).build();
}

} // namespace lumen::ide

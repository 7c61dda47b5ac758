#include "ide/folding.hpp"

#include "notebook/stamp.hpp"

namespace lumen::ide {

std::vector<Fold> folds(const notebook::Snapshot& snapshot) {
  const notebook::Notebook& book = snapshot.notebook;
  std::vector<Fold> out;
  const auto add = [&](text::Span range, FoldKind kind, std::string collapsed) {
    if (snapshot.lines.line_of(range.begin) < snapshot.lines.line_of(range.end))
      out.push_back({range, kind, std::move(collapsed)});
  };
  if (book.front_matter)
    add(book.front_matter->range, FoldKind::imports, "--- front matter");
  for (const notebook::Cell& cell : book.cells)
    add(cell.range, FoldKind::region, "");
  for (const notebook::ChartFence& chart : book.charts)
    add(chart.range, FoldKind::region, "chart");
  for (const notebook::ResultRegion& result : book.results) {
    const std::string rows = notebook::rows_in_words(result.stamp);
    add(result.range, FoldKind::region,
        "result of " + result.stamp.of + (rows.empty() ? rows : " · " + rows));
  }
  for (const notebook::AnswerRegion& answer : book.answers)
    add(answer.range, FoldKind::region, "answer");
  for (const notebook::Thread& thread : book.threads) {
    if (thread.level == 0)
      continue;
    // Blank lines before the next heading stay visible.
    std::size_t end = thread.range.end;
    while (end > thread.range.begin && (snapshot.text[end - 1] == '\n' || snapshot.text[end - 1] == '\r'))
      --end;
    add({thread.range.begin, end}, FoldKind::region, "");
  }
  return out;
}

} // namespace lumen::ide

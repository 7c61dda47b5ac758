#include "ide/cell_at.hpp"

#include <algorithm>

namespace lumen::ide {

namespace {

// The last element that begins at or before the offset; elements are in order of the text.
template <class Element>
std::optional<notebook::Index> last_before(const std::vector<Element>& elements, std::size_t offset) {
  const auto after =
      std::upper_bound(elements.begin(), elements.end(), offset,
                       [](std::size_t place, const Element& element) { return place < element.range.begin; });
  if (after == elements.begin())
    return std::nullopt;
  return static_cast<notebook::Index>(after - elements.begin() - 1);
}

} // namespace

std::optional<notebook::Index> cell_at(const notebook::Snapshot& snapshot, std::size_t offset) {
  const notebook::Notebook& book = snapshot.notebook;
  const auto index = last_before(book.cells, offset);
  if (!index)
    return std::nullopt;
  const notebook::Cell& cell = book.cells[*index];
  if (cell.range.touches(offset))
    return index;
  if (cell.result && book.results[*cell.result].range.touches(offset))
    return index;
  return std::nullopt;
}

std::optional<notebook::Index> question_at(const notebook::Snapshot& snapshot, std::size_t offset) {
  const notebook::Notebook& book = snapshot.notebook;
  // The whole line counts: a cursor in a list marker or a heading's marks means that block.
  const std::size_t line = snapshot.lines.line_of(std::min(offset, snapshot.text.size()));
  const std::size_t line_end = snapshot.lines.line(snapshot.text, line).end;
  const auto index = last_before(book.questions, line_end);
  if (!index)
    return std::nullopt;
  const notebook::Question& question = book.questions[*index];
  const std::size_t last_line = snapshot.lines.line_of(std::max(question.range.begin, question.range.end));
  return line <= last_line ? index : std::nullopt;
}

} // namespace lumen::ide

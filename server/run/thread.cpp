#include "run/thread.hpp"

#include "base/ascii.hpp"

namespace lumen::run {

namespace {

constexpr std::size_t remembered = 5;

text::Span thread_of(const notebook::Notebook& notebook, const notebook::Question& question) {
  const notebook::Thread& own = notebook.threads[question.thread];
  if (question.kind == notebook::ProseKind::heading && own.parent)
    return notebook.threads[*own.parent].range;
  return own.range;
}

} // namespace

std::vector<ask::Turn> turns_before(const notebook::Snapshot& snapshot, notebook::Index index) {
  const notebook::Notebook& notebook = snapshot.notebook;
  const notebook::Question& question = notebook.questions[index];
  const text::Span thread = thread_of(notebook, question);
  std::vector<ask::Turn> turns;
  for (const notebook::Cell& cell : notebook.cells) {
    if (cell.range.begin >= question.range.begin)
      break;
    if (!thread.contains(cell.range.begin) || cell.question == index)
      continue;
    const std::string_view sql = ascii::trim(cell.body.of(snapshot.text));
    if (sql.empty())
      continue;
    turns.push_back(
        {cell.question ? notebook.questions[*cell.question].text : "", std::string(sql), cell.name});
  }
  if (turns.size() > remembered)
    turns.erase(turns.begin(), turns.end() - remembered);
  return turns;
}

} // namespace lumen::run

#include "ide/code_action.hpp"

#include "ide/cell_at.hpp"
#include "ide/diagnostics.hpp"

#include <algorithm>

namespace lumen::ide {

namespace {

using notebook::Index;

Action action(Verb verb, std::string title, text::Span range) {
  Action out;
  out.verb = verb;
  out.title = std::move(title);
  out.range = range;
  return out;
}

void add_question(std::vector<Action>& out, const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                  Index index) {
  const notebook::Notebook& book = snapshot.notebook;
  const notebook::Question& question = book.questions[index];
  const auto run = knowledge.running.find(key_of(question));
  if (run != knowledge.running.end()) {
    out.push_back(action(Verb::cancel, "Cancel this question", question.range));
    out.back().run = run->second;
    return;
  }
  const auto answers = [&](const auto& answer) { return answer.question == index; };
  States states(snapshot, knowledge);
  const bool answered =
      std::any_of(book.cells.begin(), book.cells.end(),
                  [&](const notebook::Cell& cell) { return answers(cell) && states.is_own_answer(cell); }) ||
      std::any_of(book.answers.begin(), book.answers.end(), answers);
  out.push_back(action(Verb::ask, answered ? "Ask again" : "Ask this question", question.range));
  out.back().question = index;
}

void add_cell(std::vector<Action>& out, const notebook::Snapshot& snapshot, const Knowledge& knowledge,
              Index index, const std::vector<data::ChartKind>& kinds) {
  const notebook::Notebook& book = snapshot.notebook;
  const notebook::Cell& cell = book.cells[index];
  const auto add = [&](Verb verb, std::string title) -> Action& {
    out.push_back(action(verb, std::move(title), cell.range));
    out.back().cell = index;
    return out.back();
  };
  const auto run = knowledge.running.find(key_of(cell));
  if (run != knowledge.running.end()) {
    add(Verb::cancel, "Cancel this run").run = run->second;
    return;
  }
  add(Verb::run, cell.name.empty() ? "Run this cell" : "Run " + cell.name);
  if (book.cells.size() > 1) {
    add(Verb::run_from, "Run from here");
    add(Verb::run_all, "Run all").cell.reset();
  }
  if (cell.question) {
    const bool own = States(snapshot, knowledge).is_own_answer(cell);
    out.push_back(action(Verb::ask, own ? "Ask again" : "Ask the question above", cell.range));
    out.back().question = cell.question;
  }
  if (!cell.result || book.results[*cell.result].read_only || book.results[*cell.result].conflicted)
    return;
  for (const data::ChartKind kind : kinds) {
    if (!book.results[*cell.result].chart)
      break;
    Action& change = add(Verb::change_chart, "Change chart to " + std::string(data::name(kind)));
    change.chart_kind = std::string(data::name(kind));
  }
  add(Verb::delete_result, "Delete result");
}

} // namespace

std::vector<Action> code_actions(const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                                 text::Span range, const std::vector<data::ChartKind>& kinds) {
  std::vector<Action> out;
  for (const Diagnostic& problem : notebook_problems(snapshot)) {
    if (!(problem.range.touches(range.begin) || problem.range.overlaps(range)))
      continue;
    for (const notebook::Fix& fix : problem.fixes) {
      Action mend = action(Verb::fix, fix.title, problem.range);
      mend.edits.push_back({fix.range, fix.text});
      mend.problem = problem.code;
      out.push_back(std::move(mend));
    }
  }
  if (const auto cell = cell_at(snapshot, range.begin))
    add_cell(out, snapshot, knowledge, *cell, kinds);
  else if (const auto question = question_at(snapshot, range.begin))
    add_question(out, snapshot, knowledge, *question);
  return out;
}

} // namespace lumen::ide

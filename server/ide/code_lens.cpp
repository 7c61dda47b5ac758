#include "ide/code_lens.hpp"

#include <algorithm>
#include <set>

namespace lumen::ide {

namespace {

using notebook::Index;
using notebook::State;

std::string state_title(State state, const notebook::Stamp* stamp) {
  switch (state) {
  case State::never_run:
    return "Not run yet";
  case State::fresh:
    return stamp != nullptr && !stamp->rows.empty() ? "Fresh · " + notebook::rows_in_words(*stamp) : "Fresh";
  case State::question_edited:
    return "Question edited: ask again";
  case State::sql_edited:
    return "SQL edited: run to refresh";
  case State::schema_changed:
    return "Schema changed: run to refresh";
  case State::data_changed:
    return "Data changed: run to refresh";
  case State::result_edited:
    return "Result edited by hand";
  case State::failed:
    return "Failed";
  case State::running:
    return "Running";
  case State::orphaned:
    return "Result without its cell";
  case State::duplicate_name:
    return "Name used twice";
  case State::conflicted:
    return "Merge conflict";
  case State::other_version:
    return "Written by another version of Lumen";
  }
  return "";
}

class LensBuilder {
public:
  LensBuilder(const notebook::Snapshot& snapshot, const Knowledge& knowledge)
      : snapshot_(snapshot), book_(snapshot.notebook), knowledge_(knowledge), states_(snapshot, knowledge) {}

  std::vector<Action> build() {
    lenses_.reserve(1 + book_.questions.size() + 5 * book_.cells.size());
    if (!book_.cells.empty())
      add(Verb::run_all, "Run all", first_line());
    for (const notebook::Cell& cell : book_.cells)
      if (cell.question) {
        asked_.insert(*cell.question);
        if (answered_.count(*cell.question) == 0 && states_.is_own_answer(cell))
          answered_.insert(*cell.question);
      }
    for (const notebook::AnswerRegion& answer : book_.answers)
      if (answer.question)
        answered_.insert(*answer.question);
    for (Index i = 0; i < book_.questions.size(); ++i)
      add_question(i);
    for (Index i = 0; i < book_.cells.size(); ++i)
      add_cell(i);
    return in_order();
  }

private:
  /// Actions are large and there are thousands: their places are sorted, and each is moved once.
  std::vector<Action> in_order() {
    std::vector<std::pair<std::size_t, std::size_t>> places; // begin, index
    places.reserve(lenses_.size());
    for (std::size_t i = 0; i < lenses_.size(); ++i)
      places.emplace_back(lenses_[i].range.begin, i);
    std::sort(places.begin(), places.end());
    std::vector<Action> out;
    out.reserve(lenses_.size());
    for (const auto& [begin, index] : places)
      out.push_back(std::move(lenses_[index]));
    return out;
  }

  Action& add(Verb verb, std::string title, text::Span range) {
    Action action;
    action.verb = verb;
    action.title = std::move(title);
    action.range = range;
    lenses_.push_back(std::move(action));
    return lenses_.back();
  }

  text::Span first_line() const { return snapshot_.lines.line(snapshot_.text, 0); }

  text::Span line_at(std::size_t offset) const {
    return snapshot_.lines.line(snapshot_.text, snapshot_.lines.line_of(offset));
  }

  void add_cancel(const std::string& key, text::Span range) {
    const auto run = knowledge_.running.find(key);
    if (run != knowledge_.running.end())
      add(Verb::cancel, "Cancel", range).run = run->second;
  }

  void add_question(Index index) {
    const notebook::Question& question = book_.questions[index];
    const bool answered = answered_.count(index) > 0;
    if (!question.likely && !answered && asked_.count(index) == 0)
      return; // any other prose is asked by a code action
    const text::Span line = line_at(question.range.begin);
    if (knowledge_.running.count(key_of(question)) > 0) {
      add_cancel(key_of(question), line);
    } else {
      add(Verb::ask, answered ? "Ask again" : "Ask", line).question = index;
    }
  }

  void add_cell(Index index) {
    const notebook::Cell& cell = book_.cells[index];
    const text::Span line = line_at(cell.range.begin);
    const State state = states_.of(cell);
    const notebook::ResultRegion* result = cell.result ? &book_.results[*cell.result] : nullptr;
    if (state == State::running) {
      add_cancel(key_of(cell), line);
    } else {
      add(Verb::run, "Run", line).cell = index;
      if (index + 1 < book_.cells.size())
        add(Verb::run_from, "Run from here", line).cell = index;
    }
    add(Verb::show_state, state_title(state, result != nullptr ? &result->stamp : nullptr), line).cell =
        index;
    if (result == nullptr || result->read_only || result->conflicted)
      return;
    const text::Span marker = line_at(result->range.begin);
    if (result->chart)
      add(Verb::change_chart, "Change chart", line_at(result->chart->begin)).cell = index;
    add(Verb::delete_result, "Delete result", marker).cell = index;
  }

  const notebook::Snapshot& snapshot_;
  const notebook::Notebook& book_;
  const Knowledge& knowledge_;
  States states_;
  std::set<Index> asked_;    // a cell stands below it, whoever wrote it
  std::set<Index> answered_; // by Lumen, and nobody changed that
  std::vector<Action> lenses_;
};

} // namespace

std::vector<Action> code_lenses(const notebook::Snapshot& snapshot, const Knowledge& knowledge) {
  return LensBuilder(snapshot, knowledge).build();
}

} // namespace lumen::ide

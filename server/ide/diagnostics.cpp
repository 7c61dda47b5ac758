#include "ide/diagnostics.hpp"

#include "base/ascii.hpp"
#include "notebook/graph.hpp"
#include "sql/statement.hpp"
#include "sql/token.hpp"

#include <algorithm>

namespace lumen::ide {

namespace {

using notebook::Index;
using notebook::Severity;
using notebook::State;

// A cell is checked together with all that it needs. Of a longer chain that would be done for each of its
// cells, and databases take ever longer for ever deeper queries; a run tells what is wrong there.
constexpr std::size_t most_needed = 32;

std::string with_hint(const std::string& message, const std::string& hint) {
  return hint.empty() ? message : message + "\n" + hint;
}

struct StateNotice {
  Severity severity;
  const char* code;
  const char* message;
};

// What a state says of a cell; fresh, running and never run need no words, and failures and double names have
// their own.
std::optional<StateNotice> notice(State state) {
  switch (state) {
  case State::question_edited:
    return StateNotice{Severity::information, "question-edited",
                       "The question was edited after this answer. Ask again to answer the new wording."};
  case State::sql_edited:
    return StateNotice{Severity::information, "sql-edited",
                       "The SQL was edited after this result. Run it to refresh."};
  case State::schema_changed:
    return StateNotice{Severity::warning, "schema-changed",
                       "Tables that this cell reads have changed since it was run. Run it to refresh."};
  case State::data_changed:
    return StateNotice{Severity::warning, "data-changed",
                       "The data changed since this result. Run it to refresh."};
  case State::result_edited:
    return StateNotice{Severity::information, "result-edited",
                       "This result was edited by hand. What you wrote is kept at the next run."};
  case State::conflicted:
    return StateNotice{Severity::error, "conflicted",
                       "This cell or its result holds merge markers. Resolve the conflict first."};
  case State::never_run:
    return StateNotice{Severity::hint, "never-run", "This cell was not run yet."};
  case State::fresh:
  case State::failed:
  case State::running:
  case State::orphaned:
  case State::duplicate_name:
  case State::other_version: // the notebook tells it of answers too
    return std::nullopt;
  }
  return std::nullopt;
}

// What of a range stands on its first line: enough to underline.
text::Span first_line(const notebook::Snapshot& snapshot, text::Span range) {
  const text::Span line = snapshot.lines.line(snapshot.text, snapshot.lines.line_of(range.begin));
  return {range.begin, std::clamp(line.end, range.begin, std::max(range.begin, range.end))};
}

void sort_by_place(std::vector<Diagnostic>& all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.range.begin < b.range.begin; });
}

class DiagnosticBuilder {
public:
  DiagnosticBuilder(const notebook::Snapshot& snapshot, const Knowledge& knowledge, const Oracles& oracles)
      : snapshot_(snapshot), book_(snapshot.notebook), knowledge_(knowledge), oracles_(oracles),
        states_(snapshot, knowledge), heavy_(notebook::cells_that_need_more(book_, most_needed)) {}

  std::vector<Diagnostic> build() {
    out_ = notebook_problems(snapshot_);
    for (Index i = 0; i < book_.cells.size(); ++i)
      add_cell(i);
    for (const notebook::Question& question : book_.questions)
      add_failed_question(question);
    sort_by_place(out_);
    return std::move(out_);
  }

private:
  text::Span first_line(text::Span range) const { return ide::first_line(snapshot_, range); }

  /// The token at a place in a cell's body, or its last character: something that can be underlined.
  text::Span token_at(const notebook::Cell& cell, std::size_t offset) const {
    const text::Span body = cell.body;
    const std::size_t place = std::clamp(offset, body.begin, body.end) - body.begin;
    for (const sql::Token& token : sql::tokenize(body.of(snapshot_.text), sql::Dialect::postgresql)) {
      if (token.range.begin <= place && place < token.range.end)
        return {body.begin + token.range.begin, body.begin + token.range.end};
    }
    const std::string_view sql = body.of(snapshot_.text);
    std::size_t end = sql.size();
    while (end > 0 && ascii::is_space(sql[end - 1]))
      --end;
    if (end == 0)
      return first_line(cell.range);
    return {body.begin + end - 1, body.begin + end};
  }

  void add_cell(Index index) {
    const notebook::Cell& cell = book_.cells[index];
    if (const Failure* failure = failure_of(cell, knowledge_)) {
      const text::Span range =
          failure->offset ? token_at(cell, cell.body.begin + *failure->offset) : first_line(cell.range);
      out_.push_back({range, Severity::error, "run-failed", with_hint(failure->message, failure->hint), {}});
    } else {
      add_syntax(index);
    }
    if (const auto told = notice(states_.of(cell))) {
      const text::Span range = cell.result && told->severity != Severity::hint
                                   ? first_line(book_.results[*cell.result].marker)
                                   : first_line(cell.range);
      out_.push_back({range, told->severity, told->code, told->message, {}});
    }
    add_drift(cell);
  }

  void add_syntax(Index index) {
    const notebook::Cell& cell = book_.cells[index];
    const auto dialect = dialect_of(cell, knowledge_);
    if (!dialect || heavy_[index] || ascii::trim(cell.body.of(snapshot_.text)).empty())
      return;
    const auto expanded = notebook::expand(book_, snapshot_.text, index, *dialect);
    if (!expanded)
      return; // the reference has its own problem
    std::optional<Error> error;
    if (*dialect == sql::Dialect::postgresql)
      error = oracles_.syntax ? oracles_.syntax(expanded->sql) : sql::syntax_error(expanded->sql);
    if (!error && oracles_.check)
      error = oracles_.check(cell, expanded->sql);
    if (!error)
      return;
    const text::Span range =
        error->offset ? token_at(cell, expanded->source_offset(*error->offset)) : first_line(cell.range);
    out_.push_back({range,
                    Severity::error,
                    error->code == Code::syntax ? "sql-syntax" : "sql",
                    with_hint(error->message, error->hint),
                    {}});
  }

  void add_failed_question(const notebook::Question& question) {
    const auto failure = knowledge_.failures.find(key_of(question));
    if (failure == knowledge_.failures.end())
      return;
    out_.push_back({question.range,
                    Severity::error,
                    "ask-failed",
                    with_hint(failure->second.message, failure->second.hint),
                    {}});
  }

  void add_drift(const notebook::Cell& cell) {
    if (!cell.result || !oracles_.rows)
      return;
    const notebook::ResultRegion& result = book_.results[*cell.result];
    if (!result.text)
      return;
    const auto rows = oracles_.rows(cell);
    if (!rows)
      return;
    const std::string_view prose = result.text->of(snapshot_.text);
    const std::string& name = cell.name.empty() ? result.stamp.of : cell.name;
    for (const narrate::Drift& drift : oracles_.drifts
                                           ? oracles_.drifts(result.stamp, prose, *rows, name)
                                           : narrate::check(prose, *rows, result.stamp.locale, name)) {
      const text::Span range{result.text->begin + drift.range.begin, result.text->begin + drift.range.end};
      out_.push_back({range, Severity::warning, "number-drift", drift.message, {}});
    }
  }

  const notebook::Snapshot& snapshot_;
  const notebook::Notebook& book_;
  const Knowledge& knowledge_;
  const Oracles& oracles_;
  States states_;
  std::vector<bool> heavy_;
  std::vector<Diagnostic> out_;
};

} // namespace

std::vector<Diagnostic> notebook_problems(const notebook::Snapshot& snapshot) {
  std::vector<Diagnostic> out;
  const auto add = [&](const notebook::Problem& problem) {
    out.push_back({problem.range, problem.severity, problem.code, problem.message, problem.fixes});
  };
  for (const notebook::Problem& problem : snapshot.notebook.problems)
    add(problem);
  for (const notebook::Problem& problem : notebook::reference_problems(snapshot.notebook))
    add(problem);
  sort_by_place(out);
  return out;
}

std::vector<Diagnostic> diagnostics(const notebook::Snapshot& snapshot, const Knowledge& knowledge,
                                    const Oracles& oracles) {
  return DiagnosticBuilder(snapshot, knowledge, oracles).build();
}

} // namespace lumen::ide

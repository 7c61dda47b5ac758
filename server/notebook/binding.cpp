#include "notebook/binding.hpp"

#include "base/ascii.hpp"
#include "notebook/render.hpp"
#include "notebook/result_edits.hpp"
#include "notebook/writing.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace lumen::notebook {

namespace {

class Binder {
public:
  Binder(std::string_view text, Notebook& notebook) : text_(text), notebook_(notebook) {}

  void bind() {
    name_cells();
    owners_.resize(notebook_.results.size());
    bind_results();
    index_questions();
    for (Cell& cell : notebook_.cells)
      bind_cell(cell);
    for (AnswerRegion& answer : notebook_.answers)
      answer.question = question_above(answer.question_hash, answer.range.begin);
    bind_charts();
  }

private:
  void name_cells() {
    std::unordered_set<std::string> taken;
    first_of_name_.reserve(notebook_.cells.size());
    bool doubles = false;
    for (Index i = 0; i < notebook_.cells.size(); ++i)
      if (const std::string& name = notebook_.cells[i].name; !name.empty())
        doubles |= !first_of_name_.try_emplace(name, i).second;
    if (!doubles)
      return;
    for (const Cell& cell : notebook_.cells)
      if (!cell.name.empty())
        taken.insert(cell.name);
    for (Index i = 0; i < notebook_.cells.size(); ++i) {
      Cell& cell = notebook_.cells[i];
      if (cell.name.empty())
        continue;
      if (first_of_name_.at(cell.name) == i)
        continue;
      cell.duplicate = true;
      std::string fresh;
      for (std::size_t number = ++copies_[cell.name] + 1;
           taken.count(fresh = cell.name + "_" + std::to_string(number)) != 0;)
        number = ++copies_[cell.name] + 1;
      taken.insert(fresh);
      Problem problem{cell.name_range,
                      Severity::error,
                      "duplicate-name",
                      "An earlier cell is named \"" + cell.name + "\" too; the earlier one counts.",
                      {}};
      problem.fixes.push_back({"Rename to \"" + fresh + "\"", cell.name_range, fresh});
      notebook_.problems.push_back(std::move(problem));
    }
  }

  /// Directly below its cell and named for it; else by its name; else directly below a cell (which was
  /// renamed).
  void bind_results() {
    std::vector<std::optional<Index>> above(notebook_.results.size());
    Index cell = 0;
    for (Index i = 0; i < notebook_.results.size(); ++i) {
      const ResultRegion& result = notebook_.results[i];
      while (cell < notebook_.cells.size() && notebook_.cells[cell].range.end <= result.range.begin)
        ++cell;
      if (cell == 0)
        continue;
      const std::size_t end = notebook_.cells[cell - 1].range.end;
      if (ascii::trim(text_.substr(end, result.range.begin - end)).empty())
        above[i] = cell - 1;
    }
    for (Index i = 0; i < notebook_.results.size(); ++i)
      if (above[i] && notebook_.results[i].stamp.of == notebook_.cells[*above[i]].name)
        own(i, *above[i]);
    for (Index i = 0; i < notebook_.results.size(); ++i)
      if (const auto named = first_of_name_.find(notebook_.results[i].stamp.of);
          named != first_of_name_.end() &&
          notebook_.cells[named->second].range.end <= notebook_.results[i].range.begin)
        own(i, named->second);
    for (Index i = 0; i < notebook_.results.size(); ++i)
      if (above[i])
        own(i, *above[i]);
    for (Index i = 0; i < notebook_.results.size(); ++i) {
      if (owners_[i] || notebook_.results[i].read_only)
        continue;
      const ResultRegion& result = notebook_.results[i];
      const std::string whose =
          result.stamp.of.empty() ? "." : ": there is no `" + result.stamp.of + "` above it.";
      Problem problem{
          result.marker, Severity::warning, "orphaned", "This result belongs to no cell" + whose, {}};
      problem.fixes.push_back(
          {"Delete this result", result.range, authors_part(text_, result, line_break(text_))});
      notebook_.problems.push_back(std::move(problem));
    }
  }

  void own(Index result, Index cell) {
    if (owners_[result] || notebook_.cells[cell].result)
      return;
    owners_[result] = cell;
    notebook_.cells[cell].result = result;
  }

  void index_questions() {
    by_hash_.reserve(notebook_.questions.size());
    for (Index i = 0; i < notebook_.questions.size(); ++i)
      by_hash_[notebook_.questions[i].hash].push_back(i);
  }

  void bind_cell(Cell& cell) {
    const std::string stamped = cell.result ? notebook_.results[*cell.result].stamp.question : "";
    if (!stamped.empty()) {
      cell.question = question_above(stamped, cell.range.begin, cell.thread);
      if (cell.question)
        return;
    }
    cell.question = nearest_above(cell, !stamped.empty());
  }

  /// The nearest question of that hash above `offset`, in the thread or one that holds it where a thread is
  /// given.
  std::optional<Index> question_above(const std::string& hash, std::size_t offset,
                                      std::optional<Index> thread = {}) const {
    const auto found = by_hash_.find(hash);
    if (hash.empty() || found == by_hash_.end())
      return std::nullopt;
    const auto& all = found->second;
    auto after = std::partition_point(all.begin(), all.end(),
                                      [&](Index i) { return notebook_.questions[i].range.begin < offset; });
    while (after != all.begin()) {
      --after;
      if (!thread || holds(notebook_.questions[*after].thread, *thread))
        return *after;
    }
    return std::nullopt;
  }

  bool holds(Index outer, Index inner) const {
    if (outer == 0)
      return inner == 0;
    return notebook_.threads[outer].range.begin <= notebook_.threads[inner].range.begin &&
           notebook_.threads[inner].range.begin < notebook_.threads[outer].range.end;
  }

  /// Of the prose between the cell above and this one the nearest likely question, or else the nearest; where
  /// nothing stands between, the question of the cell above. A heading that is hardly a question is taken
  /// only for a cell that was `asked` or has the name that asking gives it: below any other it merely heads
  /// its thread.
  std::optional<Index> nearest_above(const Cell& cell, bool asked) const {
    const auto& questions = notebook_.questions;
    const Index number = static_cast<Index>(&cell - notebook_.cells.data());
    const std::size_t floor = number == 0 ? 0 : notebook_.cells[number - 1].range.end;
    auto after = std::partition_point(questions.begin(), questions.end(),
                                      [&](const Question& q) { return q.range.begin < cell.range.begin; });
    std::optional<Index> nearest;
    while (after != questions.begin()) {
      --after;
      if (after->range.begin < floor || after->thread != cell.thread)
        break;
      const Index index = static_cast<Index>(after - questions.begin());
      if (after->likely)
        return index;
      if (!nearest && (asked || after->kind != ProseKind::heading || is_named_for(cell.name, after->text)))
        nearest = index;
    }
    if (nearest || number == 0 || notebook_.cells[number - 1].thread != cell.thread)
      return nearest;
    return notebook_.cells[number - 1].question;
  }

  /// The name is what asking that text gives, or that with a number where it was taken.
  static bool is_named_for(std::string_view name, std::string_view question) {
    const std::string given = suggest_name(question, {});
    if (name.substr(0, given.size()) != given)
      return false;
    name.remove_prefix(given.size());
    return name.empty() ||
           (name.size() > 1 && name[0] == '_' && std::all_of(name.begin() + 1, name.end(), ascii::is_digit));
  }

  void bind_charts() {
    std::sort(notebook_.charts.begin(), notebook_.charts.end(),
              [](const ChartFence& a, const ChartFence& b) { return a.range.begin < b.range.begin; });
    Index result = 0;
    for (ChartFence& chart : notebook_.charts) {
      while (result < notebook_.results.size() && notebook_.results[result].range.end <= chart.range.begin)
        ++result;
      if (result < notebook_.results.size() && notebook_.results[result].range.contains(chart.range.begin)) {
        chart.cell = owners_[result];
      } else if (const auto named = first_of_name_.find(chart.data_name); named != first_of_name_.end()) {
        chart.cell = named->second;
      }
    }
  }

  std::string_view text_;
  Notebook& notebook_;
  // Views into the notebook's cells and questions, which stay where they are while it is bound.
  std::unordered_map<std::string_view, Index> first_of_name_;
  std::unordered_map<std::string, std::size_t> copies_;
  std::unordered_map<std::string_view, std::vector<Index>> by_hash_;
  std::vector<std::optional<Index>> owners_;
};

} // namespace

void bind(std::string_view text, Notebook& notebook) {
  Binder(text, notebook).bind();
}

} // namespace lumen::notebook

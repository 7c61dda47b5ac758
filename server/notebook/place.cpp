// Puts an answer into the notebook as it stands now: finds its place again, and writes only what differs.
#include "base/ascii.hpp"
#include "notebook/render.hpp"
#include "notebook/result_edits.hpp"
#include "notebook/stamp.hpp"
#include "notebook/writing.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace lumen::notebook {

namespace {

std::size_t apart(std::size_t a, std::size_t b) {
  return a > b ? a - b : b - a;
}

/// Of the candidates the one that stands nearest to where the run began.
template <class Items, class Fits>
std::optional<Index> nearest_of(const Items& items, std::size_t offset, Fits fits) {
  std::optional<Index> best;
  std::size_t distance = std::numeric_limits<std::size_t>::max();
  for (Index i = 0; i < items.size(); ++i) {
    if (!fits(items[i]) || apart(items[i].range.begin, offset) >= distance)
      continue;
    best = i;
    distance = apart(items[i].range.begin, offset);
  }
  return best;
}

class Placer {
public:
  Placer(const Snapshot& snapshot, const Update& update)
      : snapshot_(snapshot), notebook_(snapshot.notebook), text_(snapshot.text), update_(update),
        eol_(line_break(text_)) {}

  Result<std::vector<text::Edit>> place() {
    if (auto found = find_question(); !found)
      return fail(found.error());
    auto cell = find_cell();
    if (!cell)
      return fail(cell.error());
    Result<void> done;
    if (update_.answer_kind)
      done = place_answer(*cell);
    else
      done = *cell ? update_cell(notebook_.cells[**cell]) : insert_cell();
    if (!done)
      return fail(done.error());
    if (update_.front_matter_connection)
      if (auto edit = connection_edit(snapshot_, *update_.front_matter_connection))
        edits_.push_back(std::move(*edit));
    std::stable_sort(edits_.begin(), edits_.end(),
                     [](const text::Edit& a, const text::Edit& b) { return a.range < b.range; });
    return std::move(edits_);
  }

private:
  Result<void> find_question() {
    if (update_.anchor.question_hash.empty())
      return {};
    question_ = nearest_of(notebook_.questions, update_.anchor.offset, [&](const Question& question) {
      return question.hash == update_.anchor.question_hash;
    });
    if (question_)
      return {};
    return fail(Code::not_found, "the question was changed or removed while it was answered", "ask it again");
  }

  /// The cell of the anchor; nothing where the answer makes a new one.
  Result<std::optional<Index>> find_cell() const {
    const Anchor& anchor = update_.anchor;
    if (anchor.cell_name.empty() && anchor.sql_hash.empty())
      return std::optional<Index>();
    const auto unchanged = [&](const Cell& cell) {
      return anchor.sql_hash.empty() || token_hash(cell.body.of(text_), cell.language) == anchor.sql_hash;
    };
    const auto of_name = [&](const Cell& cell) { return cell.name == anchor.cell_name; };
    auto cell =
        nearest_of(notebook_.cells, anchor.offset, [&](const Cell& c) { return of_name(c) && unchanged(c); });
    if (cell)
      return cell;
    const bool named =
        !anchor.cell_name.empty() && std::any_of(notebook_.cells.begin(), notebook_.cells.end(), of_name);
    if (named)
      return fail(Code::conflict, "the SQL of \"" + anchor.cell_name + "\" was changed while it ran",
                  "run it again");
    return fail(Code::not_found, "the cell was changed or removed while it ran", "run it again");
  }

  Result<void> update_cell(const Cell& cell) {
    if (!cell.closed)
      return fail(Code::invalid, "the cell's fence has no end", "close it, then run it again");
    if (cell.conflicted)
      return conflicted();
    const bool new_sql = update_.sql && token_hash(*update_.sql, cell.language) !=
                                            token_hash(cell.body.of(text_), cell.language);
    if (new_sql)
      replace_sql(cell);
    if (!update_.result)
      return {};
    if (!cell.result) {
      insert_after(cell.range.end, fresh_result(cell.name));
      return {};
    }
    const ResultRegion& region = notebook_.results[*cell.result];
    if (region.conflicted)
      return conflicted();
    if (region.read_only)
      return fail(Code::unsupported,
                  "this result was written by another version of Lumen and is left as it is",
                  "delete it by hand, then run the cell again");
    Printout printout = *update_.result;
    if (!cell.name.empty())
      printout = renamed(std::move(printout), cell.name);
    const auto edits = result_edits(text_, region, std::move(printout), new_sql, eol_);
    edits_.insert(edits_.end(), edits.begin(), edits.end());
    return {};
  }

  static Result<void> conflicted() {
    return fail(Code::conflict, "merge markers stand in this cell or its result",
                "resolve the conflict, then run it again");
  }

  void replace_sql(const Cell& cell) {
    const std::string body = with_breaks(*update_.sql, eol_) + eol_;
    const std::string fence = fence_for(body);
    const std::string_view whole = cell.range.of(text_);
    const std::size_t marks = std::min(whole.find_first_not_of(whole[0]), whole.size());
    const bool too_short = whole[0] == '`' && marks < fence.size();
    if (too_short)
      edits_.push_back({{cell.range.begin, cell.range.begin + marks}, fence});
    for (text::Edit& edit : text::difference(cell.body.of(text_), body)) {
      edit.range = {edit.range.begin + cell.body.begin, edit.range.end + cell.body.begin};
      edits_.push_back(std::move(edit));
    }
    if (too_short) {
      const std::size_t close = cell.range.begin + whole.find_last_not_of("` \t") + 1;
      edits_.push_back({{close, cell.range.end}, fence});
    }
  }

  std::string fresh_result(std::string_view name) const {
    Printout printout = *update_.result;
    if (!name.empty())
      printout = renamed(std::move(printout), name);
    printout.text = contained(printout.text, false);
    return print_result(sealed(printout), printout, eol_);
  }

  Result<void> insert_cell() {
    if (!question_ || !update_.sql)
      return fail(Code::internal, "a new cell needs its question and its SQL");
    for (const Cell& cell : notebook_.cells)
      if (is_written(cell))
        return {};
    for (const Cell& cell : notebook_.cells)
      if (cell.question == question_ && cell.closed &&
          token_hash(cell.body.of(text_), cell.language) == token_hash(*update_.sql, cell.language))
        return update_cell(cell);
    const std::string name = free_name();
    std::string part = print_cell(update_, name, eol_);
    if (update_.result)
      part += eol_ + eol_ + fresh_result(name);
    if (const AnswerRegion* answer = replaceable_answer())
      edits_.push_back({answer->range, std::move(part)});
    else
      insert_after(place_of_new_cell(), part);
    return {};
  }

  /// The cell carries this very answer: placing it twice, as when the first edit came back in a text that the
  /// author had typed into, writes nothing. What the author changed in it meanwhile stays.
  bool is_written(const Cell& cell) const {
    if (!cell.result || !update_.result)
      return false;
    const Stamp& present = notebook_.results[*cell.result].stamp;
    const Stamp& stamp = update_.result->stamp;
    return !stamp.at.empty() && present.at == stamp.at && present.question == stamp.question &&
           present.sql == stamp.sql && present.data == stamp.data && present.connection == stamp.connection &&
           cell.question == question_;
  }

  std::string free_name() const {
    std::set<std::string> taken;
    for (const Cell& cell : notebook_.cells)
      taken.insert(cell.name);
    const std::string wanted = update_.name.empty() ? "answer" : update_.name;
    std::string name = wanted;
    for (int number = 2; taken.count(name) != 0; ++number)
      name = wanted + "_" + std::to_string(number);
    return name;
  }

  /// An earlier answer without SQL to the same question, as Lumen wrote it: the new one takes its place.
  const AnswerRegion* replaceable_answer() const {
    for (const AnswerRegion& answer : notebook_.answers) {
      const bool same = answer.question &&
                        notebook_.questions[*answer.question].hash == update_.anchor.question_hash &&
                        answer.question == question_;
      if (same && !answer.read_only && !is_edited(answer))
        return &answer;
    }
    return nullptr;
  }

  bool is_edited(const AnswerRegion& answer) const {
    return !answer.text_hash.empty() && text_hash(answer.body.of(text_)) != answer.text_hash;
  }

  /// Behind the question's outermost container, and behind what answers questions up to this one there.
  std::size_t place_of_new_cell() const {
    const Question& question = notebook_.questions[*question_];
    std::size_t place = question.insert_after.end;
    const auto answers_here = [&](const std::optional<Index>& answered) {
      if (!answered)
        return false;
      const Question& other = notebook_.questions[*answered];
      return other.insert_after == question.insert_after && other.range.begin <= question.range.begin;
    };
    for (;;) {
      const std::size_t next = next_block(place);
      std::size_t end = place;
      for (const Cell& cell : notebook_.cells)
        if (cell.range.begin == next && cell.closed && answers_here(cell.question))
          end = end_of(cell);
      for (const AnswerRegion& answer : notebook_.answers)
        if (answer.range.begin == next && answers_here(answer.question))
          end = answer.range.end;
      if (end == place)
        return place;
      place = end;
    }
  }

  std::size_t next_block(std::size_t at) const {
    while (at < text_.size() && ascii::is_space(text_[at]))
      ++at;
    return at;
  }

  std::size_t end_of(const Cell& cell) const {
    if (!cell.result)
      return cell.range.end;
    const Span region = notebook_.results[*cell.result].range;
    return next_block(cell.range.end) == region.begin ? region.end : cell.range.end;
  }

  Result<void> place_answer(const std::optional<Index>& cell) {
    const std::string body = contained(update_.answer_text, true);
    const std::string part = print_answer(*update_.answer_kind, update_.anchor.question_hash, body, eol_);
    for (const AnswerRegion& answer : notebook_.answers) {
      if (!question_ || answer.question != question_ || answer.read_only)
        continue;
      const bool same =
          answer.kind == *update_.answer_kind && text_hash(answer.body.of(text_)) == text_hash(body);
      if (same)
        return {};
      edits_.push_back({answer.range, part});
      if (is_edited(answer))
        insert_after(answer.range.end, kept_blocks(answer.body.of(text_), eol_));
      return {};
    }
    if (question_)
      insert_after(notebook_.questions[*question_].insert_after.end, part);
    else if (cell)
      insert_after(end_of(notebook_.cells[*cell]), part);
    else
      return fail(Code::internal, "an answer needs its question or its cell");
    return {};
  }

  void insert_after(std::size_t offset, const std::string& part) {
    edits_.push_back(insertion_after(text_, offset, part, eol_));
  }

  const Snapshot& snapshot_;
  const Notebook& notebook_;
  std::string_view text_;
  const Update& update_;
  std::string eol_;
  std::optional<Index> question_;
  std::vector<text::Edit> edits_;
};

} // namespace

Anchor anchor_of(const Snapshot& snapshot, const Question& question) {
  (void)snapshot;
  return {question.hash, "", "", question.range.begin};
}

Anchor anchor_of(const Snapshot& snapshot, const Cell& cell) {
  return {"", cell.name, token_hash(cell.body.of(snapshot.text), cell.language), cell.range.begin};
}

Result<std::vector<text::Edit>> place(const Snapshot& snapshot, const Update& update) {
  return Placer(snapshot, update).place();
}

} // namespace lumen::notebook

#include "notebook/result_edits.hpp"

#include "base/ascii.hpp"
#include "notebook/stamp.hpp"
#include "notebook/writing.hpp"

#include <algorithm>

namespace lumen::notebook {

namespace {

constexpr std::string_view chosen_key = "chosen";

bool is_chosen(const Stamp& stamp) {
  return std::any_of(stamp.others.begin(), stamp.others.end(),
                     [](const auto& other) { return other.first == chosen_key; });
}

void keep_if_empty(std::string& value, const std::string& old) {
  if (value.empty())
    value = old;
}

/// The same answer to the same question in the same words: what is printed of it needs no change.
bool says_the_same(const Stamp& a, const Stamp& b) {
  return a.sql == b.sql && a.data == b.data && a.order == b.order && a.connection == b.connection &&
         a.question == b.question && a.rows == b.rows && a.locale == b.locale && !a.data.empty();
}

class RegionEditor {
public:
  RegionEditor(std::string_view text, const ResultRegion& region, Printout printout, bool new_sql,
               const std::string& eol)
      : text_(text), region_(region), old_(region.stamp), printout_(std::move(printout)), new_sql_(new_sql),
        eol_(eol) {}

  std::vector<text::Edit> edits() {
    printout_.text = contained(printout_.text, false);
    inherit();
    same_ = !new_sql_ && says_the_same(printout_.stamp, old_);
    printout_.stamp = sealed(printout_);
    if (same_) {
      keep_if_empty_or_old(printout_.stamp.at, old_.at);
      keep_if_empty_or_old(printout_.stamp.confidence, old_.confidence);
    }
    place_ = region_.marker.end;
    table();
    chart();
    prose();
    marker();
    if (!moved_.empty())
      edits_.push_back(insertion_after(text_, region_.range.end, moved_, eol_));
    std::stable_sort(edits_.begin(), edits_.end(),
                     [](const text::Edit& a, const text::Edit& b) { return a.range < b.range; });
    return std::move(edits_);
  }

private:
  /// A run of a cell by itself tells less than an ask did: what it leaves open stays as it was.
  void inherit() {
    Stamp& stamp = printout_.stamp;
    stamp.version = 1;
    if (!new_sql_) {
      keep_if_empty(stamp.question, old_.question);
      keep_if_empty(stamp.part, old_.part);
      keep_if_empty(stamp.locale, old_.locale);
      if (stamp.sql == old_.sql) {
        keep_if_empty(stamp.by, old_.by);
        if (stamp.by == old_.by)
          keep_if_empty(stamp.confidence, old_.confidence);
      }
    }
    for (const auto& other : old_.others) {
      const bool known = std::any_of(stamp.others.begin(), stamp.others.end(),
                                     [&](const auto& o) { return o.first == other.first; });
      if (!known && !(new_sql_ && other.first == chosen_key))
        stamp.others.push_back(other);
    }
  }

  static void keep_if_empty_or_old(std::string& value, const std::string& old) {
    if (!old.empty())
      value = old;
  }

  void table() {
    const std::string present = region_.table ? table_hash(region_.table->of(text_)) : "";
    const bool edited = present != old_.table;
    if (edited && !new_sql_)
      return pass(region_.table);
    if (edited && region_.table)
      move_below(std::string(region_.table->of(text_)));
    if (present == printout_.stamp.table)
      return pass(region_.table);
    change(region_.table, with_breaks(printout_.table, eol_));
  }

  void chart() {
    const std::string present = region_.chart_body ? chart_hash(region_.chart_body->of(text_)) : "";
    const bool edited = present != old_.chart;
    const bool chosen = is_chosen(old_) && !edited;
    if (!new_sql_ && (edited || chosen || (same_ && !old_.chart.empty()))) {
      keep_chart(present, edited);
      return pass(region_.chart);
    }
    if (edited && region_.chart)
      move_below(std::string(region_.chart->of(text_)));
    if (present == printout_.stamp.chart)
      return pass(region_.chart);
    change(region_.chart,
           printout_.chart.empty() ? "" : print_chart(printout_.chart, printout_.picture, eol_));
  }

  /// A chart that the author edited or chose keeps its spec and gets the new data.
  void keep_chart(const std::string& present, bool edited) {
    if (same_) {
      printout_.stamp.chart = old_.chart;
      return;
    }
    if (!region_.chart_body)
      return; // deleted by the author, and so it stays
    const std::string_view body = region_.chart_body->of(text_);
    const std::string kept = with_data_of(body, printout_.chart);
    const bool pictured = text_.substr(region_.chart_body->end, 3) == "-->";
    if (kept != body && printout_.picture)
      edits_.push_back({*region_.chart, print_chart(kept, printout_.picture, eol_)});
    else if (kept != body)
      edits_.push_back({*region_.chart_body, with_breaks(pictured ? in_comment(kept) : kept, eol_) + eol_});
    if (!edited)
      printout_.stamp.chart = kept == body ? present : chart_hash(kept);
  }

  void prose() {
    const std::string present = region_.text ? text_hash(region_.text->of(text_)) : "";
    const bool edited = present != old_.text;
    if (same_ && !old_.text.empty()) {
      printout_.stamp.text = old_.text;
      return;
    }
    if (same_ && edited)
      return; // the author wrote where Lumen had nothing to say
    if (edited && !region_.text && !new_sql_)
      return;
    if (edited && region_.text)
      move_below(kept_blocks(region_.text->of(text_), eol_));
    if (present == printout_.stamp.text)
      return;
    change(region_.text, with_breaks(printout_.text, eol_));
  }

  void marker() {
    const std::string line = print_stamp(printout_.stamp);
    if (line == print_stamp(old_))
      return;
    edits_.push_back({region_.marker, line});
  }

  void pass(const std::optional<Span>& part) {
    if (part)
      place_ = std::max(place_, part->end);
  }

  /// Writes, replaces or takes away one part; `place_` is where a missing one belongs.
  void change(const std::optional<Span>& part, const std::string& fresh) {
    if (!part && fresh.empty())
      return;
    if (!part) {
      edits_.push_back({{place_, place_}, eol_ + eol_ + fresh});
      return;
    }
    if (fresh.empty()) {
      std::size_t begin = part->begin;
      while (begin > place_ && ascii::is_space(text_[begin - 1]))
        --begin;
      edits_.push_back({{begin, part->end}, ""});
    } else {
      for (text::Edit& edit : text::difference(part->of(text_), fresh)) {
        edit.range = {edit.range.begin + part->begin, edit.range.end + part->begin};
        edits_.push_back(std::move(edit));
      }
    }
    place_ = std::max(place_, part->end);
  }

  void move_below(const std::string& part) {
    if (!moved_.empty())
      moved_ += eol_ + eol_;
    moved_ += part;
  }

  std::string_view text_;
  const ResultRegion& region_;
  const Stamp& old_;
  Printout printout_;
  bool new_sql_;
  const std::string& eol_;
  bool same_ = false;
  std::size_t place_ = 0;
  std::string moved_;
  std::vector<text::Edit> edits_;
};

} // namespace

bool keeps_chart(const ResultRegion& region, std::string_view text) {
  return is_chosen(region.stamp) ||
         (region.chart_body ? chart_hash(region.chart_body->of(text)) : "") != region.stamp.chart;
}

Stamp sealed(const Printout& printout) {
  Stamp stamp = printout.stamp;
  stamp.version = 1;
  stamp.table = printout.table.empty() ? "" : table_hash(printout.table);
  stamp.chart = printout.chart.empty() ? "" : chart_hash(printout.chart);
  stamp.text = printout.text.empty() ? "" : text_hash(printout.text);
  return stamp;
}

std::vector<text::Edit> result_edits(std::string_view text, const ResultRegion& region, Printout printout,
                                     bool new_sql, const std::string& eol) {
  return RegionEditor(text, region, std::move(printout), new_sql, eol).edits();
}

std::string authors_part(std::string_view text, const ResultRegion& region, std::string_view eol) {
  struct Part {
    const std::optional<Span>& span;
    bool edited;
    bool prose;
  };
  const Part parts[] = {
      {region.table, region.table && table_hash(region.table->of(text)) != region.stamp.table, false},
      {region.chart, region.chart && chart_hash(region.chart_body->of(text)) != region.stamp.chart, false},
      {region.text, region.text && text_hash(region.text->of(text)) != region.stamp.text, true}};
  std::string kept;
  const auto keep = [&](std::string_view part, bool prose) {
    while (!part.empty() && (part.front() == '\n' || part.front() == '\r'))
      part.remove_prefix(1);
    while (!part.empty() && ascii::is_space(part.back()))
      part.remove_suffix(1);
    if (part.empty())
      return;
    if (!kept.empty())
      kept.append(eol).append(eol);
    kept.append(prose ? kept_blocks(part, eol) : std::string(part));
  };
  std::size_t done = region.marker.end;
  std::vector<const Part*> standing;
  for (const Part& part : parts)
    if (part.span)
      standing.push_back(&part);
  std::sort(standing.begin(), standing.end(),
            [](const Part* a, const Part* b) { return a->span->begin < b->span->begin; });
  for (const Part* part : standing) {
    keep(text.substr(done, part->span->begin - done), true); // between the parts all is the author's
    if (part->edited)
      keep(part->span->of(text), part->prose);
    done = part->span->end;
  }
  const std::size_t end = text.rfind("<!--", region.range.end - 1);
  keep(text.substr(done, std::max(end, done) - done), true);
  return kept;
}

std::vector<text::Edit> delete_result(const Snapshot& snapshot, const Cell& cell) {
  if (!cell.result)
    return {};
  const std::string_view text = snapshot.text;
  const ResultRegion& region = snapshot.notebook.results[*cell.result];
  if (region.read_only || region.conflicted)
    return {};
  const std::string eol = line_break(text);
  if (std::string kept = authors_part(text, region, eol); !kept.empty())
    return {{region.range, std::move(kept)}};
  std::size_t begin = region.range.begin;
  while (begin > cell.range.end && ascii::is_space(text[begin - 1]))
    --begin;
  return {{{begin, region.range.end}, ""}};
}

Result<std::vector<text::Edit>> replace_chart(const Snapshot& snapshot, const Cell& cell,
                                              std::string_view chart_json,
                                              const std::optional<Picture>& picture) {
  if (!cell.result)
    return fail(Code::not_found, "this cell has no result yet", "run it first");
  const ResultRegion& region = snapshot.notebook.results[*cell.result];
  if (region.conflicted)
    return fail(Code::conflict, "merge markers stand in this result", "resolve the conflict first");
  if (region.read_only)
    return fail(Code::unsupported, "this result was written by another version of Lumen and is left as it is",
                "delete it by hand, then run the cell again");
  const std::string eol = line_break(snapshot.text);
  Stamp stamp = region.stamp;
  stamp.chart = chart_hash(chart_json);
  if (!is_chosen(stamp))
    stamp.others.emplace_back(chosen_key, "chart");
  std::vector<text::Edit> edits;
  if (const std::string line = print_stamp(stamp); line != print_stamp(region.stamp))
    edits.push_back({region.marker, line});
  const std::string fence = print_chart(chart_json, picture, eol);
  if (!region.chart) {
    const std::size_t place = region.table ? region.table->end : region.marker.end;
    edits.push_back({{place, place}, eol + eol + fence});
  } else if (const std::string present = chart_hash(region.chart_body->of(snapshot.text));
             present != stamp.chart) {
    edits.push_back({*region.chart, fence});
    if (present != region.stamp.chart) // the author's own stays, below
      edits.push_back(insertion_after(snapshot.text, region.range.end, region.chart->of(snapshot.text), eol));
  }
  return edits;
}

} // namespace lumen::notebook

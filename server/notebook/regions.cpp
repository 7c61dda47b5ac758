#include "notebook/regions.hpp"

#include "base/ascii.hpp"
#include "notebook/fence.hpp"
#include "notebook/gfm_table.hpp"
#include "notebook/memory.hpp"
#include "notebook/stamp.hpp"

#include <algorithm>
#include <array>

namespace lumen::notebook {

namespace {

enum class MarkerKind { none, result, answer, end, kept, chart, other };

struct Marker {
  MarkerKind kind = MarkerKind::none;
  Span range;              // the comment
  std::string_view inside; // trimmed, without the comment's marks
  bool closed = true;
};

Marker marker_of(std::string_view text, const Block& block) {
  Marker marker;
  const std::string_view html = block.range.of(text);
  if (html.substr(0, 4) != "<!--")
    return marker;
  const std::size_t close = html.find("-->", 4);
  marker.closed = close != std::string_view::npos;
  const std::size_t line = html.find_first_of("\r\n");
  const std::size_t end = marker.closed ? close : std::min(line, html.size());
  marker.inside = ascii::trim(html.substr(4, end - 4));
  marker.range = {block.range.begin, block.range.begin + (marker.closed ? close + 3 : end)};
  if (marker.inside.substr(0, 6) != "lumen:")
    return marker;
  std::string_view word = marker.inside.substr(6);
  std::size_t size = 0;
  while (size < word.size() && !ascii::is_space(word[size]))
    ++size;
  word = word.substr(0, size);
  marker.kind = word == "result"   ? MarkerKind::result
                : word == "answer" ? MarkerKind::answer
                : word == "end"    ? MarkerKind::end
                : word == "kept"   ? MarkerKind::kept
                : word == "chart"  ? MarkerKind::chart
                                   : MarkerKind::other;
  return marker;
}

constexpr std::array<std::pair<std::string_view, AnswerKind>, 5> answer_kinds{{
    {"explain", AnswerKind::explain},
    {"refusal", AnswerKind::refusal},
    {"clarify", AnswerKind::clarify},
    {"brief", AnswerKind::brief},
    {"profile", AnswerKind::profile},
}};

class RegionReader {
public:
  RegionReader(std::string_view text, const Blocks& blocks, const std::vector<Span>& conflicts,
               Notebook& notebook, Memory* memory)
      : text_(text), blocks_(blocks), conflicts_(conflicts), notebook_(notebook), memory_(memory) {}

  void read() {
    for (std::size_t i = 0; i < blocks_.all.size(); ++i) {
      const Block& block = blocks_.all[i];
      if (block.parent != no_block)
        continue;
      if (block.kind == BlockKind::html)
        html(block);
      else if (opening_.kind != MarkerKind::none)
        inner(block);
    }
    if (opening_.kind != MarkerKind::none)
      unclosed();
  }

private:
  void html(const Block& block) {
    const Marker marker = marker_of(text_, block);
    switch (marker.kind) {
    case MarkerKind::none:
    case MarkerKind::kept:
    case MarkerKind::chart:
      if (opening_.kind != MarkerKind::none)
        inner_.push_back(&block);
      return;
    case MarkerKind::other:
      problem(marker.range, Severity::information, "unknown-marker",
              "Lumen doesn't know this marker, so it is read as a comment.");
      return;
    case MarkerKind::end:
      if (opening_.kind == MarkerKind::none) {
        Problem& found = problem(marker.range, Severity::warning, "stray-end",
                                 "Nothing of Lumen's begins before this end marker.");
        found.fixes.push_back({"Remove the marker", marker.range, ""});
      } else {
        finish(marker.range.end, marker.range.begin);
      }
      return;
    case MarkerKind::result:
    case MarkerKind::answer:
      if (opening_.kind != MarkerKind::none && !in_conflict(opening_.range.begin))
        unclosed();
      open(marker);
      return;
    }
  }

  void open(const Marker& marker) {
    if (!marker.closed) {
      Problem& found = problem(marker.range, Severity::error, "half-written-stamp",
                               "This comment has no \"-->\", so all that follows is hidden.");
      found.fixes.push_back({"End the comment", {marker.range.end, marker.range.end}, " -->"});
      return;
    }
    stamp_ = recall(memory_, &Memory::stamps, marker.inside, [&] {
      return marker.kind == MarkerKind::result ? parse_stamp(marker.inside) : answer_stamp(marker.inside);
    });
    if (!stamp_) {
      problem(marker.range, Severity::error, "half-written-stamp",
              "This marker has no readable version (\"v=1\"), so what follows is read as text.");
      return;
    }
    opening_ = marker;
    inner_.clear();
  }

  /// An answer's marker has the same form; its keys are read by the same code.
  static std::optional<Stamp> answer_stamp(std::string_view inside) {
    return parse_stamp("lumen:result" + std::string(inside.substr(std::string_view("lumen:answer").size())));
  }

  /// A cell or, in a result, a heading is never Lumen's own: the region before it has lost its end.
  void inner(const Block& block) {
    const bool cell = block.kind == BlockKind::fence && is_sql_language(info_language(block.info.of(text_)));
    const bool heading = block.kind == BlockKind::heading && opening_.kind == MarkerKind::result;
    if ((cell || heading) && !in_conflict(block.range.begin))
      unclosed();
    else
      inner_.push_back(&block);
  }

  bool in_conflict(std::size_t offset) const { return touches_one(conflicts_, {offset, offset + 1}); }

  void unclosed() {
    Problem& found = problem(opening_.range, Severity::error, "unclosed-region",
                             "This marker has no \"<!-- lumen:end -->\", so Lumen owns nothing below it.");
    found.fixes.push_back({"Remove the marker", opening_.range, ""});
    opening_ = {};
  }

  void finish(std::size_t end, std::size_t end_marker) {
    const Span range{opening_.range.begin, end};
    const int version = stamp_->version;
    if (opening_.kind == MarkerKind::result)
      add_result(range);
    else
      add_answer(range, end_marker);
    if (version != 1) {
      Problem& found = problem(opening_.range, Severity::warning, "unknown-version",
                               "Another version of Lumen wrote this part (v=" + std::to_string(version) +
                                   "); it is shown as it is and never changed, also when its cell is run.");
      found.fixes.push_back({"Delete this part", range, ""});
    }
    opening_ = {};
  }

  void add_result(Span range) {
    ResultRegion region;
    region.range = range;
    region.marker = opening_.range;
    region.stamp = std::move(*stamp_);
    region.read_only = region.stamp.version != 1;
    std::size_t text_from = 0;
    for (std::size_t i = 0; i < inner_.size(); ++i) {
      const Block& block = *inner_[i];
      if (block.kind == BlockKind::table && !region.table) {
        region.table = block.range;
        if (i + 1 < inner_.size() && inner_[i + 1]->kind == BlockKind::paragraph &&
            is_table_note(inner_[i + 1]->range.of(text_)))
          region.table->end = inner_[++i]->range.end;
        text_from = i + 1;
      } else if (block.kind == BlockKind::fence && !region.chart &&
                 is_chart_language(info_language(block.info.of(text_)))) {
        region.chart = block.range;
        region.chart_body = block.body;
        notebook_.charts.push_back(read_chart(text_, block, memory_));
        text_from = i + 1;
      } else if (const auto body = commented_chart(block); body && !region.chart) {
        // Its picture stands before it.
        const bool shown = i > text_from && is_picture(*inner_[i - 1]);
        region.chart = Span{shown ? inner_[i - 1]->range.begin : block.range.begin, body->end + comment_end};
        region.chart_body = body;
        Block fence = block;
        fence.range = *region.chart;
        fence.body = *body;
        notebook_.charts.push_back(read_chart(text_, fence, memory_));
        text_from = i + 1;
      }
    }
    if (text_from < inner_.size()) {
      region.text = Span{inner_[text_from]->range.begin, inner_.back()->range.end};
      const auto claims = find_claims(region.text->of(text_), region.text->begin);
      notebook_.claims.insert(notebook_.claims.end(), claims.begin(), claims.end());
    }
    region.edited = edited(region);
    notebook_.results.push_back(std::move(region));
  }

  static constexpr std::size_t comment_end = 3; // "-->"

  /// The JSON of a chart in a comment, from the line below its mark, with its last line break.
  std::optional<Span> commented_chart(const Block& block) const {
    if (block.kind != BlockKind::html)
      return std::nullopt;
    const Marker marker = marker_of(text_, block);
    if (marker.kind != MarkerKind::chart || !marker.closed)
      return std::nullopt;
    const std::size_t end = marker.range.end - comment_end;
    std::size_t begin = std::min(text_.find_first_of("\r\n", marker.range.begin), end);
    if (begin < end && text_[begin] == '\r' && text_[begin + 1] == '\n')
      ++begin;
    return Span{std::min(begin + 1, end), end};
  }

  bool is_picture(const Block& block) const {
    const std::string_view text = ascii::trim(block.range.of(text_));
    return block.kind == BlockKind::paragraph && text.substr(0, 2) == "![" && text.back() == ')' &&
           text.find_first_of("\r\n") == std::string_view::npos;
  }

  /// A part that the stamp tells of must stand there as it was written, and no other.
  bool edited(const ResultRegion& region) const {
    const auto differs = [this](const std::optional<Span>& part, const std::string& stamped,
                                Remembered<std::string> Memory::*kind,
                                std::string (*hash)(std::string_view)) {
      if (!part)
        return !stamped.empty();
      const std::string_view bytes = part->of(text_);
      return recall(memory_, kind, bytes, [&] { return hash(bytes); }) != stamped;
    };
    return differs(region.table, region.stamp.table, &Memory::tables, table_hash) ||
           differs(region.chart_body, region.stamp.chart, &Memory::charts, chart_hash) ||
           differs(region.text, region.stamp.text, &Memory::texts, text_hash);
  }

  void add_answer(Span range, std::size_t end_marker) {
    AnswerRegion answer;
    answer.range = range;
    answer.marker = opening_.range;
    answer.question_hash = stamp_->question;
    answer.text_hash = stamp_->text;
    answer.read_only = stamp_->version != 1;
    for (const auto& [key, value] : stamp_->others)
      for (const auto& [name, kind] : answer_kinds)
        if (key == "kind" && value == name)
          answer.kind = kind;
    answer.body = inner_.empty() ? Span{end_marker, end_marker}
                                 : Span{inner_.front()->range.begin, inner_.back()->range.end};
    notebook_.answers.push_back(std::move(answer));
  }

  Problem& problem(Span range, Severity severity, std::string code, std::string message) {
    notebook_.problems.push_back({range, severity, std::move(code), std::move(message), {}});
    return notebook_.problems.back();
  }

  std::string_view text_;
  const Blocks& blocks_;
  const std::vector<Span>& conflicts_;
  Notebook& notebook_;
  Memory* memory_;
  Marker opening_;
  std::optional<Stamp> stamp_;
  std::vector<const Block*> inner_;
};

bool line_starts(std::string_view text, std::size_t at, std::string_view mark) {
  return text.substr(at, mark.size()) == mark && (at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r');
}

std::size_t find_line(std::string_view text, std::string_view mark, std::size_t from) {
  for (std::size_t at = text.find(mark, from); at != std::string_view::npos; at = text.find(mark, at + 1))
    if (line_starts(text, at, mark))
      return at;
  return std::string_view::npos;
}

} // namespace

void read_regions(std::string_view text, const Blocks& blocks, const std::vector<Span>& conflicts,
                  Notebook& notebook, Memory* memory) {
  RegionReader(text, blocks, conflicts, notebook, memory).read();
}

std::vector<Claim> find_claims(std::string_view markdown, std::size_t offset) {
  std::vector<Claim> claims;
  for (std::size_t at = markdown.find("](#"); at != std::string_view::npos;
       at = markdown.find("](#", at + 1)) {
    std::size_t open = at;
    while (open > 0 && markdown[open - 1] != '[' && markdown[open - 1] != ']' && at - open < 1000)
      --open;
    if (open == 0 || markdown[open - 1] != '[')
      continue;
    const std::size_t begin = at + 3;
    const std::size_t end = markdown.find_first_of(") \t\r\n", begin);
    if (end == std::string_view::npos || markdown[end] != ')')
      continue;
    const std::string_view target = markdown.substr(begin, end - begin);
    if (target.find("/r/") == std::string_view::npos && target.find("/f/") == std::string_view::npos &&
        target.find("/q/") == std::string_view::npos)
      continue;
    claims.push_back(
        {{offset + open - 1, offset + end + 1}, {offset + open, offset + at}, std::string(target)});
  }
  return claims;
}

bool is_kept_marker(std::string_view html) {
  html = ascii::trim(html);
  if (html.size() < 7 || html.substr(0, 4) != "<!--" || html.substr(html.size() - 3) != "-->")
    return false;
  return ascii::trim(html.substr(4, html.size() - 7)) == "lumen:kept";
}

std::vector<Span> merge_conflicts(std::string_view text) {
  std::vector<Span> conflicts;
  for (std::size_t at = find_line(text, "<<<<<<< ", 0); at != std::string_view::npos;) {
    const std::size_t middle = find_line(text, "=======", at);
    const std::size_t last = middle == std::string_view::npos ? middle : find_line(text, ">>>>>>> ", middle);
    if (last == std::string_view::npos)
      break;
    const std::size_t end = std::min(text.find_first_of("\r\n", last), text.size());
    conflicts.push_back({at, end});
    at = find_line(text, "<<<<<<< ", end);
  }
  return conflicts;
}

bool touches_one(const std::vector<Span>& conflicts, Span range) {
  const auto after = std::partition_point(conflicts.begin(), conflicts.end(),
                                          [&](const Span& conflict) { return conflict.end <= range.begin; });
  return after != conflicts.end() && after->overlaps(range);
}

} // namespace lumen::notebook

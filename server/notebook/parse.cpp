// From blocks to a notebook: one walk over the top level, then the bindings between what was found.
#include "base/ascii.hpp"
#include "base/json.hpp"
#include "notebook/binding.hpp"
#include "notebook/blocks.hpp"
#include "notebook/fence.hpp"
#include "notebook/front_matter.hpp"
#include "notebook/gfm_table.hpp"
#include "notebook/notebook.hpp"
#include "notebook/prose.hpp"
#include "notebook/regions.hpp"
#include "notebook/stamp.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::notebook {

namespace {

constexpr std::size_t largest_chart_read = 256u << 10;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Parser {
public:
  explicit Parser(std::string_view text) : text_(text) {}

  Notebook parse() {
    std::size_t from = text_.substr(0, 3) == byte_order_mark ? 3 : 0;
    notebook_.front_matter = read_front_matter(text_, from, notebook_.problems);
    if (notebook_.front_matter)
      from = notebook_.front_matter->range.end;
    blocks_ = scan_blocks(text_, from);
    notebook_.threads.push_back({0, "", {0, text_.size()}, std::nullopt});
    notebook_.threads.reserve(8);
    conflicts_ = merge_conflicts(text_);
    read_regions(text_, blocks_, conflicts_, notebook_);
    walk();
    close_threads();
    mark_conflicts();
    bind(text_, notebook_);
    check_bytes();
    std::stable_sort(notebook_.problems.begin(), notebook_.problems.end(),
                     [](const Problem& a, const Problem& b) { return a.range.begin < b.range.begin; });
    return std::move(notebook_);
  }

private:
  void walk() {
    for (std::size_t i = 0; i < blocks_.all.size(); ++i) {
      const Block& block = blocks_.all[i];
      if (in_region(block))
        continue;
      if (block.parent == no_block) {
        kept_ = last_was_kept_ ? i : no_block;
        last_was_kept_ = false;
      }
      if (kept_ == block.outermost)
        continue;
      switch (block.kind) {
      case BlockKind::heading:
        if (block.parent == no_block)
          open_thread(block);
        add_question(block);
        break;
      case BlockKind::paragraph:
        add_question(block);
        break;
      case BlockKind::html:
        last_was_kept_ = block.parent == no_block && is_kept_marker(block.range.of(text_));
        break;
      case BlockKind::fence:
        if (block.parent == no_block)
          add_fence(block);
        break;
      default:
        break;
      }
    }
  }

  /// Regions are in order, and so are blocks: the search never goes back.
  bool in_region(const Block& block) {
    while (result_ < notebook_.results.size() && notebook_.results[result_].range.end <= block.range.begin)
      ++result_;
    while (answer_ < notebook_.answers.size() && notebook_.answers[answer_].range.end <= block.range.begin)
      ++answer_;
    return (result_ < notebook_.results.size() &&
            notebook_.results[result_].range.contains(block.range.begin)) ||
           (answer_ < notebook_.answers.size() &&
            notebook_.answers[answer_].range.contains(block.range.begin));
  }

  void open_thread(const Block& block) {
    while (!open_threads_.empty() && notebook_.threads[open_threads_.back()].level >= block.level) {
      notebook_.threads[open_threads_.back()].range.end = block.range.begin;
      open_threads_.pop_back();
    }
    if (notebook_.threads.size() == 1)
      notebook_.threads[0].range.end = block.range.begin;
    Thread thread{
        block.level, plain_text(text_, lines_of(block)), {block.range.begin, text_.size()}, std::nullopt};
    if (!open_threads_.empty())
      thread.parent = open_threads_.back();
    open_threads_.push_back(notebook_.threads.size());
    notebook_.threads.push_back(std::move(thread));
  }

  void close_threads() {
    for (const Index thread : open_threads_)
      notebook_.threads[thread].range.end = text_.size();
  }

  Index present_thread() const { return open_threads_.empty() ? 0 : open_threads_.back(); }

  std::span<const Span> lines_of(const Block& block) const {
    return std::span(blocks_.pieces).subspan(block.first_piece, block.pieces);
  }

  void add_question(const Block& block) {
    Question question;
    question.text = plain_text(text_, lines_of(block));
    if (question.text.empty())
      return;
    question.range = block.range;
    question.insert_after = blocks_.all[block.outermost].range;
    question.kind = kind_of(block);
    question.hash = question_hash(question.text);
    question.thread = present_thread();
    question.likely = is_likely(question, block);
    notebook_.questions.push_back(std::move(question));
  }

  bool is_likely(const Question& question, const Block& block) {
    const bool follows = asked_in_ == question.thread && question.kind != ProseKind::heading;
    const bool likely = looks_like_request(question.text) || (follows && looks_like_follow_up(question.text));
    if (!likely || holds_claim(block.range.of(text_)))
      return false;
    asked_in_ = question.thread;
    return true;
  }

  ProseKind kind_of(const Block& block) const {
    if (block.parent != no_block)
      return blocks_.all[block.parent].kind == BlockKind::block_quote ? ProseKind::block_quote
                                                                      : ProseKind::list_item;
    return block.kind == BlockKind::heading ? ProseKind::heading : ProseKind::paragraph;
  }

  static bool holds_claim(std::string_view markdown) {
    return markdown.find("](#") != std::string_view::npos && !find_claims(markdown, 0).empty();
  }

  void add_fence(const Block& block) {
    const std::string language = info_language(block.info.of(text_));
    if (is_sql_language(language)) {
      notebook_.cells.push_back(read_cell(text_, block, notebook_.problems));
      Cell& cell = notebook_.cells.back();
      cell.thread = present_thread();
    } else if (is_chart_language(language)) {
      notebook_.charts.push_back(read_chart(text_, block));
    } else {
      return;
    }
    if (!block.closed) {
      const std::string_view bytes = block.range.of(text_);
      const std::string mark(bytes.substr(0, std::min(bytes.find_first_not_of(bytes[0]), bytes.size())));
      const bool ended = bytes.back() == '\n';
      Problem problem{{block.range.begin, block.info.end},
                      Severity::error,
                      "unclosed-fence",
                      "This fence has no end, so all that follows belongs to it.",
                      {}};
      problem.fixes.push_back(
          {"Close the fence at the end", {block.range.end, block.range.end}, (ended ? "" : "\n") + mark});
      notebook_.problems.push_back(std::move(problem));
    }
  }

  void mark_conflicts() {
    for (const Span& conflict : conflicts_) {
      notebook_.problems.push_back({conflict,
                                    Severity::error,
                                    "merge-conflict",
                                    "Merge markers stand here; resolve the conflict first.",
                                    {}});
    }
    for (ResultRegion& region : notebook_.results)
      region.conflicted |= touches_one(conflicts_, region.range);
    for (Cell& cell : notebook_.cells)
      cell.conflicted |= touches_one(conflicts_, cell.range);
  }

  void check_bytes() {
    if (const auto at = text::first_invalid(text_))
      notebook_.problems.push_back(
          {{*at, *at + 1},
           Severity::warning,
           "invalid-utf8",
           "This byte is not UTF-8; it is kept as it is, but the file may be in another encoding.",
           {}});
  }

  std::string_view text_;
  Notebook notebook_;
  Blocks blocks_;
  std::vector<Index> open_threads_;
  std::vector<Span> conflicts_;
  std::size_t result_ = 0, answer_ = 0;
  std::optional<Index> asked_in_; // the thread of the last likely question
  bool last_was_kept_ = false;
  std::size_t kept_ = no_block; // the block behind the last kept marker
};

} // namespace

ChartFence read_chart(std::string_view text, const Block& fence) {
  ChartFence chart;
  chart.range = fence.range;
  chart.body = fence.body;
  if (fence.body.size() > largest_chart_read)
    return chart;
  const auto parsed = parse_json(fence.body.of(text));
  if (!parsed || !parsed->is_object())
    return chart;
  const auto data = parsed->find("data");
  if (data == parsed->end() || !data->is_object())
    return chart;
  const auto name = data->find("name");
  if (name != data->end() && name->is_string())
    chart.data_name = name->get<std::string>();
  return chart;
}

const Cell* Notebook::find(std::string_view name) const {
  const auto found =
      std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.name == name; });
  return found == cells.end() || name.empty() ? nullptr : &*found;
}

Notebook parse(std::string_view text) {
  return Parser(text).parse();
}

SnapshotPtr make_snapshot(std::string uri, std::string folder, std::int64_t version, std::string text) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->uri = std::move(uri);
  snapshot->folder = std::move(folder);
  snapshot->version = version;
  snapshot->text = std::move(text);
  snapshot->lines = text::LineIndex(snapshot->text);
  snapshot->notebook = parse(snapshot->text);
  return snapshot;
}

} // namespace lumen::notebook

// From blocks to a notebook: one walk over the top level, then the bindings between what was found.
#include "base/ascii.hpp"
#include "base/json.hpp"
#include "notebook/binding.hpp"
#include "notebook/blocks.hpp"
#include "notebook/fence.hpp"
#include "notebook/front_matter.hpp"
#include "notebook/gfm_table.hpp"
#include "notebook/memory.hpp"
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
  Parser(std::string_view text, Memory* memory) : text_(text), memory_(memory) {}

  Notebook parse() {
    std::size_t from = text_.substr(0, 3) == byte_order_mark ? 3 : 0;
    notebook_.front_matter = read_front_matter(text_, from, notebook_.problems);
    if (notebook_.front_matter)
      from = notebook_.front_matter->range.end;
    blocks_ = scan_blocks(text_, from);
    notebook_.threads.push_back({0, "", {0, text_.size()}, std::nullopt});
    notebook_.threads.reserve(8);
    conflicts_ = merge_conflicts(text_);
    make_room();
    read_regions(text_, blocks_, conflicts_, notebook_, memory_);
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
  /// At most what can come: growing step by step moves large elements again and again.
  void make_room() {
    std::size_t prose = 0, fences = 0, markers = 0;
    for (const Block& block : blocks_.all) {
      prose += block.kind == BlockKind::paragraph || block.kind == BlockKind::heading ? 1 : 0;
      fences += block.kind == BlockKind::fence ? 1 : 0;
      markers += block.kind == BlockKind::html ? 1 : 0;
    }
    notebook_.questions.reserve(prose);
    notebook_.cells.reserve(fences);
    notebook_.results.reserve(markers / 2);
  }

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
    joined_.clear();
    for (const Span& line : lines_of(block)) {
      if (!joined_.empty())
        joined_ += '\n';
      joined_ += line.of(text_);
    }
    ReadProse prose = recall(memory_, &Memory::prose, joined_, [&] { return read_prose(joined_); });
    if (prose.text.empty())
      return;
    Question question;
    question.range = block.range;
    question.insert_after = blocks_.all[block.outermost].range;
    question.kind = kind_of(block);
    question.thread = present_thread();
    question.likely = is_likely(prose, question, block);
    question.text = std::move(prose.text);
    question.hash = std::move(prose.hash);
    notebook_.questions.push_back(std::move(question));
  }

  static ReadProse read_prose(std::string_view lines) {
    ReadProse out;
    out.text = plain_text(lines);
    if (out.text.empty())
      return out;
    out.hash = question_hash(out.text);
    out.request = looks_like_request(out.text);
    out.follow_up = looks_like_follow_up(out.text);
    return out;
  }

  bool is_likely(const ReadProse& prose, const Question& question, const Block& block) {
    const bool follows = asked_in_ == question.thread && question.kind != ProseKind::heading;
    const bool likely = prose.request || (follows && prose.follow_up);
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
      const std::string_view sql = cell.body.of(text_);
      // Which dialect's lexer reads it matters little here: equal text gives equal hashes.
      cell.hash = recall(memory_, &Memory::queries, sql, [&] { return token_hash(sql, "postgresql"); });
    } else if (is_chart_language(language)) {
      notebook_.charts.push_back(read_chart(text_, block, memory_));
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
  Memory* memory_;
  std::string joined_; // a block's lines
  Notebook notebook_;
  Blocks blocks_;
  std::vector<Index> open_threads_;
  std::vector<Span> conflicts_;
  std::size_t result_ = 0, answer_ = 0;
  std::optional<Index> asked_in_; // the thread of the last likely question
  bool last_was_kept_ = false;
  std::size_t kept_ = no_block; // the block behind the last kept marker
};

std::string name_of_data(std::string_view chart_json) {
  const auto parsed = parse_json(chart_json);
  if (!parsed || !parsed->is_object())
    return {};
  const auto data = parsed->find("data");
  if (data == parsed->end() || !data->is_object())
    return {};
  const auto name = data->find("name");
  return name != data->end() && name->is_string() ? name->get<std::string>() : std::string();
}

} // namespace

ChartFence read_chart(std::string_view text, const Block& fence, Memory* memory) {
  ChartFence chart;
  chart.range = fence.range;
  chart.body = fence.body;
  if (fence.body.size() <= largest_chart_read) {
    const std::string_view json = fence.body.of(text);
    chart.data_name = recall(memory, &Memory::chart_names, json, [&] { return name_of_data(json); });
  }
  return chart;
}

const Cell* Notebook::find(std::string_view name) const {
  const auto found =
      std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.name == name; });
  return found == cells.end() || name.empty() ? nullptr : &*found;
}

std::shared_ptr<Memory> make_memory() {
  return std::make_shared<Memory>();
}

Notebook parse(std::string_view text, Memory* memory) {
  return Parser(text, memory).parse();
}

SnapshotPtr make_snapshot(std::string uri, std::string folder, std::int64_t version, std::string text,
                          Memory* memory) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->uri = std::move(uri);
  snapshot->folder = std::move(folder);
  snapshot->version = version;
  snapshot->text = std::move(text);
  snapshot->lines = text::LineIndex(snapshot->text);
  snapshot->notebook = parse(snapshot->text, memory);
  return snapshot;
}

} // namespace lumen::notebook

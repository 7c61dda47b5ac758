// The scanner goes through the text line by line, as CommonMark's appendix "A parsing strategy" describes:
// open containers take their marks off the line's start, then new blocks may open, then what is left is text
// of the leaf.
#include "notebook/blocks.hpp"

#include "notebook/block_starts.hpp"

#include <algorithm>
#include <cstring>

namespace lumen::notebook {

namespace {

using text::Span;

/// One line and how far it has been read; tabs stop at every fourth column.
struct Line {
  std::string_view text;
  std::size_t begin = 0, end = 0; // bytes of the line, without its break
  std::size_t at = 0;
  std::size_t column = 0;
  std::size_t spare = 0; // columns left of a tab that was read in part
  // of the next character that isn't space
  std::size_t next = 0;
  std::size_t indent = 0;

  bool blank() const { return next == end; }
  char peek() const { return next < end ? text[next] : '\0'; }
  std::string_view rest() const { return text.substr(next, end - next); }

  void look() {
    next = at;
    std::size_t next_column = column;
    if (spare != 0) {
      next_column += spare;
      ++next;
    }
    for (; next < end; ++next) {
      if (text[next] == ' ')
        ++next_column;
      else if (text[next] == '\t')
        next_column += 4 - next_column % 4;
      else
        break;
    }
    indent = next_column - column;
  }

  /// Passes up to `columns` columns of white space.
  void pass(std::size_t columns) {
    while (columns > 0 && at < end && (text[at] == ' ' || text[at] == '\t')) {
      const std::size_t size = text[at] == ' ' ? 1 : spare != 0 ? spare : 4 - column % 4;
      const std::size_t taken = std::min(size, columns);
      column += taken;
      columns -= taken;
      spare = size - taken;
      if (spare == 0)
        ++at;
    }
    look();
  }

  /// Passes `bytes` beyond the white space; none of them is a tab.
  void pass_mark(std::size_t bytes) {
    column += indent + bytes;
    at = next + bytes;
    spare = 0;
    look();
  }
};

enum class ContainerKind { block_quote, list, item };

struct Container {
  ContainerKind kind;
  std::size_t block;
  ListMarker marker{};
  std::size_t content_indent = 0; // of an item: columns that its lines must bring
  bool has_child = false;         // of an item
};

class Scanner {
public:
  Scanner(std::string_view text, std::size_t from) : text_(text), at_(from) {}

  Blocks scan() {
    blocks_.all.reserve(16 + text_.size() / 64);
    while (at_ < text_.size()) {
      Line line = next_line();
      read(line);
    }
    close_to(0);
    return std::move(blocks_);
  }

private:
  Line next_line() {
    Line line{text_, at_, text_.size(), at_};
    const auto* feed = static_cast<const char*>(std::memchr(text_.data() + at_, '\n', text_.size() - at_));
    if (feed != nullptr)
      line.end = static_cast<std::size_t>(feed - text_.data());
    const auto* carriage = static_cast<const char*>(std::memchr(text_.data() + at_, '\r', line.end - at_));
    if (carriage != nullptr)
      line.end = static_cast<std::size_t>(carriage - text_.data());
    at_ = line.end;
    if (at_ < text_.size() && text_[at_] == '\r')
      ++at_;
    if (at_ < text_.size() && text_[at_] == '\n')
      ++at_;
    line.look();
    return line;
  }

  void read(Line& line) {
    std::size_t depth = 0;
    while (depth < open_.size() && continues(open_[depth], line))
      ++depth;
    const bool all = depth == open_.size();
    if (all && leaf_ != no_block && continue_leaf(line))
      return;
    const bool paragraph = leaf_ != no_block && blocks_.all[leaf_].kind == BlockKind::paragraph;
    bool opened = false;
    while (open_block(line, depth, all && !opened && paragraph, paragraph && !opened, opened)) {
      if (done_) {
        done_ = false;
        return;
      }
    }
    add_text(line, depth, paragraph && !opened);
  }

  bool continues(const Container& container, Line& line) const {
    switch (container.kind) {
    case ContainerKind::list:
      return true;
    case ContainerKind::block_quote:
      if (line.indent > 3 || line.peek() != '>')
        return false;
      line.pass_mark(1);
      if (line.at < line.end)
        line.pass(1);
      return true;
    case ContainerKind::item:
      if (line.indent >= container.content_indent) {
        line.pass(container.content_indent);
        return true;
      }
      if (line.blank() && container.has_child) {
        line.pass(line.indent);
        return true;
      }
      return false;
    }
    return false;
  }

  /// True when the line was taken by the open leaf alone.
  bool continue_leaf(Line& line) {
    Block& leaf = blocks_.all[leaf_];
    if (leaf.kind == BlockKind::fence || leaf.kind == BlockKind::html)
      stretch(line.end);
    switch (leaf.kind) {
    case BlockKind::fence:
      if (line.indent < 4 && closes_fence(line.rest(), fence_mark_, fence_length_)) {
        leaf.body.end = line.begin;
        leaf.range.end = line.end;
        leaf.closed = true;
        leaf_ = no_block;
        return true;
      }
      leaf.range.end = line.end;
      leaf.body.end = at_;
      return true;
    case BlockKind::html:
      if (html_kind_ >= 6 && line.blank()) {
        leaf_ = no_block;
        return false;
      }
      leaf.range.end = line.end;
      if (ends_html_block(line.rest(), html_kind_))
        leaf_ = no_block;
      return true;
    case BlockKind::indented_code:
      if (line.blank())
        return true;
      if (line.indent >= 4) {
        leaf.range.end = line.end;
        stretch(line.end);
        return true;
      }
      leaf_ = no_block;
      return false;
    case BlockKind::paragraph:
    case BlockKind::table:
      if (line.blank())
        close_leaf();
      return false;
    default:
      return false;
    }
  }

  /// Opens what begins at the line's next character. `inside_paragraph`: the open paragraph directly holds
  /// this line. `maybe_lazy`: a paragraph is open somewhere below, so indented text may still be its.
  bool open_block(Line& line, std::size_t& depth, bool inside_paragraph, bool maybe_lazy, bool& opened) {
    if (line.blank())
      return false;
    if (line.indent >= 4) {
      if (maybe_lazy)
        return false;
      begin_leaf(BlockKind::indented_code, line, depth);
      opened = done_ = true;
      return true;
    }
    if (line.peek() == '>' && depth < deepest_container) {
      const std::size_t begin = line.next;
      close_to(depth);
      leave_list();
      push({ContainerKind::block_quote, add_block(BlockKind::block_quote, begin, line.end)});
      line.pass_mark(1);
      if (line.at < line.end)
        line.pass(1);
      depth = open_.size();
      opened = true;
      return true;
    }
    if (open_leaf(line, depth, inside_paragraph)) {
      opened = done_ = true;
      return true;
    }
    if (depth + 1 < deepest_container) {
      if (const auto marker = list_marker(line.rest(), inside_paragraph)) {
        open_item(line, depth, *marker);
        opened = true;
        return true;
      }
    }
    if (inside_paragraph && open_table(line)) {
      opened = done_ = true;
      return true;
    }
    return false;
  }

  /// Headings, fences, HTML, thematic breaks.
  bool open_leaf(Line& line, std::size_t depth, bool inside_paragraph) {
    const std::string_view rest = line.rest();
    const char first = rest[0];
    if (first == '#') {
      if (const int level = atx_level(rest)) {
        begin_leaf(BlockKind::heading, line, depth);
        Block& heading = blocks_.all[leaf_];
        heading.level = level;
        const std::string_view title = atx_text(rest);
        const std::size_t begin =
            title.empty() ? line.end : static_cast<std::size_t>(title.data() - text_.data());
        add_piece({begin, begin + title.size()});
        leaf_ = no_block;
        return true;
      }
    }
    if (first == '`' || first == '~') {
      if (const auto fence = fence_opening(rest)) {
        begin_leaf(BlockKind::fence, line, depth);
        Block& block = blocks_.all[leaf_];
        const std::size_t info = fence->info.empty()
                                     ? std::min(line.next + fence->length, line.end)
                                     : static_cast<std::size_t>(fence->info.data() - text_.data());
        block.info = {info, info + fence->info.size()};
        block.body = {at_, at_};
        block.closed = false;
        fence_mark_ = fence->mark;
        fence_length_ = fence->length;
        return true;
      }
    }
    if (first == '<') {
      if (const int kind = html_block(rest, inside_paragraph)) {
        begin_leaf(BlockKind::html, line, depth);
        html_kind_ = kind;
        if (ends_html_block(rest, kind))
          leaf_ = no_block;
        return true;
      }
    }
    if (inside_paragraph && (first == '=' || first == '-')) {
      if (const int level = setext_level(rest); level != 0 && !is_all_definitions(blocks_.all[leaf_])) {
        Block& heading = blocks_.all[leaf_];
        heading.kind = BlockKind::heading;
        heading.level = level;
        heading.range.end = line.end;
        stretch(line.end);
        leaf_ = no_block;
        return true;
      }
    }
    if (is_thematic_break(rest)) {
      begin_leaf(BlockKind::thematic_break, line, depth);
      leaf_ = no_block;
      return true;
    }
    return false;
  }

  void open_item(Line& line, std::size_t& depth, const ListMarker& marker) {
    const std::size_t offset = line.indent;
    const std::size_t begin = line.next;
    close_to(depth);
    line.pass_mark(marker.length);
    // Up to four spaces after the marker belong to it; more begin an indented code block after one.
    const std::size_t spaces = line.indent;
    const bool one = spaces >= 5 || line.blank();
    const std::size_t padding = marker.length + (one ? 1 : spaces);
    if (!line.blank() || spaces != 0)
      line.pass(one ? std::min<std::size_t>(1, spaces) : spaces);
    const bool same_list = !open_.empty() && open_.back().kind == ContainerKind::list &&
                           open_.back().marker.ordered == marker.ordered &&
                           open_.back().marker.delimiter == marker.delimiter;
    if (!same_list) {
      leave_list();
      push({ContainerKind::list, add_block(BlockKind::list, begin, line.end), marker});
    }
    push({ContainerKind::item, add_block(BlockKind::list_item, begin, line.end), marker, offset + padding});
    depth = open_.size();
  }

  /// The open paragraph's last line becomes a table's header when `line` is a delimiter row of as many cells.
  bool open_table(Line& line) {
    const std::size_t cells = delimiter_cells(line.rest());
    Block& paragraph = blocks_.all[leaf_];
    if (cells == 0 || paragraph.pieces == 0)
      return false;
    const Span header = blocks_.pieces[paragraph.first_piece + paragraph.pieces - 1];
    if (row_cells(header.of(text_)) != cells)
      return false;
    if (paragraph.pieces == 1) {
      paragraph.kind = BlockKind::table;
    } else {
      --paragraph.pieces;
      blocks_.pieces.pop_back();
      paragraph.range.end = blocks_.pieces.back().end;
      close_leaf();
      leaf_ = add_block(BlockKind::table, header.begin, header.end);
      add_piece(header);
    }
    blocks_.all[leaf_].range.end = line.end;
    add_piece({line.next, line.end});
    stretch(line.end);
    return true;
  }

  void add_text(Line& line, std::size_t depth, bool paragraph) {
    if (paragraph && depth < open_.size() && !line.blank()) { // lazy continuation
      append_to_leaf(line);
      return;
    }
    if (depth < open_.size())
      close_to(depth);
    if (line.blank())
      return;
    if (leaf_ == no_block)
      begin_leaf(BlockKind::paragraph, line, depth);
    append_to_leaf(line);
  }

  void append_to_leaf(Line& line) {
    Block& leaf = blocks_.all[leaf_];
    leaf.range.end = line.end;
    add_piece({line.next, line.end});
    stretch(line.end);
  }

  /// Containers that hold the present line reach to its end.
  void stretch(std::size_t end) {
    for (const Container& container : open_)
      blocks_.all[container.block].range.end = end;
  }

  void begin_leaf(BlockKind kind, const Line& line, std::size_t depth) {
    close_to(depth);
    leave_list();
    leaf_ = add_block(kind, line.next, line.end);
    if (kind == BlockKind::indented_code)
      blocks_.all[leaf_].range.begin = line.at;
  }

  std::size_t add_block(BlockKind kind, std::size_t begin, std::size_t end) {
    Block block;
    block.kind = kind;
    block.range = {begin, end};
    block.first_piece = blocks_.pieces.size();
    if (!open_.empty()) {
      block.parent = open_.back().block;
      block.outermost = open_.front().block;
      open_.back().has_child = true;
      stretch(end);
    } else {
      block.outermost = blocks_.all.size();
    }
    blocks_.all.push_back(block);
    return blocks_.all.size() - 1;
  }

  void add_piece(Span piece) {
    while (piece.end > piece.begin && (text_[piece.end - 1] == ' ' || text_[piece.end - 1] == '\t'))
      --piece.end;
    blocks_.pieces.push_back(piece);
    ++blocks_.all[leaf_].pieces;
  }

  void push(Container container) { open_.push_back(container); }

  /// A list holds only items: anything else at its place ends it.
  void leave_list() {
    if (!open_.empty() && open_.back().kind == ContainerKind::list)
      open_.pop_back();
  }

  /// Ends the open leaf and every container beyond `depth`.
  void close_to(std::size_t depth) {
    close_leaf();
    while (open_.size() > depth)
      open_.pop_back();
  }

  void close_leaf() {
    if (leaf_ == no_block)
      return;
    Block& leaf = blocks_.all[leaf_];
    if (leaf.kind == BlockKind::fence) { // it has no end, so its body ends where it does
      leaf.body.begin = std::min(leaf.body.begin, leaf.range.end);
      leaf.body.end = std::min(leaf.body.end, leaf.range.end);
    }
    if (leaf.kind == BlockKind::paragraph && is_all_definitions(leaf))
      leaf.kind = BlockKind::definition;
    leaf_ = no_block;
  }

  bool is_all_definitions(const Block& leaf) const {
    for (std::size_t i = 0; i < leaf.pieces; ++i)
      if (!is_definition(blocks_.pieces[leaf.first_piece + i].of(text_)))
        return false;
    return leaf.pieces != 0;
  }

  std::string_view text_;
  std::size_t at_;
  Blocks blocks_;
  std::vector<Container> open_;
  std::size_t leaf_ = no_block;
  char fence_mark_ = '`';
  std::size_t fence_length_ = 3;
  int html_kind_ = 0;
  bool done_ = false; // the line is used up
};

} // namespace

Blocks scan_blocks(std::string_view text, std::size_t from) {
  return Scanner(text, from).scan();
}

} // namespace lumen::notebook

#include "notebook/gfm_table.hpp"

#include "base/ascii.hpp"
#include "notebook/block_starts.hpp"
#include "notebook/prose.hpp"
#include "notebook/render.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace lumen::notebook {

namespace {

std::string_view trim_blank(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

/// Cells of one line as they stand, trimmed. A trailing space that is escaped by a backslash stays.
std::vector<std::string_view> split_row(std::string_view line) {
  line = trim_blank(line);
  if (!line.empty() && line.front() == '|')
    line.remove_prefix(1);
  std::vector<std::string_view> cells;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '|') {
      cells.push_back(trim_blank(line.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (begin < line.size())
    cells.push_back(trim_blank(line.substr(begin)));
  return cells;
}

/// The visible forms of `print_table` undone.
std::string without_pictures(const std::string& cell) {
  if (cell.find("\xE2\x90") == std::string::npos)
    return cell; // none of U+2400 to U+243F
  std::string out;
  for (std::size_t i = 0; i < cell.size();) {
    const text::Decoded decoded = text::decode(cell, i);
    const std::size_t next = i + decoded.bytes;
    const std::size_t end = decoded.code_point == 0x2426 ? cell.find(';', next) : std::string::npos;
    std::uint32_t value = 0;
    if (decoded.code_point >= 0x2400 && decoded.code_point <= 0x2421) {
      text::append(out, decoded.code_point == 0x2421 ? 0x7F : decoded.code_point - 0x2400);
      i = next;
    } else if (end != std::string::npos &&
               std::from_chars(cell.data() + next, cell.data() + end, value, 16).ptr == cell.data() + end &&
               end > next) {
      text::append(out, value);
      i = end + 1;
    } else {
      out.append(cell, i, decoded.bytes);
      i = next;
    }
  }
  return out;
}

char alignment_of(std::string_view cell) {
  const bool left = cell.front() == ':';
  const bool right = cell.back() == ':';
  return left && right ? 'c' : right ? 'r' : left ? 'l' : '-';
}

} // namespace

GfmTable read_gfm_table(std::string_view markdown) {
  GfmTable table;
  std::size_t number = 0;
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find_first_of("\r\n"), markdown.size());
    const std::string_view line = trim_blank(markdown.substr(0, end));
    // A line ends with either sign alone, too, as everywhere in the notebook.
    markdown.remove_prefix(end + (markdown.substr(end, 2) == "\r\n" ? 2 : end < markdown.size() ? 1 : 0));
    if (line.empty()) {
      if (number == 0)
        continue;
      break;
    }
    if (number == 1 && delimiter_cells(line) != 0) {
      for (const std::string_view cell : split_row(line))
        table.alignment += alignment_of(cell);
    } else {
      std::vector<std::string> row;
      for (const std::string_view cell : split_row(line))
        row.push_back(cell == "\"\"" ? "" : without_pictures(unescape(cell)));
      table.rows.push_back(std::move(row));
    }
    ++number;
  }
  table.note = plain_text(markdown);
  return table;
}

bool is_table_note(std::string_view paragraph) {
  paragraph = ascii::trim(paragraph);
  if (paragraph.size() < 3 || (paragraph[0] != '_' && paragraph[0] != '*') || paragraph[1] == paragraph[0])
    return false;
  return paragraph.find(paragraph[0], 1) == paragraph.size() - 1 &&
         paragraph.find("](") == std::string_view::npos &&
         paragraph.find_first_of("\r\n") == std::string_view::npos;
}

std::vector<std::vector<std::string>> read_table(std::string_view markdown) {
  return std::move(read_gfm_table(markdown).rows);
}

} // namespace lumen::notebook

#include "notebook/block_starts.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>

namespace lumen::notebook {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trim_blank(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

std::size_t run_of(std::string_view text, char c) {
  const std::size_t end = text.find_first_not_of(c);
  return end == std::string_view::npos ? text.size() : end;
}

bool starts_with_fold(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && ascii::same(text.substr(0, start.size()), start);
}

bool contains_fold(std::string_view text, std::string_view wanted) {
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(),
                     [](char a, char b) { return ascii::lower(a) == b; }) != text.end();
}

// CommonMark 0.31, 4.6, start condition 6; sorted.
constexpr auto block_tags = std::to_array<std::string_view>(
    {"address",  "article",  "aside",    "base",       "basefont", "blockquote", "body",   "caption",
     "center",   "col",      "colgroup", "dd",         "details",  "dialog",     "dir",    "div",
     "dl",       "dt",       "fieldset", "figcaption", "figure",   "footer",     "form",   "frame",
     "frameset", "h1",       "h2",       "h3",         "h4",       "h5",         "h6",     "head",
     "header",   "hr",       "html",     "iframe",     "legend",   "li",         "link",   "main",
     "menu",     "menuitem", "nav",      "noframes",   "ol",       "optgroup",   "option", "p",
     "param",    "search",   "section",  "source",     "summary",  "table",      "tbody",  "td",
     "tfoot",    "th",       "thead",    "title",      "tr",       "track"});

bool ends_tag_name(std::string_view rest) {
  return rest.empty() || is_blank(rest[0]) || rest[0] == '>' ||
         (rest.size() > 1 && rest[0] == '/' && rest[1] == '>');
}

std::size_t tag_name_size(std::string_view text) {
  if (text.empty() || !ascii::is_alpha(text[0]))
    return 0;
  std::size_t size = 1;
  while (size < text.size() &&
         (ascii::is_alpha(text[size]) || ascii::is_digit(text[size]) || text[size] == '-'))
    ++size;
  return size;
}

std::string_view skip_blank(std::string_view text) {
  while (!text.empty() && is_blank(text[0]))
    text.remove_prefix(1);
  return text;
}

/// What follows one attribute (name and perhaps a value), or nothing where there is none.
std::optional<std::string_view> after_attribute(std::string_view text) {
  const auto starts_name = [](char c) { return ascii::is_alpha(c) || c == '_' || c == ':'; };
  if (text.empty() || !starts_name(text[0]))
    return std::nullopt;
  std::size_t size = 1;
  while (size < text.size() &&
         (ascii::is_word(text[size]) || text[size] == ':' || text[size] == '.' || text[size] == '-'))
    ++size;
  text.remove_prefix(size);
  const std::string_view after_name = skip_blank(text);
  if (after_name.empty() || after_name[0] != '=')
    return text;
  std::string_view value = skip_blank(after_name.substr(1));
  if (value.empty())
    return std::nullopt;
  if (value[0] == '"' || value[0] == '\'') {
    const std::size_t close = value.find(value[0], 1);
    if (close == std::string_view::npos)
      return std::nullopt;
    return value.substr(close + 1);
  }
  const std::size_t end = value.find_first_of(" \t\"'=<>`");
  if (end == 0)
    return std::nullopt;
  return end == std::string_view::npos ? std::string_view{} : value.substr(end);
}

/// A whole opening or closing tag alone on its line.
bool is_lone_tag(std::string_view line) {
  const bool closing = line.size() > 1 && line[1] == '/';
  std::string_view rest = line.substr(closing ? 2 : 1);
  const std::size_t name = tag_name_size(rest);
  if (name == 0)
    return false;
  rest.remove_prefix(name);
  while (!closing && !rest.empty() && is_blank(rest[0])) {
    const auto after = after_attribute(skip_blank(rest));
    if (!after)
      break;
    rest = *after;
  }
  rest = skip_blank(rest);
  if (!closing && !rest.empty() && rest[0] == '/')
    rest.remove_prefix(1);
  return !rest.empty() && rest[0] == '>' && trim_blank(rest.substr(1)).empty();
}

} // namespace

std::optional<FenceOpening> fence_opening(std::string_view line) {
  if (line.empty() || (line[0] != '`' && line[0] != '~'))
    return std::nullopt;
  const std::size_t length = run_of(line, line[0]);
  if (length < 3)
    return std::nullopt;
  const std::string_view info = trim_blank(line.substr(length));
  if (line[0] == '`' && info.find('`') != std::string_view::npos)
    return std::nullopt;
  return FenceOpening{line[0], length, info};
}

bool closes_fence(std::string_view line, char mark, std::size_t length) {
  const std::size_t run = run_of(line, mark);
  return run >= length && trim_blank(line.substr(run)).empty();
}

int atx_level(std::string_view line) {
  const std::size_t run = run_of(line, '#');
  if (run == 0 || run > 6)
    return 0;
  return line.size() == run || is_blank(line[run]) ? static_cast<int>(run) : 0;
}

std::string_view atx_text(std::string_view line) {
  std::string_view text = trim_blank(line.substr(run_of(line, '#')));
  const std::size_t last = text.find_last_not_of('#');
  if (last == std::string_view::npos)
    return {};
  if (last + 1 < text.size() && is_blank(text[last]))
    text = trim_blank(text.substr(0, last));
  return text;
}

int setext_level(std::string_view line) {
  if (line.empty() || (line[0] != '=' && line[0] != '-'))
    return 0;
  const std::size_t run = run_of(line, line[0]);
  if (!trim_blank(line.substr(run)).empty())
    return 0;
  return line[0] == '=' ? 1 : 2;
}

bool is_thematic_break(std::string_view line) {
  if (line.empty() || (line[0] != '-' && line[0] != '*' && line[0] != '_'))
    return false;
  std::size_t marks = 0;
  for (const char c : line) {
    if (c == line[0])
      ++marks;
    else if (!is_blank(c))
      return false;
  }
  return marks >= 3;
}

std::optional<ListMarker> list_marker(std::string_view line, bool interrupts_paragraph) {
  if (line.empty())
    return std::nullopt;
  ListMarker marker;
  if (line[0] == '-' || line[0] == '+' || line[0] == '*') {
    marker.delimiter = line[0];
  } else {
    std::size_t digits = 0;
    int start = 0;
    while (digits < line.size() && digits < 9 && ascii::is_digit(line[digits]))
      start = start * 10 + (line[digits++] - '0');
    if (digits == 0 || digits == line.size() || (line[digits] != '.' && line[digits] != ')'))
      return std::nullopt;
    if (interrupts_paragraph && start != 1)
      return std::nullopt;
    marker = {line[digits], true, start, digits + 1};
  }
  const std::string_view rest = line.substr(marker.length);
  if (!rest.empty() && !is_blank(rest[0]))
    return std::nullopt;
  if (interrupts_paragraph && trim_blank(rest).empty())
    return std::nullopt;
  return marker;
}

int html_block(std::string_view line, bool interrupts_paragraph) {
  if (line.size() < 2 || line[0] != '<')
    return 0;
  for (const std::string_view name : {"script", "pre", "style", "textarea"}) {
    if (!starts_with_fold(line.substr(1), name))
      continue;
    const std::string_view rest = line.substr(1 + name.size());
    if (rest.empty() || is_blank(rest[0]) || rest[0] == '>')
      return 1;
  }
  if (line.substr(0, 4) == "<!--")
    return 2;
  if (line[1] == '?')
    return 3;
  if (line.substr(0, 9) == "<![CDATA[")
    return 5;
  if (line[1] == '!' && line.size() > 2 && ascii::is_alpha(line[2]))
    return 4;
  const std::string_view tag = line.substr(line[1] == '/' ? 2 : 1);
  const std::size_t size = tag_name_size(tag);
  if (size != 0 && ends_tag_name(tag.substr(size)) &&
      std::binary_search(block_tags.begin(), block_tags.end(), ascii::lower(tag.substr(0, size))))
    return 6;
  return !interrupts_paragraph && is_lone_tag(line) ? 7 : 0;
}

bool ends_html_block(std::string_view line, int kind) {
  switch (kind) {
  case 1:
    return contains_fold(line, "</script>") || contains_fold(line, "</pre>") ||
           contains_fold(line, "</style>") || contains_fold(line, "</textarea>");
  case 2:
    return line.find("-->") != std::string_view::npos;
  case 3:
    return line.find("?>") != std::string_view::npos;
  case 4:
    return line.find('>') != std::string_view::npos;
  case 5:
    return line.find("]]>") != std::string_view::npos;
  default:
    return false;
  }
}

std::size_t row_cells(std::string_view line) {
  line = trim_blank(line);
  if (line.empty())
    return 0;
  if (line[0] == '|')
    line.remove_prefix(1);
  std::size_t cells = 0;
  bool pending = false; // something after the last bar
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '|') {
      ++cells;
      pending = false;
    } else if (!is_blank(line[i])) {
      pending = true;
      if (line[i] == '\\' && i + 1 < line.size())
        ++i;
    }
  }
  return cells + (pending ? 1 : 0);
}

std::size_t delimiter_cells(std::string_view line) {
  line = trim_blank(line);
  if (!line.empty() && line[0] == '|')
    line.remove_prefix(1);
  if (!line.empty() && line.back() == '|')
    line.remove_suffix(1);
  std::size_t cells = 0;
  for (;;) {
    const std::size_t bar = line.find('|');
    std::string_view cell = trim_blank(line.substr(0, bar));
    if (!cell.empty() && cell.front() == ':')
      cell.remove_prefix(1);
    if (!cell.empty() && cell.back() == ':')
      cell.remove_suffix(1);
    if (cell.empty() || run_of(cell, '-') != cell.size())
      return 0;
    ++cells;
    if (bar == std::string_view::npos)
      return cells;
    line.remove_prefix(bar + 1);
  }
}

bool is_definition(std::string_view line) {
  line = trim_blank(line);
  if (line.size() < 4 || line[0] != '[')
    return false;
  const std::size_t close = line.find(']');
  if (close == std::string_view::npos || close + 1 >= line.size() || line[close + 1] != ':')
    return false;
  const std::string_view label = trim_blank(line.substr(1, close - 1));
  std::string_view rest = skip_blank(line.substr(close + 2));
  if (label.empty() || rest.empty() || label.find('[') != std::string_view::npos)
    return false;
  const std::size_t end = rest.find_first_of(" \t");
  if (end == std::string_view::npos)
    return true;
  const std::string_view title = trim_blank(rest.substr(end));
  return title.size() > 1 &&
         ((title.front() == '"' && title.back() == '"') || (title.front() == '\'' && title.back() == '\'') ||
          (title.front() == '(' && title.back() == ')'));
}

} // namespace lumen::notebook

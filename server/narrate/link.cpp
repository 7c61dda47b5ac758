// Reading and writing links of prose.
#include "narrate/link.hpp"

#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace lumen::narrate {

namespace {

constexpr std::size_t longest_label = 60; // characters

bool is_direction_mark(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool is_invisible(char32_t c) {
  return is_direction_mark(c) || c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x2028 || c == 0x2029;
}

// White space folded, control and direction marks gone, cut to a length that a sentence bears.
std::string plain_label(std::string_view value) {
  std::string out;
  std::size_t count = 0;
  bool space = false;
  for (std::size_t at = 0; at < value.size();) {
    const text::Decoded next = text::decode(value, at);
    at += next.bytes;
    if (is_invisible(next.code_point))
      continue;
    if (next.code_point <= ' ' || next.code_point == 0x7F ||
        (next.code_point >= 0x80 && next.code_point < 0xA0)) {
      space = !out.empty();
      continue;
    }
    if (count >= longest_label)
      return out + "…";
    if (space)
      out += ' ';
    space = false;
    text::append(out, next.code_point);
    ++count;
  }
  return out;
}

} // namespace

std::optional<Target> parse_target(std::string_view text) {
  Target target;
  const bool with_cell = !text.empty() && text.front() == '#';
  if (with_cell)
    text.remove_prefix(1);
  std::vector<std::string_view> parts = ascii::split(text, '/');
  if (with_cell) {
    target.cell = paths::percent_decode(parts.front());
    parts.erase(parts.begin());
  }
  if (parts.size() < 2 || parts.front().size() != 1)
    return std::nullopt;
  target.kind = parts.front().front();
  if (target.kind != 'r' && target.kind != 'f' && target.kind != 'q')
    return std::nullopt;
  for (std::size_t i = 1; i < parts.size(); ++i)
    target.parts.push_back(paths::percent_decode(parts[i]));
  return target;
}

std::string target_text(std::string_view cell, char kind, const std::vector<std::string>& parts) {
  std::string out = "#" + paths::percent_encode(cell) + "/" + kind;
  for (const std::string& part : parts)
    out += "/" + paths::percent_encode(part);
  return out;
}

std::vector<ProseLink> find_links(std::string_view prose) {
  std::vector<ProseLink> links;
  std::size_t open = std::string_view::npos;
  for (std::size_t i = 0; i < prose.size(); ++i) {
    const char c = prose[i];
    if (c == '\\') {
      ++i;
    } else if (c == '`') {
      const std::size_t run = std::min(prose.find_first_not_of('`', i), prose.size()) - i;
      const std::size_t close = prose.find(std::string(run, '`'), i + run);
      i = close == std::string_view::npos ? i + run - 1 : close + run - 1;
    } else if (c == '[') {
      open = i;
    } else if (c == ']' && open != std::string_view::npos) {
      if (i + 1 < prose.size() && prose[i + 1] == '(') {
        const std::size_t close = prose.find_first_of(") \t\r\n", i + 2);
        if (close != std::string_view::npos && prose[close] == ')') {
          links.push_back({{open, close + 1}, {open + 1, i}, {i + 2, close}});
          i = close;
        }
      }
      open = std::string_view::npos;
    }
  }
  return links;
}

std::string escape_label(std::string_view value) {
  std::string out;
  for (const char c : plain_label(value)) {
    if (std::string_view("\\`*_[]<>&~|$!#{}\"").find(c) != std::string_view::npos)
      out += '\\';
    out += c;
  }
  // A sentence may begin with it, and these would then begin a list, a heading line or a rule.
  if (!out.empty() && std::string_view("-+=:").find(out.front()) != std::string_view::npos)
    out.insert(0, 1, '\\');
  return out;
}

bool needs_link(std::string_view value) {
  if (std::any_of(value.begin(), value.end(), ascii::is_digit))
    return true;
  const std::string small = ascii::lower(value);
  for (const std::string_view sign : {"@", "www.", "://", "mailto:", "xmpp:"})
    if (small.find(sign) != std::string::npos)
      return true;
  return false;
}

} // namespace lumen::narrate

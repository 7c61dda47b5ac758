#include "cli/terminal.hpp"

#include "base/ascii.hpp"
#include "sql/token.hpp"
#include "text/utf8.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace lumen::cli {

namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = environment(name);
    if (value.empty())
      continue;
    const std::string lower = ascii::lower(value);
    return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
  }
  return true; // nothing said: today's default
}

std::string_view code(Ink ink) {
  switch (ink) {
  case Ink::plain:
    return "";
  case Ink::bold:
    return "\x1b[1m";
  case Ink::dim:
    return "\x1b[2m";
  case Ink::accent:
    return "\x1b[36m";
  case Ink::good:
    return "\x1b[32m";
  case Ink::warning:
    return "\x1b[33m";
  case Ink::bad:
    return "\x1b[31m";
  case Ink::keyword:
    return "\x1b[35m";
  case Ink::string:
    return "\x1b[32m";
  case Ink::number:
    return "\x1b[33m";
  }
  return "";
}

/// Characters that change how the text around them is shown.
bool steers(char32_t point) {
  return point == 0x200E || point == 0x200F || point == 0x061C || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF || point == 0x2028 || point == 0x2029;
}

Ink ink_of(const sql::Token& token, std::string_view sql) {
  switch (token.kind) {
  case sql::TokenKind::word:
    return is_keyword(token.range.of(sql)) ? Ink::keyword : Ink::plain;
  case sql::TokenKind::string:
    return Ink::string;
  case sql::TokenKind::number:
    return Ink::number;
  case sql::TokenKind::comment:
    return Ink::dim;
  case sql::TokenKind::reference:
    return Ink::accent;
  default:
    return Ink::plain;
  }
}

/// As `harmless`, but line breaks stay.
std::string harmless_lines(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find('\n', begin);
    out += harmless(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos)
      return out;
    out += '\n';
    begin = end + 1;
  }
}

} // namespace

Terminal terminal_of(int descriptor) {
  Terminal terminal;
  terminal.is_terminal = ::isatty(descriptor) == 1;
  terminal.unicode = speaks_utf8();
  terminal.colour = terminal.is_terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  const std::string_view columns = environment("COLUMNS");
  std::size_t width = 0;
  winsize size{};
  if (std::from_chars(columns.data(), columns.data() + columns.size(), width).ec == std::errc() && width > 0)
    terminal.width = width;
  else if (terminal.is_terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    terminal.width = size.ws_col;
  return terminal;
}

std::string paint(std::string_view text, Ink ink, const Terminal& terminal) {
  if (!terminal.colour || ink == Ink::plain || text.empty())
    return std::string(text);
  return std::string(code(ink)) + std::string(text) + "\x1b[0m";
}

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const text::Decoded decoded = text::decode(text, offset);
    const char32_t point = decoded.code_point;
    if (point == '\n' || point == '\r' || point == '\t')
      out += ' ';
    else if (point < 0x20)
      text::append(out, 0x2400 + point); // the control picture
    else if (point == 0x7F)
      text::append(out, 0x2421);
    else if (!decoded.valid || (point >= 0x80 && point < 0xA0) || steers(point))
      text::append(out, 0xFFFD);
    else
      out.append(text.substr(offset, decoded.bytes));
    offset += decoded.bytes;
  }
  return out;
}

bool is_keyword(std::string_view word) {
  if (sql::is_reserved(word, sql::Dialect::postgresql))
    return true;
  for (const char* other : {"by", "over", "partition", "rows", "range", "nulls", "first", "last", "values"})
    if (ascii::same(word, other))
      return true;
  return false;
}

std::string paint_sql(std::string_view sql, const Terminal& terminal) {
  std::string out;
  std::size_t done = 0;
  for (const sql::Token& token : sql::tokenize(sql, sql::Dialect::postgresql)) {
    out += harmless_lines(sql.substr(done, token.range.begin - done));
    out += paint(harmless_lines(token.range.of(sql)), ink_of(token, sql), terminal);
    done = token.range.end;
  }
  return out + harmless_lines(sql.substr(done));
}

} // namespace lumen::cli

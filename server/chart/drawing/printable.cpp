// What of a text may be shown in a terminal or a picture.
#include "chart/drawing/drawing.hpp"
#include "text/utf8.hpp"

namespace lumen::chart {

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded next = text::decode(text, at);
    at += next.bytes;
    const char32_t c = next.code_point;
    const bool direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                           (c >= 0x2066 && c <= 0x2069);
    if (direction)
      continue;
    if (c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
      out += ' ';
    else
      text::append(out, c);
  }
  return out;
}

} // namespace lumen::chart

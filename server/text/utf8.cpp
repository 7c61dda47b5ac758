#include "text/utf8.hpp"

#include <algorithm>
#include <array>

namespace lumen::text {

namespace {

struct Range {
  char32_t first, last;
};

// Characters that take no column: combining marks, joiners, variation selectors and other format characters.
constexpr std::array zero_width{
    Range{0x0300, 0x036F},   Range{0x0483, 0x0489},   Range{0x0591, 0x05BD},   Range{0x05BF, 0x05BF},
    Range{0x05C1, 0x05C2},   Range{0x05C4, 0x05C5},   Range{0x05C7, 0x05C7},   Range{0x0610, 0x061A},
    Range{0x061C, 0x061C},   Range{0x064B, 0x065F},   Range{0x0670, 0x0670},   Range{0x06D6, 0x06DC},
    Range{0x06DF, 0x06E4},   Range{0x06E7, 0x06E8},   Range{0x06EA, 0x06ED},   Range{0x0711, 0x0711},
    Range{0x0730, 0x074A},   Range{0x07A6, 0x07B0},   Range{0x07EB, 0x07F3},   Range{0x0816, 0x082D},
    Range{0x0859, 0x085B},   Range{0x08D3, 0x0902},   Range{0x093A, 0x093A},   Range{0x093C, 0x093C},
    Range{0x0941, 0x0948},   Range{0x094D, 0x094D},   Range{0x0951, 0x0957},   Range{0x0962, 0x0963},
    Range{0x0981, 0x0981},   Range{0x09BC, 0x09BC},   Range{0x09C1, 0x09C4},   Range{0x09CD, 0x09CD},
    Range{0x0A01, 0x0A02},   Range{0x0A3C, 0x0A51},   Range{0x0A70, 0x0A71},   Range{0x0A81, 0x0A82},
    Range{0x0ABC, 0x0ABC},   Range{0x0AC1, 0x0ACD},   Range{0x0B01, 0x0B01},   Range{0x0B3C, 0x0B3C},
    Range{0x0B4D, 0x0B4D},   Range{0x0BCD, 0x0BCD},   Range{0x0C3E, 0x0C40},   Range{0x0C46, 0x0C56},
    Range{0x0CBC, 0x0CBC},   Range{0x0CCC, 0x0CCD},   Range{0x0D41, 0x0D44},   Range{0x0D4D, 0x0D4D},
    Range{0x0DCA, 0x0DCA},   Range{0x0DD2, 0x0DD6},   Range{0x0E31, 0x0E31},   Range{0x0E34, 0x0E3A},
    Range{0x0E47, 0x0E4E},   Range{0x0EB1, 0x0EB1},   Range{0x0EB4, 0x0EBC},   Range{0x0EC8, 0x0ECD},
    Range{0x0F18, 0x0F19},   Range{0x0F35, 0x0F39},   Range{0x0F71, 0x0F7E},   Range{0x0F80, 0x0F84},
    Range{0x102D, 0x1030},   Range{0x1032, 0x1037},   Range{0x1039, 0x103A},   Range{0x135D, 0x135F},
    Range{0x1712, 0x1714},   Range{0x17B4, 0x17B5},   Range{0x17B7, 0x17BD},   Range{0x17C6, 0x17C6},
    Range{0x17C9, 0x17D3},   Range{0x180B, 0x180E},   Range{0x1AB0, 0x1AFF},   Range{0x1B00, 0x1B03},
    Range{0x1DC0, 0x1DFF},   Range{0x200B, 0x200F},   Range{0x202A, 0x202E},   Range{0x2060, 0x206F},
    Range{0x20D0, 0x20F0},   Range{0x2CEF, 0x2CF1},   Range{0x2DE0, 0x2DFF},   Range{0x302A, 0x302D},
    Range{0x3099, 0x309A},   Range{0xA66F, 0xA672},   Range{0xA674, 0xA67D},   Range{0xA69E, 0xA69F},
    Range{0xA6F0, 0xA6F1},   Range{0xA806, 0xA806},   Range{0xA8C4, 0xA8C5},   Range{0xA8E0, 0xA8F1},
    Range{0xABED, 0xABED},   Range{0xFB1E, 0xFB1E},   Range{0xFE00, 0xFE0F},   Range{0xFE20, 0xFE2F},
    Range{0xFEFF, 0xFEFF},   Range{0x1D167, 0x1D169}, Range{0x1D173, 0x1D182}, Range{0x1E000, 0x1E02A},
    Range{0x1E8D0, 0x1E8D6}, Range{0x1E944, 0x1E94A}, Range{0x1F3FB, 0x1F3FF}, Range{0xE0000, 0xE0FFF},
};

// East Asian wide and full-width characters, and emoji that terminals draw in two columns.
constexpr std::array double_width{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23EC},
    Range{0x23F0, 0x23F0},   Range{0x23F3, 0x23F3},   Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},
    Range{0x2648, 0x2653},   Range{0x267F, 0x267F},   Range{0x2693, 0x2693},   Range{0x26A1, 0x26A1},
    Range{0x26AA, 0x26AB},   Range{0x26BD, 0x26BE},   Range{0x26C4, 0x26C5},   Range{0x26CE, 0x26CE},
    Range{0x26D4, 0x26D4},   Range{0x26EA, 0x26EA},   Range{0x26F2, 0x26F3},   Range{0x26F5, 0x26F5},
    Range{0x26FA, 0x26FA},   Range{0x26FD, 0x26FD},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x274E, 0x274E},   Range{0x2753, 0x2755},
    Range{0x2757, 0x2757},   Range{0x2795, 0x2797},   Range{0x27B0, 0x27B0},   Range{0x27BF, 0x27BF},
    Range{0x2B1B, 0x2B1C},   Range{0x2B50, 0x2B50},   Range{0x2B55, 0x2B55},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x18AFF}, Range{0x1B000, 0x1B2FF},
    Range{0x1F004, 0x1F004}, Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F18E}, Range{0x1F191, 0x1F19A},
    Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F335}, Range{0x1F337, 0x1F37C}, Range{0x1F37E, 0x1F393},
    Range{0x1F3A0, 0x1F3CA}, Range{0x1F3CF, 0x1F3D3}, Range{0x1F3E0, 0x1F3F0}, Range{0x1F3F4, 0x1F3F4},
    Range{0x1F3F8, 0x1F3FA}, Range{0x1F400, 0x1F43E}, Range{0x1F440, 0x1F440}, Range{0x1F442, 0x1F4FC},
    Range{0x1F4FF, 0x1F53D}, Range{0x1F54B, 0x1F54E}, Range{0x1F550, 0x1F567}, Range{0x1F57A, 0x1F57A},
    Range{0x1F595, 0x1F596}, Range{0x1F5A4, 0x1F5A4}, Range{0x1F5FB, 0x1F64F}, Range{0x1F680, 0x1F6C5},
    Range{0x1F6CC, 0x1F6CC}, Range{0x1F6D0, 0x1F6D2}, Range{0x1F6D5, 0x1F6D7}, Range{0x1F6DC, 0x1F6DF},
    Range{0x1F6EB, 0x1F6EC}, Range{0x1F6F4, 0x1F6FC}, Range{0x1F7E0, 0x1F7EB}, Range{0x1F90C, 0x1F93A},
    Range{0x1F93C, 0x1F945}, Range{0x1F947, 0x1FAFF}, Range{0x20000, 0x2FFFD}, Range{0x30000, 0x3FFFD},
};

template <std::size_t N>
bool among(const std::array<Range, N>& ranges, char32_t code_point) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), code_point,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && code_point <= std::prev(after)->last;
}

std::size_t columns_of(char32_t code_point) {
  if (code_point < 0x20 || code_point == 0x7F)
    return 0;
  if (code_point < 0x300)
    return code_point >= 0x80 && code_point < 0xA0 ? 0 : 1;
  if (among(zero_width, code_point))
    return 0;
  return among(double_width, code_point) ? 2 : 1;
}

bool continues(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

} // namespace

Decoded decode(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const std::size_t left = text.size() - offset;
  const unsigned char first = byte(0);
  if (first < 0x80)
    return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || left < length)
    return {};
  char32_t code_point = first & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(byte(i)))
      return {};
    code_point = (code_point << 6) | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (overlong || surrogate || code_point > 0x10FFFF)
    return {};
  return {code_point, length, true};
}

void append(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
    c = 0xFFFD;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

std::optional<std::size_t> first_invalid(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const Decoded decoded = decode(text, i);
    if (!decoded.valid)
      return i;
    i += decoded.bytes;
  }
  return std::nullopt;
}

bool is_valid(std::string_view text) {
  return !first_invalid(text);
}

std::string sanitize(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Decoded decoded = decode(text, i);
    if (decoded.valid)
      out.append(text.substr(i, decoded.bytes));
    else
      append(out, 0xFFFD);
    i += decoded.bytes;
  }
  return out;
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); i += decode(text, i).bytes)
    ++count;
  return count;
}

std::size_t byte_of_character(std::string_view text, std::size_t character) {
  std::size_t offset = 0;
  for (; offset < text.size(); ++offset) {
    if ((static_cast<unsigned char>(text[offset]) & 0xc0) == 0x80)
      continue;
    if (character-- == 0)
      break;
  }
  return offset;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Decoded decoded = decode(text, i);
    columns += columns_of(decoded.code_point);
    i += decoded.bytes;
  }
  return columns;
}

std::string_view truncate(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Decoded decoded = decode(text, i);
    used += columns_of(decoded.code_point);
    if (used > columns)
      return text.substr(0, i);
    i += decoded.bytes;
  }
  return text;
}

} // namespace lumen::text

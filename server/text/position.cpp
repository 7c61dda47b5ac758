#include "text/position.hpp"

#include "text/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace lumen::text {

namespace {

struct Unit {
  std::size_t bytes;
  std::uint32_t units;
};

bool holds_surrogate(std::string_view text, std::size_t offset) {
  return offset + 2 < text.size() && static_cast<unsigned char>(text[offset]) == 0xED &&
         (static_cast<unsigned char>(text[offset + 1]) & 0xE0) == 0xA0 &&
         (static_cast<unsigned char>(text[offset + 2]) & 0xC0) == 0x80;
}

/// How many ASCII bytes the text begins with: eight are looked at together.
std::size_t ascii_run(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t at = 0;
  for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & high_bits) != 0)
      break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
    ++at;
  return at;
}

/// The character at `offset`, in the client's units.
Unit unit_at(std::string_view text, std::size_t offset, Encoding encoding) {
  if (static_cast<unsigned char>(text[offset]) < 0x80)
    return {1, 1};
  Decoded decoded = decode(text, offset);
  if (!decoded.valid && holds_surrogate(text, offset))
    decoded.bytes = 3;
  switch (encoding) {
  case Encoding::utf8:
    return {decoded.bytes, static_cast<std::uint32_t>(decoded.bytes)};
  case Encoding::utf16:
    return {decoded.bytes, decoded.valid && decoded.code_point > 0xFFFF ? 2u : 1u};
  case Encoding::utf32:
    return {decoded.bytes, 1};
  }
  return {1, 1};
}

} // namespace

LineIndex::LineIndex(std::string_view text) {
  starts_.reserve(1 + text.size() / 32);
  starts_.push_back(0);
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto next = [end](const char* from, char wanted) {
    const void* at = from == end ? nullptr : std::memchr(from, wanted, static_cast<std::size_t>(end - from));
    return at == nullptr ? end : static_cast<const char*>(at);
  };
  // Each of the two searches resumes only beyond what it found, so that the whole is linear.
  const char* feed = next(begin, '\n');
  const char* carriage = next(begin, '\r');
  while (feed != end || carriage != end) {
    const char* at = std::min(feed, carriage);
    const bool pair = at == carriage && feed == at + 1 && feed != end;
    const char* after = at + (pair ? 2 : 1);
    starts_.push_back(static_cast<std::size_t>(after - begin));
    if (feed < after)
      feed = next(after, '\n');
    if (carriage < after)
      carriage = next(after, '\r');
  }
}

void LineIndex::replace(std::string_view after, Span replaced, std::size_t inserted) {
  // Whether a line starts at a place depends on the bytes on both sides of it, so all places from the first
  // byte that changed to the one behind the last are looked at anew.
  const auto first = std::lower_bound(starts_.begin() + 1, starts_.end(), replaced.begin);
  const auto last = std::lower_bound(first, starts_.end(), replaced.end + 1);
  const std::size_t shift = inserted - replaced.size(); // wraps below zero and back
  std::for_each(last, starts_.end(), [&](std::size_t& start) { start += shift; });
  std::vector<std::size_t> fresh;
  for (std::size_t at = std::max<std::size_t>(replaced.begin, 1); at <= replaced.begin + inserted; ++at) {
    const char before = after[at - 1];
    if (before == '\n' || (before == '\r' && (at == after.size() || after[at] != '\n')))
      fresh.push_back(at);
  }
  const auto kept =
      static_cast<std::size_t>(std::min(last - first, static_cast<std::ptrdiff_t>(fresh.size())));
  const auto behind = std::copy_n(fresh.begin(), kept, first);
  if (kept < fresh.size())
    starts_.insert(behind, fresh.begin() + static_cast<std::ptrdiff_t>(kept), fresh.end());
  else
    starts_.erase(behind, last);
}

std::size_t LineIndex::line_of(std::size_t offset) const {
  return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) -
                                  starts_.begin()) -
         1;
}

Span LineIndex::line(std::string_view text, std::size_t number) const {
  const std::size_t begin = starts_[number];
  std::size_t end = number + 1 < starts_.size() ? starts_[number + 1] : text.size();
  if (number + 1 < starts_.size()) {
    --end;
    if (end > begin && text[end] == '\n' && text[end - 1] == '\r')
      --end;
  }
  return {begin, end};
}

Position LineIndex::position(std::string_view text, std::size_t offset, Encoding encoding) const {
  offset = std::min(offset, text.size());
  const std::size_t number = line_of(offset);
  const Span span = line(text, number);
  Position position{static_cast<std::uint32_t>(number), 0};
  const std::size_t stop = std::min(offset, span.end);
  const std::size_t ascii = ascii_run(text.substr(span.begin, stop - span.begin));
  position.character = static_cast<std::uint32_t>(ascii);
  for (std::size_t i = span.begin + ascii; i < stop;) {
    const Unit unit = unit_at(text, i, encoding);
    if (i + unit.bytes > offset)
      break;
    position.character += unit.units;
    i += unit.bytes;
  }
  return position;
}

std::size_t LineIndex::offset(std::string_view text, Position position, Encoding encoding) const {
  if (position.line >= starts_.size())
    return text.size();
  const Span span = line(text, position.line);
  std::uint32_t passed = 0;
  std::size_t i = span.begin;
  while (i < span.end && passed < position.character) {
    const Unit unit = unit_at(text, i, encoding);
    if (passed + unit.units > position.character)
      break;
    passed += unit.units;
    i += unit.bytes;
  }
  return i;
}

} // namespace lumen::text

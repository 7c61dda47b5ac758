#include "lsp/framing.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace lumen::lsp {

namespace {

constexpr std::string_view length_name = "content-length";

// The announced length, or what is wrong with the header block. Unknown fields are skipped, as in HTTP.
struct Header {
  std::optional<std::size_t> length;
  std::string problem;
};

Header parse_header(std::string_view block) {
  Header out;
  for (std::string_view line : ascii::split(block, '\n')) {
    line = ascii::trim(line);
    if (line.empty()) {
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      out.problem = "a header line has no colon";
      return out;
    }
    const auto name = ascii::trim(line.substr(0, colon));
    const auto value = ascii::trim(line.substr(colon + 1));
    if (ascii::same(name, length_name)) {
      std::size_t length = 0;
      const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), length);
      if (failed != std::errc{} || end != value.data() + value.size() || value.empty()) {
        out.problem = "Content-Length isn't a number";
        return out;
      }
      out.length = length;
    } else if (ascii::same(name, "content-type")) {
      const auto type = ascii::lower(value);
      const auto charset = type.find("charset=");
      if (charset != std::string::npos && type.find("utf-8", charset) == std::string::npos &&
          type.find("utf8", charset) == std::string::npos) {
        out.problem = "only the charset utf-8 is read";
      }
    }
  }
  if (!out.length) {
    out.problem = "Content-Length is missing";
  }
  return out;
}

// The end of the header block, and of its empty line. "\n\n" is taken too: some test drivers write it.
struct BlockEnd {
  std::size_t header, content;
};

std::optional<BlockEnd> find_block_end(std::string_view bytes, std::size_t from) {
  for (auto at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    if (bytes.substr(at + 1, 2) == "\r\n") {
      return BlockEnd{at, at + 3};
    }
    if (bytes.substr(at + 1, 1) == "\n") {
      return BlockEnd{at, at + 2};
    }
  }
  return std::nullopt;
}

} // namespace

void Framing::feed(std::string_view bytes) {
  if (read_ > 0) { // once per piece, so that taking many small frames stays linear
    buffer_.erase(0, read_);
    read_ = 0;
  }
  if (buffer_.empty() && buffer_.capacity() > (1U << 20)) {
    buffer_ = std::string(); // a large message passed: give its memory back
  }
  buffer_.append(bytes);
}

std::optional<Frame> Framing::next() {
  while (true) {
    switch (mode_) {
    case Mode::header: {
      const auto before = mode_;
      auto frame = read_header();
      if (frame || mode_ == before) {
        return frame;
      }
      break;
    }
    case Mode::content:
      return read_content();
    case Mode::draining:
      return drain();
    case Mode::lost:
      if (!resynchronise()) {
        return std::nullopt;
      }
      break;
    }
  }
}

std::optional<Frame> Framing::read_header() {
  std::string_view rest = std::string_view(buffer_).substr(read_);
  while (!rest.empty() &&
         (rest.front() == '\r' || rest.front() == '\n')) { // a line break after the last content
    rest.remove_prefix(1);
    ++read_;
  }
  const auto end = find_block_end(rest.substr(0, limits_.header), std::min(scanned_, rest.size()));
  if (!end) {
    if (rest.size() >= limits_.header) {
      return bad("a header block is longer than " + std::to_string(limits_.header) + " bytes");
    }
    scanned_ = rest.size() < 3 ? 0 : rest.size() - 3;
    return std::nullopt;
  }
  scanned_ = 0;
  const Header header = parse_header(rest.substr(0, end->header));
  if (!header.problem.empty()) {
    return bad(header.problem);
  }
  read_ += end->content;
  remaining_ = *header.length;
  if (remaining_ > limits_.content) {
    mode_ = Mode::draining;
    draining_ = Frame{Frame::Kind::too_long, "", remaining_};
  } else {
    mode_ = Mode::content;
  }
  return std::nullopt;
}

std::optional<Frame> Framing::read_content() {
  if (buffer_.size() - read_ < remaining_) {
    return std::nullopt;
  }
  Frame frame{Frame::Kind::message, "", remaining_};
  if (read_ == 0 && buffer_.size() == remaining_) {
    frame.text = std::move(buffer_); // the common case of a large message: no copy
    buffer_.clear();
  } else {
    frame.text = buffer_.substr(read_, remaining_);
    read_ += remaining_;
  }
  mode_ = Mode::header;
  return frame;
}

std::optional<Frame> Framing::drain() {
  const auto here = std::min(remaining_, buffer_.size() - read_);
  const auto kept = std::min(here, limits_.kept - std::min(limits_.kept, draining_.text.size()));
  draining_.text.append(buffer_, read_, kept);
  read_ += here;
  remaining_ -= here;
  if (remaining_ > 0) {
    return std::nullopt;
  }
  mode_ = Mode::header;
  return std::move(draining_);
}

Frame Framing::bad(std::string reason) {
  mode_ = Mode::lost;
  scanned_ = 0;
  // The header that was just refused may hold the words that end the search: begin after its first byte.
  ++read_;
  return Frame{Frame::Kind::bad_header, std::move(reason), 0};
}

bool Framing::resynchronise() {
  const std::string_view rest = std::string_view(buffer_).substr(read_);
  const auto found = std::search(rest.begin(), rest.end(), length_name.begin(), length_name.end(),
                                 [](char in_text, char wanted) { return ascii::lower(in_text) == wanted; });
  if (found == rest.end()) {
    // Keep what may be the beginning of the words.
    read_ += rest.size() - std::min(rest.size(), length_name.size() - 1);
    return false;
  }
  read_ += static_cast<std::size_t>(found - rest.begin());
  mode_ = Mode::header;
  return true;
}

} // namespace lumen::lsp

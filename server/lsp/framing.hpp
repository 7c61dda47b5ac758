// Cuts a stream of bytes into messages (LSP 3.17, Base Protocol), within bounds, whatever the bytes are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lumen::lsp {

/// One thing found in the stream.
struct Frame {
  enum class Kind {
    message,    ///< `text` is its content
    bad_header, ///< `text` says what is wrong; reading goes on at the next header
    too_long, ///< drained, not kept; `text` is the content's first bytes, `length` what its header announced
  };
  Kind kind = Kind::message;
  std::string text;
  std::size_t length = 0;
};

struct FramingLimits {
  std::size_t content = 64U << 20; ///< bytes of one message
  std::size_t header = 8U << 10;   ///< bytes of one header block
  std::size_t kept = 8U << 10;     ///< first bytes kept of a message that is too long
};

/// Feed bytes in pieces of any size, then take frames until there are none. Memory is bounded by the limits
/// and the piece. A bad stretch is told once; the next "Content-Length:" ends it.
class Framing {
public:
  explicit Framing(FramingLimits limits = {}) : limits_(limits) {}

  void feed(std::string_view bytes);
  std::optional<Frame> next();

private:
  std::optional<Frame> read_header();
  std::optional<Frame> read_content();
  std::optional<Frame> drain();
  Frame bad(std::string reason);
  bool resynchronise();

  enum class Mode { header, content, draining, lost };

  FramingLimits limits_;
  Mode mode_ = Mode::header;
  std::string buffer_;
  std::size_t read_ = 0;      // bytes of buffer_ already used
  std::size_t remaining_ = 0; // bytes of the present content still to come
  std::size_t scanned_ = 0;   // bytes after read_ in which no header end was found
  Frame draining_;
};

} // namespace lumen::lsp

// Messages over two file descriptors: a thread that reads and one that writes. Blocking calls, because
// standard input may be a file or a terminal, which no event loop can wait for.
#pragma once

#include "lsp/framing.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace lumen::lsp {

/// Where messages go. `send` never blocks and may be called from any thread.
class Output {
public:
  virtual ~Output() = default;
  /// One JSON message. A waiting message of the same `supersedes` key (when it isn't empty) is replaced, so
  /// that a client that reads slowly gets only the newest.
  virtual void send(std::string json, const std::string& supersedes = {}) = 0;
};

/// Both directions over descriptors. Memory is bounded: a client that leaves more than `most_waiting` bytes
/// unread is given up, as if it had closed.
class Transport : public Output {
public:
  struct Handlers {
    std::function<void(Frame)> frame; ///< on the reading thread
    std::function<void()> closed;     ///< once: end of input, a read error, or a client that doesn't read; no
                                      ///< frame comes after it. Neither handler may call finish().
  };

  Transport(int input, int output, std::size_t most_waiting = 256U << 20);
  ~Transport() override;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  void start(Handlers handlers);
  void send(std::string json, const std::string& supersedes = {}) override;
  /// Writes what waits, as long as the client takes it, then ends the writer. The reader ends with the
  /// process: nothing portable wakes a blocking read of a file.
  void finish();

private:
  struct State;
  std::shared_ptr<State> state_;
};

} // namespace lumen::lsp

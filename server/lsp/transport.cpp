#include "lsp/transport.hpp"

#include "base/log.hpp"

#include <climits>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace lumen::lsp {

namespace {

struct Waiting {
  std::string json;
  std::string supersedes;
};

// A client that stopped reading must not keep a finished server alive.
constexpr std::chrono::seconds patience{2};
constexpr int look_up_ms = 100; // how often a writer that waits looks whether the server has finished

} // namespace

struct Transport::State {
  int input = -1;
  int output = -1;
  std::size_t most_waiting = 0;
  Handlers handlers;
  std::thread writer;

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Waiting> waiting;
  std::size_t waiting_bytes = 0;
  bool finishing = false;
  std::chrono::steady_clock::time_point deadline; // of what still waits, once finishing
  bool broken = false;                            // the client is gone: nothing is kept for it

  std::mutex handlers_mutex; // held while a handler runs, so that none runs after finish()
  bool silent = false;       // closed was told, or the owner is done

  void tell_closed() {
    const std::lock_guard lock(handlers_mutex);
    if (!silent) {
      silent = true;
      handlers.closed();
    }
  }

  bool tell_frame(Frame frame) {
    const std::lock_guard lock(handlers_mutex);
    if (!silent) {
      handlers.frame(std::move(frame));
    }
    return !silent;
  }

  void read_loop() {
    Framing framing;
    std::array<char, 1U << 16> piece{};
    while (true) {
      const auto got = ::read(input, piece.data(), piece.size());
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        if (got < 0) {
          log::error(std::string("reading the client's messages failed: ") + std::strerror(errno));
        }
        break;
      }
      framing.feed({piece.data(), static_cast<std::size_t>(got)});
      while (auto frame = framing.next()) {
        if (!tell_frame(std::move(*frame))) {
          return;
        }
      }
    }
    tell_closed();
  }

  // False when nobody waits for the rest any more.
  bool wait_writable() {
    while (true) {
      pollfd entry{output, POLLOUT, 0};
      const int ready = poll(&entry, 1, look_up_ms);
      if (ready > 0) {
        return true;
      }
      const std::lock_guard lock(mutex);
      if (broken || (finishing && std::chrono::steady_clock::now() >= deadline)) {
        return false;
      }
    }
  }

  // Never more than can be taken without waiting: a write that blocks can't be ended. The descriptor itself
  // stays as it is, because other programs may share it.
  ssize_t write_some(std::string_view bytes) const {
    const auto sent = ::send(output, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0 || errno != ENOTSOCK) {
      return sent;
    }
    return ::write(output, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
  }

  bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      if (!wait_writable()) {
        return false;
      }
      const auto put = write_some(bytes);
      if (put >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(put));
      } else if (errno != EINTR && errno != EAGAIN) {
        log::error(std::string("writing to the client failed: ") + std::strerror(errno));
        return false;
      }
    }
    return true;
  }

  void write_loop() {
    while (true) {
      Waiting next;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return finishing || broken || !waiting.empty(); });
        if (broken || waiting.empty()) {
          return;
        }
        next = std::move(waiting.front());
        waiting.pop_front();
        waiting_bytes -= next.json.size();
      }
      next.json.insert(0, "Content-Length: " + std::to_string(next.json.size()) + "\r\n\r\n");
      if (!write_all(next.json)) {
        give_up();
        return;
      }
    }
  }

  void give_up() {
    {
      const std::lock_guard lock(mutex);
      broken = true;
      waiting.clear();
      waiting_bytes = 0;
    }
    changed.notify_all();
    tell_closed();
  }

  // False when the client leaves too much unread.
  bool enqueue(std::string json, const std::string& supersedes) {
    const std::lock_guard lock(mutex);
    if (broken || finishing) {
      return true;
    }
    if (!supersedes.empty()) {
      for (auto& other : waiting) {
        if (other.supersedes == supersedes) {
          waiting_bytes = waiting_bytes - other.json.size() + json.size();
          other.json = std::move(json);
          return waiting_bytes <= most_waiting;
        }
      }
    }
    waiting_bytes += json.size();
    waiting.push_back({std::move(json), supersedes});
    return waiting_bytes <= most_waiting;
  }
};

Transport::Transport(int input, int output, std::size_t most_waiting) : state_(std::make_shared<State>()) {
  state_->input = input;
  state_->output = output;
  state_->most_waiting = most_waiting;
}

Transport::~Transport() {
  finish();
}

void Transport::start(Handlers handlers) {
  std::signal(SIGPIPE, SIG_IGN); // a client that went away is an error of write(), not an end of the process
  state_->handlers = std::move(handlers);
  state_->writer = std::thread([state = state_] { state->write_loop(); });
  // Detached: a blocking read can't be ended from outside. It holds the state, and after finish() tells
  // nobody.
  std::thread([state = state_] { state->read_loop(); }).detach();
}

void Transport::send(std::string json, const std::string& supersedes) {
  if (!state_->enqueue(std::move(json), supersedes)) {
    log::error("the client doesn't read its messages; giving it up");
    state_->give_up();
    return;
  }
  state_->changed.notify_one();
}

void Transport::finish() {
  {
    const std::lock_guard lock(state_->handlers_mutex);
    state_->silent = true;
  }
  {
    const std::lock_guard lock(state_->mutex);
    state_->finishing = true;
    state_->deadline = std::chrono::steady_clock::now() + patience;
  }
  state_->changed.notify_all();
  if (state_->writer.joinable()) {
    state_->writer.join();
  }
}

} // namespace lumen::lsp

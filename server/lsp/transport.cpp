#include "lsp/transport.hpp"

#include "base/log.hpp"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace lumen::lsp {

namespace {

struct Waiting {
  std::string json;
  std::string supersedes;
};

// A client that stopped reading must not keep a finished server alive.
constexpr int patience_ms = 2'000;

bool wait_writable(int descriptor) {
  pollfd entry{descriptor, POLLOUT, 0};
  return poll(&entry, 1, patience_ms) > 0;
}

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
  bool broken = false; // the client is gone: nothing is kept for it

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

  bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto put = ::write(output, bytes.data(), bytes.size());
      if (put >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(put));
      } else if (errno == EAGAIN) {
        wait_writable(output);
        const std::lock_guard lock(mutex);
        if (broken) {
          return false;
        }
      } else if (errno != EINTR) {
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
        if (finishing && !wait_writable(output)) {
          return;
        }
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
  }
  state_->changed.notify_all();
  if (state_->writer.joinable()) {
    state_->writer.join();
  }
}

} // namespace lumen::lsp

// Threads over pipes and files: messages both ways, the end of input, and a client that doesn't read.
#include "lsp/transport.hpp"

#include "support/catch.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace lumen::lsp;

namespace {

// What a transport told, to wait for.
struct Heard {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> messages;
  bool closed = false;

  Transport::Handlers handlers() {
    return {[this](Frame frame) {
              const std::lock_guard lock(mutex);
              messages.push_back(frame.text);
              changed.notify_all();
            },
            [this] {
              const std::lock_guard lock(mutex);
              closed = true;
              changed.notify_all();
            }};
  }

  template <class Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), condition);
  }
};

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { REQUIRE(pipe(ends.data()) == 0); }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(std::size_t which) {
    if (ends[which] >= 0) {
      ::close(ends[which]);
      ends[which] = -1;
    }
  }
  /// For an end that a thread may still be reading: it stays open as long as the process.
  void leave_open(std::size_t which) { ends[which] = -1; }
};

std::string read_exactly(int descriptor, std::size_t bytes) {
  std::string out;
  std::array<char, 4096> piece{};
  while (out.size() < bytes) {
    const auto got = ::read(descriptor, piece.data(), std::min(piece.size(), bytes - out.size()));
    if (got <= 0) {
      break;
    }
    out.append(piece.data(), static_cast<std::size_t>(got));
  }
  return out;
}

} // namespace

TEST_CASE("messages pass both ways and the end of input is told") {
  Pipe in, out;
  Heard heard;
  Transport transport(in.ends[0], out.ends[1]);
  transport.start(heard.handlers());
  const std::string bytes = "Content-Length: 2\r\n\r\n{}";
  REQUIRE(::write(in.ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  REQUIRE(heard.wait([&] { return heard.messages.size() == 1; }));
  CHECK(heard.messages[0] == "{}");
  transport.send("[1]");
  CHECK(read_exactly(out.ends[0], 24) == "Content-Length: 3\r\n\r\n[1]");
  in.close_end(1);
  CHECK(heard.wait([&] { return heard.closed; }));
  transport.finish();
}

TEST_CASE("standard input may be a file") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  std::fputs("Content-Length: 3\r\n\r\n\"a\"Content-Length: 3\r\n\r\n\"b\"", file);
  std::fflush(file);
  REQUIRE(lseek(fileno(file), 0, SEEK_SET) == 0);
  Pipe out;
  Heard heard;
  Transport transport(fileno(file), out.ends[1]);
  transport.start(heard.handlers());
  REQUIRE(heard.wait([&] { return heard.closed; }));
  CHECK(heard.messages == std::vector<std::string>{"\"a\"", "\"b\""});
  transport.finish();
  std::fclose(file);
}

TEST_CASE("a finished server waits no longer than a moment for a client that leaves its output unread") {
  const bool socket = GENERATE(false, true);
  CAPTURE(socket);
  Pipe in;
  Pipe out;
  if (socket) {
    out.close_end(0);
    out.close_end(1);
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, out.ends.data()) == 0);
  }
  Heard heard;
  Transport transport(in.ends[0], out.ends[1]);
  transport.start(heard.handlers());
  transport.send(std::string(8'000'000, 'x'));                 // more than any buffer takes
  std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the writer is in the midst of it
  const auto begin = std::chrono::steady_clock::now();
  transport.finish(); // would wait forever for a write that blocks
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  in.close_end(1);
  in.leave_open(0); // the reader is detached, and told nobody that it has ended
}

TEST_CASE("a client that doesn't read gets only the newest of a kind, and is given up at the bound") {
  Pipe in, out;
  Heard heard;
  Transport transport(in.ends[0], out.ends[1], 300'000);
  transport.start(heard.handlers());
  const std::string large(100'000, 'x');
  transport.send(large); // fills the pipe, so that the writer waits
  for (int i = 0; i < 1000; ++i) {
    transport.send(large, "diagnostics");
  }
  {
    const std::lock_guard lock(heard.mutex);
    CHECK_FALSE(heard.closed);
  }
  for (int i = 0; i < 4; ++i) {
    transport.send(large);
  }
  CHECK(heard.wait([&] { return heard.closed; }));
  out.close_end(0); // wakes the writer
  transport.finish();
  in.leave_open(0); // nothing tells when the reading thread has ended, as it was given up before
  in.close_end(1);
}

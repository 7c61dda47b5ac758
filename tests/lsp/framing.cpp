// Any bytes, in pieces of any size, give messages or told problems, within bounds.
#include "lsp/framing.hpp"

#include "support/catch.hpp"

#include <random>
#include <string>
#include <vector>

using namespace lumen::lsp;

namespace {

std::string framed(const std::string& content) {
  return "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content;
}

std::vector<Frame> read(const std::string& bytes, std::size_t piece, FramingLimits limits = {}) {
  Framing framing(limits);
  std::vector<Frame> out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    framing.feed(std::string_view(bytes).substr(at, piece));
    while (auto frame = framing.next()) {
      out.push_back(std::move(*frame));
    }
  }
  return out;
}

} // namespace

TEST_CASE("messages come out whole, however the bytes arrive") {
  const std::string bytes =
      framed("{}") + framed("") + "content-type: application/vscode-jsonrpc; charset=utf-8\r\n" +
      framed("second \r\n\r\n content") + "Content-Length:3\n\nabc" + "\r\n" + framed("last");
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    const auto frames = read(bytes, piece);
    CAPTURE(piece);
    REQUIRE(frames.size() == 5);
    CHECK(frames[0].text == "{}");
    CHECK(frames[1].text.empty());
    CHECK(frames[2].text == "second \r\n\r\n content");
    CHECK(frames[3].text == "abc");
    CHECK(frames[4].text == "last");
  }
}

TEST_CASE("a bad header is told once, and the next good message is read") {
  for (const std::string bad :
       {"Content-Length: ten\r\n\r\n{}", "Content-Type: x\r\n\r\n{}", "hello\r\n\r\n",
        "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999999999999999\r\n\r\n",
        "Content-Length: 2\r\nContent-Type: a; charset=utf-16\r\n\r\n{}",
        "{\"no\":\"header\"}\n\n{\"at\":\"all\"}\n\n"}) {
    for (const std::size_t piece : {1U, 5U, 1000U}) {
      CAPTURE(bad, piece);
      const auto frames = read(bad + framed("good"), piece);
      REQUIRE(frames.size() == 2);
      CHECK(frames[0].kind == Frame::Kind::bad_header);
      CHECK_FALSE(frames[0].text.empty());
      CHECK(frames[1].text == "good");
    }
  }
}

TEST_CASE("an endless header is bounded") {
  const auto frames = read("X: " + std::string(100'000, 'a') + "\r\n\r\n" + framed("good"), 4096);
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].kind == Frame::Kind::bad_header);
  CHECK(frames[1].text == "good");
}

TEST_CASE("a message over the bound is drained, its first bytes kept, and the next one read") {
  FramingLimits limits;
  limits.content = 100;
  limits.kept = 10;
  for (const std::size_t piece : {1U, 64U, 4096U}) {
    const auto frames = read(framed("0123456789" + std::string(1000, 'x')) + framed("good"), piece, limits);
    CAPTURE(piece);
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].kind == Frame::Kind::too_long);
    CHECK(frames[0].text == "0123456789");
    CHECK(frames[0].length == 1010);
    CHECK(frames[1].text == "good");
  }
}

TEST_CASE("random bytes never break it, and a good message after them is found") {
  std::mt19937 random(7);
  const std::string alphabet = "Content-Length: 1234\r\n\n:{}\xff";
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    for (int i = 0; i < 200; ++i) {
      bytes += alphabet[random() % alphabet.size()];
    }
    CAPTURE(bytes);
    // Noise may announce a content that swallows what follows: write enough good ones to come out of it.
    std::string tail;
    for (int i = 0; i < 400; ++i) {
      tail += framed("good");
    }
    FramingLimits limits;
    limits.content = 5000;
    const auto frames = read(bytes + tail, 1 + random() % 50, limits);
    REQUIRE_FALSE(frames.empty());
    CHECK(frames.back().text == "good");
  }
}

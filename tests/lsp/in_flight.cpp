// What a crash note says was being handled: this thread's innermost message, its method alone.
#include "lsp/in_flight.hpp"

#include "support/catch.hpp"

#include <string>
#include <thread>

using lumen::lsp::in_flight;
using lumen::lsp::InFlight;

TEST_CASE("the innermost message of this thread is told, and none after it") {
  CHECK(std::string(in_flight()) == "");
  {
    const InFlight outer("workspace/executeCommand");
    CHECK(std::string(in_flight()) == "workspace/executeCommand");
    std::string elsewhere = "?";
    std::thread([&] { elsewhere = in_flight(); }).join();
    CHECK(elsewhere == "");
  }
  CHECK(std::string(in_flight()) == "");
}

TEST_CASE("a method of any length is told in part") {
  const InFlight noted(std::string(100'000, 'x'));
  const std::string told = in_flight();
  CHECK_FALSE(told.empty());
  CHECK(told.size() < 1000);
  CHECK(told.find_first_not_of('x') == std::string::npos);
}

// The steps of some work add up to all of it.
#include "base/step_times.hpp"

#include "support/catch.hpp"

#include <thread>

using namespace lumen;

TEST_CASE("steps add up, and what was done meanwhile counts once") {
  const auto begin = StepTimes::Clock::now();
  StepTimes outer;
  outer.end("waiting");
  StepTimes inner;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  inner.set_aside("guard", 5);
  inner.end("query");
  outer.set_aside(inner);
  outer.end("lanes");
  outer.end("waiting");
  const double all = std::chrono::duration<double, std::milli>(StepTimes::Clock::now() - begin).count();
  CHECK(inner.milliseconds() >= 20);
  CHECK(outer.milliseconds() >= inner.milliseconds());
  CHECK(outer.milliseconds() <= all);
  const std::string text = outer.text();
  CHECK(text.find(" ms: waiting ") != std::string::npos);
  CHECK(text.find(", guard 5.00, query ") != std::string::npos);
  CHECK(text.find(", lanes ") != std::string::npos);
  CHECK(text.find("waiting", text.find("waiting") + 1) == std::string::npos); // one name, one sum
}

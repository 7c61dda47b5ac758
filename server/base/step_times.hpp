// What each step of a piece of work took, for the log: where the milliseconds of a run go is read there, not
// guessed.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lumen {

/// One thread at a time. Names of steps are literals: they aren't copied.
class StepTimes {
public:
  using Clock = std::chrono::steady_clock;

  /// The present step ends under this name, and the next one begins. Steps of one name add up.
  void end(std::string_view step);
  /// That many milliseconds of the present step count as another's.
  void set_aside(std::string_view step, double milliseconds);
  /// The same for all steps of some work that was done meanwhile.
  void set_aside(const StepTimes& others);

  /// Since the beginning, up to the last step that ended.
  double milliseconds() const;
  /// "7.61 ms: settings 0.22, guard 1.05, query 2.30": in the order in which they first ended.
  std::string text() const;

private:
  double& of(std::string_view step);

  std::vector<std::pair<std::string_view, double>> steps_;
  Clock::time_point begun_ = Clock::now();
  double aside_ = 0; // milliseconds of the present step
};

} // namespace lumen

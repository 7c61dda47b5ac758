#include "base/step_times.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace lumen {

namespace {

std::string two_places(double milliseconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", milliseconds);
  return text.data();
}

} // namespace

double& StepTimes::of(std::string_view step) {
  const auto known =
      std::find_if(steps_.begin(), steps_.end(), [&](const auto& one) { return one.first == step; });
  return known != steps_.end() ? known->second : steps_.emplace_back(step, 0.0).second;
}

void StepTimes::end(std::string_view step) {
  const auto now = Clock::now();
  of(step) += std::max(0.0, std::chrono::duration<double, std::milli>(now - begun_).count() -
                                std::exchange(aside_, 0));
  begun_ = now;
}

void StepTimes::set_aside(std::string_view step, double milliseconds) {
  of(step) += milliseconds;
  aside_ += milliseconds;
}

void StepTimes::set_aside(const StepTimes& others) {
  for (const auto& [step, milliseconds] : others.steps_)
    set_aside(step, milliseconds);
}

double StepTimes::milliseconds() const {
  return std::accumulate(steps_.begin(), steps_.end(), 0.0,
                         [](double sum, const auto& step) { return sum + step.second; });
}

std::string StepTimes::text() const {
  std::string out = two_places(milliseconds()) + " ms";
  for (std::size_t i = 0; i < steps_.size(); ++i)
    out.append(i == 0 ? ": " : ", ").append(steps_[i].first).append(" ").append(two_places(steps_[i].second));
  return out;
}

} // namespace lumen

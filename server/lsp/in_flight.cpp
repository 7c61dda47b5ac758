#include "lsp/in_flight.hpp"

#include <algorithm>
#include <array>

namespace lumen::lsp {

namespace {

// A plain array: a signal handler may read it at any instant.
thread_local std::array<char, 128> current{};

} // namespace

InFlight::InFlight(std::string_view method) {
  const auto size = std::min(method.size(), current.size() - 1);
  std::copy_n(method.begin(), size, current.begin());
  current[size] = '\0';
}

InFlight::~InFlight() {
  current[0] = '\0';
}

const char* in_flight() {
  return current.data();
}

} // namespace lumen::lsp

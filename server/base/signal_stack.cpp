#include "base/signal_stack.hpp"

namespace lumen {

namespace {
constexpr std::size_t size = std::size_t{64}
                             << 10; // a handler prints a line; some processors save much state
}

SignalStack::SignalStack() : memory_(std::make_unique<std::byte[]>(size)) {
  stack_t own{};
  own.ss_sp = memory_.get();
  own.ss_size = size;
  set_ = sigaltstack(&own, &before_) == 0;
}

SignalStack::~SignalStack() {
  if (!set_)
    return;
  if (before_.ss_sp == nullptr)
    before_.ss_flags = SS_DISABLE;
  sigaltstack(&before_, nullptr);
}

} // namespace lumen

// A stack for signal handlers, so that a crash by a full stack can still be told.
#pragma once

#include <cstddef>
#include <memory>
#include <signal.h>

namespace lumen {

/// Gives the calling thread a stack of its own for handlers that are installed with SA_ONSTACK, as long as
/// the object lives. Made and destroyed on the same thread; without it such handlers run on the normal stack.
class SignalStack {
public:
  SignalStack();
  ~SignalStack();
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

private:
  std::unique_ptr<std::byte[]> memory_;
  stack_t before_{}; // a sanitizer may have set one, and frees what is set when the thread ends
  bool set_ = false;
};

} // namespace lumen

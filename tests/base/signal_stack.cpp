// A crash by a full stack reaches the handler that tells of it.
#include "base/signal_stack.hpp"

#include "support/catch.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int told = 42;

int fill_stack(volatile char* above) {
  if (above == nullptr)
    return 0;
  volatile char here[1024];
  here[0] = above[0];
  return fill_stack(here) + here[0];
}

// What a child process ends with after its stack overflows.
int overflow(bool with_stack) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    struct sigaction action {};
    action.sa_handler = [](int) { _exit(told); };
    action.sa_flags = static_cast<int>(SA_ONSTACK);
    sigaction(SIGSEGV, &action, nullptr);
    stack_t off{};
    off.ss_flags = SS_DISABLE; // the test's framework and sanitizers have stacks of their own
    sigaltstack(&off, nullptr);
    char first = 1;
    if (!with_stack)
      _exit(fill_stack(&first));
    const lumen::SignalStack stack;
    _exit(fill_stack(&first));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace

TEST_CASE("a handler runs though the stack is full") {
  CHECK(overflow(true) == told);
  CHECK(overflow(false) == -SIGSEGV);
}

TEST_CASE("the stack that was set before comes back") {
  stack_t before{}, after{};
  sigaltstack(nullptr, &before);
  { const lumen::SignalStack stack; }
  sigaltstack(nullptr, &after);
  CHECK(after.ss_sp == before.ss_sp);
  CHECK(after.ss_flags == before.ss_flags);
}

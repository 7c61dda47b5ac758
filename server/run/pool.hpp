// Open sources, several per address, so that two runs on one database don't wait for each other. A source
// that nobody uses is closed after a while: soon for a database file, whose writer must not be kept out.
#pragma once

#include "base/result.hpp"
#include "source/source.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace lumen::run {

/// What makes two addresses the same for the pool. Holds the password: never shown.
std::string pool_key(const source::Address& address);

/// Thread-safe.
class Pool {
  struct State;

public:
  struct Options {
    std::size_t per_address = 8; ///< open at once; more callers wait
    std::chrono::milliseconds idle_file{3'000};
    std::chrono::milliseconds idle_other{300'000};
  };

  /// A source for one caller, given back when it goes out of scope.
  class Lease {
  public:
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    source::Source& operator*() const { return *source_; }
    source::Source* operator->() const { return source_.get(); }
    /// Was it open before this caller came? Then it may have gone stale.
    bool reused() const { return reused_; }
    /// Closes it instead of giving it back.
    void discard() { discard_ = true; }

  private:
    friend class Pool;
    Lease(std::shared_ptr<State> state, source::Address address, std::unique_ptr<source::Source> source,
          bool reused);
    std::shared_ptr<State> state_;
    source::Address address_;
    std::unique_ptr<source::Source> source_;
    bool reused_ = false;
    bool discard_ = false;
  };

  Pool();
  explicit Pool(Options options);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// An idle source of that address, or a new one; waits where too many are open.
  Result<Lease> acquire(const source::Address& address, const std::stop_token& stop);
  /// An idle source, without opening or waiting.
  std::optional<Lease> acquire_idle(const source::Address& address);
  /// Closes what is idle there; what is in use is closed when it comes back.
  void close(const source::Address& address);
  std::size_t open_count(const source::Address& address) const;

private:
  std::shared_ptr<State> state_;
};

} // namespace lumen::run

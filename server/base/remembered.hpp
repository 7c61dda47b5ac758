// Results of a pure function by the bytes that it was given. Most of a text is what it was before the last
// keystroke, so most of what is computed from its pieces is known already.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace lumen {

/// Thread-safe. Keeps what was used last: two generations, of which the older is dropped when the younger is
/// full, so that it holds at most twice `most_bytes` of keys. Keys are held whole and compared byte by byte:
/// no two texts are ever mistaken for each other.
template <class Value>
class Remembered {
public:
  explicit Remembered(std::size_t most_bytes = std::size_t{2} << 20) : most_bytes_(most_bytes) {}

  /// What `compute()` gave for these bytes, or gives now. It is called outside the lock.
  template <class Compute>
  Value of(std::string_view bytes, Compute compute) {
    if (bytes.size() > most_bytes_ / 8)
      return compute(); // it would push out all the rest
    if (auto known = find(bytes))
      return *std::move(known);
    Value made = compute();
    const std::lock_guard lock(mutex_);
    keep(std::string(bytes), made);
    return made;
  }

private:
  // Views and strings of equal bytes hash alike: no copy is made to look something up.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view bytes) const { return std::hash<std::string_view>()(bytes); }
  };
  using Map = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

  std::optional<Value> find(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (const auto young = young_.find(bytes); young != young_.end())
      return young->second;
    const auto old = old_.find(bytes);
    if (old == old_.end())
      return std::nullopt;
    auto taken = old_.extract(old);
    Value value = taken.mapped();
    keep(std::move(taken.key()), std::move(taken.mapped()));
    return value;
  }

  void keep(std::string bytes, Value value) {
    young_bytes_ += bytes.size() + entry_bytes;
    if (young_bytes_ > most_bytes_) {
      old_ = std::exchange(young_, {});
      young_bytes_ = bytes.size() + entry_bytes;
    }
    young_.insert_or_assign(std::move(bytes), std::move(value));
  }

  static constexpr std::size_t entry_bytes = 64 + sizeof(Value); // about what an entry costs beside its key

  const std::size_t most_bytes_;
  std::mutex mutex_;
  std::size_t young_bytes_ = 0;
  Map young_, old_;
};

} // namespace lumen

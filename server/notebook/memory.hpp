// What was read from pieces of earlier texts, by the bytes of each piece. A parse with a memory gives what
// one without it gives, only sooner. Private to this folder and its tests.
#pragma once

#include "base/remembered.hpp"
#include "notebook/notebook.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lumen::notebook {

/// A block of prose, as its lines without marks of containers tell.
struct ReadProse {
  std::string text, hash;
  bool request = false, follow_up = false;
};

/// Thread-safe.
class Memory {
public:
  Remembered<ReadProse> prose;
  Remembered<std::optional<Stamp>> stamps;                // by what the marker holds
  Remembered<std::string> tables, charts, texts, queries; // hashes
  Remembered<std::string> chart_names;                    // of their data
};

/// What `compute()` gives for these bytes, remembered where there is a memory.
template <class Value, class Compute>
Value recall(Memory* memory, Remembered<Value> Memory::*kind, std::string_view bytes, Compute compute) {
  return memory == nullptr ? compute() : (memory->*kind).of(bytes, compute);
}

} // namespace lumen::notebook

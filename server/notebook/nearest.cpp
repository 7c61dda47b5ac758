#include "notebook/nearest.hpp"

#include "base/word_distance.hpp"

namespace lumen::notebook {

namespace {

constexpr std::size_t longest_compared = 100;

} // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > longest_compared)
    return std::nullopt;
  std::size_t best = word.size() <= 5 ? 2 : 3; // one more than is allowed
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const std::size_t sizes =
        candidate.size() > word.size() ? candidate.size() - word.size() : word.size() - candidate.size();
    if (sizes >= best || candidate.size() > longest_compared)
      continue;
    const std::size_t apart = word_distance(word, candidate);
    if (apart < best) {
      best = apart;
      found = candidate;
    }
  }
  return found;
}

} // namespace lumen::notebook

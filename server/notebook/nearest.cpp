#include "notebook/nearest.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace lumen::notebook {

namespace {

constexpr std::size_t longest_compared = 100;

/// Optimal string alignment distance; both words are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

} // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > longest_compared)
    return std::nullopt;
  const std::string folded = ascii::lower(word);
  std::size_t best = word.size() <= 5 ? 2 : 3; // one more than is allowed
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const std::size_t sizes =
        candidate.size() > word.size() ? candidate.size() - word.size() : word.size() - candidate.size();
    if (sizes >= best || candidate.size() > longest_compared)
      continue;
    const std::size_t apart = distance(folded, ascii::lower(candidate));
    if (apart < best) {
      best = apart;
      found = candidate;
    }
  }
  return found;
}

} // namespace lumen::notebook

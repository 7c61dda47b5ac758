#include "text/edit.hpp"

#include <algorithm>
#include <unordered_map>

namespace lumen::text {

namespace {

/// Lines with their terminators, as a client's view of lines has them.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t at = text.find('\n');
    const std::size_t size = at == std::string_view::npos ? text.size() : at + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

/// Compares two runs of lines: equal ends first, then lines that stand once in each run as fixed points
/// between which the same is done again (patience), so that no table of both lengths is ever needed.
class Comparison {
public:
  Comparison(std::string_view before, std::string_view after)
      : before_text_(before), before_(lines_of(before)), after_(lines_of(after)) {}

  std::vector<Edit> edits() {
    struct Part {
      std::size_t b0, b1, a0, a1;
    };
    std::vector<Part> open{{0, before_.size(), 0, after_.size()}};
    while (!open.empty()) {
      auto [b0, b1, a0, a1] = open.back();
      open.pop_back();
      while (b0 < b1 && a0 < a1 && before_[b0] == after_[a0])
        ++b0, ++a0;
      while (b0 < b1 && a0 < a1 && before_[b1 - 1] == after_[a1 - 1])
        --b1, --a1;
      if (b0 == b1 && a0 == a1)
        continue;
      const auto fixed = b0 == b1 || a0 == a1 ? std::vector<Pair>{} : fixed_points(b0, b1, a0, a1);
      if (fixed.empty()) {
        replace(b0, b1, a0, a1);
        continue;
      }
      std::vector<Part> parts;
      for (const Pair& pair : fixed) {
        parts.push_back({b0, pair.before, a0, pair.after});
        b0 = pair.before + 1;
        a0 = pair.after + 1;
      }
      parts.push_back({b0, b1, a0, a1});
      open.insert(open.end(), parts.rbegin(), parts.rend());
    }
    return std::move(edits_);
  }

private:
  struct Pair {
    std::size_t before, after;
  };

  /// Lines that occur exactly once in both runs, the longest series of them that ascends in both.
  std::vector<Pair> fixed_points(std::size_t b0, std::size_t b1, std::size_t a0, std::size_t a1) const {
    struct Seen {
      std::size_t in_before = 0, in_after = 0, before = 0;
    };
    std::unordered_map<std::string_view, Seen> seen;
    for (std::size_t i = b0; i < b1; ++i) {
      Seen& entry = seen[before_[i]];
      ++entry.in_before;
      entry.before = i;
    }
    for (std::size_t i = a0; i < a1; ++i)
      if (const auto found = seen.find(after_[i]); found != seen.end())
        ++found->second.in_after;
    std::vector<Pair> pairs;
    for (std::size_t i = a0; i < a1; ++i) {
      const auto found = seen.find(after_[i]);
      if (found != seen.end() && found->second.in_before == 1 && found->second.in_after == 1)
        pairs.push_back({found->second.before, i});
    }
    return longest_ascending(pairs);
  }

  static std::vector<Pair> longest_ascending(const std::vector<Pair>& pairs) {
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> tails; // of the best series of each length: index into pairs
    std::vector<std::size_t> previous(pairs.size(), none);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto place =
          std::lower_bound(tails.begin(), tails.end(), pairs[i].before,
                           [&](std::size_t tail, std::size_t value) { return pairs[tail].before < value; });
      if (place != tails.begin())
        previous[i] = *std::prev(place);
      if (place == tails.end())
        tails.push_back(i);
      else
        *place = i;
    }
    std::vector<Pair> series;
    for (std::size_t i = tails.empty() ? none : tails.back(); i != none; i = previous[i])
      series.push_back(pairs[i]);
    std::reverse(series.begin(), series.end());
    return series;
  }

  void replace(std::size_t b0, std::size_t b1, std::size_t a0, std::size_t a1) {
    const auto offset = [&](std::size_t line) {
      return line < before_.size() ? static_cast<std::size_t>(before_[line].data() - before_text_.data())
                                   : before_text_.size();
    };
    std::string text;
    for (std::size_t i = a0; i < a1; ++i)
      text += after_[i];
    edits_.push_back({{offset(b0), offset(b1)}, std::move(text)});
  }

  std::string_view before_text_;
  std::vector<std::string_view> before_, after_;
  std::vector<Edit> edits_;
};

/// True when `done` changes bytes of `range`, or `range` is an insertion strictly inside what `done`
/// replaces.
bool collide(Span range, Span done) {
  if (range.empty() && done.empty())
    return false;
  if (range.empty())
    return done.begin < range.begin && range.begin < done.end;
  if (done.empty())
    return range.begin < done.begin && done.begin < range.end;
  return range.overlaps(done);
}

} // namespace

std::string apply(std::string_view before, const std::vector<Edit>& edits) {
  std::string after;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    const std::size_t begin = std::clamp(edit.range.begin, at, before.size());
    after.append(before.substr(at, begin - at)).append(edit.text);
    at = std::clamp(edit.range.end, begin, before.size());
  }
  return after.append(before.substr(at));
}

std::vector<Edit> difference(std::string_view before, std::string_view after) {
  return Comparison(before, after).edits();
}

std::optional<Span> moved(Span span, const Edit& edit) {
  if (collide(span, edit.range))
    return std::nullopt;
  if (edit.range.end > span.begin)
    return span;
  const std::size_t shift = edit.text.size() - edit.range.size(); // wraps below zero and back
  return Span{span.begin + shift, span.end + shift};
}

} // namespace lumen::text

#include "lsp/landing.hpp"

#include <algorithm>

namespace lumen::lsp {

namespace {

constexpr std::size_t most_candidates = 8; // whole texts are kept for each

std::optional<std::vector<text::Edit>> moved(std::vector<text::Edit> edits,
                                             const std::vector<text::Edit>& change) {
  for (text::Edit& edit : edits) {
    for (const text::Edit& done : change) {
      const auto range = text::moved(edit.range, done);
      if (!range)
        return std::nullopt;
      edit.range = *range;
    }
  }
  return edits;
}

// The edits that undo `edits`, for the text after them.
std::vector<text::Edit> inverse(const std::string& before, const std::vector<text::Edit>& edits) {
  std::vector<text::Edit> out;
  out.reserve(edits.size());
  std::size_t shift = 0; // wraps below zero and back
  for (const text::Edit& edit : edits) {
    const std::size_t begin = edit.range.begin + shift;
    out.push_back({{begin, begin + edit.text.size()}, std::string(edit.range.of(before))});
    shift += edit.text.size() - edit.range.size();
  }
  return out;
}

} // namespace

void Landing::sent(const std::string& before, std::vector<text::Edit> edits, text::Encoding encoding) {
  state_ = State::waiting;
  take_back_.reset();
  candidates_.clear();
  places_.clear();
  encoding_ = encoding;
  edits_ = std::move(edits);
  const text::LineIndex lines(before);
  places_.reserve(edits_.size());
  for (const text::Edit& edit : edits_)
    places_.push_back({lines.position(before, edit.range.begin, encoding_),
                       lines.position(before, edit.range.end, encoding_)});
  candidates_.push_back(candidate(before, edits_));
}

Landing::Candidate Landing::candidate(const std::string& before,
                                      std::optional<std::vector<text::Edit>> meant) const {
  Candidate out;
  out.meant = std::move(meant);
  out.written = edits_;
  const text::LineIndex lines(before);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::size_t begin = lines.offset(before, places_[i].begin, encoding_);
    out.written[i].range = {begin, std::max(begin, lines.offset(before, places_[i].end, encoding_))};
  }
  out.taken_back = inverse(before, out.written);
  out.expected = text::apply(before, out.written);
  return out;
}

void Landing::on_change(const std::string& after, const std::vector<text::Edit>& change) {
  if (state_ == State::misplaced && take_back_)
    take_back_ = moved(*take_back_, change);
  if (state_ != State::waiting)
    return;
  for (Candidate& one : candidates_) {
    if (one.expected != after)
      continue;
    state_ = State::landed;
    if (one.meant != one.written) {
      state_ = State::misplaced;
      take_back_ = std::move(one.taken_back);
    }
    candidates_.clear();
    return;
  }
  const auto& last = candidates_.back().meant;
  Candidate next = candidate(after, last ? moved(*last, change) : std::nullopt);
  if (candidates_.size() == most_candidates)
    candidates_.erase(candidates_.begin());
  candidates_.push_back(std::move(next));
}

} // namespace lumen::lsp

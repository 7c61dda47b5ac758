#include "source/csv_form.hpp"

#include <array>
#include <cstddef>

namespace lumen::source {

namespace {

constexpr std::string_view separators = ",;\t|";
using Counts = std::array<std::size_t, separators.size()>;

/// Goes through records as RFC 4180 has them, and gives up at the first sign of anything else.
class Records {
public:
  explicit Records(std::string_view text) : text_(text) {}

  /// The separators in the next record outside of quotes; nothing where it can't be told plainly.
  std::optional<Counts> next() {
    Counts counts{};
    if (done() || text_[at_] == '#' || text_[at_] == '\n' || text_[at_] == '\r')
      return std::nullopt;
    bool field_begins = true;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' || c == '\0' || (c == '\'' && field_begins))
        return std::nullopt;
      if (c == '"') {
        if (!field_begins || !pass_quoted())
          return std::nullopt;
        field_begins = false;
        continue;
      }
      if (c == '\n' || c == '\r') {
        at_ += c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 2 : 1;
        return counts;
      }
      const std::size_t kind = separators.find(c);
      field_begins = kind != std::string_view::npos;
      if (field_begins)
        ++counts[kind];
    }
    return counts;
  }

  bool done() const { return at_ >= text_.size(); }

private:
  /// From the opening quote to the closing one, which must end the field. A doubled one is content.
  bool pass_quoted() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' || text_[at_] == '\0')
        return false;
      if (text_[at_] != '"')
        continue;
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        ++at_;
        continue;
      }
      const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\n';
      return after == '\n' || after == '\r' || separators.find(after) != std::string_view::npos;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace

std::optional<char> plain_separator(std::string_view head, bool whole) {
  if (head.starts_with("\xEF\xBB\xBF"))
    head.remove_prefix(3);
  if (!whole) // the last record may be cut anywhere
    head = head.substr(0, head.find_last_of('\n') + 1);
  Records records(head);
  const auto first = records.next();
  if (!first)
    return std::nullopt;
  std::size_t kind = separators.size();
  for (std::size_t i = 0; i < separators.size(); ++i) {
    if ((*first)[i] == 0)
      continue;
    if (kind != separators.size())
      return std::nullopt;
    kind = i;
  }
  if (kind == separators.size() || records.done())
    return std::nullopt;
  while (!records.done()) {
    const auto record = records.next();
    if (!record || (*record)[kind] != (*first)[kind])
      return std::nullopt;
  }
  return separators[kind];
}

} // namespace lumen::source

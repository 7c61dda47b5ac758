// Changes of a text as values.
#pragma once

#include "text/position.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::text {

/// Replaces `range` by `text`.
struct Edit {
  Span range;
  std::string text;
  bool operator==(const Edit&) const = default;
};

/// Applies edits that all refer to `before`; they are sorted and don't overlap (equal insert places keep
/// their order).
std::string apply(std::string_view before, const std::vector<Edit>& edits);

/// Few small edits of whole lines that turn `before` into `after`. Common lines are kept; near-linear in both
/// sizes.
std::vector<Edit> difference(std::string_view before, std::string_view after);

/// Where `span` stands after `edit`. Text inserted at its begin goes before it; at its end, after it. Nothing
/// when the edit cuts into it or swallows it.
std::optional<Span> moved(Span span, const Edit& edit);

} // namespace lumen::text

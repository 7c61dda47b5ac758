// The known word that a mistyped one was probably meant to be. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

/// The candidate fewest edits (insert, delete, replace, swap of neighbours) away: at most 1 for words up to
/// five characters, 2 for longer ones. Case doesn't count. Nothing when none is that near.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace lumen::notebook

// How far one word is from another: what a slip of the hand may have meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace lumen {

/// The least number of insertions, deletions, replacements and swaps of neighbours that lead from one word to
/// the other, none at a place that was changed already (optimal string alignment distance). Of bytes, upper
/// and lower case ASCII letters being the same. Takes the product of both lengths: bound them first.
std::size_t word_distance(std::string_view a, std::string_view b);

} // namespace lumen

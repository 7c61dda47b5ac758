// The words that names of tables and columns are made of, and what the last of them tells.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::catalog {

using Words = std::vector<std::string>;

/// Lower-case words of a name: snake_case, camelCase and spaces part them.
Words words_of(std::string_view name);

/// The singular of an English noun by its ending; other words as they are.
std::string singular(std::string word);

/// The singulars of all words in one piece, so that `order_items` and `OrderItem` are the same name.
std::string joined(const Words& words);

template <std::size_t N>
bool among(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Whether one of the words, or its singular, is on the list.
template <std::size_t N>
bool any_among(const Words& words, const std::array<std::string_view, N>& list) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return among(std::string_view(word), list) || among(std::string_view(singular(word)), list);
  });
}

/// Last words of columns that tell rows apart.
inline constexpr std::array<std::string_view, 8> key_tails = {"id", "key", "uuid", "guid",
                                                              "fk", "pk",  "uid",  "rowid"};
/// Last words of columns whose numbers are names.
inline constexpr std::array<std::string_view, 12> code_tails = {
    "code", "number", "no", "num", "nr", "zip", "postcode", "phone", "fax", "ssn", "isbn", "sku"};

} // namespace lumen::catalog

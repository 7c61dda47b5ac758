// Numbers as readers write them: what was shown, and how exactly.
#pragma once

#include "text/position.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace lumen::narrate {

struct Numeral {
  double value = 0;
  double precision = 1; ///< of the last digit shown: "1,234" 1; "3.5" 0.1; "12k" 1000; "34%" 0.01
  bool percent = false;
};

/// The number that this label shows, in the locale's marks: grouping, decimals, a sign, per cent, k/M/bn and
/// the words for thousand, million and billion. Currency signs and bold marks around it are passed over.
/// Nothing when the label is not one number.
std::optional<Numeral> read_numeral(std::string_view label, std::string_view locale);

/// The value, rounded as shown, is what is shown.
bool shows(const Numeral& shown, double value);

/// Runs of digits in a text that stand as numbers of their own: not parts of a word such as "Q1", nor list
/// numbers at the start of a line.
std::vector<text::Span> find_numerals(std::string_view text);

} // namespace lumen::narrate

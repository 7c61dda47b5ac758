// Puts numbers, names and dates of one result into sentences, each number as a link to where it comes from.
#pragma once

#include "data/column_name.hpp"
#include "data/format.hpp"
#include "data/table.hpp"
#include "narrate/narrate.hpp"
#include "narrate/phrases.hpp"
#include "narrate/subject.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::narrate {

class Teller {
public:
  Teller(const data::Table& table, const Subject& subject, const Options& options);

  using Values = std::map<std::string, std::string, std::less<>>;
  std::string say(Phrase phrase, const Values& values) const;

  /// The number of a cell, linked.
  std::string value(std::size_t row, std::size_t column) const;
  /// The name in a cell; linked where it must be (narrate/link.hpp). A number or truth says what it names:
  /// "hour [13](…)", "newsletter: true".
  std::string label(std::size_t row, std::size_t column) const;
  /// The date in a cell with its preposition: "in [January 2024](…)".
  std::string when(std::size_t row, std::size_t column) const;
  /// The date or name in a cell, without one.
  std::string date(std::size_t row, std::size_t column) const;

  /// A formula's number, linked; nothing where it can't be told. The style says how it is written; `points`
  /// are percentage points, the difference of two percentages.
  enum class Style { amount, percent, ratio, count, correlation, points };
  std::optional<std::string> formula(std::string_view name, const std::vector<std::string>& arguments,
                                     Style style, std::size_t amounts_of = 0) const;
  std::optional<double> compute(std::string_view name, const std::vector<std::string>& arguments) const;

  std::string measure(std::size_t column) const;       ///< in words, inside a sentence, escaped
  std::string measure_first(std::size_t column) const; ///< the same, at its beginning
  data::Percentage percentage(std::size_t column) const { return percentages_[column]; }
  const std::string& key(std::size_t column) const { return keys_[column]; }
  static std::string row_number(std::size_t row) { return std::to_string(row + 1); }

private:
  const data::Table& table_;
  const Subject& subject_;
  const Options& options_;
  data::Locale locale_;
  std::vector<std::string> keys_;
  std::vector<data::Percentage> percentages_; ///< per column
  /// Each formula goes through all rows, and is asked for its value and for its link. One thread at a time.
  mutable std::map<std::string, std::optional<double>, std::less<>> computed_; // by target

  /// What stands before a value that names nothing by itself; "" before others.
  std::string naming(std::size_t column) const;
  std::string amount(double value, std::size_t column) const;
  std::string percent(double share) const;
  std::string link(std::string_view text, char kind, const std::vector<std::string>& parts) const;
};

} // namespace lumen::narrate

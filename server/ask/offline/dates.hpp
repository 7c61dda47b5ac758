// Dates as people write them, to half-open ranges. "Today" is given, never read from the clock.
#pragma once

#include "ask/offline/query.hpp"
#include "ask/offline/tokens.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace lumen::ask::offline {

/// From `begin` up to but without `end`, both "2024-01-31". A month without a year has `month` and no range.
struct DateRange {
  std::string begin, end;
  Grain grain = Grain::day;
  std::string said;  ///< for readings: "2024", "March 2010", "the last 3 months"
  int year = 0;      ///< when it is a whole year
  int last_year = 0; ///< of a range of whole years (a decade), else 0
  bool operator==(const DateRange&) const = default;
};

struct DateMention {
  DateRange range;
  std::size_t tokens = 0; ///< how many it takes
  bool sure = false;      ///< can't be a plain number
};

/// The longest date that begins at token `at`.
std::optional<DateMention> date_at(const std::vector<Token>& tokens, std::size_t at,
                                   std::chrono::year_month_day today);

/// "month" of "by month", "monthly"; nothing for other words.
std::optional<Grain> grain_word(std::string_view word);
std::string_view name(Grain grain);
/// A range of time that begins at `begin` and lasts one `grain`, for dates that are read back from SQL.
std::string describe_range(const std::string& begin, const std::string& end);

} // namespace lumen::ask::offline

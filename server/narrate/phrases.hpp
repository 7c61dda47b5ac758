// The sentences of findings in each language: one table, a row a sentence, a column a language.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace lumen::narrate {

enum class Phrase {
  empty,
  single,
  single_null,
  single_row,
  single_item,
  single_time,
  leader_share,
  leader_share_shown,
  leader_highest,
  leader_highest_shown,
  leader_lowest,
  leader_lowest_shown,
  shared_lead,
  all_equal,
  all_equal_shown,
  follows,
  runner_up,
  runner_up_points,
  runner_up_times,
  runner_up_lowest,
  runner_up_lowest_points,
  last,
  top_three,
  total,
  average,
  close_together,
  next_measure,
  without_value,
  rose,
  rose_times,
  rose_plain,
  fell,
  fell_plain,
  level,
  rises_each,
  falls_each,
  peak_and_trough,
  peak,
  trough,
  sharpest_rise,
  sharpest_rise_points,
  sharpest_fall,
  sharpest_fall_points,
  period_total,

  series_leader,
  series_leader_highest,
  series_last,
  cell_highest,
  cell_lowest,
  leader_rose,
  leader_fell,
  rise_together,
  opposed,
  no_relation,
  range,
  middle_half,
  listing,
  listing_one,
  cut,
  no_value,
  in_year,
  in_month,
  in_quarter,
  on_day,
  at_hour,
  in_other,
};

/// The sentence in that language (English where it is unknown), its {places} filled. Values are put in as
/// they are.
std::string say(Phrase phrase, std::string_view locale,
                const std::map<std::string, std::string, std::less<>>& values = {});

/// Every phrase in every language, for tests: the template as it stands.
std::string_view phrase_template(Phrase phrase, std::string_view locale);
inline constexpr Phrase last_phrase = Phrase::in_other;

} // namespace lumen::narrate

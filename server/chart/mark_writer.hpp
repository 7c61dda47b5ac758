// Writes marks and encodings, one function for each kind of chart. Private to chart/.
#pragma once

#include "chart/channels.hpp"

#include <string>
#include <string_view>

namespace lumen::chart {

/// Fields that transforms make. They begin with an underscore and a word that no query would choose.
constexpr std::string_view rank_field = "_lumen_rank", total_field = "_lumen_total",
                           group_field = "_lumen_group", share_field = "_lumen_share",
                           measure_field = "_lumen_measure", value_field = "_lumen_value";

class Marks : Channels {
public:
  Marks(Json& spec_, const Design& design_, const Shape& shape_, std::string_view locale)
      : Channels(spec_, design_, shape_, locale) {}

  bool has_times() const { return times; }
  void write();

private:
  void kpi(Json& body);
  /// Each measure becomes a row of its own: its name in words and its value.
  void fold(Json& transform) const;
  /// Fold takes names as field paths, so what would need escaping is left out of them.
  std::string folded_name(std::size_t i) const;
  Json folded_colour() const;
  Json folded_amount(bool zero) const;
  Json folded_tips();
  void bar(Json& body, Json& transform);
  void keep_top_rows(Json& transform) const;
  /// The strongest series keep their names; the others become one, or are left out. Gives the colour's
  /// channel.
  Json series_colour(Json& transform);
  /// Tooltips where series were summed up: their group instead of their own column.
  Json series_tips();
  Json discrete_axis();
  void grouped(Json& body, Json& transform);
  void step_axis(Json& x) const;
  void stacked(Json& body, Json& transform);
  void stack(Json& value) const;
  Json line_axis();
  Json discrete_axis_of_order();
  void line(Json& body, Json mark);
  void lines(Json& body, Json& transform);
  void area(Json& body, Json& transform);
  void scatter(Json& body);
  void histogram(Json& body);
  void heat_map(Json& body);
  void pie(Json& body);
};

} // namespace lumen::chart

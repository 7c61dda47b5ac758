// Charts: a result and what was asked give a Vega-Lite v6 specification.
#pragma once

#include "base/result.hpp"
#include "data/intent.hpp"
#include "data/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::chart {

/// How pictures look: light, dark, or as their reader wishes.
enum class Theme { automatic, light, dark };

struct Options {
  std::string cell;     ///< data.name
  std::string data_url; ///< data.url; empty: no url
  std::string title;
  std::string locale = "en";
};

struct Recommendation {
  data::ChartKind kind = data::ChartKind::none; ///< none: the table says it best
  std::string spec;                             ///< Vega-Lite JSON text; empty when kind is none
  std::vector<data::ChartKind> alternatives;    ///< other kinds that this result can be shown as, best first
  std::string reason;                           ///< one sentence: why this kind
  std::vector<data::ColumnUse> uses;            ///< what `classify` gives, found on the way
};

/// What each column is for, by the intent where it tells, else by type, name and values. One per column.
std::vector<data::ColumnUse> classify(const data::Table& table, const data::Intent& intent);

/// The best chart by scored rules over shape and wording (docs/charts.md). `intent.chart` other than
/// automatic asks for that kind; where it can't be drawn, the best is given and the reason says so.
Recommendation recommend(const data::Table& table, const data::Intent& intent, const Options& options);

/// Kinds that this result can be shown as.
std::vector<data::ChartKind> possible_kinds(const data::Table& table, const data::Intent& intent);

/// The kind that a specification draws, or automatic when it is none of ours.
data::ChartKind kind_of(std::string_view spec);

/// Rows as Vega's inline values: the JSON text of an array of objects; numbers as numbers, dates as ISO text,
/// equal column names as name, name~2, …
std::string rows_as_values(const data::Table& table);
/// The specification with its data inline, for a viewer that can't load the side file.
Result<std::string> with_inline_data(std::string_view spec, const data::Table& table);

struct TextOptions {
  std::size_t width = 72;  ///< columns
  std::size_t height = 16; ///< lines, at most
  bool unicode = true;
  bool colour = false; ///< ANSI escape codes
  std::string locale = "en";
};

/// The chart drawn in characters; one string with line breaks. Empty when there is nothing to draw.
std::string draw(std::string_view spec, const data::Table& table, const TextOptions& options);

/// The chart drawn as an SVG picture of 640 pixels' width, readable in light and dark; the same bytes for the
/// same rows. Empty when there is nothing to draw.
std::string draw_svg(std::string_view spec, const data::Table& table, std::string_view locale,
                     Theme theme = Theme::automatic);
/// What the chart shows, in words for those who can't see it: its title and the first values. One line
/// without control characters, otherwise unescaped; empty when there is nothing to draw.
std::string describe_chart(std::string_view spec, const data::Table& table, std::string_view locale);

} // namespace lumen::chart

// The rules that choose a chart. Hard rules say what would mislead or can't be read; soft ones weigh what is
// left by the result's shape and the question's wording. docs/charts.md tells each with its reason.
#include "chart/design.hpp"
#include "chart/propose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <string_view>

namespace lumen::chart {

namespace {

using data::ChartKind;

struct Case { // what a rule looks at
  const Shape& shape;
  const data::Intent& intent;
  const Design& design;

  const ColumnShape& measure() const { return shape.columns[design.measures.front()]; }
  const ColumnShape* axis() const { return design.axis ? &shape.columns[*design.axis] : nullptr; }
  std::size_t series() const {
    if (design.folded)
      return design.measures.size();
    return design.series
               ? shape.columns[*design.series].distinct + (shape.columns[*design.series].nulls ? 1 : 0)
               : 0;
  }
  std::size_t axis_values() const { return axis() ? axis()->distinct + (axis()->nulls ? 1 : 0) : 0; }
  bool over_time() const { return axis() && axis()->use == data::ColumnUse::time; }
  bool ordered() const { return axis() && (over_time() || !axis()->order.empty()); }
  std::size_t bars() const { return axis_values() * series(); }
  /// The series have an order that comes again and again: weekdays, hours, bands.
  bool series_repeats() const {
    const ColumnShape& of = shape.columns[*design.series];
    return !of.order.empty() || of.time == TimeForm::part;
  }
  bool additive() const {
    return std::all_of(design.measures.begin(), design.measures.end(),
                       [&](std::size_t m) { return shape.columns[m].additive; });
  }
  bool all_zero() const {
    return std::all_of(design.measures.begin(), design.measures.end(), [&](std::size_t m) {
      return shape.columns[m].minimum == 0 && shape.columns[m].maximum == 0;
    });
  }
  bool places() const { return measure().coordinate != Coordinate::none; }
  bool non_negative() const {
    return std::all_of(design.measures.begin(), design.measures.end(),
                       [&](std::size_t m) { return shape.columns[m].minimum.value_or(-1) >= 0; });
  }
};

// Three groupings or more that are crossed: the rows are most of all pairings of their values.
bool crossed(const Shape& shape) {
  if (shape.times.size() + shape.categories.size() < 3)
    return false;
  double pairings = 1;
  for (const auto* group : {&shape.times, &shape.categories})
    for (const std::size_t column : *group)
      pairings *= static_cast<double>(std::max<std::size_t>(shape.columns[column].distinct, 1));
  return static_cast<double>(shape.rows) >= pairings / 2;
}

// Categories or time tell the rows apart: they are groups, not records.
bool aggregated(const Shape& shape) {
  std::vector<std::size_t> discrete = shape.times;
  discrete.insert(discrete.end(), shape.categories.begin(), shape.categories.end());
  for (const std::size_t first : discrete) {
    if (shape.unique(first))
      return true;
    for (const std::size_t second : discrete)
      if (shape.unique(first, second))
        return true;
  }
  return crossed(shape);
}

using Kinds = std::initializer_list<ChartKind>;
using Test = bool (*)(const Case&);

bool among(Kinds kinds, ChartKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

struct HardRule {
  Kinds kinds;
  Test broken;
  std::string_view why;
};

struct SoftRule {
  Kinds kinds;
  int points;
  Test holds;
  std::string_view why; // told as the reason of a chart when this rule counted most for it
};

constexpr auto bar = ChartKind::bar, grouped = ChartKind::grouped_bar, stacked = ChartKind::stacked_bar,
               line = ChartKind::line, lines = ChartKind::multi_line, area = ChartKind::area,
               kpi = ChartKind::kpi, scatter = ChartKind::scatter, histogram = ChartKind::histogram,
               heat = ChartKind::heat_map, pie = ChartKind::pie, none = ChartKind::none;

// clang-format off
const HardRule hard_rules[] = {
    {{stacked}, [](const Case& c) { return !c.additive(); },
     "its parts are not amounts that add up"},
    {{pie}, [](const Case& c) { return !c.additive() && !c.measure().parts_of_whole; },
     "its parts are not amounts that add up"},
    {{area}, [](const Case& c) { return c.design.series && !c.additive(); },
     "its parts are not amounts that add up"},
    {{stacked, pie, area}, [](const Case& c) { return !c.non_negative(); },
     "some values are below zero"},
    {{stacked, grouped}, [](const Case& c) { return c.design.folded && !same_unit(c.shape, c.design.measures); },
     "the measures are in different units"},
    {{bar, grouped, stacked, area}, [](const Case& c) { return c.all_zero(); },
     "all values are zero"},
    {{area}, [](const Case& c) { return c.shape.rows < 3; },
     "there are too few points"},
    {{line, lines}, [](const Case& c) { return c.axis_values() < 2; },
     "there is only one point in time"},
    {{grouped}, [](const Case& c) { return c.series() > 12 || c.axis_values() > 40; },
     "there would be too many bars to tell apart"},
    {{stacked}, [](const Case& c) { return c.axis_values() > 60; },
     "there would be too many bars to tell apart"},
    {{lines, area}, [](const Case& c) { return c.series() > 60; },
     "there would be too many lines to tell apart"},
    {{bar}, [](const Case& c) { return c.axis() && c.shape.rows < 2; },
     "there is only one value"},
    {{bar}, [](const Case& c) { return c.axis() && c.axis_values() > 500; },
     "there would be too many bars to read"},
    {{pie}, [](const Case& c) { return c.over_time(); },
     "its parts would be points in time"},
    {{pie}, [](const Case& c) { return !c.shape.whole; },
     "the result is cut, so that its parts are not the whole"},
    {{pie}, [](const Case& c) { return c.shape.rows < 2 || c.shape.rows > 8; },
     "it takes two to eight parts"},
    {{pie}, [](const Case& c) { return c.measure().maximum.value_or(0) <= 0; },
     "all parts are zero"},
    {{scatter}, [](const Case& c) { return c.shape.rows < 3; },
     "there are too few points"},
    {{scatter}, [](const Case& c) { return c.shape.rows > 20000; },
     "there are too many points to tell apart"},
    {{histogram}, [](const Case& c) { return c.shape.rows < 5 || c.measure().minimum == c.measure().maximum; },
     "there are too few different values"},
    {{heat}, [](const Case& c) { return !c.design.binned && (c.axis_values() > 400 || c.series() > 60); },
     "there would be too many cells to read"},
};

const SoftRule soft_rules[] = {
    // One row
    {{kpi}, 100, [](const Case&) { return true; }, "one row is best read as a number"},
    {{kpi}, -80, [](const Case& c) { return c.shape.columns.size() >= c.shape.measures.size() + 4; },
     "a record is read as text"},
    {{bar}, 10, [](const Case& c) { return c.design.folded; }, "several measures of one unit compare as bars"},
    {{bar}, 110, [](const Case& c) { return c.design.folded && c.intent.comparison; },
     "the question compares measures of one unit"},

    // Time
    {{line}, 60, [](const Case& c) { return c.over_time(); }, "a line shows how a measure moves over time"},
    {{line}, 30, [](const Case& c) { return !c.over_time(); }, "a line follows an order"},
    {{line, lines, area}, 25, [](const Case& c) { return c.intent.trend; }, "the question asks for a trend"},
    {{bar, grouped}, 45, [](const Case& c) { return c.over_time(); }, "a few periods compare as bars"},
    {{stacked}, 40, [](const Case& c) { return c.over_time(); }, "stacks show parts and their sum over time"},
    {{bar}, 30, [](const Case& c) { return c.over_time() && c.axis_values() <= 5 && !c.intent.trend; },
     "a few periods compare as bars"},
    {{bar}, 45, [](const Case& c) { return c.over_time() && c.axis_values() <= 2; }, "two periods compare as bars"},
    {{bar}, 20, [](const Case& c) { return c.over_time() && c.intent.ranking; }, "the question ranks periods"},
    {{bar, grouped, stacked}, -30, [](const Case& c) { return c.over_time() && c.axis_values() > 40; }, "many periods"},
    {{line, lines, area}, -40, [](const Case& c) { return c.axis_values() <= 2; }, "two points make no line"},
    {{lines}, 60, [](const Case& c) { return c.over_time(); }, "lines compare groups over time"},
    {{lines}, 30, [](const Case& c) { return !c.over_time(); }, "lines follow an order"},
    {{lines}, -15, [](const Case& c) { return c.series() > most_series * 2; }, "many lines"},
    {{lines}, 5, [](const Case& c) { return c.design.folded; }, "lines compare measures over time"},
    {{lines}, -10, [](const Case& c) { return c.design.facets && !c.intent.trend; }, "unlike units need a panel each"},
    {{area}, 25, [](const Case& c) { return c.over_time(); }, "an area shows a volume over time"},
    {{area}, 50, [](const Case& c) { return c.design.series && c.intent.share; },
     "the question asks how a whole divides over time"},

    // Categories
    {{bar}, 70, [](const Case& c) { return c.axis() && !c.over_time(); }, "bars compare groups by length"},
    {{bar}, 10, [](const Case& c) { return c.intent.ranking || c.intent.comparison; }, "the question ranks groups"},
    {{bar}, 15, [](const Case& c) { return c.design.of_total && c.axis_values() <= 6; },
     "the question asks for shares of the whole"},
    {{bar}, -15, [](const Case& c) { return c.design.top != 0; }, "only the largest can be shown"},
    {{bar}, -50, [](const Case& c) { return c.axis() && c.axis()->use == data::ColumnUse::identifier && !c.measure().count; },
     "keys say little"},
    {{bar}, -20, [](const Case& c) { return c.axis_values() > 100; }, "many groups"},
    {{grouped}, 70, [](const Case& c) { return !c.over_time() && c.series() <= 4; }, "bars side by side compare groups"},
    {{grouped}, 15, [](const Case& c) { return !c.over_time() && c.series() > 4; }, "bars side by side compare groups"},
    {{grouped}, 60, [](const Case& c) { return c.design.folded && c.series() > 4 && c.bars() <= 40; },
     "measures of one unit compare side by side"},
    {{grouped}, -20, [](const Case& c) { return c.bars() > 40; }, "many bars"},
    {{grouped}, 5, [](const Case& c) { return c.design.folded; }, "measures of one unit compare side by side"},
    {{grouped}, 20, [](const Case& c) { return c.over_time() && c.axis_values() <= 3; }, "a few periods compare as bars"},
    {{grouped}, 10, [](const Case& c) { return c.intent.comparison; }, "the question compares"},
    {{grouped, stacked}, -25, [](const Case& c) { return c.axis_values() > 15; }, "many groups"},
    {{stacked}, 60, [](const Case& c) { return !c.over_time() && !c.design.folded; }, "stacks show parts and their sum"},
    {{stacked}, 50, [](const Case& c) { return c.intent.share; }, "the question asks how a whole divides"},
    {{stacked}, -10, [](const Case& c) { return c.intent.comparison; }, "stacks are hard to compare"},
    {{pie}, 20, [](const Case&) { return true; }, "a few parts of a whole"},
    {{pie}, 15, [](const Case& c) { return c.intent.share; }, "the question asks for shares of the whole"},
    {{heat}, -10, [](const Case& c) { return !c.ordered() && c.series() <= 3 && c.additive(); }, "few parts stack"},
    {{heat}, 40, [](const Case& c) { return !c.design.binned; }, "colours compare two groupings at a glance"},
    {{heat}, 35, [](const Case& c) { return !c.design.binned && c.axis_values() > 6 && c.series() > 6 && !c.over_time(); },
     "so many groups in two directions read best as colours"},
    {{heat}, 30, [](const Case& c) { return c.over_time() && c.series() > most_series * 2; },
     "so many groups over time read best as colours"},
    {{heat}, 35, [](const Case& c) { return c.axis() && c.ordered() && c.design.series && c.series_repeats(); },
     "two orders cross: a pattern shows as colour"},

    // Many rows
    {{scatter}, 40, [](const Case& c) { return c.shape.rows >= 8; }, "points show how two measures go together"},
    {{scatter}, 25, [](const Case& c) { return c.shape.rows > 20 && c.shape.times.empty(); },
     "points show how two measures go together"},
    {{scatter}, 40, [](const Case& c) { return c.places() && c.shape.measures.size() == 2; }, "points show places"},
    {{scatter}, -20, [](const Case& c) { return c.intent.ranking; }, "the question ranks"},
    {{scatter}, -35, [](const Case& c) { return c.shape.rows > 2000; }, "so many points hide one another"},
    {{heat}, 60, [](const Case& c) { return c.design.binned; }, "so many points read best as a density"},
    {{histogram}, 25, [](const Case& c) { return c.shape.rows >= 20; }, "a histogram shows how values spread"},
    {{histogram}, 30, [](const Case& c) { return c.shape.rows >= 20 && c.shape.measures.size() == 1; },
     "a histogram shows how values spread"},
    {{histogram}, 70, [](const Case& c) { return c.intent.distribution; }, "the question asks for a distribution"},
    {{histogram}, -45, [](const Case& c) { return aggregated(c.shape) && !c.intent.distribution; },
     "each row is a group already"},
    {{histogram}, -30, [](const Case& c) { return c.intent.ranking || c.intent.trend; }, "the question orders rows"},

    // No chart
    {{none}, 30, [](const Case&) { return true; }, "the table says it best"},
    {{none}, 45, [](const Case& c) { return c.intent.records && !c.intent.ranking; }, "the question asks for records"},
    {{none}, 100, [](const Case& c) { return c.shape.columns.size() > 12; }, "so many columns read best as a table"},
};
// clang-format on

constexpr std::array all_kinds{kpi,  bar,  line,    lines,     grouped, stacked,
                               area, heat, scatter, histogram, pie,     none};

const HardRule* first_broken(const Case& what) {
  for (const HardRule& rule : hard_rules)
    if (among(rule.kinds, what.design.kind) && rule.broken(what))
      return &rule;
  return nullptr;
}

} // namespace

std::vector<Rated> rate(const Shape& shape, const data::Intent& intent) {
  std::vector<Rated> rated;
  for (const ChartKind kind : all_kinds) {
    const auto design = propose(kind, shape, intent);
    if (!design)
      continue;
    const Case what{shape, intent, *design};
    if (first_broken(what) != nullptr)
      continue;
    Rated one{*design, 0, ""};
    int most = 0;
    for (const SoftRule& rule : soft_rules) {
      if (!among(rule.kinds, kind) || !rule.holds(what))
        continue;
      one.score += rule.points;
      if (rule.points > most) {
        most = rule.points;
        one.reason = rule.why;
      }
    }
    rated.push_back(std::move(one));
  }
  std::stable_sort(rated.begin(), rated.end(),
                   [](const Rated& a, const Rated& b) { return a.score > b.score; });
  return rated;
}

std::string why_not(const Shape& shape, ChartKind kind) {
  const auto design = propose(kind, shape, {});
  if (shape.rows == 0)
    return "there are no rows";
  if (!design)
    return "the result has not the columns that it takes";
  const HardRule* broken = first_broken({shape, {}, *design});
  return broken == nullptr ? "" : std::string(broken->why);
}

} // namespace lumen::chart

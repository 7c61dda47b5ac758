// Filling the channels of each kind of chart.
#include "chart/propose.hpp"

#include "data/column_name.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::chart {

namespace {

using data::ChartKind;

constexpr std::size_t binned_rows = 2000; // above it, points hide one another

double magnitude(const ColumnShape& column) {
  return std::max(std::fabs(column.minimum.value_or(0)), std::fabs(column.maximum.value_or(0)));
}

// Measures with values. A column of NULLs alone draws nothing.
std::vector<std::size_t> with_values(const Shape& shape) {
  std::vector<std::size_t> out;
  for (const std::size_t measure : shape.measures)
    if (shape.columns[measure].minimum)
      out.push_back(measure);
  return out;
}

// Those of them that are amounts. Degrees on earth are places: their lengths compare nothing.
std::vector<std::size_t> drawable(const Shape& shape) {
  std::vector<std::size_t> out = with_values(shape);
  out.erase(std::remove_if(
                out.begin(), out.end(),
                [&](std::size_t measure) { return shape.columns[measure].coordinate != Coordinate::none; }),
            out.end());
  return out;
}

// Two measures that a point's place shows: east to the right and north up, else the first two.
std::vector<std::size_t> point_measures(const Shape& shape) {
  std::vector<std::size_t> places;
  for (const Coordinate wanted : {Coordinate::longitude, Coordinate::latitude})
    for (const std::size_t measure : shape.measures)
      if (shape.columns[measure].coordinate == wanted)
        places.push_back(measure);
  if (places.size() == 2)
    return places;
  std::vector<std::size_t> measures = drawable(shape);
  measures.resize(std::min<std::size_t>(measures.size(), 2));
  return measures;
}

// The column whose values tell the bars apart: a category first, then a label (a title, a name), a key last.
std::optional<std::size_t> bar_axis(const Shape& shape) {
  for (const auto* group : {&shape.categories, &shape.times, &shape.labels, &shape.identifiers})
    for (const std::size_t column : *group)
      if (shape.unique(column))
        return column;
  return std::nullopt;
}

std::optional<std::size_t> time_axis(const Shape& shape) {
  for (const std::size_t column : shape.times)
    if (shape.unique(column))
      return column;
  // Months and weekdays by name are time too, where each stands once.
  for (const std::size_t column : shape.categories)
    if (!shape.columns[column].order.empty() && shape.unique(column))
      return column;
  return std::nullopt;
}

struct Pair {
  std::size_t axis, series;
};

// Two discrete columns that tell the rows apart together. Time is the axis; otherwise the one with more
// values.
std::optional<Pair> discrete_pair(const Shape& shape) {
  std::vector<std::size_t> discrete = shape.times;
  discrete.insert(discrete.end(), shape.categories.begin(), shape.categories.end());
  for (std::size_t i = 0; i < discrete.size(); ++i)
    for (std::size_t j = i + 1; j < discrete.size(); ++j) {
      const ColumnShape &first = shape.columns[discrete[i]], &second = shape.columns[discrete[j]];
      if (!shape.unique(discrete[i], discrete[j]) || shape.unique(discrete[i]) || shape.unique(discrete[j]))
        continue;
      if (second.use == data::ColumnUse::time) {
        // Year and month: the finer one is the axis, the coarser the colour.
        if (first.distinct < second.distinct)
          return Pair{discrete[j], discrete[i]};
        return Pair{discrete[i], discrete[j]};
      }
      if (first.use == data::ColumnUse::time || first.distinct >= second.distinct)
        return Pair{discrete[i], discrete[j]};
      return Pair{discrete[j], discrete[i]};
    }
  return std::nullopt;
}

// The measure that the question is about: the first, in the order that the question put them.
std::optional<std::size_t> main_measure(const Shape& shape) {
  const std::vector<std::size_t> measures = drawable(shape);
  return measures.empty() ? std::nullopt : std::optional(measures.front());
}

// Keeps the strongest series where there are too many to tell apart.
void limit_series(Design& design, const Shape& shape) {
  const std::size_t count =
      design.folded ? design.measures.size()
                    : shape.columns[*design.series].distinct + (shape.columns[*design.series].nulls ? 1 : 0);
  if (count <= most_series)
    return;
  design.top = most_series - 1;
  // Lines compare; a sum of all others beside single ones would press them to the ground.
  design.other = !design.folded && design.kind != ChartKind::multi_line &&
                 shape.columns[design.measures.front()].additive && shape.whole;
  if (!design.other)
    design.top = most_series;
}

std::optional<Design> with_series(ChartKind kind, const Shape& shape, bool need_time) {
  Design design{.kind = kind};
  const std::vector<std::size_t> measures = drawable(shape);
  if (measures.empty())
    return std::nullopt;
  if (const auto pair = discrete_pair(shape)) {
    const ColumnShape& axis = shape.columns[pair->axis];
    if (!need_time || axis.use == data::ColumnUse::time || !axis.order.empty()) {
      design.axis = pair->axis;
      design.series = pair->series;
      design.measures = {measures.front()};
      limit_series(design, shape);
      return design;
    }
  }
  const auto axis = need_time ? time_axis(shape) : bar_axis(shape);
  if (!axis || measures.size() < 2 || measures.size() > most_series)
    return std::nullopt;
  design.axis = axis;
  design.measures = measures;
  design.folded = true;
  return design;
}

std::optional<Design> propose_kpi(const Shape& shape) {
  Design design{.kind = ChartKind::kpi, .measures = with_values(shape)};
  if (shape.rows != 1 || design.measures.empty() || design.measures.size() > 6)
    return std::nullopt;
  // Whose numbers they are.
  if (const auto name = bar_axis(shape); name && shape.columns[*name].nulls == 0)
    design.axis = name;
  return design;
}

std::optional<Design> propose_bar(const Shape& shape, const data::Intent& intent) {
  Design design{.kind = ChartKind::bar};
  const std::vector<std::size_t> measures = drawable(shape);
  if (shape.rows == 1 && measures.size() >= 3 && measures.size() <= most_bars && same_unit(shape, measures)) {
    design.measures = measures;
    design.folded = true;
    return design;
  }
  design.axis = bar_axis(shape);
  if (!design.axis || measures.empty())
    return std::nullopt;
  design.measures = {measures.front()};
  const ColumnShape &axis = shape.columns[*design.axis], &measure = shape.columns[measures.front()];
  if (axis.use != data::ColumnUse::time && axis.order.empty() && shape.rows > most_bars)
    design.top = most_bars;
  design.of_total = intent.share && measure.additive && measure.percentage == Percentage::none &&
                    shape.whole && measure.minimum.value_or(-1) >= 0 && measure.maximum.value_or(0) > 0;
  return design;
}

std::optional<Design> propose_line(const Shape& shape) {
  const auto axis = time_axis(shape);
  const auto measure = main_measure(shape);
  if (!axis || !measure)
    return std::nullopt;
  return Design{.kind = ChartKind::line, .axis = axis, .measures = {*measure}};
}

std::optional<Design> propose_multi_line(const Shape& shape) {
  auto design = with_series(ChartKind::multi_line, shape, true);
  if (design && design->folded && !same_unit(shape, design->measures)) {
    design->facets = true;
    if (design->measures.size() > 4)
      design->measures.resize(4);
  }
  return design;
}

std::optional<Design> propose_area(const Shape& shape, const data::Intent& intent) {
  auto design = with_series(ChartKind::area, shape, true);
  if (design && !design->folded) {
    design->normalised = intent.share;
    return design;
  }
  const auto line = propose_line(shape);
  if (!line)
    return std::nullopt;
  Design area = *line;
  area.kind = ChartKind::area;
  return area;
}

std::optional<Design> propose_scatter(const Shape& shape) {
  const std::vector<std::size_t> measures = point_measures(shape);
  if (measures.size() < 2)
    return std::nullopt;
  Design design{.kind = ChartKind::scatter, .measures = measures};
  for (const std::size_t category : shape.categories) {
    const ColumnShape& column = shape.columns[category];
    if (column.distinct >= 2 && column.distinct <= most_series && column.distinct * 3 <= shape.rows) {
      design.series = category;
      break;
    }
  }
  return design;
}

std::optional<Design> propose_heat_map(const Shape& shape) {
  const std::vector<std::size_t> measures = drawable(shape);
  const auto pair = discrete_pair(shape);
  if (pair && !measures.empty())
    return Design{.kind = ChartKind::heat_map,
                  .axis = pair->axis,
                  .series = pair->series,
                  .measures = {measures.front()}};
  if (const auto points = point_measures(shape); points.size() == 2 && shape.rows > binned_rows)
    return Design{.kind = ChartKind::heat_map, .measures = points, .binned = true};
  return std::nullopt;
}

std::optional<Design> propose_pie(const Shape& shape) {
  const auto axis = bar_axis(shape);
  const auto measure = main_measure(shape);
  if (!axis || !measure)
    return std::nullopt;
  return Design{.kind = ChartKind::pie, .axis = axis, .measures = {*measure}};
}

} // namespace

bool same_unit(const Shape& shape, const std::vector<std::size_t>& measures) {
  if (measures.empty())
    return false;
  const ColumnShape& first = shape.columns[measures.front()];
  return std::all_of(measures.begin(), measures.end(), [&](std::size_t index) {
    const ColumnShape& column = shape.columns[index];
    const double ratio = (magnitude(column) + 1e-12) / (magnitude(first) + 1e-12);
    return column.percentage == first.percentage && column.count == first.count && ratio < 20 && ratio > 0.05;
  });
}

std::optional<Design> propose(ChartKind kind, const Shape& shape, const data::Intent& intent) {
  if (shape.rows == 0)
    return std::nullopt;
  switch (kind) {
  case ChartKind::kpi:
    return propose_kpi(shape);
  case ChartKind::bar:
    return propose_bar(shape, intent);
  case ChartKind::grouped_bar:
    return with_series(kind, shape, false);
  case ChartKind::stacked_bar: {
    auto design = with_series(kind, shape, false);
    if (design)
      design->normalised = intent.share;
    return design;
  }
  case ChartKind::line:
    return propose_line(shape);
  case ChartKind::multi_line:
    return propose_multi_line(shape);
  case ChartKind::area:
    return propose_area(shape, intent);
  case ChartKind::scatter:
    return propose_scatter(shape);
  case ChartKind::histogram: {
    const auto measure = main_measure(shape);
    return measure ? std::optional(Design{.kind = kind, .measures = {*measure}}) : std::nullopt;
  }
  case ChartKind::heat_map:
    return propose_heat_map(shape);
  case ChartKind::pie:
    return propose_pie(shape);
  case ChartKind::none:
    return Design{};
  case ChartKind::automatic:
    return std::nullopt;
  }
  return std::nullopt;
}

} // namespace lumen::chart

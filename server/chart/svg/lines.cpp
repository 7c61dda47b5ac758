// Lines, areas and points.
#include "chart/drawing/numbers.hpp"
#include "chart/look.hpp"
#include "chart/svg/painters.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lumen::chart::svg {

namespace {

std::vector<double> places_along(Sheet& sheet, const Area& area) {
  const std::size_t count = sheet.drawing.labels.size();
  std::vector<double> out;
  out.reserve(count);
  if (!sheet.drawing.positions.empty()) {
    const Scale along = draw_time_below(sheet, area);
    for (const double position : sheet.drawing.positions)
      out.push_back(along(position));
    return out;
  }
  sheet.canvas.line(area.left, area.bottom, area.right, area.bottom, "axis");
  draw_names_below(sheet, area);
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(area.left + (static_cast<double>(i) + 0.5) * area.width() / static_cast<double>(count));
  return out;
}

void draw_line(Sheet& sheet, std::size_t series, const std::vector<double>& along, const Scale& up) {
  const auto& values = sheet.drawing.values[series];
  const bool marked = along.size() <= 30;
  std::string path, points;
  bool pen = false; // gaps stay gaps
  for (std::size_t i = 0; i < along.size(); ++i) {
    if (!values[i]) {
      pen = false;
      continue;
    }
    const std::string here = place(along[i], up(*values[i]));
    path += (pen ? "L" : "M") + here;
    const bool alone = !pen && (i + 1 == along.size() || !values[i + 1]);
    if (marked || alone)
      points += "M" + here + "h0";
    pen = true;
  }
  sheet.canvas.stroked(path, sheet.colour(series), 2);
  if (!points.empty())
    sheet.canvas.stroked(points, sheet.colour(series), 5.5);
}

double paint_areas(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  const std::size_t count = drawing.labels.size();
  std::vector<double> sums(count);
  for (const auto& values : drawing.values)
    for (std::size_t i = 0; i < count; ++i)
      sums[i] += values[i].value_or(0);
  NumberStyle style = sheet.style();
  double most = *std::max_element(sums.begin(), sums.end());
  if (drawing.normalised) {
    most = 1;
    style = {true, false, false};
  }
  Area area{.top = sheet.top + 30};
  area.bottom = area.top + 230;
  const Scale up = draw_amounts(sheet, area, 0, most, true, style,
                                drawing.normalised ? std::string() : drawing.measure_title);
  const std::vector<double> along = places_along(sheet, area);
  std::vector<double> below(count);
  for (std::size_t series = drawing.series.size(); series-- > 0;) { // the first on top, as in the legend
    std::string path, back;
    for (std::size_t i = 0; i < count; ++i) {
      const double part = drawing.values[series][i].value_or(0);
      const double share = drawing.normalised ? (sums[i] > 0 ? part / sums[i] : 0) : part;
      const std::string lower = place(along[i], up(below[i]));
      below[i] += share;
      path += (i == 0 ? "M" : "L") + place(along[i], up(below[i]));
      back.insert(0, "L" + lower);
    }
    sheet.canvas.filled(path + back + "Z", sheet.colour(series), drawing.series.size() > 1 ? 1 : 0.6);
  }
  return area.bottom +
         (drawing.positions.empty() ? room_for_names(sheet, area.width() / static_cast<double>(count)) : 24) +
         margin / 2;
}

double paint_panels(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  double bottom = sheet.top;
  for (std::size_t series = 0; series < drawing.series.size(); ++series) {
    Extent range;
    for (const auto& value : drawing.values[series])
      if (value)
        range.add(*value);
    if (!range.any)
      continue;
    Area area{.top = bottom + 34};
    area.bottom = area.top + 96;
    const Scale up = draw_amounts(sheet, area, range.low, range.high, !range.far_from_zero(),
                                  sheet.style(series), drawing.series[series]);
    draw_line(sheet, series, places_along(sheet, area), up);
    bottom =
        area.bottom + (drawing.positions.empty()
                           ? room_for_names(sheet, area.width() / static_cast<double>(drawing.labels.size()))
                           : 24);
  }
  return bottom + margin / 2;
}

/// So many points hide one another: their number in each field of a grid.
void draw_density(Sheet& sheet, const Area& area, const Scale& along, const Scale& up) {
  constexpr std::size_t columns = 40, rows = 24;
  std::array<std::array<std::size_t, columns>, rows> counts{};
  std::size_t most = 1;
  for (const Point& point : sheet.drawing.points) {
    const double x = (along(point.x) - area.left) / area.width(),
                 y = (up(point.y) - area.top) / area.height();
    const auto column = static_cast<std::size_t>(std::clamp(x * columns, 0.0, columns - 1.0));
    const auto row = static_cast<std::size_t>(std::clamp(y * rows, 0.0, rows - 1.0));
    most = std::max(most, ++counts[row][column]);
  }
  const double width = area.width() / columns, height = area.height() / rows;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      if (counts[row][column] > 0)
        sheet.canvas.rectangle(
            area.left + static_cast<double>(column) * width, area.top + static_cast<double>(row) * height,
            width, height, heat_colour(static_cast<double>(counts[row][column]) / static_cast<double>(most)));
}

} // namespace

double paint_lines(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  if (drawing.kind == data::ChartKind::area)
    return paint_areas(sheet);
  if (drawing.facets)
    return paint_panels(sheet);
  const Extent range = extent_of(drawing);
  Area area{.top = sheet.top + 30};
  area.bottom = area.top + 230;
  const Scale up = draw_amounts(sheet, area, range.low, range.high, !range.far_from_zero(), sheet.style(),
                                drawing.measure_title);
  const std::vector<double> along = places_along(sheet, area);
  for (std::size_t series = 0; series < drawing.series.size(); ++series)
    draw_line(sheet, series, along, up);
  return area.bottom +
         (drawing.positions.empty()
              ? room_for_names(sheet, area.width() / static_cast<double>(drawing.labels.size()))
              : 24) +
         margin / 2;
}

double paint_points(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  Extent across, upwards;
  for (const Point& point : drawing.points) {
    across.add(point.x);
    upwards.add(point.y);
  }
  Area area{.top = sheet.top + 30};
  area.bottom = area.top + 260;
  const Scale up = draw_amounts(sheet, area, upwards.low, upwards.high, !upwards.far_from_zero(),
                                drawing.y_style, drawing.measure_title);
  const double low = across.far_from_zero() ? across.low : std::min(across.low, 0.0),
               high = across.far_from_zero() ? across.high : std::max(across.high, 0.0);
  const Scale along = draw_numbers_below(sheet, area, low, high, drawing.x_style, drawing.axis_title);
  if (drawing.kind == data::ChartKind::heat_map) {
    draw_density(sheet, area, along, up);
    return area.bottom + 34 + margin;
  }
  std::vector<std::string> paths(std::max<std::size_t>(drawing.series.size(), 1));
  for (const Point& point : drawing.points)
    paths[point.series] += "M" + place(along(point.x), up(point.y)) + "h0";
  for (std::size_t series = 0; series < paths.size(); ++series)
    sheet.canvas.stroked(paths[series], sheet.colour(series), 6, 0.7);
  return area.bottom + 34 + margin;
}

} // namespace lumen::chart::svg

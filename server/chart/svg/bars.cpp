// Bars: lying with their names at the left, standing, side by side, stacked; and histograms.
#include "chart/drawing/numbers.hpp"
#include "chart/look.hpp"
#include "chart/svg/painters.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::chart::svg {

namespace {

struct Range {
  double low = 0, high = 0;
};

/// From the least to the most, zero included; of stacks their sums.
Range range_of(const Drawing& drawing, bool stacked) {
  Range range;
  for (std::size_t at = 0; at < drawing.labels.size(); ++at) {
    double above = 0, below = 0;
    for (const auto& series : drawing.values) {
      const double value = series[at].value_or(0);
      if (!stacked)
        above = below = 0;
      (value < 0 ? below : above) += value;
      range.low = std::min(range.low, below);
      range.high = std::max(range.high, above);
    }
  }
  return range;
}

double lying_bars(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  const double row = 22;
  double widest = 0, numbers = 0;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < drawing.labels.size(); ++i) {
    widest = std::max(widest, text_width(sheet.label(i), label_size));
    const auto& value = drawing.values[0][i];
    shown.push_back(value ? short_number_text(*value, sheet.style(), sheet.locale) : "–");
    numbers = std::max(numbers, text_width(shown.back(), label_size));
  }
  const double name_room = std::min(widest, 220.0);
  const Range range = range_of(drawing, false);
  Area area{margin + name_room + 8, sheet.top + 8, picture_width - margin - numbers - 6, 0};
  if (range.low < 0)
    area.left += numbers + 6; // for the numbers of bars to the left
  area.bottom = area.top + row * static_cast<double>(drawing.labels.size());
  const Scale scale{range.low, range.high, area.left, area.right};
  for (std::size_t i = 0; i < drawing.labels.size(); ++i) {
    const double y = area.top + row * static_cast<double>(i);
    sheet.canvas.words(margin + name_room, y + 15, fitted(sheet.label(i), label_size, name_room),
                       {.anchor = Anchor::end, .quiet = false});
    const double value = drawing.values[0][i].value_or(0);
    const double x0 = std::min(scale(0), scale(value)), x1 = std::max(scale(0), scale(value));
    sheet.canvas.rectangle(x0, y + 3, std::max(x1 - x0, value != 0 ? 1.0 : 0.0), row - 6, sheet.colour(0));
    const bool left = value < 0;
    sheet.canvas.words(left ? x0 - 5 : x1 + 5, y + 15, shown[i],
                       {.anchor = left ? Anchor::end : Anchor::start});
  }
  sheet.canvas.line(scale(0), area.top, scale(0), area.bottom, "axis");
  return area.bottom + margin;
}

} // namespace

double paint_bars(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  const bool standing = drawing.series.size() > 1 || (drawing.ordered && !drawing.lying);
  return standing ? paint_columns(sheet) : lying_bars(sheet);
}

double paint_columns(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  const bool stacked = drawing.kind == data::ChartKind::stacked_bar;
  Range range = range_of(drawing, stacked);
  NumberStyle style = sheet.style();
  if (drawing.normalised) {
    range = {0, 1};
    style = {true, false, false};
  }
  Area area{.top = sheet.top + 30};
  area.bottom = area.top + 230;
  const Scale scale = draw_amounts(sheet, area, range.low, range.high, true, style,
                                   drawing.normalised ? std::string() : drawing.measure_title);
  const std::size_t count = drawing.labels.size(), series = drawing.series.size();
  const double step = area.width() / static_cast<double>(count);
  const double group = step * (count > 60 ? 0.95 : 0.78);
  const double each = stacked ? group : group / static_cast<double>(series);
  for (std::size_t at = 0; at < count; ++at) {
    const double left = area.left + step * static_cast<double>(at) + (step - group) / 2;
    double above = 0, below = 0, whole = 0;
    for (const auto& values : drawing.values)
      whole += std::max(values[at].value_or(0), 0.0);
    for (std::size_t place = 0; place < series; ++place) {
      // The first of a stack stands on top, as it does in the legend.
      const std::size_t i = stacked ? series - 1 - place : place;
      if (!drawing.values[i][at])
        continue;
      double value = *drawing.values[i][at];
      if (drawing.normalised)
        value = whole > 0 ? value / whole : 0;
      double& before = value < 0 ? below : above;
      const double from = stacked ? before : 0, to = from + value;
      before = to;
      const double x = stacked ? left : left + each * static_cast<double>(i);
      sheet.canvas.rectangle(x, std::min(scale(from), scale(to)), std::max(each - (each > 6 ? 1 : 0), 0.5),
                             std::fabs(scale(to) - scale(from)), sheet.colour(i));
    }
  }
  draw_names_below(sheet, area);
  return area.bottom + room_for_names(sheet, step) + margin / 2;
}

double paint_histogram(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  const auto [low, high] = std::minmax_element(drawing.points.begin(), drawing.points.end(),
                                               [](const Point& a, const Point& b) { return a.x < b.x; });
  // Square-root rule, held to what the eye can count.
  const auto wanted = static_cast<std::size_t>(
      std::clamp(std::lround(std::sqrt(static_cast<double>(drawing.points.size()))), 8L, 30L));
  std::vector<double> edges =
      ticks(low->x, high->x, wanted, drawing.x_style.whole && !drawing.x_style.fraction);
  if (edges.back() <= high->x)
    edges.push_back(edges.back() + (edges[1] - edges[0]));
  std::vector<double> counts(edges.size() - 1);
  for (const Point& point : drawing.points) {
    const auto bin = static_cast<std::size_t>((point.x - edges.front()) / (edges[1] - edges[0]) + 1e-9);
    counts[std::min(bin, counts.size() - 1)] += 1;
  }
  Area area{.top = sheet.top + 30};
  area.bottom = area.top + 220;
  const Scale up = draw_amounts(sheet, area, 0, *std::max_element(counts.begin(), counts.end()), true,
                                NumberStyle{}, words(sheet.locale.language).count);
  const std::vector<double> marks =
      ticks(edges.front(), edges.back(), 8, drawing.x_style.whole && !drawing.x_style.fraction);
  const Scale along{std::min(marks.front(), edges.front()), std::max(marks.back(), edges.back()), area.left,
                    area.right};
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0)
      sheet.canvas.rectangle(along(edges[i]), up(counts[i]),
                             std::max(along(edges[i + 1]) - along(edges[i]) - 1, 0.5),
                             area.bottom - up(counts[i]), sheet.colour(0));
  draw_numbers_below(sheet, area, edges.front(), edges.back(), drawing.x_style, drawing.axis_title);
  return area.bottom + 34 + margin;
}

} // namespace lumen::chart::svg

// Single numbers, heat maps and pies.
#include "chart/drawing/numbers.hpp"
#include "chart/look.hpp"
#include "chart/svg/painters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lumen::chart::svg {

double paint_numbers(Sheet& sheet) {
  const std::size_t count = sheet.drawing.labels.size();
  const double size = count == 1 ? 48 : 34;
  const double column = (picture_width - 2 * margin) / static_cast<double>(std::min<std::size_t>(count, 3));
  double top = sheet.top + 12;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = margin + column * static_cast<double>(i % 3);
    if (i > 0 && i % 3 == 0)
      top += size + 40;
    const auto& value = sheet.drawing.values[i][0];
    const std::string number = value ? sheet.number(*value, i) : "–";
    const double wide = text_width(number, size) * 1.12; // bold
    const double fits = wide > column - 14 ? size * (column - 14) / wide : size;
    sheet.canvas.words(x, top + size * 0.8, number, {.size = fits, .quiet = false, .bold = true});
    sheet.canvas.words(x, top + size * 0.8 + 22, fitted(sheet.drawing.labels[i], 13, column - 10),
                       {.size = 13});
  }
  return top + size + 22 + margin;
}

double paint_heat_map(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  const Extent extent = extent_of(drawing);
  const double low = extent.low, high = extent.high;
  double widest = 0;
  for (const std::string& name : drawing.series)
    widest = std::max(widest, text_width(name, label_size));
  // The scale of colours, from the least to the most.
  const std::string least = sheet.number(low), most = sheet.number(high);
  sheet.top += 18;
  double x = margin;
  const std::string measure = fitted(drawing.measure_title, label_size, 240);
  sheet.canvas.words(x, sheet.top, measure, {});
  x += text_width(measure, label_size) + 12;
  sheet.canvas.words(x, sheet.top, least, {});
  x += text_width(least, label_size) + 6;
  for (int i = 0; i < 24; ++i)
    sheet.canvas.rectangle(x + i * 4, sheet.top - 9, 4, 10, heat_colour(i / 23.0));
  sheet.canvas.words(x + 24 * 4 + 6, sheet.top, most, {});

  const double row = drawing.series.size() > 20 ? 14 : 24;
  const double name_room = std::min(widest, 180.0);
  Area area{.left = margin + name_room + 8, .top = sheet.top + 12};
  area.bottom = area.top + row * static_cast<double>(drawing.series.size());
  const double step = area.width() / static_cast<double>(drawing.labels.size());
  for (std::size_t i = 0; i < drawing.series.size(); ++i) {
    const double y = area.top + row * static_cast<double>(i);
    sheet.canvas.words(margin + name_room, y + row / 2 + 4, fitted(drawing.series[i], label_size, name_room),
                       {.anchor = Anchor::end});
    for (std::size_t at = 0; at < drawing.labels.size(); ++at)
      if (const auto& value = drawing.values[i][at])
        sheet.canvas.rectangle(area.left + step * static_cast<double>(at), y, step - (step > 8 ? 1 : 0),
                               row - 1, heat_colour(high > low ? (*value - low) / (high - low) : 0.5));
  }
  draw_names_below(sheet, area);
  return area.bottom + room_for_names(sheet, step) + margin / 2;
}

namespace {

/// A part of a circle: the places where it begins and ends, and the circle's radius.
struct Arc {
  std::string begin, end, radius;
};

/// Along the outer arc and back along the inner one, as a path of SVG (SVG 2, Paths: the commands M, A, L,
/// Z).
std::string slice(const Arc& outer, const Arc& inner, bool more_than_half) {
  const std::string side = more_than_half ? " 0 1" : " 0 0";
  return "M" + outer.begin + "A" + outer.radius + "," + outer.radius + side + " 1 " + outer.end + "L" +
         inner.begin + "A" + inner.radius + "," + inner.radius + side + " 0 " + inner.end + "Z";
}

} // namespace

double paint_pie(Sheet& sheet) {
  const Drawing& drawing = sheet.drawing;
  double whole = 0;
  for (const auto& value : drawing.values[0])
    whole += std::max(value.value_or(0), 0.0);
  const double radius = 100, hole = 52, x = margin + radius + 10, y = sheet.top + 14 + radius;
  const auto on_circle = [&](double share, double r) {
    const double angle = share * 2 * std::numbers::pi;
    return place(x + std::sin(angle) * r, y - std::cos(angle) * r);
  };
  const double names = x + radius + 40;
  double before = 0, line = y - 10 * static_cast<double>(drawing.labels.size() - 1);
  for (std::size_t i = 0; i < drawing.labels.size(); ++i) {
    const double share = whole > 0 ? std::max(drawing.values[0][i].value_or(0), 0.0) / whole : 0;
    // A whole circle has no arc from a place to itself: it stops a hair before.
    const double end = before + std::min(share, 0.99995);
    if (share > 0)
      sheet.canvas.filled(slice({on_circle(before, radius), on_circle(end, radius), coordinate(radius)},
                                {on_circle(end, hole), on_circle(before, hole), coordinate(hole)},
                                share > 0.5),
                          sheet.colour(i));
    before += share;
    const std::string number = data::format_percent(share, sheet.locale) + "  ·  " +
                               (drawing.values[0][i] ? sheet.number(*drawing.values[0][i]) : "–");
    const std::string name = fitted(sheet.label(i), 12, 170);
    sheet.canvas.rectangle(names, line - 5, 10, 10, sheet.colour(i));
    sheet.canvas.words(names + 17, line + 4, name, {.size = 12, .quiet = false});
    sheet.canvas.words(names + 17 + text_width(name, 12) + 10, line + 4, number, {.size = 12});
    line += 20;
  }
  return y + radius + margin;
}

} // namespace lumen::chart::svg

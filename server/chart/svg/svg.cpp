// A chart drawn as a picture that any viewer shows, and said in words for those who can't see it.
#include "chart/chart.hpp"
#include "chart/svg/painters.hpp"

namespace lumen::chart {

namespace {

using data::ChartKind;

double paint(svg::Sheet& sheet) {
  switch (sheet.drawing.kind) {
  case ChartKind::kpi:
    return paint_numbers(sheet);
  case ChartKind::bar:
    return paint_bars(sheet);
  case ChartKind::grouped_bar:
  case ChartKind::stacked_bar:
    return paint_columns(sheet);
  case ChartKind::line:
  case ChartKind::multi_line:
  case ChartKind::area:
    return paint_lines(sheet);
  case ChartKind::scatter:
    return paint_points(sheet);
  case ChartKind::histogram:
    return paint_histogram(sheet);
  case ChartKind::heat_map:
    return sheet.drawing.points.empty() ? paint_heat_map(sheet) : paint_points(sheet);
  case ChartKind::pie:
    return paint_pie(sheet);
  case ChartKind::none:
  case ChartKind::automatic:
    break;
  }
  return 0;
}

std::string in_words(const Drawing& drawing, const data::Locale& locale) {
  constexpr std::size_t told = 6;
  svg::Canvas nothing;
  const svg::Sheet sheet{drawing, locale, nothing};
  std::string out = drawing.title;
  if (out.empty() && drawing.kind != ChartKind::kpi)
    out = drawing.measure_title;
  if (drawing.points.empty() && (drawing.series.size() == 1 || drawing.kind == ChartKind::kpi)) {
    const bool numbers = drawing.kind == ChartKind::kpi;
    for (std::size_t i = 0; i < drawing.labels.size() && i < told; ++i) {
      const auto& value = numbers ? drawing.values[i][0] : drawing.values[0][i];
      out += (i > 0         ? ", "
              : out.empty() ? ""
                            : ": ") +
             sheet.label(i) + " " + (value ? sheet.number(*value, numbers ? i : 0) : "–");
    }
    if (drawing.labels.size() > told)
      out += " …";
  } else if (drawing.series.size() > 1) {
    for (std::size_t i = 0; i < drawing.series.size() && i < told; ++i)
      out += (i > 0 ? ", " : ": ") + drawing.series[i];
    if (drawing.series.size() > told)
      out += " …";
  }
  return out;
}

} // namespace

std::string draw_svg(std::string_view spec, const data::Table& table, std::string_view locale, Theme theme) {
  const auto drawing = read_drawing(spec, table, locale);
  if (!drawing)
    return "";
  const data::Locale marks = data::locale(locale);
  svg::Canvas canvas;
  svg::Sheet sheet{*drawing, marks, canvas};
  draw_head(sheet);
  const double height = paint(sheet);
  if (height <= 0)
    return "";
  return canvas.picture(svg::picture_width, height, drawing->title, in_words(*drawing, marks), theme);
}

std::string describe_chart(std::string_view spec, const data::Table& table, std::string_view locale) {
  const auto drawing = read_drawing(spec, table, locale);
  return drawing ? in_words(*drawing, data::locale(locale)) : "";
}

} // namespace lumen::chart

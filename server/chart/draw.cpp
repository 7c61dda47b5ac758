// A chart drawn in characters: title, picture, and nothing wider or higher than asked.
#include "base/ascii.hpp"
#include "chart/chart.hpp"
#include "chart/terminal/painters.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace lumen::chart {

namespace {

using data::ChartKind;
using terminal::Ink;
using terminal::Lines;

Lines paint(const Drawing& drawing, const Ink& ink, std::size_t height) {
  const bool grouped = drawing.series.size() > 1;
  switch (drawing.kind) {
  case ChartKind::kpi:
    return paint_numbers(drawing, ink, height);
  case ChartKind::bar:
    return grouped ? paint_grouped_bars(drawing, ink, height) : paint_bars(drawing, ink, height);
  case ChartKind::grouped_bar:
    return paint_grouped_bars(drawing, ink, height);
  case ChartKind::stacked_bar:
    return paint_stacked_bars(drawing, ink, height);
  case ChartKind::line:
  case ChartKind::multi_line:
    return paint_lines(drawing, ink, height);
  case ChartKind::area:
    return paint_areas(drawing, ink, height);
  case ChartKind::scatter:
    return paint_points(drawing, ink, height);
  case ChartKind::histogram:
    return paint_histogram(drawing, ink, height);
  case ChartKind::heat_map:
    return drawing.points.empty() ? paint_heat_map(drawing, ink, height) : paint_points(drawing, ink, height);
  case ChartKind::pie:
    return paint_pie(drawing, ink, height);
  case ChartKind::none:
  case ChartKind::automatic:
    return {};
  }
  return {};
}

// The line, cut at the width; colours take none, and are ended where the cut falls inside them.
std::string fit(const std::string& line, std::size_t columns) {
  std::string out;
  std::size_t used = 0;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '\x1b') {
      const std::size_t end = std::min(line.find('m', at), line.size() - 1) + 1;
      out.append(line, at, end - at);
      at = end;
      continue;
    }
    const std::size_t bytes = text::decode(line, at).bytes;
    const std::string_view character = std::string_view(line).substr(at, bytes);
    used += text::width(character);
    if (used > columns)
      return line.find('\x1b') == std::string::npos ? out : out + "\x1b[0m";
    out += character;
    at += bytes;
  }
  return out;
}

} // namespace

std::string draw(std::string_view spec, const data::Table& table, const TextOptions& wanted) {
  TextOptions options = wanted;
  options.width = std::max<std::size_t>(options.width, 20);
  options.height = std::max<std::size_t>(options.height, 4);
  const auto drawing = read_drawing(spec, table, options.locale);
  if (!drawing)
    return "";
  const Ink ink(options);
  Lines lines;
  if (!drawing->title.empty())
    lines.push_back(ink.bold(ink.cut(drawing->title, options.width)));
  if (!drawing->subtitle.empty())
    lines.push_back(ink.faint(ink.cut(drawing->subtitle, options.width)));
  const std::size_t left = options.height > lines.size() + 3 ? options.height - lines.size() : 3;
  const Lines picture = paint(*drawing, ink, left);
  if (picture.empty())
    return "";
  lines.insert(lines.end(), picture.begin(), picture.end());
  if (lines.size() > options.height)
    lines.resize(options.height);
  for (std::string& line : lines) {
    line = fit(line, options.width);
    while (!line.empty() && line.back() == ' ')
      line.pop_back();
  }
  return ascii::join(lines, "\n");
}

} // namespace lumen::chart

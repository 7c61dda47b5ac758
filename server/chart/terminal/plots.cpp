// Lines, areas, columns and points over two axes.
#include "chart/terminal/canvas.hpp"
#include "chart/terminal/painters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace lumen::chart::terminal {

namespace {

struct Range {
  double low = 0, high = 1;
  double part(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

// The frame around a plot: numbers at the left, marks of the horizontal axis below.
struct Frame {
  Range y;
  std::vector<double> marks; // of the vertical axis
  std::vector<std::string> mark_labels;
  std::size_t left = 0;              // columns of the numbers
  std::size_t columns = 0, rows = 0; // of the plot inside

  std::size_t row_of(double value) const {
    return static_cast<std::size_t>(std::lround((1 - y.part(value)) * static_cast<double>(rows - 1)));
  }
};

Frame make_frame(double low, double high, bool zero, const NumberStyle& style, std::size_t rows,
                 std::size_t width, std::size_t right, const Ink& ink) {
  Frame frame;
  if (zero)
    low = std::min(low, 0.0), high = std::max(high, 0.0);
  if (low > high)
    std::swap(low, high);
  frame.rows = std::max<std::size_t>(rows, 2);
  frame.marks =
      ticks(low, high, std::clamp<std::size_t>(frame.rows / 2, 2, 7), style.whole && !style.fraction);
  frame.y = {frame.marks.front(), frame.marks.back()};
  const double step = frame.marks.size() > 1 ? frame.marks[1] - frame.marks[0] : 1;
  for (const double mark : frame.marks) {
    frame.mark_labels.push_back(ink.tick(mark, step, style));
    frame.left = std::max(frame.left, text::width(frame.mark_labels.back()));
  }
  frame.left = std::min(frame.left, width / 3);
  const std::size_t fixed = frame.left + 2 + right;
  frame.columns = width > fixed + 4 ? width - fixed : 4;
  return frame;
}

std::string axis_start(const Frame& frame, std::size_t row, const Ink& ink) {
  for (std::size_t i = 0; i < frame.marks.size(); ++i)
    if (frame.row_of(frame.marks[i]) == row)
      return ink.right(frame.mark_labels[i], frame.left) + " " + ink.faint(ink.tee());
  return std::string(frame.left + 1, ' ') + ink.faint(ink.vertical());
}

// The line under the plot and the labels under it, as many as fit without touching.
Lines horizontal_axis(const Frame& frame, const std::vector<std::string>& labels,
                      const std::function<std::size_t(std::size_t)>& column_of, const Ink& ink) {
  std::string rule;
  for (std::size_t i = 0; i < frame.columns; ++i)
    rule += ink.horizontal();
  Lines lines{std::string(frame.left + 1, ' ') + ink.faint(std::string(ink.corner()) + rule)};
  if (labels.empty())
    return lines;
  const std::size_t origin = frame.left + 2, end = origin + frame.columns;
  struct Placed {
    std::size_t begin, label;
  };
  std::vector<Placed> placed;
  const auto begin_of = [&](std::size_t i) {
    const std::size_t half = text::width(labels[i]) / 2, middle = origin + column_of(i);
    const std::size_t begin = middle > half ? middle - half : 0;
    return std::min(begin, end > text::width(labels[i]) ? end - text::width(labels[i]) : 0);
  };
  // Equal distances read best: the smallest stride at which labels don't touch. The last label stays where it
  // can.
  for (std::size_t stride = 1; stride <= labels.size(); ++stride) {
    placed.clear();
    std::size_t free_from = 0;
    bool fits = true;
    for (std::size_t i = 0; i < labels.size() && fits; i += stride) {
      const std::size_t begin = begin_of(i);
      fits = placed.empty() || begin >= free_from;
      placed.push_back({begin, i});
      free_from = begin + text::width(labels[i]) + 1;
    }
    if (fits)
      break;
  }
  std::string line;
  std::size_t at = 0;
  for (const Placed& one : placed) {
    if (one.begin < at)
      continue;
    const std::string label = ink.cut(labels[one.label], end > one.begin ? end - one.begin : 1);
    line += std::string(one.begin - at, ' ') + label;
    at = one.begin + text::width(label);
  }
  lines.push_back(std::move(line));
  return lines;
}

// Where labels stand along the axis, 0..1.
std::vector<double> places(const Drawing& drawing) {
  std::vector<double> out;
  const std::size_t count = drawing.labels.size();
  if (!drawing.positions.empty() && drawing.positions.back() > drawing.positions.front()) {
    const double first = drawing.positions.front(), span = drawing.positions.back() - first;
    for (const double position : drawing.positions)
      out.push_back((position - first) / span);
    return out;
  }
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0.5);
  return out;
}

// Names of the series beside the ends of their lines, each on a row of its own.
std::vector<std::string> end_labels(const Drawing& drawing, const Frame& frame, const Ink& ink,
                                    std::size_t width) {
  std::vector<std::string> out(frame.rows);
  std::vector<std::pair<std::size_t, std::size_t>> wanted; // row, series
  for (std::size_t i = 0; i < drawing.series.size(); ++i)
    for (std::size_t at = drawing.labels.size(); at-- > 0;)
      if (drawing.values[i][at]) {
        wanted.emplace_back(frame.row_of(*drawing.values[i][at]), i);
        break;
      }
  std::stable_sort(wanted.begin(), wanted.end());
  std::size_t next = 0, left = wanted.size();
  for (const auto& [row, series] : wanted) {
    const std::size_t latest = frame.rows >= left ? frame.rows - left : 0;
    const std::size_t at = std::min(std::max(row, next), std::max(latest, next));
    --left;
    if (at >= frame.rows)
      break;
    out[at] = " " + ink.paint(series, std::string(ink.marker(series)) + " " +
                                          ink.cut(drawing.series[series], width > 3 ? width - 3 : 1));
    next = at + 1;
  }
  return out;
}

Lines assemble(const Frame& frame, const Canvas& canvas, const std::vector<std::string>& right,
               const Ink& ink) {
  Lines lines;
  for (std::size_t row = 0; row < frame.rows; ++row) {
    std::string line = axis_start(frame, row, ink) + canvas.row(row);
    if (row < right.size())
      line += right[row];
    lines.push_back(std::move(line));
  }
  return lines;
}

// One panel of lines.
Lines panel(const Drawing& drawing, const Ink& ink, std::size_t height, bool labelled) {
  const Extent extent = extent_of(drawing);
  if (!extent.any)
    return {};
  const std::size_t width = ink.options().width;
  std::size_t right = 0;
  const bool many = drawing.series.size() > 1;
  if (many)
    for (const std::string& name : drawing.series)
      right = std::max(right, text::width(name) + 3);
  right = std::min(right, width / 4);
  const std::size_t rows = height > (labelled ? 4u : 3u) ? height - (labelled ? 2 : 1) : 3;
  const Frame frame = make_frame(extent.low, extent.high, false, drawing.style(), rows, width, right, ink);
  Canvas canvas(frame.columns, frame.rows, ink);
  const std::vector<double> across = places(drawing);
  const auto x_of = [&](std::size_t at) { return across[at] * static_cast<double>(canvas.width() - 1); };
  const auto y_of = [&](double value) {
    return (1 - frame.y.part(value)) * static_cast<double>(canvas.height() - 1);
  };
  // Markers where lines couldn't be told apart without them, and where there is room between.
  const bool marked = many && drawing.labels.size() * 2 <= frame.columns;
  for (std::size_t i = 0; i < drawing.series.size(); ++i) {
    std::optional<std::size_t> before;
    for (std::size_t at = 0; at < drawing.labels.size(); ++at) {
      if (!drawing.values[i][at]) {
        before.reset(); // a gap stays a gap
        continue;
      }
      const double x = x_of(at), y = y_of(*drawing.values[i][at]);
      if (before)
        canvas.line(x_of(*before), y_of(*drawing.values[i][*before]), x, y, i);
      else
        canvas.dot(std::lround(x), std::lround(y), i);
      before = at;
    }
  }
  if (marked)
    for (std::size_t i = 0; i < drawing.series.size(); ++i)
      for (std::size_t at = 0; at < drawing.labels.size(); ++at)
        if (drawing.values[i][at])
          canvas.mark(std::lround(x_of(at)), std::lround(y_of(*drawing.values[i][at])), ink.marker(i), i);
  Lines lines = assemble(frame, canvas, many ? end_labels(drawing, frame, ink, right) : Lines{}, ink);
  const auto column_of = [&](std::size_t at) {
    return static_cast<std::size_t>(across[at] * static_cast<double>(frame.columns - 1));
  };
  const Lines below = horizontal_axis(frame, labelled ? drawing.labels : Lines{}, column_of, ink);
  lines.insert(lines.end(), below.begin(), below.end());
  return lines;
}

} // namespace

Lines paint_lines(const Drawing& drawing, const Ink& ink, std::size_t height) {
  if (!drawing.facets)
    return panel(drawing, ink, height, true);
  Lines lines;
  const std::size_t count = drawing.series.size(), each = std::max<std::size_t>(height / count, 5);
  for (std::size_t i = 0; i < count; ++i) {
    if (lines.size() + 5 > height && i > 0) {
      if (!lines.empty())
        lines.back() = more_line(count - i, ink);
      break;
    }
    Drawing one = drawing;
    one.series = {""};
    one.values = {drawing.values[i]};
    one.styles = {drawing.style(i)};
    lines.push_back(ink.faint(ink.cut(drawing.series[i], ink.options().width)));
    const Lines part = panel(one, ink, each - 1, i + 1 == count);
    lines.insert(lines.end(), part.begin(), part.end());
  }
  return lines;
}

Lines paint_columns(const Drawing& drawing, const Ink& ink, std::size_t height) {
  Extent extent;
  for (const auto& value : drawing.values[0])
    if (value)
      extent.add(*value);
  if (!extent.any)
    return {};
  if (extent.low < 0)
    return panel(drawing, ink, height, true); // upright blocks have no way down
  const Frame frame = make_frame(extent.low, extent.high, true, drawing.style(), height > 4 ? height - 2 : 2,
                                 ink.options().width, 0, ink);
  const std::size_t count = drawing.labels.size();
  if (count > frame.columns)
    return panel(drawing, ink, height, true);
  const std::size_t step = frame.columns / count, wide = step > 2 ? step - 1 : step > 1 ? step - 1 : 1;
  Lines lines;
  for (std::size_t row = 0; row < frame.rows; ++row) {
    std::string line = axis_start(frame, row, ink);
    for (std::size_t at = 0; at < count; ++at) {
      const double rows_high =
          frame.y.part(drawing.values[0][at].value_or(0)) * static_cast<double>(frame.rows);
      int eighths =
          static_cast<int>(std::lround((rows_high - static_cast<double>(frame.rows - 1 - row)) * 8));
      if (row + 1 == frame.rows && eighths < 1 && drawing.values[0][at].value_or(0) > 0)
        eighths = 1;
      std::string part;
      for (std::size_t i = 0; i < wide; ++i)
        part += ink.block(eighths);
      line += ink.paint(0, part) + std::string(step - wide, ' ');
    }
    lines.push_back(std::move(line));
  }
  const Lines below = horizontal_axis(
      frame, drawing.labels, [&](std::size_t at) { return at * step + wide / 2; }, ink);
  lines.insert(lines.end(), below.begin(), below.end());
  return lines;
}

Lines paint_areas(const Drawing& drawing, const Ink& ink, std::size_t height) {
  const bool many = drawing.series.size() > 1;
  const Lines names = many ? legend(drawing.series, ink, true) : Lines{};
  const std::size_t count = drawing.labels.size();
  std::vector<double> sums(count);
  for (const auto& series : drawing.values)
    for (std::size_t at = 0; at < count; ++at)
      sums[at] += std::max(series[at].value_or(0), 0.0);
  const double most = drawing.normalised ? 1 : *std::max_element(sums.begin(), sums.end());
  const std::size_t taken = names.size() + 2;
  const NumberStyle style = drawing.normalised ? NumberStyle{true, false, false} : drawing.style();
  const Frame frame =
      make_frame(0, most, true, style, height > taken + 2 ? height - taken : 3, ink.options().width, 0, ink);
  const std::vector<double> across = places(drawing);
  // The sum of the series up to one, at a column between two labels.
  const auto height_at = [&](std::size_t series, std::size_t column) {
    const double x =
        frame.columns > 1 ? static_cast<double>(column) / static_cast<double>(frame.columns - 1) : 0;
    const auto after =
        static_cast<std::size_t>(std::upper_bound(across.begin(), across.end(), x + 1e-12) - across.begin());
    const std::size_t right = std::min(after, count - 1), left = after == 0 ? 0 : after - 1;
    const double span = across[right] - across[left], part = span > 0 ? (x - across[left]) / span : 0;
    const auto stacked = [&](std::size_t at) {
      double sum = 0;
      for (std::size_t i = 0; i <= series; ++i)
        sum += std::max(drawing.values[i][at].value_or(0), 0.0);
      return drawing.normalised && sums[at] > 0 ? sum / sums[at] : sum;
    };
    return stacked(left) + (stacked(right) - stacked(left)) * part;
  };
  Lines lines;
  for (std::size_t row = 0; row < frame.rows; ++row) {
    std::string line = axis_start(frame, row, ink);
    for (std::size_t column = 0; column < frame.columns; ++column) {
      const double floor = static_cast<double>(frame.rows - 1 - row);
      std::string cell = " ";
      for (std::size_t i = 0; i < drawing.series.size(); ++i) {
        const double top = frame.y.part(height_at(i, column)) * static_cast<double>(frame.rows) - floor;
        if (!many) {
          cell = ink.paint(0, ink.block(static_cast<int>(std::lround(top * 8))));
        } else if (top >= 0.5) {
          cell = ink.paint(i, ink.fill(i));
          break;
        }
      }
      line += cell;
    }
    lines.push_back(std::move(line));
  }
  const auto column_of = [&](std::size_t at) {
    return static_cast<std::size_t>(across[at] * static_cast<double>(frame.columns - 1));
  };
  const Lines below = horizontal_axis(frame, drawing.labels, column_of, ink);
  lines.insert(lines.end(), below.begin(), below.end());
  lines.insert(lines.end(), names.begin(), names.end());
  return lines;
}

Lines paint_points(const Drawing& drawing, const Ink& ink, std::size_t height) {
  Extent x, y;
  for (const Point& point : drawing.points)
    x.add(point.x), y.add(point.y);
  const bool many = drawing.series.size() > 1;
  const Lines names = many ? legend(drawing.series, ink, false) : Lines{};
  const std::size_t taken = names.size() + 4;
  const Frame frame = make_frame(y.low, y.high, false, drawing.y_style,
                                 height > taken + 2 ? height - taken : 3, ink.options().width, 0, ink);
  const std::vector<double> x_marks = ticks(x.low, x.high, std::max<std::size_t>(frame.columns / 14, 2),
                                            drawing.x_style.whole && !drawing.x_style.fraction);
  const Range x_range{x_marks.front(), x_marks.back()};
  Canvas canvas(frame.columns, frame.rows, ink);
  // A few points of several groups get marks of their own; many are dots.
  const bool marked = many && drawing.points.size() <= frame.columns * frame.rows / 8;
  for (const Point& point : drawing.points) {
    const long across = std::lround(x_range.part(point.x) * static_cast<double>(canvas.width() - 1));
    const long down = std::lround((1 - frame.y.part(point.y)) * static_cast<double>(canvas.height() - 1));
    if (marked)
      canvas.mark(across, down, ink.marker(point.series), point.series);
    else
      canvas.dot(across, down, point.series);
  }
  Lines lines{ink.faint(ink.cut(drawing.measure_title, ink.options().width))};
  const Lines plot = assemble(frame, canvas, {}, ink);
  lines.insert(lines.end(), plot.begin(), plot.end());
  std::vector<std::string> labels;
  labels.reserve(x_marks.size());
  const double step = x_marks.size() > 1 ? x_marks[1] - x_marks[0] : 1;
  for (const double mark : x_marks)
    labels.push_back(ink.tick(mark, step, drawing.x_style));
  const auto column_of = [&](std::size_t at) {
    return static_cast<std::size_t>(x_range.part(x_marks[at]) * static_cast<double>(frame.columns - 1));
  };
  const Lines below = horizontal_axis(frame, labels, column_of, ink);
  lines.insert(lines.end(), below.begin(), below.end());
  lines.push_back(ink.faint(
      ink.right(drawing.axis_title, std::min(ink.options().width, frame.left + 2 + frame.columns))));
  lines.insert(lines.end(), names.begin(), names.end());
  return lines;
}

} // namespace lumen::chart::terminal

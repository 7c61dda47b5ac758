// Bars in characters: plain, grouped, stacked, parts of a whole, and counts of a histogram.
#include "chart/terminal/painters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lumen::chart::terminal {

namespace {

struct BarRow {
  std::string label;
  std::optional<double> value;
  std::size_t series = 0;
};

std::size_t widest(const std::vector<std::string>& texts) {
  std::size_t most = 0;
  for (const std::string& text : texts)
    most = std::max(most, text::width(text));
  return most;
}

// Labels take what they need, at most two fifths of the line.
std::size_t label_columns(std::size_t wanted, std::size_t width) {
  return std::min(wanted, std::max<std::size_t>(width * 2 / 5, 4));
}

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += text;
  return out;
}

// Rows of label, bar from a common zero, and value behind it.
Lines draw_rows(const std::vector<BarRow>& rows, const NumberStyle& style, const Ink& ink) {
  const std::size_t width = ink.options().width;
  std::vector<std::string> labels, numbers;
  double low = 0, high = 0;
  for (const BarRow& row : rows) {
    labels.push_back(row.label);
    numbers.push_back(row.value ? ink.short_number(*row.value, style) : "");
    low = std::min(low, row.value.value_or(0));
    high = std::max(high, row.value.value_or(0));
  }
  const std::size_t label_width = label_columns(widest(labels), width);
  const std::size_t number_width = std::min(widest(numbers), width / 3);
  const std::size_t fixed = label_width + 1 + number_width + 1;
  const std::size_t room = width > fixed + 2 ? width - fixed : 2;
  const double range = high - low;
  const auto below =
      range > 0 ? static_cast<std::size_t>(std::lround(-low / range * static_cast<double>(room))) : 0;
  Lines lines;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string line = ink.left(labels[i], label_width) + " ";
    const double value = rows[i].value.value_or(0);
    const double columns = range > 0 ? std::fabs(value) / range * static_cast<double>(room) : 0;
    if (value >= 0) {
      line +=
          std::string(below, ' ') +
          ink.paint(rows[i].series, ink.bar(std::min(columns, static_cast<double>(room - below)), value > 0));
    } else {
      const auto whole = std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(columns)), 1,
                                                 std::max<std::size_t>(below, 1));
      line += std::string(below - std::min(below, whole), ' ') +
              ink.paint(rows[i].series, repeat(ink.unicode() ? "█" : "#", whole));
    }
    if (rows[i].value)
      line += " " + ink.cut(numbers[i], number_width);
    lines.push_back(std::move(line));
  }
  return lines;
}

} // namespace

std::string more_line(std::size_t count, const Ink& ink) {
  return ink.faint(std::string(ink.ellipsis()) + " " + std::to_string(count) + " more");
}

Lines legend(const std::vector<std::string>& names, const Ink& ink, bool fills) {
  Lines lines;
  std::string line;
  std::size_t used = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = ink.cut(names[i], ink.options().width > 8 ? ink.options().width - 4 : 4);
    const std::size_t needs = text::width(name) + 2;
    if (used > 0 && used + 2 + needs > ink.options().width) {
      lines.push_back(std::exchange(line, {}));
      used = 0;
    }
    if (used > 0)
      line += "  ", used += 2;
    line += ink.paint(i, fills ? ink.fill(i) : ink.marker(i)) + " " + name;
    used += needs;
  }
  if (!line.empty())
    lines.push_back(std::move(line));
  return lines;
}

Lines paint_bars(const Drawing& drawing, const Ink& ink, std::size_t height) {
  // An order that doesn't fit line by line stands upright.
  if (drawing.ordered && drawing.labels.size() > height)
    return paint_columns(drawing, ink, height);
  std::vector<BarRow> rows;
  const std::size_t shown =
      drawing.labels.size() > height ? std::max<std::size_t>(height, 2) - 1 : drawing.labels.size();
  for (std::size_t i = 0; i < shown; ++i)
    rows.push_back({drawing.labels[i], drawing.values[0][i]});
  Lines lines = draw_rows(rows, drawing.style(), ink);
  if (const std::size_t more = drawing.labels.size() - shown + drawing.more; more > 0) {
    if (lines.size() >= height && !lines.empty())
      lines.pop_back();
    lines.push_back(more_line(more + (shown - lines.size()), ink));
  }
  return lines;
}

Lines paint_grouped_bars(const Drawing& drawing, const Ink& ink, std::size_t height) {
  const std::size_t series = drawing.series.size();
  const std::size_t width = ink.options().width;
  const std::size_t label_width = label_columns(widest(drawing.labels), width * 3 / 4);
  const std::size_t name_width = std::min(widest(drawing.series), width / 5);
  std::vector<BarRow> rows;
  std::size_t shown = 0;
  for (; shown < drawing.labels.size(); ++shown) {
    const bool last = shown + 1 == drawing.labels.size();
    if (shown > 0 && rows.size() + series + (last ? 0 : 1) > height)
      break;
    for (std::size_t i = 0; i < series; ++i)
      rows.push_back({ink.left(i == 0 ? drawing.labels[shown] : "", label_width) + " " +
                          ink.left(drawing.series[i], name_width),
                      drawing.values[i][shown], i});
  }
  Lines lines = draw_rows(rows, drawing.style(), ink);
  if (drawing.labels.size() > shown)
    lines.push_back(more_line(drawing.labels.size() - shown, ink));
  return lines;
}

Lines paint_stacked_bars(const Drawing& drawing, const Ink& ink, std::size_t height) {
  const std::size_t width = ink.options().width;
  const Lines names = legend(drawing.series, ink, true);
  const std::size_t room_down = height > names.size() + 1 ? height - names.size() : 1;
  const std::size_t shown =
      drawing.labels.size() > room_down ? std::max<std::size_t>(room_down, 2) - 1 : drawing.labels.size();
  std::vector<double> sums(drawing.labels.size());
  for (const auto& series : drawing.values)
    for (std::size_t i = 0; i < series.size(); ++i)
      sums[i] += std::max(series[i].value_or(0), 0.0);
  const double most = sums.empty() ? 0 : *std::max_element(sums.begin(), sums.end());
  std::vector<std::string> numbers;
  numbers.reserve(sums.size());
  for (const double sum : sums)
    numbers.push_back(drawing.normalised ? "" : ink.number(sum, drawing.style()));
  const std::size_t label_width = label_columns(widest(drawing.labels), width),
                    number_width = std::min(widest(numbers), width / 3);
  const std::size_t fixed = label_width + 2 + number_width;
  const std::size_t room = width > fixed + 2 ? width - fixed : 2;
  Lines lines;
  for (std::size_t at = 0; at < shown; ++at) {
    std::string line = ink.left(drawing.labels[at], label_width) + " ";
    const double whole = drawing.normalised ? sums[at] : most;
    double before = 0;
    std::size_t drawn = 0;
    for (std::size_t i = 0; i < drawing.series.size() && whole > 0; ++i) {
      before += std::max(drawing.values[i][at].value_or(0), 0.0);
      const auto end = static_cast<std::size_t>(std::lround(before / whole * static_cast<double>(room)));
      line += ink.paint(i, repeat(ink.fill(i), end - std::min(end, drawn)));
      drawn = std::max(drawn, end);
    }
    if (!numbers[at].empty())
      line += " " + ink.cut(numbers[at], number_width);
    lines.push_back(std::move(line));
  }
  if (drawing.labels.size() > shown)
    lines.push_back(more_line(drawing.labels.size() - shown, ink));
  lines.insert(lines.end(), names.begin(), names.end());
  return lines;
}

Lines paint_pie(const Drawing& drawing, const Ink& ink, std::size_t height) {
  // A circle in characters can't be read; parts of the whole as bars can.
  Drawing shares = drawing;
  double sum = 0;
  for (const auto& value : drawing.values[0])
    sum += value.value_or(0);
  for (std::size_t i = 0; i < shares.labels.size(); ++i) {
    if (!drawing.values[0][i])
      continue;
    shares.labels[i] += "  " + ink.number(*drawing.values[0][i], drawing.style());
    if (sum != 0)
      shares.values[0][i] = *drawing.values[0][i] / sum;
  }
  shares.styles = {{true, false, false}};
  shares.ordered = false;
  return paint_bars(shares, ink, height);
}

Lines paint_histogram(const Drawing& drawing, const Ink& ink, std::size_t height) {
  const auto [low, high] = std::minmax_element(drawing.points.begin(), drawing.points.end(),
                                               [](const Point& a, const Point& b) { return a.x < b.x; });
  const std::size_t wanted = std::min<std::size_t>(std::max<std::size_t>(height, 3) - 1, 12);
  std::vector<double> edges = ticks(low->x, high->x, wanted, drawing.x_style.whole);
  while (edges.size() > wanted + 1 && edges.size() > 3) {
    // Too many for the lines there are: every other edge.
    std::vector<double> coarser;
    for (std::size_t i = 0; i < edges.size(); i += 2)
      coarser.push_back(edges[i]);
    if (coarser.back() < edges.back())
      coarser.push_back(coarser.back() + (coarser[1] - coarser[0]));
    edges = std::move(coarser);
  }
  if (edges.size() > 1 && edges.back() <= high->x)
    edges.push_back(edges.back() + (edges[1] - edges[0]));
  std::vector<BarRow> rows;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const double step = edges[i + 1] - edges[i];
    rows.push_back({ink.tick(edges[i], step, drawing.x_style) + (ink.unicode() ? " – " : " - ") +
                        ink.tick(edges[i + 1], step, drawing.x_style),
                    0.0});
  }
  for (const Point& point : drawing.points) {
    const auto at =
        static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), point.x) - edges.begin());
    const std::size_t bin = std::clamp<std::size_t>(at, 1, rows.size()) - 1;
    rows[bin].value = *rows[bin].value + 1;
  }
  std::size_t label_width = 0;
  for (const BarRow& row : rows)
    label_width = std::max(label_width, text::width(row.label));
  for (BarRow& row : rows)
    row.label = ink.right(row.label, label_width);
  return draw_rows(rows, NumberStyle{}, ink);
}

} // namespace lumen::chart::terminal

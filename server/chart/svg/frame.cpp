#include "chart/svg/frame.hpp"

#include "chart/drawing/numbers.hpp"
#include "chart/look.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace lumen::chart::svg {

namespace {

constexpr double steepness = -35, longest_steep = 130;

std::string two(unsigned number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::chrono::sys_days day_of(double position) {
  return std::chrono::sys_days(std::chrono::days(static_cast<int>(std::floor(position + 1e-9))));
}

/// The date at that many days since 1970, in words of the grain.
std::string date_words(double position, std::string_view grain, const data::Locale& locale) {
  const std::chrono::year_month_day date(day_of(position));
  std::string iso = std::to_string(static_cast<int>(date.year()));
  iso.insert(0, iso.size() < 4 ? 4 - iso.size() : 0, '0');
  iso += "-" + two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day()));
  const double seconds = std::round((position - std::floor(position + 1e-9)) * 86400);
  const auto minutes = static_cast<unsigned>(std::max(seconds, 0.0) / 60);
  if (grain == "second")
    return two(minutes / 60) + ":" + two(minutes % 60) + ":" +
           two(static_cast<unsigned>(std::max(seconds, 0.0)) % 60);
  if (grain == "hour" || grain.empty())
    return two(minutes / 60) + ":" + two(minutes % 60);
  if (grain == "quarter")
    return "Q" + std::to_string((static_cast<unsigned>(date.month()) + 2) / 3) + " " + iso.substr(0, 4);
  if (grain == "month")
    return std::string(short_month(locale.language, static_cast<unsigned>(date.month()))) + " " +
           iso.substr(0, 4);
  return data::format_date(iso, grain == "week" ? "day" : grain, locale);
}

/// "9 Mar".
std::string day_words(double position, const data::Locale& locale) {
  const std::chrono::year_month_day date(day_of(position));
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         std::string(short_month(locale.language, static_cast<unsigned>(date.month())));
}

struct Turn {
  double position = 0;
  std::string_view grain;
};

/// Where a calendar turns between two days: hours, days, months or years, at most `most` of them.
std::vector<Turn> turns(double low, double high, std::size_t most) {
  std::vector<Turn> out;
  const double span = high - low;
  for (const double step : {1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0}) {
    if (span * 86400 / step > static_cast<double>(most))
      continue;
    for (double at = std::ceil(low * 86400 / step - 1e-3) * step; at <= high * 86400 + 1e-3; at += step)
      out.push_back({at / 86400, step < 60 ? "second" : "hour"});
    return out;
  }
  for (const double hours : {1.0, 3.0, 6.0, 12.0}) {
    if (span * 24 / hours > static_cast<double>(most))
      continue;
    for (double at = std::ceil(low * 24 / hours - 1e-9) * hours; at <= high * 24 + 1e-9; at += hours)
      out.push_back({at / 24, std::fmod(at, 24) == 0 ? "day" : "hour"});
    return out;
  }
  for (const double days : {1.0, 2.0, 7.0, 14.0}) {
    if (span / days > static_cast<double>(most))
      continue;
    for (double at = std::ceil(low - 1e-9); at <= high + 1e-9; at += days)
      out.push_back({at, "day"});
    return out;
  }
  const std::chrono::year_month_day first(day_of(low));
  for (const int months : {1, 3, 6, 12, 24, 60, 120, 240, 600, 1200}) {
    if (span / 30.4 / months > static_cast<double>(most))
      continue;
    const int years = std::max(months / 12, 1);
    auto at = std::chrono::year_month(first.year(), std::chrono::month(1));
    at -= std::chrono::years(((static_cast<int>(first.year()) % years) + years) % years);
    for (;; at += std::chrono::months(months)) {
      const auto position = static_cast<double>(std::chrono::sys_days(at / 1).time_since_epoch().count());
      if (position > high + 1e-9)
        break;
      if (position >= low - 1e-9)
        out.push_back({position, months % 12 == 0 ? "year" : "month"});
    }
    return out;
  }
  return out;
}

} // namespace

std::string Sheet::colour(std::size_t series) const {
  if (series + 1 == drawing.series.size() && drawing.rest)
    return std::string(other_colour());
  return std::string(colours[series % colours.size()]);
}

NumberStyle Sheet::style(std::size_t series) const {
  return drawing.style(series);
}

std::string Sheet::number(double value, std::size_t series) const {
  return number_text(value, style(series), locale);
}

std::string Sheet::label(std::size_t index) const {
  if (drawing.dated && index < drawing.positions.size() && !drawing.grain.empty() && drawing.grain != "hour")
    return date_words(drawing.positions[index], drawing.grain, locale);
  return drawing.labels[index];
}

void draw_head(Sheet& sheet) {
  const double room = picture_width - 2 * margin;
  if (!sheet.drawing.title.empty()) {
    sheet.top += 12;
    sheet.canvas.words(margin, sheet.top, fitted(sheet.drawing.title, 14, room),
                       {.size = 14, .quiet = false, .bold = true});
    sheet.top += 8;
  }
  if (!sheet.drawing.subtitle.empty()) {
    sheet.top += 10;
    sheet.canvas.words(margin, sheet.top, fitted(sheet.drawing.subtitle, label_size, room), {});
    sheet.top += 6;
  }
  const bool legend = sheet.drawing.series.size() > 1 && !sheet.drawing.facets &&
                      sheet.drawing.kind != data::ChartKind::heat_map;
  if (!legend)
    return;
  double x = margin;
  sheet.top += 16;
  for (std::size_t i = 0; i < sheet.drawing.series.size(); ++i) {
    const std::string name = fitted(sheet.drawing.series[i], label_size, 220);
    const double width = 16 + text_width(name, label_size) + 14;
    if (x > margin && x + width > picture_width - margin) {
      x = margin;
      sheet.top += 17;
    }
    sheet.canvas.rectangle(x, sheet.top - 9, 10, 10, sheet.colour(i));
    sheet.canvas.words(x + 15, sheet.top, name, {});
    x += width;
  }
  sheet.top += 6;
}

Scale draw_amounts(Sheet& sheet, Area& area, double low, double high, bool zero, const NumberStyle& style,
                   std::string_view title) {
  if (zero) {
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
  }
  const auto count = static_cast<std::size_t>(std::clamp(area.height() / 45, 2.0, 6.0));
  const std::vector<double> marks = ticks(low, high, count, style.whole && !style.fraction);
  std::vector<std::string> names;
  double widest = 0;
  for (const double mark : marks) {
    names.push_back(tick_text(mark, marks[1] - marks[0], style, sheet.locale));
    widest = std::max(widest, text_width(names.back(), label_size));
  }
  area.left += widest + 8;
  if (!title.empty())
    sheet.canvas.words(margin, area.top - 10, fitted(title, label_size, area.width()), {});
  const Scale scale{marks.front(), marks.back(), area.bottom, area.top};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const double y = scale(marks[i]);
    sheet.canvas.line(area.left, y, area.right, y, marks[i] == 0 ? "axis" : "grid");
    sheet.canvas.words(area.left - 6, y + 4, names[i], {.anchor = Anchor::end});
  }
  return scale;
}

Scale draw_numbers_below(Sheet& sheet, const Area& area, double low, double high, const NumberStyle& style,
                         std::string_view title) {
  const std::vector<double> marks = ticks(low, high, 8, style.whole && !style.fraction);
  const Scale scale{marks.front(), marks.back(), area.left, area.right};
  for (const double mark : marks) {
    sheet.canvas.line(scale(mark), area.bottom, scale(mark), area.bottom + 4, "axis");
    const std::string name = tick_text(mark, marks[1] - marks[0], style, sheet.locale);
    const bool beyond = scale(mark) + text_width(name, label_size) / 2 > picture_width - 4;
    sheet.canvas.words(beyond ? picture_width - 6 : scale(mark), area.bottom + 17, name,
                       {.anchor = beyond ? Anchor::end : Anchor::middle});
  }
  sheet.canvas.line(area.left, area.bottom, area.right, area.bottom, "axis");
  sheet.canvas.words((area.left + area.right) / 2, area.bottom + 34, fitted(title, label_size, area.width()),
                     {.anchor = Anchor::middle});
  return scale;
}

Scale draw_time_below(Sheet& sheet, const Area& area) {
  const auto& positions = sheet.drawing.positions;
  const double low = positions.front(), high = positions.back();
  const Scale scale{low, high, area.left + 6, area.right - 10};
  sheet.canvas.line(area.left, area.bottom, area.right, area.bottom, "axis");
  std::vector<std::pair<double, std::string>> marks;
  if (sheet.drawing.dated) {
    std::string year; // told at the first day and where it turns
    for (const Turn& turn : turns(low, high, 7)) {
      std::string name = date_words(turn.position, turn.grain, sheet.locale);
      if (turn.grain == "day") {
        const std::string now = date_words(turn.position, "year", sheet.locale);
        name = day_words(turn.position, sheet.locale) + (now == year ? "" : " " + now);
        year = now;
      }
      marks.emplace_back(turn.position, std::move(name));
    }
  } else {
    for (const double mark : ticks(low, high, 8, true))
      if (mark >= low && mark <= high)
        marks.emplace_back(mark, coordinate(mark)); // years carry no marks between thousands
  }
  double free = 0;
  for (const auto& [position, name] : marks) {
    const double x = scale(position), half = text_width(name, label_size) / 2;
    sheet.canvas.line(x, area.bottom, x, area.bottom + 4, "axis");
    if (x - half < free)
      continue;
    const bool last = x + half > picture_width - 4;
    sheet.canvas.words(last ? picture_width - 6 : x, area.bottom + 17, name,
                       {.anchor = last ? Anchor::end : Anchor::middle});
    free = x + half + 8;
  }
  return scale;
}

double room_for_names(const Sheet& sheet, double step) {
  double widest = 0;
  for (std::size_t i = 0; i < sheet.drawing.labels.size(); ++i)
    widest = std::max(widest, text_width(sheet.label(i), label_size));
  if (widest + 6 <= step || step < 12)
    return 24;
  return 18 + std::min(widest, longest_steep) * std::sin(-steepness * 3.14159265 / 180);
}

void draw_names_below(Sheet& sheet, const Area& area) {
  const std::size_t count = sheet.drawing.labels.size();
  const double step = area.width() / static_cast<double>(count);
  double widest = 0;
  for (std::size_t i = 0; i < count; ++i)
    widest = std::max(widest, text_width(sheet.label(i), label_size));
  const bool level = widest + 6 <= step || step < 12;
  // Too many names: every second, third …
  const auto each = static_cast<std::size_t>(level ? std::max(1.0, std::ceil((widest + 8) / step)) : 1);
  for (std::size_t i = 0; i < count; i += each) {
    const double x = area.left + (static_cast<double>(i) + 0.5) * step;
    if (level)
      sheet.canvas.words(x, area.bottom + 16, sheet.label(i), {.anchor = Anchor::middle});
    else
      sheet.canvas.words(x + 3, area.bottom + 13, fitted(sheet.label(i), label_size, longest_steep),
                         {.anchor = Anchor::end, .angle = steepness});
  }
}

} // namespace lumen::chart::svg

// Axes, colours and tooltips of Vega-Lite encodings.
#include "chart/channels.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lumen::chart {

using data::ColumnUse;

Json Channels::field(const ColumnShape& of) {
  return {{"field", of.field}};
}

bool Channels::dated(const ColumnShape& of) {
  return of.time == TimeForm::date || of.time == TimeForm::timestamp || of.time == TimeForm::timestamp_tz;
}

std::string Channels::title_of(const ColumnShape& of) {
  const bool said = of.title.find('%') != std::string::npos || of.title.find("ercent") != std::string::npos;
  return of.percentage == Percentage::hundred && !said ? of.title + " (%)" : of.title;
}

Json Channels::number_axis(const ColumnShape& of) {
  Json out = {{"format", axis_format(of)}};
  // SI's G for 10⁹ is read by few who don't count bytes, and nothing is no million.
  if (axis_format(of) == "~s")
    out["labelExpr"] = "datum.value === 0 ? '0' : replace(datum.label, 'G', 'B')";
  return out;
}

Json Channels::amount(const ColumnShape& of, bool zero) const {
  Json out = field(of);
  out["type"] = "quantitative";
  out["title"] = title_of(of);
  out["axis"] = number_axis(of);
  if (of.whole && of.maximum.value_or(0) < 10 && of.percentage == Percentage::none)
    out["axis"]["tickMinStep"] = 1;
  if (!zero && (far_from_zero(of) || of.coordinate != Coordinate::none))
    out["scale"] = {{"zero", false}};
  return out;
}

bool Channels::far_from_zero(const ColumnShape& of) {
  if (!of.minimum || !of.maximum)
    return false;
  const double range = *of.maximum - *of.minimum;
  const double nearest = std::min(std::fabs(*of.minimum), std::fabs(*of.maximum));
  return *of.minimum * *of.maximum > 0 && range < nearest;
}

Json Channels::time(const ColumnShape& of, bool continuous) {
  Json out = field(of);
  if (dated(of))
    return calendar(of, std::move(out));
  if (continuous && (of.time == TimeForm::year || (of.time == TimeForm::part && of.distinct > 12))) {
    out["type"] = "quantitative";
    out["title"] = of.title;
    out["axis"] = {{"format", "d"}, {"tickMinStep", 1}, {"grid", false}};
    out["scale"] = {{"zero", false}, {"nice", false}};
    return out;
  }
  out["type"] = "ordinal";
  out["title"] = of.title;
  if (!of.order.empty())
    out["sort"] = of.order;
  out["axis"] = {{"labelAngle", of.longest > 5 && of.distinct > 8 ? -40 : 0}, {"labelOverlap", true}};
  return out;
}

Json Channels::calendar(const ColumnShape& of, Json out) {
  times = true;
  const std::string unit = time_unit(of);
  if (!unit.empty())
    out["timeUnit"] = unit;
  out["type"] = "temporal";
  out["title"] = of.title;
  if (is_utc(of))
    out["scale"] = {{"type", "utc"}};
  out["axis"] = {{"grid", false}, {"labelOverlap", true}};
  if (of.grain == "year" || of.grain == "quarter" || of.grain == "month")
    out["axis"]["format"] = time_format(of.grain);
  else
    out["axis"]["labelExpr"] = turning_labels(of);
  return out;
}

std::string Channels::turning_labels(const ColumnShape& of) {
  const std::string zone = is_utc(of) ? "utc" : "";
  const auto format = [&](std::string_view pattern) {
    return (is_utc(of) ? "utcFormat" : "timeFormat") + ("(datum.value, '" + std::string(pattern) + "')");
  };
  const auto part = [&](std::string_view unit) { return zone + std::string(unit) + "(datum.value)"; };
  const std::string first = "datum.index === 0";
  std::string year = "[" + format("%-d %b") + ", " + first + " || (" + part("month") + " === 0 && " +
                     part("date") + (of.distinct <= 60 ? " === 1) ? " : " < 8) ? ") + format("%Y") + " : '']";
  if (of.grain == "day" || of.grain == "week")
    return year;
  const std::string midnight = part("hours") + " === 0 && " + part("minutes") + " === 0";
  const std::string clock = of.grain == "hour" ? "%H:%M" : "%H:%M:%S";
  // Whole minutes need no seconds.
  const std::string time = of.grain == "hour"
                               ? format(clock)
                               : part("seconds") + " === 0 ? " + format("%H:%M") + " : " + format(clock);
  return "[" + time + ", " + first + " || (" + midnight + ") ? " + format("%-d %b %Y") + " : '']";
}

Json Channels::nominal(const ColumnShape& of) {
  Json out = field(of);
  out["type"] = of.order.empty() && of.use != ColumnUse::time ? "nominal" : "ordinal";
  out["title"] = of.title;
  if (!of.order.empty())
    out["sort"] = of.order;
  return out;
}

bool Channels::level_names() const {
  return (axis().longest + 1) * (axis().distinct + (axis().nulls != 0 ? 1 : 0)) <= 84;
}

Json Channels::standing_names() const {
  if (level_names())
    return {{"labelAngle", 0}};
  return {{"labelAngle", -40}, {"labelLimit", 140}};
}

// A title along the axis would be longer than a few bars are high, and Vega keeps 200 pixels of names free of
// it.
Json Channels::lying_names() {
  return {{"labelLimit", 220},      {"maxExtent", 260}, {"titleAngle", 0}, {"titleAlign", "right"},
          {"titleAnchor", "start"}, {"titleX", -8},     {"titleY", -8}};
}

void Channels::name_nulls(Json& channel, const ColumnShape& of) const {
  std::string expression = "datum.label";
  if (of.blank)
    expression = "trim(datum.label) === '' ? '“”' : " + expression;
  if (of.nulls != 0)
    expression = "datum.value === null ? " + expression_string(word.no_value) + " : " + expression;
  if (expression == "datum.label")
    return;
  channel[channel.contains("legend") || is_colour(channel) ? "legend" : "axis"]["labelExpr"] = expression;
}

bool Channels::is_colour(const Json& channel) {
  return channel.contains("scale") && channel["scale"].contains("range");
}

Json Channels::colour(const ColumnShape& of, std::size_t count) {
  Json out = nominal(of);
  Json range = Json::array();
  for (std::size_t i = 0; i < std::min(count, colours.size()); ++i)
    range.push_back(colours[i]);
  out["scale"] = {{"range", std::move(range)}};
  name_nulls(out, of);
  return out;
}

Json Channels::tip(std::size_t index) {
  const ColumnShape& of = column(index);
  Json out = field(of);
  if (of.use == ColumnUse::measure) {
    out["type"] = "quantitative";
    out["title"] = title_of(of);
    out["format"] = exact_format(of);
    return out;
  }
  if (dated(of)) {
    // The unit makes Vega format it in the same zone as the axis.
    const std::string unit = time_unit(of);
    if (!unit.empty())
      out["timeUnit"] = unit;
    out["type"] = "temporal";
  } else {
    out["type"] = of.use == ColumnUse::time ? "ordinal" : "nominal";
  }
  out["title"] = of.title;
  return out;
}

Json Channels::tips() {
  Json out = Json::array();
  std::vector<std::size_t> shown;
  const auto add = [&](std::size_t index) {
    if (shown.size() >= 8 || std::find(shown.begin(), shown.end(), index) != shown.end())
      return;
    shown.push_back(index);
    out.push_back(tip(index));
  };
  if (design.axis)
    add(*design.axis);
  if (design.series)
    add(*design.series);
  for (const std::size_t index : design.measures)
    add(index);
  for (const std::size_t index : shape.measures)
    add(index);
  return out;
}

} // namespace lumen::chart

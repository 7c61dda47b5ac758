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

Json Channels::amount(const ColumnShape& of, bool zero) const {
  Json out = field(of);
  out["type"] = "quantitative";
  out["title"] = title_of(of);
  out["axis"] = {{"format", axis_format(of)}};
  if (of.whole && of.maximum.value_or(0) < 10 && of.percentage == Percentage::none)
    out["axis"]["tickMinStep"] = 1;
  if (!zero && far_from_zero(of))
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
  const std::string format = axis_time_format(of);
  out["axis"] = {{"grid", false}, {"labelOverlap", true}};
  if (!format.empty())
    out["axis"]["format"] = format;
  return out;
}

std::string Channels::axis_time_format(const ColumnShape& of) {
  return of.grain == "year" || of.grain == "quarter" || of.grain == "month" ? time_format(of.grain) : "";
}

Json Channels::nominal(const ColumnShape& of) {
  Json out = field(of);
  out["type"] = of.order.empty() && of.use != ColumnUse::time ? "nominal" : "ordinal";
  out["title"] = of.title;
  if (!of.order.empty())
    out["sort"] = of.order;
  return out;
}

Json Channels::label_axis(bool horizontal_labels) const {
  Json out = Json::object();
  if (horizontal_labels)
    out["labelAngle"] = 0;
  else
    out["labelLimit"] = 220;
  return out;
}

void Channels::name_nulls(Json& channel, const ColumnShape& of) const {
  if (of.nulls == 0)
    return;
  const std::string expression =
      "datum.label === 'null' ? " + expression_string(word.no_value) + " : datum.label";
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

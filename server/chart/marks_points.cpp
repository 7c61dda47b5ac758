// Charts whose marks are places: lines, areas, points, histograms, heat maps.
#include "chart/mark_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lumen::chart {

using data::ColumnUse;

Json Marks::line_axis() {
  return axis().use == ColumnUse::time ? time(axis(), true) : discrete_axis_of_order();
}

Json Marks::discrete_axis_of_order() {
  Json out = nominal(axis());
  out["axis"] = standing_names();
  return out;
}

void Marks::line(Json& body, Json mark) {
  if (mark["type"] == "line")
    mark["point"] = shape.rows <= 30;
  mark["color"] = chart::colour();
  const bool zero = mark["type"] == "area";
  body["mark"] = std::move(mark);
  body["encoding"] = {{"x", line_axis()}, {"y", amount(measure(), zero)}, {"tooltip", tips()}};
}

void Marks::lines(Json& body, Json& transform) {
  body["mark"] = {{"type", "line"}, {"point", axis().distinct <= 30}};
  if (!design.folded) {
    body["encoding"] = {{"x", line_axis()},
                        {"y", amount(measure(), false)},
                        {"color", series_colour(transform)},
                        {"tooltip", series_tips()}};
    return;
  }
  fold(transform);
  Json colour_channel = folded_colour();
  Json encoding = {{"x", line_axis()}, {"y", folded_amount(false)}};
  if (design.facets) {
    // One axis for all panels: large numbers short, small ones as they are.
    encoding["y"]["axis"] = {{"labelExpr",
                              "abs(datum.value) >= 1e6 ? replace(format(datum.value, '~s'), 'G', "
                              "'B') : format(datum.value, ',.6~g')"}};
    encoding["y"].erase("scale");
    encoding["row"] = {
        {"field", measure_field},
        {"type", "nominal"},
        {"title", nullptr},
        {"sort", colour_channel["sort"]},
        {"header",
         {{"labelAngle", 0}, {"labelAlign", "left"}, {"labelAnchor", "start"}, {"labelOrient", "top"}}}};
    body["mark"]["color"] = chart::colour();
    body["resolve"] = {{"scale", {{"y", "independent"}}}};
  } else {
    encoding["color"] = std::move(colour_channel);
  }
  encoding["tooltip"] = folded_tips();
  body["encoding"] = std::move(encoding);
}

void Marks::area(Json& body, Json& transform) {
  if (!design.series) {
    line(body, {{"type", "area"}, {"line", {{"color", chart::colour()}}}, {"opacity", 0.6}});
    return;
  }
  body["mark"] = "area";
  Json value = amount(measure(), true);
  stack(value);
  body["encoding"] = {{"x", line_axis()},
                      {"y", std::move(value)},
                      {"color", series_colour(transform)},
                      {"tooltip", series_tips()}};
}

void Marks::scatter(Json& body) {
  Json mark = {{"type", "point"}, {"filled", true}, {"opacity", 0.7}};
  if (!design.series)
    mark["color"] = chart::colour();
  body["mark"] = std::move(mark);
  Json encoding = {{"x", amount(measure(0), false)}, {"y", amount(measure(1), false)}};
  if (design.series)
    encoding["color"] = colour(series(), series().distinct + (series().nulls ? 1 : 0));
  Json hints = Json::array();
  for (const auto* group : {&shape.labels, &shape.categories})
    for (const std::size_t index : *group)
      if (hints.size() < 3 && shape.columns[index].longest <= 60)
        hints.push_back(tip(index));
  for (const std::size_t index : design.measures)
    hints.push_back(tip(index));
  encoding["tooltip"] = std::move(hints);
  body["encoding"] = std::move(encoding);
}

void Marks::histogram(Json& body) {
  // Square-root rule, held to what the eye can count.
  const auto bins =
      std::clamp(static_cast<int>(std::lround(std::sqrt(static_cast<double>(shape.rows)))), 8, 30);
  Json x = amount(measure(), false);
  x.erase("scale");
  x["bin"] = {{"maxbins", bins}};
  body["mark"] = {{"type", "bar"}, {"color", chart::colour()}};
  Json count = {{"aggregate", "count"}, {"type", "quantitative"}, {"title", word.count}};
  Json binned = field(measure());
  binned["bin"] = x["bin"];
  binned["type"] = "quantitative";
  binned["title"] = title_of(measure());
  binned["format"] = exact_format(measure());
  body["encoding"] = {
      {"x", std::move(x)}, {"y", count}, {"tooltip", Json::array({std::move(binned), count})}};
}

void Marks::heat_map(Json& body) {
  Json scale = {{"scheme", heat_scheme()}};
  if (design.binned) {
    Json x = amount(measure(0), false), y = amount(measure(1), false);
    for (Json* channel : {&x, &y}) {
      channel->erase("scale");
      (*channel)["bin"] = {{"maxbins", 40}};
    }
    Json count = {{"aggregate", "count"}, {"type", "quantitative"}, {"title", word.count}};
    Json shade = count;
    shade["scale"] = scale;
    body["mark"] = "rect";
    body["encoding"] = {{"x", std::move(x)},
                        {"y", std::move(y)},
                        {"color", std::move(shade)},
                        {"tooltip", Json::array({count})}};
    return;
  }
  Json x = axis().use == ColumnUse::time ? time(axis(), false) : nominal(axis());
  if (axis().use != ColumnUse::time)
    x["axis"] = standing_names();
  if (x.value("type", "") == "temporal" && !time_unit(axis()).empty())
    step_axis(x);
  if (axis().use != ColumnUse::time)
    name_nulls(x, axis());
  Json y = series().use == ColumnUse::time ? time(series(), false) : nominal(series());
  if (series().use != ColumnUse::time)
    name_nulls(y, series());
  // Names without an order stand by their values, so that like ones come together.
  const Json by_value = {{"field", measure().field}, {"op", "mean"}, {"order", "descending"}};
  if (axis().use != ColumnUse::time && axis().order.empty())
    x["sort"] = by_value;
  if (series().use != ColumnUse::time && series().order.empty())
    y["sort"] = by_value;
  if (y.contains("axis"))
    y["axis"].erase("labelAngle");
  Json shade = field(measure());
  shade["type"] = "quantitative";
  shade["title"] = title_of(measure());
  shade["scale"] = std::move(scale);
  shade["legend"] = number_axis(measure());
  body["mark"] = "rect";
  body["encoding"] = {
      {"x", std::move(x)}, {"y", std::move(y)}, {"color", std::move(shade)}, {"tooltip", tips()}};
}

} // namespace lumen::chart

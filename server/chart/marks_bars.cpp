// Charts whose marks are lengths and parts: bars, side by side and stacked, and pies.
#include "chart/mark_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lumen::chart {

using data::ColumnUse;

void Marks::bar(Json& body, Json& transform) {
  if (design.folded) {
    fold(transform);
    Json labels = folded_colour();
    labels.erase("scale");
    body["mark"] = {{"type", "bar"}, {"color", chart::colour()}};
    labels["sort"] = "-x";
    labels["axis"] = lying_names();
    body["encoding"] = {{"y", std::move(labels)}, {"x", folded_amount(true)}, {"tooltip", folded_tips()}};
    return;
  }
  Json value = amount(measure(), true);
  Json hints = tips();
  if (design.of_total) {
    transform.push_back(
        {{"joinaggregate", {{{"op", "sum"}, {"field", measure().field}, {"as", total_field}}}}});
    transform.push_back(
        {{"calculate", datum(measure().field) + " / " + datum(total_field)}, {"as", share_field}});
    value = {{"field", share_field},
             {"type", "quantitative"},
             {"title", word.share},
             {"axis", {{"format", ".0~%"}}}};
    hints.push_back(
        {{"field", share_field}, {"type", "quantitative"}, {"title", word.share}, {"format", ".1~%"}});
  }
  if (design.top != 0)
    keep_top_rows(transform);
  body["mark"] = {{"type", "bar"}, {"color", chart::colour()}};
  const bool over_time = axis().use == ColumnUse::time;
  if (over_time) {
    body["encoding"] = {{"x", time(axis(), false)}, {"y", std::move(value)}, {"tooltip", std::move(hints)}};
    return;
  }
  Json groups = nominal(axis());
  // What has an order stands where its names fit; other names are read best lying.
  const bool few_ordered = !axis().order.empty() && (level_names() || axis().longest <= 12);
  if (!few_ordered)
    value["axis"]["tickCount"] = 6; // numbers side by side need more room than above one another
  groups["axis"] = few_ordered ? standing_names() : lying_names();
  name_nulls(groups, axis());
  if (axis().order.empty())
    groups["sort"] = "-x";
  Json encoding;
  encoding[few_ordered ? "x" : "y"] = std::move(groups);
  encoding[few_ordered ? "y" : "x"] = std::move(value);
  encoding["tooltip"] = std::move(hints);
  body["encoding"] = std::move(encoding);
}

void Marks::keep_top_rows(Json& transform) const {
  transform.push_back({{"window", {{{"op", "row_number"}, {"as", rank_field}}}},
                       {"sort", {{{"field", measure().field}, {"order", "descending"}}}}});
  transform.push_back({{"filter", datum(rank_field) + " <= " + std::to_string(design.top)}});
}

Json Marks::discrete_axis() {
  if (axis().use == ColumnUse::time)
    return time(axis(), false);
  Json out = nominal(axis());
  out["axis"] = standing_names();
  name_nulls(out, axis());
  if (axis().order.empty())
    out["sort"] = "-y";
  return out;
}

void Marks::grouped(Json& body, Json& transform) {
  Json x = discrete_axis();
  // Bars side by side need steps, so dates become steps of their unit.
  if (x.value("type", "") == "temporal")
    step_axis(x);
  body["mark"] = "bar";
  if (design.folded) {
    fold(transform);
    if (axis().use != ColumnUse::time && axis().order.empty())
      x["sort"] = {{"field", measure().field}, {"op", "max"}, {"order", "descending"}};
    Json colour_channel = folded_colour();
    Json offset = {{"field", measure_field}, {"type", "nominal"}, {"sort", colour_channel["sort"]}};
    body["encoding"] = {{"x", std::move(x)},
                        {"xOffset", std::move(offset)},
                        {"y", folded_amount(true)},
                        {"color", std::move(colour_channel)},
                        {"tooltip", folded_tips()}};
    return;
  }
  Json colour_channel = series_colour(transform);
  Json offset = {{"field", colour_channel["field"]}, {"type", colour_channel["type"]}};
  if (colour_channel.contains("sort"))
    offset["sort"] = colour_channel["sort"];
  body["encoding"] = {{"x", std::move(x)},
                      {"xOffset", std::move(offset)},
                      {"y", amount(measure(), true)},
                      {"color", std::move(colour_channel)},
                      {"tooltip", series_tips()}};
}

void Marks::step_axis(Json& x) const {
  const std::string format = time_format(axis().grain);
  x["type"] = "ordinal";
  x.erase("scale");
  x["axis"] = {{"labelAngle", 0},
               {"labelOverlap", true},
               {"labelExpr", std::string(is_utc(axis()) ? "utcFormat" : "timeFormat") + "(datum.value, " +
                                 expression_string(format) + ")"}};
}

void Marks::stacked(Json& body, Json& transform) {
  Json x = discrete_axis();
  body["mark"] = "bar";
  Json colour_channel;
  Json hints;
  Json value;
  if (design.folded) {
    fold(transform);
    colour_channel = folded_colour();
    hints = folded_tips();
    value = folded_amount(true);
  } else {
    colour_channel = series_colour(transform);
    hints = series_tips();
    value = amount(measure(), true);
  }
  stack(value);
  body["encoding"] = {{"x", std::move(x)},
                      {"y", std::move(value)},
                      {"color", std::move(colour_channel)},
                      {"tooltip", std::move(hints)}};
}

void Marks::stack(Json& value) const {
  value["stack"] = design.normalised ? "normalize" : "zero";
  if (design.normalised) {
    value["axis"] = {{"format", ".0~%"}};
    value["title"] = word.share;
  }
}

void Marks::pie(Json& body) {
  body["mark"] = {{"type", "arc"}, {"innerRadius", 50}};
  Json angle = field(measure());
  angle["type"] = "quantitative";
  angle["stack"] = true;
  Json groups = colour(axis(), axis().distinct + (axis().nulls ? 1 : 0));
  if (axis().order.empty())
    groups["sort"] = {{"field", measure().field}, {"order", "descending"}};
  Json order = field(measure());
  order["type"] = "quantitative";
  order["sort"] = "descending";
  body["encoding"] = {{"theta", std::move(angle)},
                      {"color", std::move(groups)},
                      {"order", std::move(order)},
                      {"tooltip", tips()}};
}

} // namespace lumen::chart

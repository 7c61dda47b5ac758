// Which kind of chart a specification draws, read from its marks and channels; the author's own ones too.
#include "base/json.hpp"
#include "chart/chart.hpp"

#include <nlohmann/json.hpp>

namespace lumen::chart {

namespace {

using data::ChartKind;

std::string mark_of(const Json& view) {
  if (!view.contains("mark"))
    return "";
  const Json& mark = view["mark"];
  if (mark.is_string())
    return mark.get<std::string>();
  if (!mark.is_object() || !mark.contains("type") || !mark["type"].is_string())
    return "";
  return mark["type"].get<std::string>();
}

bool has(const Json& encoding, std::string_view channel, std::string_view property) {
  const auto found = encoding.find(channel);
  return found != encoding.end() && found->is_object() && found->contains(property) &&
         !(*found)[std::string(property)].is_null();
}

bool grouped_by_colour(const Json& encoding) {
  for (const std::string_view channel : {"color", "detail", "stroke", "fill", "strokeDash"})
    if (has(encoding, channel, "field") || has(encoding, channel, "datum"))
      return true;
  return false;
}

ChartKind kind_of_bars(const Json& encoding) {
  if (has(encoding, "x", "bin") || has(encoding, "y", "bin"))
    return ChartKind::histogram;
  if (has(encoding, "xOffset", "field") || has(encoding, "yOffset", "field"))
    return ChartKind::grouped_bar;
  if (!grouped_by_colour(encoding))
    return ChartKind::bar;
  // Colour that repeats the axis adds no series.
  const auto field = [&](std::string_view channel) {
    return has(encoding, channel, "field") ? encoding[std::string(channel)]["field"] : Json();
  };
  const Json colour = field("color");
  return !colour.is_null() && (colour == field("x") || colour == field("y")) ? ChartKind::bar
                                                                             : ChartKind::stacked_bar;
}

ChartKind kind_of_view(const Json& view) {
  const std::string mark = mark_of(view);
  const auto found = view.find("encoding");
  const Json encoding = found != view.end() && found->is_object() ? *found : Json::object();
  if (mark == "bar")
    return kind_of_bars(encoding);
  if (mark == "line" || mark == "trail")
    return grouped_by_colour(encoding) || has(encoding, "row", "field") || has(encoding, "facet", "field")
               ? ChartKind::multi_line
               : ChartKind::line;
  if (mark == "area")
    return ChartKind::area;
  if (mark == "point" || mark == "circle" || mark == "square")
    return ChartKind::scatter;
  if (mark == "rect")
    return ChartKind::heat_map;
  if (mark == "arc")
    return ChartKind::pie;
  if (mark == "text" && has(encoding, "text", "field"))
    return ChartKind::kpi;
  return ChartKind::automatic;
}

ChartKind kind_of_layers(const Json& layers) {
  ChartKind kind = ChartKind::automatic;
  for (const Json& layer : layers) {
    if (!layer.is_object())
      continue;
    const ChartKind one = kind_of_view(layer);
    if (one == ChartKind::automatic)
      continue;
    // Labels over bars and rules beside lines don't change what is drawn.
    if (kind == ChartKind::automatic || kind == ChartKind::kpi)
      kind = one;
    else if (kind == ChartKind::line && one == ChartKind::line)
      kind = ChartKind::multi_line;
  }
  return kind;
}

} // namespace

ChartKind kind_of(std::string_view spec) {
  const auto parsed = parse_json(spec);
  if (!parsed || !parsed->is_object())
    return ChartKind::automatic;
  if (parsed->contains("layer") && (*parsed)["layer"].is_array())
    return kind_of_layers((*parsed)["layer"]);
  return kind_of_view(*parsed);
}

} // namespace lumen::chart

// Reading a specification, ours or an author's, into a drawing.
#include "chart/drawing/drawing.hpp"

#include "chart/drawing/grid.hpp"
#include "chart/drawing/specification_reader.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace lumen::chart {

namespace {

using data::ChartKind;

std::string text_of(const Json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_object() && value.contains("text"))
    return text_of(value["text"]);
  if (value.is_array() && !value.empty())
    return text_of(value.front());
  return "";
}

class Reading : SpecificationReader {
public:
  using SpecificationReader::SpecificationReader;

  std::optional<Drawing> read(ChartKind kind) {
    out.kind = kind;
    if (spec.contains("title")) {
      out.title = printable(text_of(spec["title"]));
      if (spec["title"].is_object() && spec["title"].contains("subtitle"))
        out.subtitle = printable(text_of(spec["title"]["subtitle"]));
    }
    switch (kind) {
    case ChartKind::kpi:
      return read_numbers();
    case ChartKind::scatter:
      return read_points();
    case ChartKind::histogram:
      return read_histogram();
    case ChartKind::heat_map:
      if (channel(encoding, "x").contains("bin"))
        return read_points(); // a density: dots show it as well
      return read_grid(spec, table, locale, std::move(out));
    default:
      return read_grid(spec, table, locale, std::move(out));
    }
  }

private:
  Drawing out;

  std::optional<Drawing> read_numbers() {
    if (table.rows.empty())
      return std::nullopt;
    const auto add = [&](const Json& view) {
      const auto found = view.find("encoding");
      if (found == view.end() || !found->is_object())
        return;
      const Json& text = channel(*found, "text");
      const auto index = column(text);
      if (!index)
        return;
      if (string_in(text, "type") != "quantitative" &&
          shape.columns[*index].use != data::ColumnUse::measure) {
        if (out.title.empty())
          out.title = label(0, *index); // whose numbers they are
        return;
      }
      out.labels.push_back(printable(shape.columns[*index].title));
      out.values.push_back({number(0, *index)});
      out.styles.push_back(style(*index));
    };
    if (spec.contains("layer") && spec["layer"].is_array())
      for (const Json& layer : spec["layer"]) {
        if (layer.is_object())
          add(layer);
      }
    else
      add(spec);
    if (out.values.empty())
      return std::nullopt;
    return std::move(out);
  }

  std::optional<Drawing> read_points() {
    const auto x = column(channel(encoding, "x")), y = column(channel(encoding, "y"));
    if (!x || !y)
      return std::nullopt;
    out.axis_title = shape.columns[*x].title;
    out.measure_title = shape.columns[*y].title;
    out.x_style = style(*x);
    out.y_style = style(*y);
    const auto by = column(channel(encoding, "color"));
    if (by)
      out.series_title = shape.columns[*by].title;
    std::map<std::string, std::size_t> seen;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const auto a = number(row, *x), b = number(row, *y);
      if (!a || !b)
        continue;
      const std::string name = by ? label(row, *by) : "";
      const auto [place, fresh] = seen.try_emplace(name, out.series.size());
      if (fresh)
        out.series.push_back(name);
      out.points.push_back({*a, *b, place->second});
    }
    if (out.points.empty())
      return std::nullopt;
    return std::move(out);
  }

  std::optional<Drawing> read_histogram() {
    const bool across = channel(encoding, "x").contains("bin");
    const auto of = column(channel(encoding, across ? "x" : "y"));
    if (!of)
      return std::nullopt;
    out.axis_title = shape.columns[*of].title;
    out.x_style = style(*of);
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      if (const auto value = number(row, *of))
        out.points.push_back({*value, 0, 0});
    if (out.points.empty())
      return std::nullopt;
    return std::move(out);
  }
};

} // namespace

std::optional<Drawing> read_drawing(std::string_view spec, const data::Table& table,
                                    std::string_view locale) {
  const auto parsed = parse_json(spec);
  if (!parsed || !parsed->is_object() || table.rows.empty())
    return std::nullopt;
  const ChartKind kind = kind_of(spec);
  if (kind == ChartKind::automatic)
    return std::nullopt;
  return Reading(*parsed, table, locale).read(kind);
}

} // namespace lumen::chart

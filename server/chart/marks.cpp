// Each kind of chart as marks and encodings of Vega-Lite: the choice among them, single numbers, and what all
// share.
#include "chart/marks.hpp"

#include "chart/mark_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::chart {

using data::ChartKind;

void Marks::write() {
  Json transform = Json::array();
  for (const ColumnShape& of : shape.columns)
    if (of.field != of.key)
      transform.push_back(
          {{"calculate", dated(of) ? "toDate(" + datum(of.key) + ")" : datum(of.key)}, {"as", of.field}});
  Json body = Json::object();
  switch (design.kind) {
  case ChartKind::kpi:
    kpi(body);
    break;
  case ChartKind::bar:
    bar(body, transform);
    break;
  case ChartKind::grouped_bar:
    grouped(body, transform);
    break;
  case ChartKind::stacked_bar:
    stacked(body, transform);
    break;
  case ChartKind::line:
    line(body, {{"type", "line"}});
    break;
  case ChartKind::multi_line:
    lines(body, transform);
    break;
  case ChartKind::area:
    area(body, transform);
    break;
  case ChartKind::scatter:
    scatter(body);
    break;
  case ChartKind::histogram:
    histogram(body);
    break;
  case ChartKind::heat_map:
    heat_map(body);
    break;
  case ChartKind::pie:
    pie(body);
    break;
  case ChartKind::none:
  case ChartKind::automatic:
    break;
  }
  if (!transform.empty())
    spec["transform"] = std::move(transform);
  for (auto& [key, value] : body.items())
    spec[key] = std::move(value);
}

void Marks::kpi(Json& body) {
  const bool one = design.measures.size() == 1;
  Json titles = Json::array();
  for (std::size_t i = 0; i < design.measures.size(); ++i)
    titles.push_back(title_of(measure(i)));
  const auto text = [&](std::size_t i) {
    Json view;
    view["mark"] = {
        {"type", "text"}, {"fontSize", one ? 48 : 34}, {"fontWeight", "bold"}, {"color", chart::colour()}};
    Json x = {{"datum", title_of(measure(i))},
              {"type", "nominal"},
              {"title", nullptr},
              {"axis", {{"domain", false}, {"ticks", false}, {"labelAngle", 0}, {"labelFontSize", 14}}}};
    if (!one)
      x["scale"] = {{"domain", titles}};
    Json value = field(measure(i));
    value["type"] = "quantitative";
    value["format"] = exact_format(measure(i));
    view["encoding"] = {{"x", std::move(x)}, {"text", std::move(value)}};
    return view;
  };
  if (one) {
    body = text(0);
    return;
  }
  Json layer = Json::array();
  for (std::size_t i = 0; i < design.measures.size(); ++i)
    layer.push_back(text(i));
  body["layer"] = std::move(layer);
}

void Marks::fold(Json& transform) const {
  Json names = Json::array();
  for (std::size_t i = 0; i < design.measures.size(); ++i) {
    const std::string name = folded_name(i);
    transform.push_back({{"calculate", datum(measure(i).field)}, {"as", name}});
    names.push_back(name);
  }
  transform.push_back({{"fold", std::move(names)}, {"as", {measure_field, value_field}}});
}

std::string Marks::folded_name(std::size_t i) const {
  std::string name;
  for (const char c : title_of(measure(i)))
    if (is_plain_field(std::string_view(&c, 1)))
      name += c;
  return name;
}

Json Marks::folded_colour() const {
  Json order = Json::array(), range = Json::array();
  for (std::size_t i = 0; i < design.measures.size(); ++i) {
    order.push_back(folded_name(i));
    range.push_back(colours[i % colours.size()]);
  }
  return {{"field", measure_field},
          {"type", "nominal"},
          {"title", nullptr},
          {"sort", order},
          {"scale", {{"domain", order}, {"range", std::move(range)}}}};
}

Json Marks::folded_amount(bool zero) const {
  ColumnShape all = measure();
  for (const std::size_t index : design.measures) {
    all.minimum = std::min(all.minimum, column(index).minimum);
    all.maximum = std::max(all.maximum, column(index).maximum);
    all.whole = all.whole && column(index).whole;
  }
  Json out = amount(all, zero);
  out["field"] = value_field;
  out["title"] = nullptr;
  return out;
}

Json Marks::folded_tips() {
  ColumnShape any = measure();
  Json out = Json::array();
  if (design.axis)
    out.push_back(tip(*design.axis));
  out.push_back({{"field", measure_field}, {"type", "nominal"}, {"title", ""}});
  out.push_back(
      {{"field", value_field}, {"type", "quantitative"}, {"title", ""}, {"format", exact_format(any)}});
  return out;
}

Json Marks::series_colour(Json& transform) {
  const std::size_t count = series().distinct + (series().nulls ? 1 : 0);
  if (design.top == 0)
    return colour(series(), count);
  const std::string key = series().field, value = measure().field;
  transform.push_back(
      {{"joinaggregate",
        {{{"op", measure().additive ? "sum" : "mean"}, {"field", value}, {"as", total_field}}}},
       {"groupby", {key}}});
  transform.push_back(
      {{"window", {{{"op", "dense_rank"}, {"as", rank_field}}}},
       {"sort",
        {{{"field", total_field}, {"order", "descending"}}, {{"field", key}, {"order", "ascending"}}}}});
  const std::string kept = datum(rank_field) + " <= " + std::to_string(design.top);
  if (!design.other) {
    transform.push_back({{"filter", kept}});
    return colour(series(), design.top);
  }
  transform.push_back(
      {{"calculate", kept + " ? " + datum(series().field) + " : " + expression_string(word.other)},
       {"as", group_field}});
  transform.push_back({{"aggregate", {{{"op", "sum"}, {"field", value}, {"as", measure().field}}}},
                       {"groupby", {axis().field, group_field}}});
  Json out = colour(series(), colours.size());
  out["field"] = group_field;
  out.erase("sort");
  return out;
}

Json Marks::series_tips() {
  Json out = Json::array({tip(*design.axis), tip(*design.series), tip(design.measures.front())});
  if (design.other)
    out[1]["field"] = group_field;
  return out;
}

void add_marks(Json& spec, const Design& design, const Shape& shape, std::string_view locale, bool& times) {
  Marks marks(spec, design, shape, locale);
  marks.write();
  times = marks.has_times();
}

void add_size(Json& spec, const Design& design, const Shape& shape) {
  if (design.facets) {
    spec["width"] = 560;
    spec["height"] = 120;
    return;
  }
  spec["width"] = "container";
  // A height in steps would do, but Vega-Lite can't have it beside a width that fits its container.
  const auto rows_high = [](std::size_t count, std::size_t step) {
    return std::max<std::size_t>(count, 2) * step;
  };
  switch (design.kind) {
  case ChartKind::kpi:
    spec["height"] = 90;
    return;
  case ChartKind::bar:
    if (spec["encoding"].contains("y") && spec["encoding"]["y"].value("type", "") != "quantitative") {
      const std::size_t bars = design.folded     ? design.measures.size()
                               : design.top != 0 ? design.top
                                                 : shape.rows;
      spec["height"] = rows_high(bars, 22);
      return;
    }
    break;
  case ChartKind::heat_map:
    if (!design.binned) {
      const std::size_t rows =
          shape.columns[*design.series].distinct + (shape.columns[*design.series].nulls ? 1 : 0);
      spec["height"] = rows_high(rows, rows > 20 ? 14 : 24);
      return;
    }
    break;
  default:
    break;
  }
  spec["height"] = 260;
}

} // namespace lumen::chart

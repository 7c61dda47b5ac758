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

// Big numbers: so many beside each other, and pixels for one and its name.
constexpr std::size_t numbers_beside = 3, number_height = 90;

void Marks::kpi(Json& body) {
  const bool one = design.measures.size() == 1;
  const std::size_t columns = std::min(design.measures.size(), numbers_beside);
  const std::size_t head = design.axis ? 30 : 0;
  Json layer = Json::array();
  if (design.axis) // whose numbers they are, above them
    layer.push_back({{"mark", {{"type", "text"}, {"fontSize", 15}, {"baseline", "top"}}},
                     {"encoding", {{"y", {{"value", 0}}}, {"text", tip(*design.axis)}}}});
  for (std::size_t i = 0; i < design.measures.size(); ++i) {
    const std::string along =
        "width * " + std::to_string(2 * (i % columns) + 1) + " / " + std::to_string(2 * columns);
    const std::size_t down = head + i / columns * number_height;
    const Json x = {{"value", {{"expr", along}}}};
    Json value = field(measure(i));
    value["type"] = "quantitative";
    value["format"] = exact_format(measure(i));
    layer.push_back({{"mark",
                      {{"type", "text"},
                       {"fontSize", one ? 48 : 32},
                       {"fontWeight", "bold"},
                       {"color", chart::colour()}}},
                     {"encoding", {{"x", x}, {"y", {{"value", down + 34}}}, {"text", std::move(value)}}}});
    layer.push_back(
        {{"mark", {{"type", "text"}, {"fontSize", 14}}},
         {"encoding",
          {{"x", x}, {"y", {{"value", down + 74}}}, {"text", {{"value", title_of(measure(i))}}}}}});
  }
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
    Json out = colour(series(), design.top);
    if (series().order.empty())
      out["sort"] = {{"field", rank_field}, {"op", "min"}};
    return out;
  }
  transform.push_back(
      {{"calculate", kept + " ? " + datum(series().field) + " : " + expression_string(word.other)},
       {"as", group_field}});
  transform.push_back({{"aggregate",
                        {{{"op", "sum"}, {"field", value}, {"as", measure().field}},
                         {{"op", "min"}, {"field", rank_field}, {"as", rank_field}}}},
                       {"groupby", {axis().field, group_field}}});
  // The strongest first, and what is left last and in grey.
  Json out = colour(series(), design.top);
  out["field"] = group_field;
  out["sort"] = {{"field", rank_field}, {"op", "min"}};
  out["scale"]["range"].push_back(other_colour());
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
    spec["height"] = (design.axis ? 30 : 0) +
                     (design.measures.size() + numbers_beside - 1) / numbers_beside * number_height;
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

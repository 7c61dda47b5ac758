// Each kind of chart as marks and encodings of Vega-Lite.
#include "chart/marks.hpp"

#include "chart/channels.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lumen::chart {

namespace {

using data::ChartKind;
using data::ColumnUse;

// Fields that transforms make. They begin with an underscore and a word that no query would choose.
constexpr std::string_view rank_field = "_lumen_rank", total_field = "_lumen_total",
                           group_field = "_lumen_group", share_field = "_lumen_share",
                           measure_field = "_lumen_measure", value_field = "_lumen_value";

class Marks : Channels {
public:
  Marks(Json& spec_, const Design& design_, const Shape& shape_, std::string_view locale)
      : Channels(spec_, design_, shape_, locale) {}

  bool has_times() const { return times; }

  void write() {
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

private:
  void kpi(Json& body) {
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

  // Each measure becomes a row of its own: its name in words and its value.
  void fold(Json& transform) const {
    Json names = Json::array();
    for (std::size_t i = 0; i < design.measures.size(); ++i) {
      const std::string name = folded_name(i);
      transform.push_back({{"calculate", datum(measure(i).field)}, {"as", name}});
      names.push_back(name);
    }
    transform.push_back({{"fold", std::move(names)}, {"as", {measure_field, value_field}}});
  }

  // Fold takes names as field paths, so what would need escaping is left out of them.
  std::string folded_name(std::size_t i) const {
    std::string name;
    for (const char c : title_of(measure(i)))
      if (is_plain_field(std::string_view(&c, 1)))
        name += c;
    return name;
  }

  Json folded_colour() const {
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

  Json folded_amount(bool zero) const {
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

  Json folded_tips() {
    ColumnShape any = measure();
    Json out = Json::array();
    if (design.axis)
      out.push_back(tip(*design.axis));
    out.push_back({{"field", measure_field}, {"type", "nominal"}, {"title", ""}});
    out.push_back(
        {{"field", value_field}, {"type", "quantitative"}, {"title", ""}, {"format", exact_format(any)}});
    return out;
  }

  void bar(Json& body, Json& transform) {
    if (design.folded) {
      fold(transform);
      Json labels = folded_colour();
      labels.erase("scale");
      body["mark"] = {{"type", "bar"}, {"color", chart::colour()}};
      labels["sort"] = "-x";
      labels["axis"] = label_axis(false);
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
    const bool few_ordered = !axis().order.empty() && axis().longest <= 12;
    groups["axis"] = label_axis(few_ordered);
    name_nulls(groups, axis());
    if (axis().order.empty())
      groups["sort"] = "-x";
    Json encoding;
    encoding[few_ordered ? "x" : "y"] = std::move(groups);
    encoding[few_ordered ? "y" : "x"] = std::move(value);
    encoding["tooltip"] = std::move(hints);
    body["encoding"] = std::move(encoding);
  }

  void keep_top_rows(Json& transform) const {
    transform.push_back({{"window", {{{"op", "row_number"}, {"as", rank_field}}}},
                         {"sort", {{{"field", measure().field}, {"order", "descending"}}}}});
    transform.push_back({{"filter", datum(rank_field) + " <= " + std::to_string(design.top)}});
  }

  // The strongest series keep their names; the others become one, or are left out. Gives the colour's
  // channel.
  Json series_colour(Json& transform) {
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

  // Tooltips where series were summed up: their group instead of their own column.
  Json series_tips() {
    Json out = Json::array({tip(*design.axis), tip(*design.series), tip(design.measures.front())});
    if (design.other)
      out[1]["field"] = group_field;
    return out;
  }

  Json discrete_axis() {
    if (axis().use == ColumnUse::time)
      return time(axis(), false);
    Json out = nominal(axis());
    out["axis"] = label_axis(axis().longest * axis().distinct <= 80);
    if (axis().longest * axis().distinct > 80)
      out["axis"] = {{"labelAngle", -40}, {"labelLimit", 140}};
    name_nulls(out, axis());
    if (axis().order.empty())
      out["sort"] = "-y";
    return out;
  }

  void grouped(Json& body, Json& transform) {
    Json x = discrete_axis();
    // Bars side by side need steps, so dates become steps of their unit.
    if (x.value("type", "") == "temporal")
      step_axis(x);
    body["mark"] = "bar";
    if (design.folded) {
      fold(transform);
      if (axis().use != ColumnUse::time && axis().order.empty())
        x["sort"] = {{"field", value_field}, {"op", "max"}, {"order", "descending"}};
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

  void step_axis(Json& x) const {
    const std::string format = time_format(axis().grain);
    x["type"] = "ordinal";
    x.erase("scale");
    x["axis"] = {{"labelAngle", 0},
                 {"labelOverlap", true},
                 {"labelExpr", std::string(is_utc(axis()) ? "utcFormat" : "timeFormat") + "(datum.value, " +
                                   expression_string(format) + ")"}};
  }

  void stacked(Json& body, Json& transform) {
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

  void stack(Json& value) const {
    value["stack"] = design.normalised ? "normalize" : "zero";
    if (design.normalised) {
      value["axis"] = {{"format", ".0~%"}};
      value["title"] = word.share;
    }
  }

  Json line_axis() { return axis().use == ColumnUse::time ? time(axis(), true) : discrete_axis_of_order(); }

  Json discrete_axis_of_order() {
    Json out = nominal(axis());
    out["axis"] = label_axis(true);
    return out;
  }

  void line(Json& body, Json mark) {
    if (mark["type"] == "line")
      mark["point"] = shape.rows <= 30;
    mark["color"] = chart::colour();
    const bool zero = mark["type"] == "area";
    body["mark"] = std::move(mark);
    body["encoding"] = {{"x", line_axis()}, {"y", amount(measure(), zero)}, {"tooltip", tips()}};
  }

  void lines(Json& body, Json& transform) {
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
      encoding["y"]["axis"] = {{"format", "~s"}};
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

  void area(Json& body, Json& transform) {
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

  void scatter(Json& body) {
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

  void histogram(Json& body) {
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

  void heat_map(Json& body) {
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
    if (x.value("type", "") == "temporal" && !time_unit(axis()).empty())
      step_axis(x);
    if (axis().use != ColumnUse::time)
      name_nulls(x, axis());
    Json y = series().use == ColumnUse::time ? time(series(), false) : nominal(series());
    if (series().use != ColumnUse::time)
      name_nulls(y, series());
    if (y.contains("axis"))
      y["axis"].erase("labelAngle");
    Json shade = field(measure());
    shade["type"] = "quantitative";
    shade["title"] = title_of(measure());
    shade["scale"] = std::move(scale);
    shade["legend"] = {{"format", axis_format(measure())}};
    body["mark"] = "rect";
    body["encoding"] = {
        {"x", std::move(x)}, {"y", std::move(y)}, {"color", std::move(shade)}, {"tooltip", tips()}};
  }

  void pie(Json& body) {
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
};

} // namespace

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

// Writing a design as Vega-Lite v6: the frame (data, title, size, locale) here, the marks of each kind in
// marks.cpp.
#include "chart/specification.hpp"

#include "base/json.hpp"
#include "chart/look.hpp"
#include "chart/marks.hpp"
#include "data/column_name.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lumen::chart {

namespace {

constexpr std::string_view schema_address = "https://vega.github.io/schema/vega-lite/v6.json";

std::string automatic_title(const Design& design, const Shape& shape, std::string_view locale) {
  const Words& word = words(locale);
  if (design.measures.empty())
    return "";
  const auto measure = [&](std::size_t i) { return shape.columns[design.measures[i]].title; };
  const auto inside = [](std::string text) {
    if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
      text[0] |= 0x20;
    return text;
  };
  std::string title = measure(0);
  if (design.kind == data::ChartKind::kpi)
    return "";
  for (std::size_t i = 1; i < design.measures.size() && design.kind != data::ChartKind::histogram; ++i)
    title += (i + 1 == design.measures.size() ? " " + std::string(word.and_word) + " " : ", ") +
             inside(measure(i));
  if (design.of_total)
    title = std::string(word.share_of) + " " + inside(title);
  if (!design.axis)
    return title;
  const ColumnShape& axis = shape.columns[*design.axis];
  const bool moment = axis.use == data::ColumnUse::time && data::names_moment(axis.key);
  title += " " + (moment ? std::string(word.over) : std::string(word.by) + " " + inside(axis.title));
  if (design.series)
    title += " " + std::string(moment ? word.by : word.and_word) + " " +
             inside(shape.columns[*design.series].title);
  return title;
}

// What the chart doesn't show is said on it.
std::string subtitle(const Design& design, const Shape& shape, std::string_view locale) {
  const Words& word = words(locale);
  std::string text;
  if (design.top != 0 && design.kind == data::ChartKind::bar)
    text = std::string(word.top) + " " + std::to_string(design.top) + " " + std::string(word.of) + " " +
           std::to_string(shape.rows) + (shape.cut ? "+" : "");
  else if (design.top != 0 && !design.other && design.series)
    text = std::string(word.top) + " " + std::to_string(design.top) + " " + std::string(word.of) + " " +
           std::to_string(shape.columns[*design.series].distinct);
  if (shape.cut) {
    if (!text.empty())
      text += " · ";
    text += std::string(word.first) + " " + std::to_string(shape.rows) + " " + std::string(word.rows);
  }
  return text;
}

} // namespace

std::string specification(const Design& design, const Shape& shape, const Options& options) {
  Json spec;
  spec["$schema"] = schema_address;
  Json data = Json::object();
  if (!options.cell.empty())
    data["name"] = options.cell;
  if (!options.data_url.empty()) {
    data["url"] = options.data_url;
    data["format"] = {{"type", "json"}};
  }
  if (data.empty())
    data["name"] = "result";
  spec["data"] = std::move(data);
  bool times = false;
  add_marks(spec, design, shape, options.locale, times);

  const std::string title =
      options.title.empty() ? automatic_title(design, shape, options.locale) : options.title;
  const std::string below = subtitle(design, shape, options.locale);
  if (!title.empty() || !below.empty()) {
    Json text = {{"text", title}};
    if (!below.empty())
      text["subtitle"] = below;
    text["anchor"] = "start";
    spec["title"] = std::move(text);
  }
  add_size(spec, design, shape);
  if (Json locale = vega_locale(options.locale, times); !locale.is_null())
    spec["config"]["locale"] = std::move(locale);
  return dump_members(spec);
}

} // namespace lumen::chart

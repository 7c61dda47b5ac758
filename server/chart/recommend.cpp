// The choice of a chart: designs rated by the rules, the question's own wish first.
#include "chart/chart.hpp"
#include "chart/design.hpp"
#include "chart/specification.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace lumen::chart {

namespace {

using data::ChartKind;

// A wish names a family: "a line chart" of several groups is lines, "a bar chart" of two groupings stands
// side by side.
std::vector<ChartKind> wished_kinds(ChartKind wish) {
  switch (wish) {
  case ChartKind::line:
    return {ChartKind::line, ChartKind::multi_line};
  case ChartKind::multi_line:
    return {ChartKind::multi_line, ChartKind::line};
  case ChartKind::bar:
    return {ChartKind::bar, ChartKind::grouped_bar, ChartKind::stacked_bar};
  case ChartKind::grouped_bar:
    return {ChartKind::grouped_bar, ChartKind::bar};
  case ChartKind::stacked_bar:
    return {ChartKind::stacked_bar, ChartKind::grouped_bar, ChartKind::bar};
  default:
    return {wish};
  }
}

std::string sentence(std::string text) {
  if (text.empty())
    return text;
  if (text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

const Rated* of_kind(const std::vector<Rated>& rated, ChartKind kind) {
  const auto found =
      std::find_if(rated.begin(), rated.end(), [&](const Rated& one) { return one.design.kind == kind; });
  return found == rated.end() ? nullptr : &*found;
}

struct Choice {
  const Rated* rated = nullptr;
  std::string reason;
};

Choice choose(const std::vector<Rated>& rated, const Shape& shape, const data::Intent& intent) {
  if (intent.chart != ChartKind::automatic) {
    const std::vector<ChartKind> kinds = wished_kinds(intent.chart);
    for (const ChartKind kind : kinds)
      if (const Rated* found = of_kind(rated, kind))
        return {found, "The question asks for it."};
  }
  if (rated.empty())
    return {};
  const Rated* best = &rated.front();
  if (intent.chart == ChartKind::automatic)
    return {best, sentence(best->reason)};
  const std::string why = why_not(shape, intent.chart);
  return {best, "Not shown as " + std::string(data::name(intent.chart)) +
                    (why.empty() ? "" : ", because " + why) + ": " + best->reason + "."};
}

} // namespace

Recommendation recommend(const data::Table& table, const data::Intent& intent, const Options& options) {
  const Shape shape = shape_of(table, intent);
  const std::vector<Rated> rated = rate(shape, intent);
  const Choice choice = choose(rated, shape, intent);
  Recommendation out;
  out.uses = uses_of(shape);
  out.reason = shape.rows == 0 ? "There are no rows to draw." : choice.reason;
  const ChartKind chosen = choice.rated == nullptr ? ChartKind::none : choice.rated->design.kind;
  for (const Rated& one : rated)
    if (one.design.kind != chosen && one.design.kind != ChartKind::none)
      out.alternatives.push_back(one.design.kind);
  out.kind = chosen;
  if (chosen != ChartKind::none)
    out.spec = specification(choice.rated->design, shape, options);
  return out;
}

std::vector<data::ChartKind> possible_kinds(const data::Table& table, const data::Intent& intent) {
  std::vector<ChartKind> kinds;
  for (const Rated& one : rate(shape_of(table, intent), intent))
    if (one.design.kind != ChartKind::none)
      kinds.push_back(one.design.kind);
  return kinds;
}

} // namespace lumen::chart

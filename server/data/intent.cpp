#include "data/intent.hpp"

#include "base/ascii.hpp"
#include "data/column_name.hpp"

#include <array>
#include <utility>

namespace lumen::data {

namespace {

constexpr std::array<std::pair<ChartKind, std::string_view>, 13> names{{
    {ChartKind::automatic, "automatic"},
    {ChartKind::none, "none"},
    {ChartKind::kpi, "kpi"},
    {ChartKind::bar, "bar"},
    {ChartKind::grouped_bar, "grouped bar"},
    {ChartKind::stacked_bar, "stacked bar"},
    {ChartKind::line, "line"},
    {ChartKind::multi_line, "multi line"},
    {ChartKind::area, "area"},
    {ChartKind::scatter, "scatter"},
    {ChartKind::histogram, "histogram"},
    {ChartKind::heat_map, "heat map"},
    {ChartKind::pie, "pie"},
}};

} // namespace

std::string_view name(ChartKind kind) {
  for (const auto& [candidate, text] : names)
    if (candidate == kind)
      return text;
  return "automatic";
}

std::optional<ChartKind> chart_kind(std::string_view text) {
  const std::string spaced = ascii::replace_all(ascii::lower(text), "_", " ");
  for (const auto& [candidate, label] : names)
    if (label == spaced)
      return candidate;
  return std::nullopt;
}

bool additive(const Intent& intent, std::size_t column, std::string_view name) {
  const std::vector<bool>& told = intent.selection.additive;
  return intent.additive && (column >= told.size() || told[column]) && !names_non_additive(name);
}

} // namespace lumen::data

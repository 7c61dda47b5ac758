#include "chart/drawing/grid.hpp"

#include "chart/look.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace lumen::chart {

namespace {

using data::ChartKind;

/// What falls on one place of the grid.
struct Cell {
  double sum = 0, least = 0, most = 0;
  std::size_t count = 0;
  void add(double value) {
    least = count == 0 ? value : std::min(least, value);
    most = count == 0 ? value : std::max(most, value);
    sum += value;
    ++count;
  }
  double value(const std::string& aggregate) const {
    if (aggregate == "count")
      return static_cast<double>(count);
    if (aggregate == "mean" || aggregate == "average")
      return sum / static_cast<double>(count);
    if (aggregate == "min")
      return least;
    if (aggregate == "max")
      return most;
    return sum;
  }
};

class Grid : SpecificationReader {
public:
  Grid(const Json& spec_, const data::Table& table_, std::string_view locale_, Drawing drawing)
      : SpecificationReader(spec_, table_, locale_), out(std::move(drawing)) {}

  std::optional<Drawing> read() {
    const Found channels = find_channels(out.kind);
    if (!channels.measure && folded.empty() && channels.aggregate != "count" && !share_shown())
      return std::nullopt;
    const std::optional<std::size_t> measure = channels.measure ? channels.measure : share_shown();
    out.facets = !folded.empty() && channel(encoding, "row").contains("field");
    const Json &x = channel(encoding, "x"), &y = channel(encoding, "y");
    out.lying = string_in(x, "type") == "quantitative" && string_in(y, "type") != "quantitative";
    out.normalised = string_in(x, "stack") == "normalize" || string_in(y, "stack") == "normalize";
    if (channels.axis)
      out.axis_title = shape.columns[*channels.axis].title;
    if (channels.series)
      out.series_title = shape.columns[*channels.series].title;
    if (measure)
      out.measure_title = shape.columns[*measure].title;

    if (!folded.empty() && !channels.axis) { // one row: each measure is a bar
      out.series = {""};
      out.values.resize(1);
      for (const std::size_t index : folded) {
        out.labels.push_back(printable(shape.columns[index].title));
        out.values[0].push_back(table.rows.empty() ? std::nullopt : number(0, index));
      }
      out.styles = {style(folded.front())};
      return std::move(out);
    }
    if (!channels.axis)
      return std::nullopt;
    const ColumnShape& axis = shape.columns[*channels.axis];
    out.dated = axis.time == TimeForm::date || axis.time == TimeForm::timestamp ||
                axis.time == TimeForm::timestamp_tz;
    out.grain = axis.grain;
    collect(channels, measure);
    const bool any = std::any_of(out.values.begin(), out.values.end(), [](const auto& series) {
      return std::any_of(series.begin(), series.end(), [](const auto& value) { return value.has_value(); });
    });
    if (!any)
      return std::nullopt;
    if (channels.series)
      order_series(*channels.series);
    keep_strongest_series();
    order_labels(*channels.axis);
    drop_common_date();
    if (share_shown())
      to_shares();
    return std::move(out);
  }

private:
  Drawing out;
  std::vector<std::size_t> series_rows; // where each series is first seen

  // Hours of one day need no date.
  void drop_common_date() {
    const auto dated = [&](const std::string& label) {
      return label.size() == 16 && label[4] == '-' && label[10] == ' ' &&
             label.compare(0, 10, out.labels[0], 0, 10) == 0;
    };
    if (!std::all_of(out.labels.begin(), out.labels.end(), dated))
      return;
    for (std::string& label : out.labels)
      label.erase(0, 11);
  }

  void collect(const Found& channels, std::optional<std::size_t> measure) {
    std::map<std::string, std::size_t> label_at, series_at;
    std::vector<std::map<std::size_t, Cell>> cells;
    bool continuous = true;
    const bool dates = out.dated;
    const auto add = [&](std::size_t row, const std::string& series, std::optional<double> value) {
      // What has no date has no place among dates, as in Vega.
      if (dates && data::is_null(table.rows[row][*channels.axis]))
        return;
      const std::string name = label(row, *channels.axis);
      // Names that are blank look alike and are others all the same.
      const std::string key =
          name == "“”" ? data::plain(table.rows[row][*channels.axis], table.columns[*channels.axis].type)
                       : name;
      const auto [at, fresh] = label_at.try_emplace(key, out.labels.size());
      if (fresh) {
        out.labels.push_back(name);
        const auto place = position(row, *channels.axis);
        continuous = continuous && place.has_value();
        out.positions.push_back(place.value_or(0));
      }
      const auto [of, fresh_series] = series_at.try_emplace(series, out.series.size());
      if (fresh_series) {
        out.series.push_back(series);
        series_rows.push_back(row);
        cells.emplace_back();
      }
      if (value)
        cells[of->second][at->second].add(*value);
    };
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      for (const std::size_t index : folded)
        add(row, printable(shape.columns[index].title), number(row, index));
      if (!folded.empty())
        continue;
      const std::string series = channels.series ? label(row, *channels.series) : "";
      if (channels.aggregate == "count")
        add(row, series, 1);
      else // a label without a value keeps its place
        add(row, series, number(row, *measure));
    }
    if (!continuous)
      out.positions.clear();
    for (const auto& of : cells) {
      out.values.emplace_back(out.labels.size());
      for (const auto& [at, cell] : of)
        out.values.back()[at] = cell.value(channels.aggregate);
    }
    for (const std::size_t index : folded)
      out.styles.push_back(style(index));
    if (folded.empty())
      out.styles = {measure && channels.aggregate != "count" ? style(*measure) : NumberStyle{}};
  }

  // As Vega orders them, so that each has the same colour everywhere: by an order of their own, else
  // ascending; NULL first. Those of heat maps stand by their values.
  void order_series(std::size_t column) {
    const ColumnShape& of = shape.columns[column];
    std::vector<std::size_t> order(out.series.size());
    std::iota(order.begin(), order.end(), 0);
    const auto rank = [&](std::size_t at) {
      return std::find(of.order.begin(), of.order.end(), out.series[at]) - of.order.begin();
    };
    const auto value = [&](std::size_t at) -> const data::Value& {
      return table.rows[series_rows[at]][column];
    };
    const bool by_value =
        out.kind == ChartKind::heat_map && of.order.empty() && of.use != data::ColumnUse::time;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      if (by_value)
        return mean(out.values[a]) > mean(out.values[b]);
      return !of.order.empty() ? rank(a) < rank(b) : value(a) < value(b);
    });
    Drawing sorted = out;
    for (std::size_t i = 0; i < order.size(); ++i) {
      sorted.series[i] = out.series[order[i]];
      sorted.values[i] = out.values[order[i]];
    }
    out = std::move(sorted);
  }

  static double mean(const std::vector<std::optional<double>>& values) {
    double sum = 0;
    std::size_t count = 0;
    for (const auto& value : values)
      if (value)
        sum += *value, ++count;
    return count > 0 ? sum / static_cast<double>(count) : -std::numeric_limits<double>::infinity();
  }

  double series_sum(std::size_t series) const {
    double sum = 0;
    for (const auto& value : out.values[series])
      sum += value.value_or(0);
    return sum;
  }

  void keep_strongest_series() {
    if (top == 0 || out.series.size() <= top || out.kind == ChartKind::bar)
      return;
    std::vector<std::size_t> order(out.series.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return series_sum(a) > series_sum(b); });
    Drawing kept = out;
    kept.series.clear();
    kept.values.clear();
    for (std::size_t i = 0; i < top; ++i) {
      kept.series.push_back(out.series[order[i]]);
      kept.values.push_back(out.values[order[i]]);
    }
    if (other) {
      std::vector<std::optional<double>> rest(out.labels.size());
      for (std::size_t i = top; i < order.size(); ++i)
        for (std::size_t at = 0; at < rest.size(); ++at)
          if (const auto& value = out.values[order[i]][at])
            rest[at] = rest[at].value_or(0) + *value;
      kept.series.emplace_back(words(locale).other);
      kept.rest = true;
      kept.values.push_back(std::move(rest));
    }
    out = std::move(kept);
  }

  void order_labels(std::size_t axis) {
    std::vector<std::size_t> order(out.labels.size());
    std::iota(order.begin(), order.end(), 0);
    const ColumnShape& of = shape.columns[axis];
    const bool bars = out.kind == ChartKind::bar || out.kind == ChartKind::pie;
    const auto total = [&](std::size_t at) {
      double sum = 0;
      for (const auto& series : out.values)
        sum += series[at].value_or(0);
      return sum;
    };
    const auto strength = [&](std::size_t at) {
      if (!folded.empty()) // by the first measure: measures don't add up to each other
        return out.values[0][at].value_or(-std::numeric_limits<double>::infinity());
      if (out.kind != ChartKind::heat_map)
        return total(at);
      std::vector<std::optional<double>> column;
      column.reserve(out.values.size());
      for (const auto& series : out.values)
        column.push_back(series[at]);
      return mean(column);
    };
    if (of.use == data::ColumnUse::time) {
      out.ordered = true;
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return out.positions.empty() ? out.labels[a] < out.labels[b] : out.positions[a] < out.positions[b];
      });
    } else if (!of.order.empty()) {
      out.ordered = true;
      const auto rank = [&](std::size_t at) {
        return std::find(of.order.begin(), of.order.end(), out.labels[at]) - of.order.begin();
      };
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    } else if (bars || out.kind == ChartKind::grouped_bar || out.kind == ChartKind::stacked_bar ||
               out.kind == ChartKind::heat_map) {
      std::vector<double> strengths;
      strengths.reserve(order.size());
      for (const std::size_t at : order)
        strengths.push_back(strength(at));
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return strengths[a] > strengths[b]; });
    }
    if (top != 0 && out.kind == ChartKind::bar && order.size() > top) {
      out.more = order.size() - top;
      order.resize(top);
    }
    Drawing sorted = out;
    sorted.labels.clear();
    sorted.positions.clear();
    for (auto& series : sorted.values)
      series.clear();
    for (const std::size_t at : order) {
      sorted.labels.push_back(out.labels[at]);
      if (!out.positions.empty())
        sorted.positions.push_back(out.positions[at]);
      for (std::size_t i = 0; i < out.values.size(); ++i)
        sorted.values[i].push_back(out.values[i][at]);
    }
    out = std::move(sorted);
  }

  // Shares of the whole, which a cut to the largest doesn't change.
  void to_shares() {
    const auto measure = share_shown();
    double sum = 0;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      sum += number(row, *measure).value_or(0);
    for (auto& value : out.values[0])
      if (value && sum != 0)
        value = *value / sum;
    out.styles = {{true, false, false}};
  }
};

} // namespace

std::optional<Drawing> read_grid(const Json& spec, const data::Table& table, std::string_view locale,
                                 Drawing out) {
  return Grid(spec, table, locale, std::move(out)).read();
}

} // namespace lumen::chart

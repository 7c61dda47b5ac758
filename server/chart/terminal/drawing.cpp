// Reading a specification, ours or an author's, into a drawing.
#include "chart/terminal/drawing.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "chart/field.hpp"
#include "chart/look.hpp"
#include "chart/natural_order.hpp"
#include "chart/shape.hpp"
#include "data/column_name.hpp"
#include "data/format.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>

namespace lumen::chart::terminal {

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

// A channel of the encoding, or an empty object.
Json channel(const Json& encoding, std::string_view name) {
  const auto found = encoding.find(name);
  return found != encoding.end() && found->is_object() ? *found : Json::object();
}

std::string string_in(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// `datum["key"]` at the start of an expression.
std::optional<std::string> datum_key(std::string_view expression) {
  if (expression.substr(0, 7) == "toDate(")
    expression.remove_prefix(7);
  if (expression.substr(0, 6) != "datum[")
    return std::nullopt;
  bool escaped = false;
  for (std::size_t i = 7; i < expression.size(); ++i) {
    if (!escaped && expression[i] == '"') {
      const auto key = parse_json(expression.substr(6, i - 5));
      return key && key->is_string() ? std::optional(key->get<std::string>()) : std::nullopt;
    }
    escaped = !escaped && expression[i] == '\\';
  }
  return std::nullopt;
}

std::optional<double> date_position(std::string_view iso) {
  const auto part = [&](std::size_t at, std::size_t length) -> std::optional<int> {
    int number = 0;
    if (iso.size() < at + length)
      return std::nullopt;
    const auto [end, error] = std::from_chars(iso.data() + at, iso.data() + at + length, number);
    return error == std::errc() && end == iso.data() + at + length ? std::optional(number) : std::nullopt;
  };
  const auto year = part(0, 4), month = part(5, 2);
  if (!year || !month)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(part(8, 2).value_or(1)))};
  if (!date.ok())
    return std::nullopt;
  const double days = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
  return days +
         (part(11, 2).value_or(0) + part(14, 2).value_or(0) / 60.0 + part(17, 2).value_or(0) / 3600.0) / 24.0;
}

class Reading {
public:
  Reading(const Json& spec_, const data::Table& table_, std::string_view locale_)
      : spec(spec_), table(table_), locale(locale_), keys(data::column_keys(table_)),
        shape(shape_of(table_, {})) {}

  std::optional<Drawing> read(ChartKind kind) {
    out.kind = kind;
    if (spec.contains("title")) {
      out.title = printable(text_of(spec["title"]));
      if (spec["title"].is_object() && spec["title"].contains("subtitle"))
        out.subtitle = printable(text_of(spec["title"]["subtitle"]));
    }
    read_transforms();
    const auto found = spec.find("encoding");
    if (found != spec.end() && found->is_object())
      encoding = *found;
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
      return read_grid();
    default:
      return read_grid();
    }
  }

private:
  const Json& spec;
  const data::Table& table;
  std::string_view locale;
  std::vector<std::string> keys;
  Shape shape;
  Json encoding = Json::object();
  Drawing out;
  std::map<std::string, std::string> calculated; // fields made of one column, and its key
  std::vector<std::size_t> folded;               // measures that a fold makes series of
  std::size_t top = 0;
  bool other = false;

  std::optional<std::size_t> column(const Json& of) const {
    const auto found = std::find(keys.begin(), keys.end(), source_key(field_key(string_in(of, "field"))));
    return found == keys.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - keys.begin()));
  }

  // The column's key behind a field that was made of it.
  std::string source_key(const std::string& field) const {
    const auto source = calculated.find(field);
    return source == calculated.end() ? field : source->second;
  }

  std::optional<double> number(std::size_t row, std::size_t index) const {
    return data::number(table.rows[row][index], table.columns[index].type);
  }

  NumberStyle style(std::size_t index) const {
    const ColumnShape& of = shape.columns[index];
    return {of.percentage == Percentage::fraction, of.percentage == Percentage::hundred, of.whole};
  }

  void read_transforms() {
    if (!spec.contains("transform") || !spec["transform"].is_array())
      return;
    for (const Json& step : spec["transform"]) {
      if (!step.is_object())
        continue;
      const std::string expression = string_in(step, "calculate"), as = string_in(step, "as");
      if (const auto key = datum_key(expression))
        calculated[as] = source_key(*key);
      if (as == "_lumen_group")
        other = true;
      const std::string limit = !expression.empty() ? expression : string_in(step, "filter");
      if (const std::size_t at = limit.find("_lumen_rank\"] <= "); at != std::string::npos)
        std::from_chars(limit.data() + at + 17, limit.data() + limit.size(), top);
      if (step.contains("fold") && step["fold"].is_array()) {
        for (const Json& name : step["fold"]) {
          if (!name.is_string())
            continue;
          const std::string field = field_key(name.get<std::string>());
          const std::string key = source_key(field);
          const auto at = std::find(keys.begin(), keys.end(), key);
          if (at != keys.end())
            folded.push_back(static_cast<std::size_t>(at - keys.begin()));
        }
      }
    }
  }

  std::optional<Drawing> read_numbers() {
    if (table.rows.empty())
      return std::nullopt;
    const auto add = [&](const Json& view) {
      const auto found = view.find("encoding");
      if (found == view.end() || !found->is_object())
        return;
      const auto index = column(channel(*found, "text"));
      if (!index)
        return;
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

  std::string label(std::size_t row, std::size_t index) const {
    const data::Value& value = table.rows[row][index];
    if (data::is_null(value))
      return std::string(words(locale).no_value);
    std::string text = data::plain(value, table.columns[index].type);
    const ColumnShape& of = shape.columns[index];
    const bool dated =
        of.time == TimeForm::date || of.time == TimeForm::timestamp || of.time == TimeForm::timestamp_tz;
    if (dated && !of.grain.empty() && data::is_temporal(table.columns[index].type))
      text = short_date(text, of.grain);
    return printable(text);
  }

  // Short and sortable by eye: 2024, 2024-01, 2024-01-31, 31 13:00.
  static std::string short_date(const std::string& iso, const std::string& grain) {
    if (grain == "year")
      return iso.substr(0, 4);
    if (grain == "month" || grain == "quarter")
      return iso.substr(0, 7);
    if (grain == "hour")
      return iso.substr(0, 16);
    return iso.substr(0, 10);
  }

  std::optional<double> position(std::size_t row, std::size_t index) const {
    const ColumnShape& of = shape.columns[index];
    if (data::is_numeric(table.columns[index].type))
      return number(row, index);
    if (of.time == TimeForm::date || of.time == TimeForm::timestamp || of.time == TimeForm::timestamp_tz)
      return date_position(data::plain(table.rows[row][index], table.columns[index].type));
    return std::nullopt;
  }

  struct Channels {
    std::optional<std::size_t> axis, series, measure;
    std::string aggregate;
  };

  Channels find_channels() const {
    Channels channels;
    const auto take = [&](const Json& of) {
      const std::string type = string_in(of, "type");
      const auto index = column(of);
      const bool amount = (type == "quantitative" || of.contains("aggregate")) && !of.contains("bin");
      const bool by_time = index && shape.columns[*index].use == data::ColumnUse::time;
      if (amount && !by_time && !channels.measure) {
        channels.measure = index;
        channels.aggregate = string_in(of, "aggregate");
      } else if (index && !channels.axis) {
        channels.axis = index;
      } else if (index && !channels.series) {
        channels.series = index;
      }
    };
    if (out.kind == ChartKind::pie) {
      take(channel(encoding, "theta"));
      take(channel(encoding, "color"));
      return channels;
    }
    for (const std::string_view name : {"x", "y"})
      take(channel(encoding, name));
    if (out.kind == ChartKind::heat_map) {
      take(channel(encoding, "color"));
      return channels;
    }
    if (!channels.series && folded.empty()) {
      for (const std::string_view name : {"color", "xOffset", "yOffset", "detail"}) {
        const Json of = channel(encoding, name);
        if (string_in(of, "field") == "_lumen_group")
          channels.series = grouped_column();
        else if (const auto index = column(of); index && index != channels.axis)
          channels.series = index;
        if (channels.series)
          break;
      }
    }
    return channels;
  }

  // The column behind the field of named and summed-up groups: `… ? datum["key"] : "Other"`.
  std::optional<std::size_t> grouped_column() const {
    for (const Json& step : spec["transform"]) {
      if (!step.is_object() || string_in(step, "as") != "_lumen_group")
        continue;
      const std::string expression = string_in(step, "calculate");
      const std::size_t at = expression.find("? ");
      if (at == std::string::npos)
        continue;
      const auto key = datum_key(std::string_view(expression).substr(at + 2));
      const auto found = key ? std::find(keys.begin(), keys.end(), source_key(*key)) : keys.end();
      if (found != keys.end())
        return static_cast<std::size_t>(found - keys.begin());
    }
    return std::nullopt;
  }

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

  std::optional<Drawing> read_grid() {
    const Channels channels = find_channels();
    if (!channels.measure && folded.empty() && channels.aggregate != "count" && !share_shown())
      return std::nullopt;
    const std::optional<std::size_t> measure = channels.measure ? channels.measure : share_shown();
    out.facets = !folded.empty() && channel(encoding, "row").contains("field");
    const Json &x = channel(encoding, "x"), &y = channel(encoding, "y");
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
    collect(channels, measure);
    if (out.labels.empty())
      return std::nullopt;
    keep_strongest_series();
    order_labels(*channels.axis);
    drop_common_date();
    if (share_shown())
      to_shares();
    return std::move(out);
  }

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

  // The measure behind the field of shares of the total.
  std::optional<std::size_t> share_shown() const {
    for (const std::string_view name : {"x", "y"}) {
      if (string_in(channel(encoding, name), "field") != "_lumen_share")
        continue;
      for (const Json& step : spec["transform"])
        if (step.is_object() && string_in(step, "as") == "_lumen_share")
          if (const auto key = datum_key(string_in(step, "calculate"))) {
            const auto found = std::find(keys.begin(), keys.end(), source_key(*key));
            if (found != keys.end())
              return static_cast<std::size_t>(found - keys.begin());
          }
    }
    return std::nullopt;
  }

  void collect(const Channels& channels, std::optional<std::size_t> measure) {
    std::map<std::string, std::size_t> label_at, series_at;
    std::vector<std::map<std::size_t, Cell>> cells;
    bool continuous = true;
    const auto add = [&](std::size_t row, const std::string& series, double value) {
      const std::string name = label(row, *channels.axis);
      const auto [at, fresh] = label_at.try_emplace(name, out.labels.size());
      if (fresh) {
        out.labels.push_back(name);
        const auto place = position(row, *channels.axis);
        continuous = continuous && place.has_value();
        out.positions.push_back(place.value_or(0));
      }
      const auto [of, fresh_series] = series_at.try_emplace(series, out.series.size());
      if (fresh_series) {
        out.series.push_back(series);
        cells.emplace_back();
      }
      cells[of->second][at->second].add(value);
    };
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      for (const std::size_t index : folded)
        if (const auto value = number(row, index))
          add(row, printable(shape.columns[index].title), *value);
      if (!folded.empty())
        continue;
      const std::string series = channels.series ? label(row, *channels.series) : "";
      if (channels.aggregate == "count")
        add(row, series, 1);
      else if (const auto value = number(row, *measure))
        add(row, series, *value);
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
    } else if (bars || out.kind == ChartKind::grouped_bar || out.kind == ChartKind::stacked_bar) {
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return total(a) > total(b); });
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

} // namespace lumen::chart::terminal

// Sentences on a measure over time, on two groupings crossed, and on many points or values.
#include "data/column_name.hpp"
#include "data/grain.hpp"
#include "narrate/sentences.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <numeric>

namespace lumen::narrate {

namespace {

using Style = Teller::Style;

// Rows in the order of time: numbers by size, texts by the numbers in them. NULL times are left out.
std::vector<std::size_t> by_time(const data::Table& table, std::size_t time, std::size_t measure) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    if (!data::is_null(table.rows[i][time]) &&
        data::number(table.rows[i][measure], table.columns[measure].type))
      rows.push_back(i);
  const data::Type type = table.columns[time].type;
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    if (data::is_numeric(type))
      return number_at(table, a, time) < number_at(table, b, time);
    return data::earlier(data::plain(table.rows[a][time], type), data::plain(table.rows[b][time], type));
  });
  return rows;
}

class Series {
public:
  Series(const Telling& telling, std::size_t measure_)
      : t(telling), say(telling.teller), measure(measure_), time(*telling.subject.time),
        rows(by_time(t.table, time, measure)) {}

  Sentences tell() {
    if (rows.size() < 2)
      return {};
    find_extremes();
    trend();
    const bool steady = monotone();
    if (!steady)
      extremes();
    steps();
    whole();
    return std::move(out);
  }

private:
  const Telling& t;
  const Teller& say;
  std::size_t measure, time;
  std::vector<std::size_t> rows; // in time
  std::size_t high = 0, low = 0; // places in `rows`
  bool high_alone = true, low_alone = true;
  Sentences out;

  double value(std::size_t place) const { return number_at(t.table, rows[place], measure); }
  std::string amount(std::size_t place) const { return say.value(rows[place], measure); }
  std::string when(std::size_t place) const { return say.when(rows[place], time); }
  std::string row(std::size_t place) const { return Teller::row_number(rows[place]); }
  const std::string& key() const { return say.key(measure); }
  std::size_t end() const { return rows.size() - 1; }
  void add(int interest, std::string text) { out.push_back({interest, std::move(text)}); }

  void find_extremes() {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (value(i) > value(high))
        high = i, high_alone = true;
      else if (value(i) == value(high))
        high_alone = false;
      if (value(i) < value(low))
        low = i, low_alone = true;
      else if (value(i) == value(low))
        low_alone = false;
    }
  }

  Teller::Values from_to() const {
    return {{"Measure", say.measure_first(measure)},
            {"from", amount(0)},
            {"start", when(0)},
            {"to", amount(end())},
            {"end", when(end())}};
  }

  void trend() {
    const double first = value(0), latest = value(end());
    Teller::Values values = from_to();
    const double span = value(high) - value(low);
    // Level where the ends differ by little against what happened between.
    const bool level = latest == first || (std::fabs(latest - first) < 0.02 * std::fabs(first)) ||
                       (span > 0 && std::fabs(latest - first) < 0.03 * span);
    if (level)
      return add(95, say.say(Phrase::level, values));
    const std::string& name = t.table.columns[measure].name;
    const bool comparable =
        first > 0 && latest >= 0 && !data::names_percentage(name) && !data::names_degrees(name);
    if (latest < first) {
      const auto decline =
          comparable ? say.formula("decline", {row(0), row(end()), key()}, Style::percent) : std::nullopt;
      if (decline)
        values["decline"] = *decline;
      return add(95, say.say(decline ? Phrase::fell : Phrase::fell_plain, values));
    }
    if (comparable && latest / first >= 3) {
      const auto ratio = say.formula("ratio", {row(end()), row(0), key()}, Style::ratio);
      if (ratio) {
        values["ratio"] = *ratio;
        return add(95, say.say(Phrase::rose_times, values));
      }
    }
    const auto growth =
        comparable ? say.formula("growth", {row(0), row(end()), key()}, Style::percent) : std::nullopt;
    if (growth)
      values["growth"] = *growth;
    add(95, say.say(growth ? Phrase::rose : Phrase::rose_plain, values));
  }

  bool monotone() {
    if (rows.size() < 4)
      return false;
    bool up = true, down = true;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      up = up && value(i) > value(i - 1);
      down = down && value(i) < value(i - 1);
    }
    if (up)
      add(70, say.say(Phrase::rises_each, {}));
    if (down)
      add(70, say.say(Phrase::falls_each, {}));
    return up || down;
  }

  // Ends of the series were told already.
  void extremes() {
    const auto inside = [&](std::size_t place) { return place != 0 && place != end(); };
    const bool peak = high_alone && inside(high), trough = low_alone && inside(low);
    if (peak && trough)
      add(85,
          say.say(
              Phrase::peak_and_trough,
              {{"value", amount(high)}, {"when", when(high)}, {"other", amount(low)}, {"then", when(low)}}));
    else if (peak)
      add(80, say.say(Phrase::peak, {{"value", amount(high)}, {"when", when(high)}}));
    else if (trough)
      add(80, say.say(Phrase::trough, {{"value", amount(low)}, {"when", when(low)}}));
  }

  // Where a point stands in time, in days or in numbers; nothing for texts that name periods.
  std::optional<double> position(std::size_t place) const {
    const data::Type type = t.table.columns[time].type;
    if (data::is_numeric(type))
      return number_at(t.table, rows[place], time);
    const std::string iso = data::plain(t.table.rows[rows[place]][time], type);
    int year = 0;
    unsigned month = 0, day = 0;
    if (!data::is_temporal(type) || std::sscanf(iso.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3)
      return std::nullopt;
    const std::chrono::sys_days days(std::chrono::year(year) / std::chrono::month(month) /
                                     std::chrono::day(day));
    return static_cast<double>(days.time_since_epoch().count());
  }

  // Steps over unlike spans don't compare: of five years and of one, over a gap of days.
  bool even_steps() const {
    double shortest = std::numeric_limits<double>::infinity(), longest = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const auto before = position(i - 1), here = position(i);
      if (!before || !here || *here == *before)
        return true; // no spans to compare: names of periods, or several points a day
      shortest = std::min(shortest, *here - *before);
      longest = std::max(longest, *here - *before);
    }
    return longest <= 1.5 * shortest;
  }

  void steps() {
    if (rows.size() < 5 || !even_steps())
      return;
    std::size_t best = 1;
    bool alone = true;
    for (std::size_t i = 2; i < rows.size(); ++i) {
      const double step = std::fabs(value(i) - value(i - 1)), most = std::fabs(value(best) - value(best - 1));
      if (step > most)
        best = i, alone = true;
      else if (step == most)
        alone = false;
    }
    const double step = value(best) - value(best - 1), span = value(high) - value(low);
    if (!alone || span <= 0 || std::fabs(step) < 0.3 * span)
      return;
    const bool up = step > 0;
    const data::Percentage percentage = say.percentage(measure);
    if (percentage == data::Percentage::fraction)
      return; // no number of percentage points would be read right from fractions
    const bool points = percentage == data::Percentage::hundred;
    const auto gap = say.formula("difference", {row(up ? best : best - 1), row(up ? best - 1 : best), key()},
                                 points ? Style::points : Style::amount, measure);
    const Phrase phrase = up ? (points ? Phrase::sharpest_rise_points : Phrase::sharpest_rise)
                             : (points ? Phrase::sharpest_fall_points : Phrase::sharpest_fall);
    if (gap)
      add(60, say.say(phrase, {{"when", when(best)}, {"difference", *gap}}));
  }

  void whole() {
    if (rows.size() < 3)
      return;
    const auto average = say.formula("average", {key()}, Style::amount, measure);
    if (!average)
      return;
    // What has no date doesn't belong to the period.
    const bool dated = rows.size() == ranked(t.table, measure).size();
    const auto total = dated && t.whole() && additive(t.table, t.intent, measure)
                           ? say.formula("total", {key()}, Style::amount, measure)
                           : std::nullopt;
    if (total)
      add(50, say.say(Phrase::period_total, {{"total", *total}, {"average", *average}}));
  }
};

// Two groupings crossed: who leads over all, how the leader moved, the highest and lowest cell.
class Grid {
public:
  explicit Grid(const Telling& telling)
      : t(telling), say(telling.teller), measure(telling.subject.measures.front()),
        label(*telling.subject.label), time(*telling.subject.time), order(ranked(telling.table, measure)) {}

  Sentences tell() {
    if (order.size() < 2)
      return {};
    if (t.limited())
      return limited();
    if (t.whole() && additive(t.table, t.intent, measure) && number_at(t.table, order.back(), measure) >= 0)
      sums();
    else if (number_at(t.table, order.front(), measure) > number_at(t.table, order.back(), measure))
      highest_and_lowest();
    return std::move(out);
  }

private:
  const Telling& t;
  const Teller& say;
  std::size_t measure, label, time;
  std::vector<std::size_t> order;
  Sentences out;

  void add(int interest, std::string text) { out.push_back({interest, std::move(text)}); }

  // Of the rows that a limit left only the first is known to be first of all.
  Sentences limited() {
    const auto ends = [&](std::size_t one, std::size_t next) {
      return number_at(t.table, order[one], measure) != number_at(t.table, order[next], measure);
    };
    if (t.first_by(measure, true) && ends(0, 1))
      cell(Phrase::cell_highest, order.front(), 80);
    else if (t.first_by(measure, false) && ends(order.size() - 1, order.size() - 2))
      cell(Phrase::cell_lowest, order.back(), 80);
    return out.empty() ? tell_listing(t) : std::move(out);
  }

  struct Group {
    std::size_t first = 0; // a row of it
    std::size_t rows = 0;
    long double sum = 0;
  };

  std::vector<Group> groups() const {
    std::map<std::string, Group> by_name;
    for (const std::size_t row : order) {
      const data::Value& value = t.table.rows[row][label];
      const std::string name =
          data::is_null(value) ? std::string("\0", 1) : data::plain(value, t.table.columns[label].type);
      auto [place, fresh] = by_name.try_emplace(name);
      if (fresh || row < place->second.first)
        place->second.first = row;
      ++place->second.rows;
      place->second.sum += number_at(t.table, row, measure);
    }
    std::vector<Group> out_groups;
    out_groups.reserve(by_name.size());
    for (const auto& [name, group] : by_name)
      out_groups.push_back(group);
    std::stable_sort(out_groups.begin(), out_groups.end(),
                     [](const Group& a, const Group& b) { return a.sum > b.sum; });
    return out_groups;
  }

  void sums() {
    const std::vector<Group> all = groups();
    const bool highest_alone = number_at(t.table, order[0], measure) > number_at(t.table, order[1], measure);
    if (all.size() < 2 || all[0].sum == all[1].sum) {
      if (highest_alone)
        cell(Phrase::cell_highest, order.front(), 80);
      return;
    }
    const auto arguments = [&](const Group& group) {
      return std::vector<std::string>{Teller::row_number(group.first), say.key(label), say.key(measure)};
    };
    const auto sum = say.formula("group", arguments(all[0]), Style::amount, measure);
    const auto share = say.formula("groupshare", arguments(all[0]), Style::percent);
    if (sum && share)
      add(95, say.say(Phrase::series_leader,
                      {{"label", say.label(all[0].first, label)}, {"value", *sum}, {"share", *share}}));
    if (all.size() >= 3 && all.back().sum < all[all.size() - 2].sum) {
      const auto least = say.formula("group", arguments(all.back()), Style::amount, measure);
      if (least)
        add(70,
            say.say(Phrase::series_last, {{"label", say.label(all.back().first, label)}, {"value", *least}}));
    }
    leader_over_time(all[0]);
    if (highest_alone)
      cell(Phrase::cell_highest, order.front(), 65);
  }

  void leader_over_time(const Group& leader) {
    if (!data::is_temporal(t.table.columns[time].type) && !data::names_year(t.table.columns[time].name))
      return;
    std::vector<std::size_t> rows;
    const std::string name = data::plain(t.table.rows[leader.first][label], t.table.columns[label].type);
    for (const std::size_t row : by_time(t.table, time, measure))
      if (data::plain(t.table.rows[row][label], t.table.columns[label].type) == name &&
          data::is_null(t.table.rows[row][label]) == data::is_null(t.table.rows[leader.first][label]))
        rows.push_back(row);
    if (rows.size() < 2)
      return;
    const double first = number_at(t.table, rows.front(), measure),
                 latest = number_at(t.table, rows.back(), measure);
    if (first == latest)
      return;
    add(75, say.say(latest > first ? Phrase::leader_rose : Phrase::leader_fell,
                    {{"label", say.label(leader.first, label)},
                     {"from", say.value(rows.front(), measure)},
                     {"start", say.when(rows.front(), time)},
                     {"to", say.value(rows.back(), measure)},
                     {"end", say.when(rows.back(), time)}}));
  }

  void cell(Phrase phrase, std::size_t row, int interest) {
    add(interest, say.say(phrase, {{"value", say.value(row, measure)},
                                   {"label", say.label(row, label)},
                                   {"other", say.date(row, time)}}));
  }

  void highest_and_lowest() {
    const std::size_t high = order.front(), low = order.back();
    const auto same = [&](std::size_t a, std::size_t b) {
      return number_at(t.table, order[a], measure) == number_at(t.table, order[b], measure);
    };
    const bool high_alone = !same(0, 1), low_alone = !same(order.size() - 1, order.size() - 2);
    if (high_alone && !low_alone)
      return cell(Phrase::cell_highest, high, 80);
    if (low_alone && !high_alone)
      return cell(Phrase::cell_lowest, low, 80);
    if (high_alone)
      add(95, say.say(Phrase::series_leader_highest, {{"measure", say.measure(measure)},
                                                      {"value", say.value(high, measure)},
                                                      {"label", say.label(high, label)},
                                                      {"other", say.date(high, time)},
                                                      {"low", say.value(low, measure)},
                                                      {"lowlabel", say.label(low, label)},
                                                      {"lowother", say.date(low, time)}}));
  }
};

void add_range(const Telling& t, std::size_t measure, Sentences& out) {
  const std::string& key = t.teller.key(measure);
  const auto low = t.teller.formula("minimum", {key}, Style::amount, measure),
             high = t.teller.formula("maximum", {key}, Style::amount, measure),
             median = t.teller.formula("median", {key}, Style::amount, measure);
  if (low && high && median)
    out.push_back({80, t.teller.say(Phrase::range, {{"Measure", t.teller.measure_first(measure)},
                                                    {"low", *low},
                                                    {"high", *high},
                                                    {"median", *median}})});
}

} // namespace

Sentences tell_series(const Telling& telling) {
  Sentences out = Series(telling, telling.subject.measures.front()).tell();
  if (telling.subject.measures.size() < 2)
    return out;
  // A second measure gets its trend.
  Sentences second = Series(telling, telling.subject.measures[1]).tell();
  if (!second.empty())
    out.push_back({82, std::move(second.front().text)});
  return out;
}

Sentences tell_grid(const Telling& telling) {
  Sentences out = Grid(telling).tell();
  return out.empty() ? tell_listing(telling) : out;
}

Sentences tell_points(const Telling& telling) {
  if (telling.limited())
    return tell_listing(telling);
  const std::size_t x = telling.subject.measures[0], y = telling.subject.measures[1];
  const Teller& teller = telling.teller;
  Sentences out;
  const std::vector<std::string> arguments{teller.key(x), teller.key(y)};
  const auto value = teller.compute("correlation", arguments);
  const auto text = teller.formula("correlation", arguments, Style::correlation);
  if (value && text && (std::fabs(*value) >= 0.5 || std::fabs(*value) < 0.1)) {
    const Phrase phrase = std::fabs(*value) < 0.1 ? Phrase::no_relation
                          : *value > 0            ? Phrase::rise_together
                                                  : Phrase::opposed;
    out.push_back({90, teller.say(phrase, {{"Measure", teller.measure_first(x)},
                                           {"measure", teller.measure(x)},
                                           {"other", teller.measure(y)},
                                           {"value", *text}})});
  }
  add_range(telling, x, out);
  add_range(telling, y, out);
  return out;
}

Sentences tell_values(const Telling& telling) {
  if (telling.limited())
    return tell_listing(telling);
  const std::size_t measure = telling.subject.measures.front();
  const std::string& key = telling.teller.key(measure);
  Sentences out;
  add_range(telling, measure, out);
  if (telling.table.rows.size() >= 12) {
    const auto low = telling.teller.formula("quantile", {"25", key}, Style::amount, measure);
    const auto high = telling.teller.formula("quantile", {"75", key}, Style::amount, measure);
    if (low && high)
      out.push_back({70, telling.teller.say(Phrase::middle_half, {{"low", *low}, {"high", *high}})});
  }
  const auto average = telling.teller.formula("average", {key}, Style::amount, measure);
  if (average)
    out.push_back({60, telling.teller.say(Phrase::average, {{"average", *average}})});
  return out;
}

} // namespace lumen::narrate

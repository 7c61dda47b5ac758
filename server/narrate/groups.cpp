// Sentences on single values and on groups compared by a measure.
#include "data/column_name.hpp"
#include "narrate/sentences.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::narrate {

namespace {

using Style = Teller::Style;

// One result of groups, looked at by its first measure.
class Groups {
public:
  explicit Groups(const Telling& telling)
      : t(telling), say(telling.teller), measure(telling.subject.measures.front()),
        label(*telling.subject.label), order(ranked(telling.table, measure)) {}

  Sentences tell() {
    if (order.empty())
      return {};
    if (t.limited())
      return limited();
    if (order.size() == 1) {
      add(60, say.say(Phrase::leader_highest, {{"label", say.label(order[0], label)},
                                               {"measure", say.measure(measure)},
                                               {"value", say.value(order[0], measure)}}));
      return out;
    }
    if (value(0) == value(order.size() - 1)) {
      all_equal();
    } else if (lowest_first() || value(0) < 0) { // of losses the largest
      lowest();
    } else {
      leader();
      runner_up();
      concentration();
      last();
    }
    spread();
    total();
    second_measure();
    missing();
    return out;
  }

private:
  const Telling& t;
  const Teller& say;
  std::size_t measure, label;
  std::vector<std::size_t> order; // rows, largest first
  Sentences out;

  double value(std::size_t place) const { return number_at(t.table, order[place], measure); }
  std::string row(std::size_t place) const { return Teller::row_number(order[place]); }
  std::string name(std::size_t place) const { return say.label(order[place], label); }
  std::string amount(std::size_t place) const { return say.value(order[place], measure); }
  const std::string& key() const { return say.key(measure); }
  bool sums() const {
    return additive(t.table, t.intent, measure) && value(order.size() - 1) >= 0 && value(0) > 0;
  }
  void add(int interest, std::string text) { out.push_back({interest, std::move(text)}); }

  // A ranking whose first row is the smallest asks for the smallest.
  bool lowest_first() const {
    if (!t.intent.ranking || order.size() < 2)
      return false;
    const double first = number_at(t.table, 0, measure);
    return !std::isnan(first) && first == value(order.size() - 1) &&
           first < number_at(t.table, t.table.rows.size() - 1, measure);
  }

  // Only what the SQL's order vouches for is said of more than the rows shown; the rest names them.
  Sentences limited() {
    const bool highest = t.first_by(measure, true), lowest_rows = t.first_by(measure, false);
    if (order.size() > 1 && value(0) == value(order.size() - 1)) {
      all_equal();
      return out;
    }
    if (highest) {
      leader_shown(Phrase::leader_highest, 0, 1);
      if (order.size() > 1)
        runner_up();
    } else if (lowest_rows) {
      lowest();
    } else {
      leader_shown(lowest_first() ? Phrase::leader_lowest_shown : Phrase::leader_highest_shown,
                   lowest_first() ? order.size() - 1 : 0, lowest_first() ? order.size() - 2 : 1);
    }
    return out;
  }

  // The row at that place by itself, unless the one beside it is its equal.
  void leader_shown(Phrase phrase, std::size_t place, std::size_t beside) {
    if (order.size() == 1) {
      if (phrase == Phrase::leader_highest || phrase == Phrase::leader_lowest)
        add(95, of_place(phrase, place));
      return;
    }
    if (value(place) != value(beside))
      return add(95, of_place(phrase, place));
    if (phrase == Phrase::leader_highest && order.size() > 2 && value(beside) > value(beside + 1))
      add(90, say.say(Phrase::shared_lead,
                      {{"label", name(place)}, {"other", name(beside)}, {"value", amount(place)}}));
  }

  std::string of_place(Phrase phrase, std::size_t place) const {
    const auto count = say.formula("count", {key()}, Style::count);
    return say.say(phrase, {{"label", name(place)},
                            {"measure", say.measure(measure)},
                            {"value", amount(place)},
                            {"count", count.value_or("")}});
  }

  void all_equal() {
    const auto count = say.formula("count", {key()}, Style::count);
    if (count)
      add(90, say.say(t.limited() ? Phrase::all_equal_shown : Phrase::all_equal,
                      {{"count", *count}, {"measure", say.measure(measure)}, {"value", amount(0)}}));
  }

  void leader() {
    if (value(0) == value(1)) {
      if (order.size() == 2 || value(1) > value(2))
        add(90, say.say(Phrase::shared_lead, {{"label", name(0)}, {"other", name(1)}, {"value", amount(0)}}));
      return;
    }
    if (sums()) {
      const auto share = say.formula("share", {row(0), key()}, Style::percent);
      const auto count = say.formula("count", {key()}, Style::count);
      if (share && count) {
        const Phrase phrase = t.whole() ? Phrase::leader_share : Phrase::leader_share_shown;
        add(95, say.say(phrase,
                        {{"label", name(0)}, {"value", amount(0)}, {"share", *share}, {"count", *count}}));
        return;
      }
    }
    add(95, say.say(Phrase::leader_highest,
                    {{"label", name(0)}, {"measure", say.measure(measure)}, {"value", amount(0)}}));
  }

  void runner_up() {
    const bool clear = value(0) > value(1) && (order.size() == 2 || value(1) > value(2));
    if (!clear)
      return;
    const bool times_mean = !data::names_degrees(t.table.columns[measure].name);
    const double ratio = times_mean && value(1) > 0 ? value(0) / value(1) : 0;
    if (ratio >= 1.5) {
      const auto times = say.formula("ratio", {row(0), row(1), key()}, Style::ratio);
      if (times)
        add(80,
            say.say(Phrase::runner_up_times, {{"ratio", *times}, {"label", name(1)}, {"value", amount(1)}}));
      return;
    }
    add(75, follower(1, Phrase::runner_up, Phrase::runner_up_points, {row(0), row(1), key()}));
  }

  // What comes next, and how far off it is. Between percentages lie percentage points; between fractions
  // shown as percentages no number would be read right.
  std::string follower(std::size_t place, Phrase phrase, Phrase points,
                       const std::vector<std::string>& difference) const {
    Teller::Values values{{"label", name(place)}, {"value", amount(place)}};
    const data::Percentage percentage = say.percentage(measure);
    if (percentage == data::Percentage::fraction)
      return say.say(Phrase::follows, values);
    const bool in_points = percentage == data::Percentage::hundred;
    const auto gap =
        say.formula("difference", difference, in_points ? Style::points : Style::amount, measure);
    if (!gap)
      return say.say(Phrase::follows, values);
    values["difference"] = *gap;
    return say.say(in_points ? points : phrase, values);
  }

  void lowest() {
    const std::size_t end = order.size() - 1;
    if (order.size() > 1 && value(end) == value(end - 1))
      return; // one of several
    add(95, say.say(Phrase::leader_lowest,
                    {{"label", name(end)}, {"measure", say.measure(measure)}, {"value", amount(end)}}));
    if (order.size() < 2 || (order.size() > 2 && value(end - 1) == value(end - 2)))
      return;
    add(75, follower(end - 1, Phrase::runner_up_lowest, Phrase::runner_up_lowest_points,
                     {row(end - 1), row(end), key()}));
  }

  void last() {
    const std::size_t end = order.size() - 1;
    if (order.size() < 4 || value(end) == value(end - 1))
      return;
    add(50, say.say(Phrase::last, {{"label", name(end)}, {"value", amount(end)}}));
  }

  void concentration() {
    if (!sums() || order.size() < 7 || !t.whole())
      return;
    const auto part = say.compute("top", {"3", key()});
    if (!part || *part < 0.5)
      return;
    const auto share = say.formula("top", {"3", key()}, Style::percent);
    if (share)
      add(70, say.say(Phrase::top_three, {{"share", *share}}));
  }

  void spread() {
    const std::size_t end = order.size() - 1;
    if (order.size() < 3 || value(end) <= 0 || value(0) == value(end) || value(0) / value(end) > 1.1)
      return;
    add(60, say.say(Phrase::close_together, {{"low", amount(end)}, {"high", amount(0)}}));
  }

  void total() {
    if (order.size() < 3)
      return;
    if (sums()) {
      const auto count = say.formula("count", {key()}, Style::count);
      const auto sum = say.formula("total", {key()}, Style::amount, measure);
      if (count && sum)
        add(55, say.say(Phrase::total, {{"count", *count}, {"total", *sum}}));
    }
  }

  // Where another measure has another leader, that is news.
  void second_measure() {
    if (t.subject.measures.size() < 2)
      return;
    const std::size_t other = t.subject.measures[1];
    const std::vector<std::size_t> by_other = ranked(t.table, other);
    if (by_other.size() < 2 || by_other[0] == order[0])
      return;
    if (number_at(t.table, by_other[0], other) == number_at(t.table, by_other[1], other))
      return;
    add(65, say.say(Phrase::next_measure, {{"measure", say.measure(other)},
                                           {"label", say.label(by_other[0], label)},
                                           {"value", say.value(by_other[0], other)}}));
  }

  void missing() {
    // NaN and infinity aren't told, but neither are they missing.
    const auto missing_rows = say.compute("missing", {key()});
    if (!missing_rows || *missing_rows == 0)
      return;
    const auto count = say.formula("missing", {key()}, Style::count);
    if (count)
      add(45, say.say(Phrase::without_value, {{"count", *count}, {"measure", say.measure(measure)}}));
  }
};

} // namespace

std::vector<std::size_t> ranked(const data::Table& table, std::size_t column) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    if (data::number(table.rows[i][column], table.columns[column].type))
      order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return number_at(table, a, column) > number_at(table, b, column);
  });
  return order;
}

double number_at(const data::Table& table, std::size_t row, std::size_t column) {
  return data::number(table.rows[row][column], table.columns[column].type).value_or(std::nan(""));
}

Sentences tell_groups(const Telling& telling) {
  Sentences out = Groups(telling).tell();
  return out.empty() ? tell_listing(telling) : out;
}

Sentences tell_single(const Telling& telling) {
  const Subject& subject = telling.subject;
  const Teller& teller = telling.teller;
  if (subject.measures.empty()) {
    // One value that is no number: a name, a date, or NULL.
    const std::string measure = teller.measure_first(0);
    if (data::is_null(telling.table.rows[0][0]))
      return {{90, teller.say(Phrase::single_null, {{"Measure", measure}})}};
    return {{90, teller.say(Phrase::single, {{"Measure", measure}, {"value", teller.label(0, 0)}})}};
  }
  if (subject.label) {
    std::string items;
    for (const std::size_t measure : subject.measures) {
      if (!items.empty())
        items += ", ";
      items += teller.say(Phrase::single_item,
                          {{"measure", teller.measure(measure)}, {"value", teller.value(0, measure)}});
    }
    return {
        {90, teller.say(Phrase::single_row, {{"label", teller.label(0, *subject.label)}, {"items", items}})}};
  }
  Sentences out;
  for (const std::size_t measure : subject.measures) {
    const Teller::Values values{{"Measure", teller.measure_first(measure)},
                                {"value", teller.value(0, measure)}};
    if (!subject.time) {
      out.push_back({90, teller.say(Phrase::single, values)});
      continue;
    }
    Teller::Values with_time = values;
    with_time["when"] = teller.when(0, *subject.time);
    out.push_back({90, teller.say(Phrase::single_time, with_time)});
  }
  return out;
}

Sentences tell_listing(const Telling& telling) {
  if (telling.table.cut)
    return {};
  if (telling.table.rows.size() == 1)
    return {{50, telling.teller.say(Phrase::listing_one, {})}};
  const auto count = telling.teller.formula("rows", {}, Style::count);
  if (!count)
    return {};
  return {{50, telling.teller.say(Phrase::listing, {{"count", *count}})}};
}

} // namespace lumen::narrate

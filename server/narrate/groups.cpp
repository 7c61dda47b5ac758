// Sentences on single values and on groups compared by a measure.
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
    if (order.size() == 1) {
      add(60, say.say(Phrase::leader_highest, {{"label", say.label(order[0], label)},
                                               {"measure", say.measure(measure)},
                                               {"value", say.value(order[0], measure)}}));
      return out;
    }
    if (value(0) == value(order.size() - 1)) {
      all_equal();
    } else if (lowest_first()) {
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
    return !t.table.cut && additive(t.table, t.intent, measure) && value(order.size() - 1) >= 0 &&
           value(0) > 0;
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

  // A ranking of a round number of rows is most likely the top of more: a share of all of them is not of the
  // whole.
  bool likely_limited() const {
    const std::size_t rows = t.table.rows.size();
    return t.intent.ranking && (rows % 5 == 0 || rows == 3);
  }

  void all_equal() {
    const auto count = say.formula("count", {key()}, Style::count);
    if (count)
      add(90, say.say(Phrase::all_equal,
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
        const Phrase phrase = likely_limited() ? Phrase::leader_share_shown : Phrase::leader_share;
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
    const double ratio = value(1) > 0 ? value(0) / value(1) : 0;
    if (ratio >= 1.5) {
      const auto times = say.formula("ratio", {row(0), row(1), key()}, Style::ratio);
      if (times)
        add(80,
            say.say(Phrase::runner_up_times, {{"ratio", *times}, {"label", name(1)}, {"value", amount(1)}}));
      return;
    }
    const auto gap = say.formula("difference", {row(0), row(1), key()}, Style::amount, measure);
    if (gap)
      add(75, say.say(Phrase::runner_up, {{"label", name(1)}, {"value", amount(1)}, {"difference", *gap}}));
  }

  void lowest() {
    const std::size_t end = order.size() - 1;
    if (value(end) == value(end - 1)) {
      add(80, say.say(Phrase::leader_lowest,
                      {{"label", name(end)}, {"measure", say.measure(measure)}, {"value", amount(end)}}));
      return;
    }
    add(95, say.say(Phrase::leader_lowest,
                    {{"label", name(end)}, {"measure", say.measure(measure)}, {"value", amount(end)}}));
    if (order.size() > 2 && value(end - 1) == value(end - 2))
      return;
    const auto gap = say.formula("difference", {row(end - 1), row(end), key()}, Style::amount, measure);
    if (gap)
      add(75, say.say(Phrase::runner_up_lowest,
                      {{"label", name(end - 1)}, {"value", amount(end - 1)}, {"difference", *gap}}));
  }

  void last() {
    const std::size_t end = order.size() - 1;
    if (order.size() < 4 || value(end) == value(end - 1) || likely_limited())
      return;
    add(50, say.say(Phrase::last, {{"label", name(end)}, {"value", amount(end)}}));
  }

  void concentration() {
    if (!sums() || order.size() < 7 || likely_limited())
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
    if (sums() && !likely_limited()) {
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
    if (order.size() == t.table.rows.size())
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
  return Groups(telling).tell();
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

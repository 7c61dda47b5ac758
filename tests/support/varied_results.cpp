// All varied results, in one list.
#include "support/varied_results.hpp"

#include <utility>

namespace lumen::test {

void VariedList::add(std::string name, data::ChartKind chart, std::string why, data::Table table,
                     data::Intent intent) {
  Varied one;
  one.name = std::move(name);
  one.table = std::move(table);
  one.intent = std::move(intent);
  one.chart = chart;
  one.why = std::move(why);
  all_.push_back(std::move(one));
}

std::vector<Varied> varied_results() {
  static const VariedList list = [] {
    VariedList out;
    add_rows(out);
    add_groups(out);
    add_courses(out);
    return out;
  }();
  return list.all();
}

std::vector<Sample> all_results() {
  std::vector<Sample> out = samples();
  for (const Varied& one : varied_results())
    out.push_back(one);
  return out;
}

} // namespace lumen::test

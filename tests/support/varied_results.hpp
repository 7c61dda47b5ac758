// Results as varied as those of real databases, each with the chart that an analyst expects of it and why.
// Tests of charts, pictures, drawings and findings run over all of them, and tests/e2e/vega renders each
// chart.
//
// Reasons name their source: C&M (Cleveland and McGill, Graphical Perception, 1984: position and length are
// read best, then angle, area and shade), APT (Mackinlay, Automating the Design of Graphical Presentations,
// 1986: a chart says all facts and only them), Show Me (Mackinlay, Hanrahan and Stolte, 2007: kinds by number
// and role of columns), Draco (Moritz et al., 2018: weighed rules), Few (Show Me the Numbers, 2012: tables
// and charts at work).
#pragma once

#include "support/sample_results.hpp"

#include <string>
#include <vector>

namespace lumen::test {

struct Varied : Sample {
  data::ChartKind chart = data::ChartKind::none; ///< what an analyst expects; none: the table alone
  std::string why;
};

std::vector<Varied> varied_results();
/// Samples and varied results together.
std::vector<Sample> all_results();

/// What the families are gathered in.
class VariedList {
public:
  void add(std::string name, data::ChartKind chart, std::string why, data::Table table,
           data::Intent intent = {});
  const std::vector<Varied>& all() const { return all_; }

private:
  std::vector<Varied> all_;
};

void add_rows(VariedList& list);    ///< one row, records, points, single columns
void add_groups(VariedList& list);  ///< one grouping and two
void add_courses(VariedList& list); ///< time

} // namespace lumen::test

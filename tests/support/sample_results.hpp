// Results for charts and findings: at least one for each row of the table of shapes in docs/charts.md.
#pragma once

#include "data/intent.hpp"
#include "support/tables.hpp"

#include <string>
#include <vector>

namespace lumen::test {

struct Sample {
  std::string name;
  data::Table table;
  data::Intent intent;
};

/// All of them, by name. Every chart test and the check against the real Vega-Lite runs over these.
std::vector<Sample> samples();
const data::Table& sample(const std::string& name);

} // namespace lumen::test

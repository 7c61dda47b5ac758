// Orders that people expect and no sort by letters gives: months, weekdays, bands, sizes, grades of more and
// less.
#pragma once

#include <string>
#include <vector>

namespace lumen::chart {

/// These distinct values in their natural order, or nothing when they have none. Months and weekdays are
/// known in en, nl, fr, de and sv, long and short; bands are texts that begin with a number: "0-9", "10-19",
/// "65+", "< 5".
std::vector<std::string> natural_order(const std::vector<std::string>& values);

} // namespace lumen::chart

// How coarse a column of dates is: charts choose their axis by it and sentences their words.
#pragma once

#include <string>
#include <vector>

namespace lumen::data {

/// The coarsest unit in which these different dates (ISO texts, also months as "2024-01") are whole: year,
/// quarter, month, day, hour; "" for finer ones. Fewer than three are never quarters, a single one no year.
std::string grain_of(const std::vector<std::string>& dates);

} // namespace lumen::data

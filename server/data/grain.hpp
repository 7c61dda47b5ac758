// How coarse a column of dates is: charts choose their axis by it and sentences their words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lumen::data {

/// The coarsest unit in which these different dates (ISO texts, also months as "2024-01") are whole: year,
/// quarter, month, day, hour; "" for finer ones. Fewer than three are never quarters, a single one no year.
std::string grain_of(const std::vector<std::string>& dates);

/// The order of time of texts that name dates or periods: their numbers by size, so that 2024-W9 comes before
/// 2024-W10 and ISO dates stay in their order.
bool earlier(std::string_view a, std::string_view b);

} // namespace lumen::data

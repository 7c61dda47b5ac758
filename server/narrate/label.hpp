// Values that sentences name: dates by their grain, texts.
#pragma once

#include "data/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::narrate {

/// The grain of a column of dates, found from its values: year, quarter, month, day, hour; "" for finer ones.
std::string grain_of(const data::Table& table, std::size_t column);

/// The date by `grain` for a sentence, escaped; the text itself, escaped, where it is no date or has no
/// grain.
std::string date_text(std::string_view iso, data::Type type, std::string_view grain, std::string_view locale);

/// All texts that a sentence may show for this date, one for each grain; none for what is no date.
std::vector<std::string> date_texts(std::string_view iso, data::Type type, std::string_view locale);

} // namespace lumen::narrate

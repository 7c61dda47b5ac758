#include "data/grain.hpp"

#include <string_view>

namespace lumen::data {

std::string grain_of(const std::vector<std::string>& dates) {
  bool year = dates.size() >= 2, quarter = dates.size() >= 3, month = true, day = true, hour = true;
  for (const std::string_view date : dates) {
    if (date.size() < 7)
      continue;
    const std::string_view number = date.substr(5, 2);
    const bool first_day = date.size() < 10 || date.substr(8, 2) == "01";
    const std::string_view time = date.size() > 11 ? date.substr(11) : std::string_view();
    day = day && (time.empty() || time.substr(0, 8) == "00:00:00");
    month = month && day && first_day;
    quarter = quarter && month && (number == "01" || number == "04" || number == "07" || number == "10");
    year = year && month && number == "01";
    hour = hour && (time.empty() || (time.size() >= 8 && time.substr(3, 5) == "00:00"));
  }
  return year ? "year" : quarter ? "quarter" : month ? "month" : day ? "day" : hour ? "hour" : "";
}

} // namespace lumen::data

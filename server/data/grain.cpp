#include "data/grain.hpp"

#include "base/ascii.hpp"

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

bool earlier(std::string_view a, std::string_view b) {
  const auto digits = [](std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && ascii::is_digit(text[count]))
      ++count;
    return count;
  };
  const auto without_zeros = [](std::string_view number) {
    const std::size_t first = number.find_first_not_of('0');
    return first == std::string_view::npos ? std::string_view() : number.substr(first);
  };
  const std::string_view whole_a = a, whole_b = b;
  while (!a.empty() && !b.empty()) {
    const std::size_t count_a = digits(a), count_b = digits(b);
    if (count_a > 0 && count_b > 0) {
      const std::string_view left = without_zeros(a.substr(0, count_a)),
                             right = without_zeros(b.substr(0, count_b));
      if (left.size() != right.size())
        return left.size() < right.size();
      if (left != right)
        return left < right;
      a.remove_prefix(count_a);
      b.remove_prefix(count_b);
      continue;
    }
    if (a.front() != b.front())
      return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.empty() != b.empty() ? a.empty() : whole_a < whole_b;
}

} // namespace lumen::data

// What a result column's name tells: words for people, a key that is unique in its table, and hints on what
// it holds. Charts and findings read columns by it where nobody said more.
#pragma once

#include "data/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::data {

/// One key per column: its name; name~2 for the second of that name, and so on; "column 3" for a third column
/// without a name. Unique, also where a name looks like such a key. Fields of chart data and links of prose
/// use these.
std::vector<std::string> column_keys(const Table& table);

/// The name's words in lower case, split at marks and at changes of case: "totalAmount (USD)" -> total,
/// amount, usd.
std::vector<std::string> name_words(std::string_view name);

/// The name in words for a title: total_amount -> "Total amount", avg(price) -> "Average of price", orderID
/// -> "Order ID".
std::string humanise(std::string_view name);
/// The same, to stand inside a sentence: "total amount", "order ID".
std::string humanise_inside(std::string_view name);

/// The name is that of a key or code, whose numbers say nothing: id, customer_id, zip, phone.
bool names_identifier(std::string_view name);
/// The name is that of a calendar year: year, release_year, jaar, Jahr.
bool names_year(std::string_view name);
/// The name is that of a repeating part of time (month, weekday, hour, …), whose numbers are an order, not an
/// amount.
bool names_time_part(std::string_view name);
/// The name says no more than that it is a time: at, created_at, timestamp.
bool names_moment(std::string_view name);
/// The name is that of a place in an order: rank, position, row_number.
bool names_rank(std::string_view name);
/// The name is that of a number whose zero is a convention: a temperature, a latitude. Its ratios and
/// percentages mean nothing.
bool names_degrees(std::string_view name);
/// The name is that of a place on earth in degrees: latitude, lat; longitude, lon, lng.
bool names_latitude(std::string_view name);
bool names_longitude(std::string_view name);
/// The name is that of a percentage or share: pct, percent, share, proportion.
bool names_percentage(std::string_view name);

/// How numbers of a percentage are written: 0.34 or 34.
enum class Percentage { none, fraction /* 0..1 */, hundred /* 0..100 */ };
/// By the name and the least and greatest value: a share or proportion within -1..1 is a fraction; a name
/// that says "per cent" means that its 0.9 is 0.9 per cent. Other columns, and amounts beyond 1000, are none.
Percentage percentage_of(std::string_view name, double minimum, double maximum);
/// Sums of the values mean nothing: averages, rates, prices, scores, temperatures, extremes, distinct counts,
/// shares.
bool names_non_additive(std::string_view name);
/// The values are counts of things: count, orders, n, number_of_visits.
bool names_count(std::string_view name);

} // namespace lumen::data

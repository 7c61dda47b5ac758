// What a question wants to see, as far as its wording and its plan tell: the bridge from asking to charts and
// sentences.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::data {

enum class ChartKind {
  automatic,
  none,
  kpi,
  bar,
  grouped_bar,
  stacked_bar,
  line,
  multi_line,
  area,
  scatter,
  histogram,
  heat_map,
  pie,
};

/// What a result column is for. `unknown` lets the reader decide by type, name and values.
enum class ColumnUse { unknown, measure, category, time, identifier, label };

/// What the SQL itself tells of the result that it gives: whether that is all there is, and what its columns
/// may be summed to (sql::read_selection). As it stands here, nothing is known and names decide.
struct Selection {
  bool limited = false;     ///< LIMIT and its like, or the fetch limit, may have left rows out
  bool some_groups = false; ///< HAVING left groups out: what is shown need not be the whole
  /// The rows come in the order of this column, and those that a limit left out come after them.
  std::optional<std::size_t> ordered_by{};
  bool descending = false;
  std::string grain{}; ///< of date_trunc where all agree, "month": a guess from some rows may err
  /// Per column: sums over its rows mean something. Empty when nothing is known.
  std::vector<bool> additive{};
};

struct Intent {
  ChartKind chart = ChartKind::automatic; ///< named in the question
  bool trend = false;                     ///< "over time", "by month", growth
  bool share = false;                     ///< "share of", "proportion", "percentage of total"
  bool comparison = false;                ///< "compare", "versus"
  bool distribution = false;              ///< "distribution", "spread", "histogram"
  bool ranking = false;                   ///< "top", "most", ordered by the measure
  bool records = false;                   ///< lists things rather than aggregates
  std::string grain{};                    ///< "year", "quarter", "month", "week", "day", "hour" or empty
  bool additive = true;                   ///< the measure may be summed over the categories shown
  std::vector<ColumnUse> uses{};          ///< one per result column, or empty when not known
  Selection selection{};                  ///< of the SQL that was run
};

/// Sums over the column of that index and name mean something, as far as intent, SQL and name tell.
bool additive(const Intent& intent, std::size_t column, std::string_view name);

std::string_view name(ChartKind kind);                      ///< "grouped bar", …
std::optional<ChartKind> chart_kind(std::string_view name); ///< the kind of that name, spaces or underscores

} // namespace lumen::data

// What every engine that understands questions takes and gives: the embedded parser today, language models
// beside it.
#pragma once

#include "base/result.hpp"
#include "catalog/schema.hpp"
#include "data/intent.hpp"
#include "sql/dialect.hpp"
#include "text/position.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

namespace lumen::ask {

/// One earlier step of the thread, oldest first.
struct Turn {
  std::string question;
  std::string sql;
  std::string cell; ///< its name, or empty
};

/// Finds values of the data that a question names. Implementations are immutable and thread-safe.
class ValueIndex {
public:
  virtual ~ValueIndex() = default;
  struct Hit {
    std::string table; ///< "schema.table" as Schema::find takes it
    std::string column;
    std::string value; ///< as it stands in the data
    double grade = 0;  ///< 1 exact, below for folded case, stem or edit distance
  };
  /// `phrase` is words of the question joined by single spaces.
  virtual std::vector<Hit> find(std::string_view phrase) const = 0;
};

struct Request {
  std::string question;
  std::vector<Turn> history;                ///< at most the last five turns
  catalog::SchemaPtr schema;                ///< enriched
  std::shared_ptr<const ValueIndex> values; ///< may be null
  sql::Dialect dialect = sql::Dialect::duckdb;
  std::string locale = "en";
  std::chrono::year_month_day today{};
};

/// What a phrase of the question was taken for.
struct Phrase {
  text::Span range;    ///< bytes of the question
  std::string kind;    ///< table | column | value | number | date | operator
  std::string meaning; ///< "column orders.amount, summed"
};

struct Alternative {
  std::string sql;
  std::string difference; ///< worded against the answer: "counts orders, not customers"
  double confidence = 0;
};

/// SQL that answers the question.
struct Plan {
  std::string sql;     ///< formatted, without a final semicolon
  std::string reading; ///< the question as understood, in plain words
  std::vector<Phrase> provenance;
  double confidence = 0;                 ///< 0..1, calibrated
  std::vector<Alternative> alternatives; ///< best first
  data::Intent intent;
  std::string title; ///< of a chart
};

/// An answer from the catalog alone, or only a change of the chart of an earlier cell.
struct Explanation {
  std::string text; ///< Markdown
};
struct ChartChange {
  std::string cell;
  data::ChartKind kind = data::ChartKind::automatic;
};

struct Refusal {
  std::string reason;  ///< for people: which words were not understood, or why it can't be answered
  std::string nearest; ///< a question that can be answered, or empty
};

struct Answer {
  std::variant<Plan, Explanation, ChartChange, Refusal> content;
  std::string by = "offline"; ///< the stamp's by=
};

class Engine {
public:
  virtual ~Engine() = default;
  /// Thread-safe; may take tens of milliseconds. Bounded by work, not by the clock: equal requests give equal
  /// answers.
  virtual Result<Answer> answer(const Request& request, std::stop_token stop) const = 0;
};

/// What an answer shows beside the columns asked for.
enum class Showing {
  telling, ///< the measure that a ranking is by, too, so that tables and charts can show it; long lists are
           ///< cut at 100
  asked,   ///< exactly what was asked for
};

/// The embedded semantic parser.
std::unique_ptr<Engine> make_offline_engine(Showing showing = Showing::telling);

/// Reads the distinct values of category and label columns (a cap per column and in all) from a source.
Result<std::shared_ptr<const ValueIndex>> build_value_index(
    const catalog::Schema& schema,
    const std::function<Result<std::vector<std::string>>(const catalog::Table&, const catalog::Column&,
                                                         std::size_t limit)>& values,
    const std::stop_token& stop);

} // namespace lumen::ask

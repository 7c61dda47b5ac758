// Databases of a test's own, made in the process, and questions against them down to the rows of the result.
#pragma once

#include "ask/answer.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::test {

/// Questions of one thread, oldest first.
using Talk = std::vector<std::string>;

class Database {
public:
  /// A DuckDB file in a temporary folder, made by these statements; read, enriched and with its values as a
  /// connection would have it. Fails the test when that isn't possible.
  explicit Database(std::string_view statements);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// What the last question of the thread is answered with, on 1 May 2024, each earlier answer before it.
  ask::Answer answer(const Talk& talk, sql::Dialect dialect = sql::Dialect::duckdb) const;
  /// The rows of that answer as "Lyon, 3 | Paris, 1": NULL as "null", doubles with at most 6 digits.
  /// "refused: …", "explained: …", "chart: pie" and "failed: …" for what brings no rows.
  std::string rows(const Talk& talk) const;
  /// The SQL of the last question on one line; as `rows` for other answers.
  std::string sql(const Talk& talk, sql::Dialect dialect = sql::Dialect::duckdb) const;
  const catalog::Schema& schema() const;

private:
  struct Opened;
  std::unique_ptr<Opened> opened_;
};

/// A shop with snake_case names and declared keys: customers, products, orders, order_items.
const Database& shop_database();
/// A clinic with CamelCase names and no key declared: Departments, Doctors, Patients, Visits, Prescriptions.
const Database& clinic_database();
/// A library with short names: author, book, member, loan.
const Database& library_database();
/// Flights that name airports by their codes, which only the values tell; and capitals that nothing joins.
const Database& travel_database();

/// A question, or a thread of them, and the rows that answer the last. Rows stand in any order between " | ",
/// in this order between " > ".
struct Expected {
  Talk talk;
  std::string rows;
  Expected(const char* question, std::string expected) : talk{question}, rows(std::move(expected)) {}
  Expected(Talk questions, std::string expected) : talk(std::move(questions)), rows(std::move(expected)) {}
};

/// Checks each; a failure shows the questions and the SQL.
void check_rows(const Database& database, const std::vector<Expected>& table);

} // namespace lumen::test

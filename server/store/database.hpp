// One SQLite connection with errors as values; the only header that names SQLite's types, and it only
// declares them.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace lumen::store {

using Parameter = std::variant<std::int64_t, double, std::string_view>;

/// The present row of a statement. Valid only inside the function that was given it.
class Record {
public:
  explicit Record(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const; ///< the bytes as kept, "" for NULL

private:
  sqlite3_stmt* statement_;
};

/// Not thread-safe: its owner locks.
class Database {
public:
  /// Opens or makes the file, mode 0600. Waits up to five seconds for other processes.
  static Result<Database> open(const std::filesystem::path& file);

  /// Runs one statement; `each` is called per row and says whether to go on. A file that turns out to be
  /// damaged gives an error for which `damaged` is true.
  Result<void> run(std::string_view sql, const std::vector<Parameter>& parameters = {},
                   const std::function<bool(const Record&)>& each = {});
  /// The first column of the first row; 0 without a row.
  Result<std::int64_t> number(std::string_view sql);
  std::int64_t last_id() const;
  /// True after an error that says the file itself is broken.
  bool damaged() const { return damaged_; }

private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}
  Error error(int status, std::string_view doing);

  std::unique_ptr<sqlite3, Close> handle_;
  bool damaged_ = false;
};

} // namespace lumen::store

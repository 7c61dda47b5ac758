#include "store/database.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lumen::store {

namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

int bind(sqlite3_stmt* statement, int index, const Parameter& parameter) {
  if (const auto* integer = std::get_if<std::int64_t>(&parameter))
    return sqlite3_bind_int64(statement, index, *integer);
  if (const auto* real = std::get_if<double>(&parameter))
    return sqlite3_bind_double(statement, index, *real);
  const auto text = std::get<std::string_view>(parameter);
  // A null pointer would bind NULL; the caller's bytes outlive the statement.
  return sqlite3_bind_text64(statement, index, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                             SQLITE_UTF8);
}

/// SQLite gives its -wal and -shm files the mode of the main file, so it must be right before SQLite opens
/// it.
Result<void> make_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(Code::io, "can't open the store " + file.string());
  const bool done = ::fchmod(descriptor, 0600) == 0;
  ::close(descriptor);
  if (!done)
    return fail(Code::io, "can't make the store " + file.string() + " private");
  return {};
}

} // namespace

std::int64_t Record::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Record::real(int column) const {
  return sqlite3_column_double(statement_, column);
}
std::string Record::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (!bytes)
    return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Result<Database> Database::open(const std::filesystem::path& file) {
  if (auto made = make_private(file); !made)
    return fail(made.error());
  sqlite3* handle = nullptr;
  const int status = sqlite3_open_v2(
      file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
  Database database(handle);
  if (status != SQLITE_OK)
    return fail(database.error(status, "open"));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 5000);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return database;
}

Error Database::error(int status, std::string_view doing) {
  const int kind = status & 0xff;
  damaged_ = damaged_ || kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
  const std::string reason = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(status);
  return Error{Code::io, "the store can't " + std::string(doing) + ": " + reason};
}

Result<void> Database::run(std::string_view sql, const std::vector<Parameter>& parameters,
                           const std::function<bool(const Record&)>& each) {
  sqlite3_stmt* raw = nullptr;
  int status = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  const Statement statement(raw);
  if (status != SQLITE_OK)
    return fail(error(status, "prepare a statement"));
  for (std::size_t index = 0; index < parameters.size(); ++index) {
    status = bind(raw, static_cast<int>(index) + 1, parameters[index]);
    if (status != SQLITE_OK)
      return fail(error(status, "bind a value"));
  }
  while ((status = sqlite3_step(raw)) == SQLITE_ROW)
    if (each && !each(Record(raw)))
      return {};
  if (status != SQLITE_DONE)
    return fail(error(status, "read or write"));
  return {};
}

Result<std::int64_t> Database::number(std::string_view sql) {
  std::int64_t value = 0;
  auto done = run(sql, {}, [&](const Record& record) {
    value = record.integer(0);
    return false;
  });
  if (!done)
    return fail(done.error());
  return value;
}

std::int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

} // namespace lumen::store

// Opening, locking down and asking DuckDB.
#include "source/duckdb_session.hpp"

#include "base/ascii.hpp"
#include "source/duckdb_result.hpp"
#include "sql/dialect.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <thread>
#include <unistd.h>

namespace lumen::source {

namespace {

using Json = nlohmann::json;

Code code_of(std::string_view type) {
  if (type == "Parser" || type == "Syntax")
    return Code::syntax;
  if (type == "Permission")
    return Code::permission;
  if (type == "INTERRUPT")
    return Code::cancelled;
  if (type == "Out of Memory")
    return Code::limit;
  if (type == "IO")
    return Code::io;
  if (type == "FATAL") // the whole database is out of use from here on; another is opened
    return Code::connection;
  return Code::query;
}

// "message\nDid you mean …?" into what happened and what to do.
void divide(Error& error, std::string text) {
  // Where DuckDB draws the statement and a caret beneath: the offset says it better.
  if (const std::size_t drawing = text.find("\n\nLINE "); drawing != std::string::npos)
    text.resize(drawing);
  const std::size_t line = text.find('\n');
  error.message = text.substr(0, line);
  if (line == std::string::npos)
    return;
  error.hint = ascii::fold_space(text.substr(line));
}

// Half of the memory, 4 GiB at most: a query that needs more fails and the editor lives on.
std::string memory_limit() {
  const auto bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                     static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
  return std::to_string(std::clamp<std::uint64_t>(bytes / 2 >> 20, 256, 4096)) + "MiB";
}

} // namespace

Error duckdb_error(std::string_view reported, std::string_view sql, std::size_t shift) {
  Error error{Code::query, ""};
  const std::size_t brace = reported.find('{');
  const Json json =
      brace == std::string_view::npos ? Json() : Json::parse(reported.substr(brace), nullptr, false);
  if (!json.is_object() || !json.contains("exception_message")) {
    divide(error, std::string(reported));
    return error;
  }
  const std::string type = json.value("exception_type", "");
  error.code = code_of(type);
  divide(error, json.value("exception_message", ""));
  if (error.code == Code::limit)
    error.hint = "Ask for less: fewer rows or groups, or a filter.";
  std::size_t position = 0;
  const std::string text = json.value("position", "");
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    return error;
  position = std::stoul(text.substr(0, 18));
  if (position < shift)
    return error;
  position -= shift;
  if (type == "Parser")
    position = text::byte_of_character(sql, position);
  error.offset = std::min(position, sql.size());
  return error;
}

/// A prepared statement that frees itself.
class DuckdbSession::Prepared {
public:
  Prepared(const DuckdbLibrary& api, duckdb_connection connection, const std::string& sql) : api_(api) {
    failed_ = api.prepare(connection, sql.c_str(), &statement_) != DuckDBSuccess;
  }
  ~Prepared() { api_.destroy_prepare(&statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  bool failed() const { return failed_; }
  duckdb_prepared_statement get() const { return statement_; }
  std::string_view error() const {
    const char* text = api_.prepare_error(statement_);
    return text != nullptr ? text : "the statement can't be prepared";
  }

private:
  const DuckdbLibrary& api_;
  duckdb_prepared_statement statement_ = nullptr;
  bool failed_ = false;
};

/// An open database, closed with its last connection.
struct DuckdbSession::Database {
  explicit Database(const DuckdbLibrary& library) : api(library) {}
  ~Database() {
    if (handle != nullptr)
      api.close(&handle);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const DuckdbLibrary& api;
  duckdb_database handle = nullptr;
};

DuckdbSession::DuckdbSession(const DuckdbLibrary& api, std::shared_ptr<Database> database)
    : api_(&api), database_(std::move(database)) {}

Result<std::unique_ptr<DuckdbSession>> DuckdbSession::open(const char* path, bool read_only) {
  auto api = duckdb_library();
  if (!api)
    return fail(api.error());
  auto database = std::make_shared<Database>(**api);
  duckdb_config config = nullptr;
  (*api)->create_config(&config);
  const std::string threads = std::to_string(std::clamp(std::thread::hardware_concurrency(), 1u, 4u));
  const std::string memory = memory_limit();
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"access_mode", read_only ? "READ_ONLY" : "AUTOMATIC"},
           {"threads", threads.c_str()},
           {"memory_limit", memory.c_str()},
           {"temp_directory", ""},
           {"autoinstall_known_extensions", "false"},
           {"autoload_known_extensions", "false"},
           {"allow_community_extensions", "false"},
           {"allow_unsigned_extensions", "false"}})
    (*api)->set_config(config, name, value);
  char* reason = nullptr;
  const bool opened = (*api)->open_ext(path, &database->handle, config, &reason) == DuckDBSuccess;
  (*api)->destroy_config(&config);
  const std::string text = reason != nullptr ? reason : "it can't be opened";
  if (reason != nullptr)
    (*api)->free(reason);
  if (!opened)
    return fail(duckdb_error(text, ""));
  return connect(**api, std::move(database));
}

Result<std::unique_ptr<DuckdbSession>> DuckdbSession::connect(const DuckdbLibrary& api,
                                                              std::shared_ptr<Database> database) {
  std::unique_ptr<DuckdbSession> session(new DuckdbSession(api, std::move(database)));
  if (api.connect(session->database_->handle, &session->connection_) != DuckDBSuccess)
    return fail(Code::connection, "DuckDB gives no connection.");
  if (auto settled = session->settle(); !settled)
    return fail(settled.error());
  return session;
}

Result<std::unique_ptr<DuckdbSession>> DuckdbSession::another() const {
  return connect(*api_, database_);
}

// The settings that make results and errors the same everywhere, and what must be inside of the library. (The
// list of extensions isn't asked: it wants a home folder, and a server may have none.)
Result<void> DuckdbSession::settle() {
  if (auto set = execute("SET errors_as_json = true; SET enable_progress_bar = false"); !set)
    return set;
  const auto lacks = [](std::string_view extension) {
    return fail(
        Code::unsupported,
        "This DuckDB library was built without its " + std::string(extension) + " extension.",
        "Install a build of libduckdb.so with icu, json and parquet inside, as the official ones have.");
  };
  for (const auto& [extension, probe] : std::initializer_list<std::pair<std::string_view, const char*>>{
           {"icu", "SET TimeZone = 'UTC'; SET Calendar = 'gregorian'"},
           {"parquet", "SELECT current_setting('binary_as_string')"}})
    if (auto found = execute(probe); !found)
      return lacks(extension);
  serializer_ =
      std::make_unique<Prepared>(*api_, connection_, "SELECT json_serialize_sql($1::VARCHAR)::VARCHAR");
  if (serializer_->failed())
    return lacks("json");
  return {};
}

Result<std::unique_ptr<DuckdbSession>> DuckdbSession::open_memory() {
  return open(nullptr, false);
}

Result<std::unique_ptr<DuckdbSession>> DuckdbSession::open_file(const std::string& path) {
  auto session = open(path.c_str(), true);
  if (session)
    return session;
  Error error = session.error();
  error.offset.reset();
  if (error.message.find("Conflicting lock") != std::string::npos ||
      error.message.find("Could not set lock") != std::string::npos) {
    error.code = Code::connection;
    error.message = "Another process has the database open for writing: " + path;
    error.hint = "Close it there, or wait until it is done, and run again.";
  } else if (error.code == Code::query || error.code == Code::io) {
    error.code = Code::connection;
    error.detail = error.message;
    error.message = "DuckDB can't open " + path + ".";
    error.hint = "Check that it is a DuckDB file, made by this version of DuckDB or an earlier one.";
  }
  return fail(std::move(error));
}

DuckdbSession::~DuckdbSession() {
  serializer_.reset();
  if (connection_ != nullptr)
    api_->disconnect(&connection_);
}

Result<void> DuckdbSession::execute(const std::string& sql) {
  duckdb_result result;
  const bool ok = api_->query(connection_, sql.c_str(), &result) == DuckDBSuccess;
  Result<void> out;
  if (!ok) {
    const char* reported = api_->result_error(&result);
    out = fail(duckdb_error(reported != nullptr ? reported : "the statement failed", sql));
  }
  api_->destroy_result(&result);
  return out;
}

Result<void> DuckdbSession::allow_only(const std::vector<std::string>& readable_files) {
  std::string list;
  for (const std::string& file : readable_files)
    list += (list.empty() ? "" : ", ") + sql::quote_literal(file, sql::Dialect::duckdb);
  return execute("SET allowed_paths = [" + list + "]; SET enable_external_access = false");
}

Result<void> DuckdbSession::lock_down() {
  return execute("SET enable_external_access = false; SET lock_configuration = true");
}

void DuckdbSession::interrupt() {
  api_->interrupt(connection_);
}

// The third lock behind the guard and the transaction: only what DuckDB itself calls a reading statement is
// started.
Result<void> DuckdbSession::admissible(duckdb_prepared_statement statement, std::size_t parameters) const {
  const duckdb_statement_type type = api_->prepared_statement_type(statement);
  if (type != DUCKDB_STATEMENT_TYPE_SELECT && type != DUCKDB_STATEMENT_TYPE_EXPLAIN)
    return fail(Code::refused, "The statement doesn't only read.", "Write one SELECT.");
  if (api_->nparams(statement) != parameters)
    return fail(Code::query, "The statement has parameters without a value.",
                "Write the values in their place.");
  return {};
}

// An interrupt that came late, and was meant for the statement before, ends the first try.
Result<std::string> DuckdbSession::syntax_tree(std::string_view sql) {
  auto tree = serialize(sql);
  return !tree && tree.error().code == Code::cancelled ? serialize(sql) : tree;
}

Result<std::string> DuckdbSession::serialize(std::string_view sql) {
  // The text before must never be judged in the place of this one.
  api_->clear_bindings(serializer_->get());
  if (api_->bind_varchar_length(serializer_->get(), 1, sql.data(), sql.size()) != DuckDBSuccess)
    return fail(Code::syntax, "The statement isn't valid UTF-8 text.");
  auto table = read(serializer_->get(), {{*api_, serializer_->get(), 0}}, sql, 0, Limits{});
  if (!table)
    return fail(table.error());
  auto* tree = table->rows.empty() ? nullptr : std::get_if<std::string>(&table->rows[0][0]);
  if (tree == nullptr)
    return fail(Code::internal, "DuckDB gave no parse tree.");
  return std::move(*tree);
}

Result<void> DuckdbSession::bind(std::string_view sql) {
  const Prepared prepared(*api_, connection_, std::string(sql));
  if (prepared.failed()) {
    roll_back(); // an interrupt can leave the transaction of the preparation behind
    return fail(duckdb_error(prepared.error(), sql));
  }
  return admissible(prepared.get(), 0);
}

void DuckdbSession::roll_back() {
  for (int tries = 0; tries < 3 && !execute("ROLLBACK"); ++tries) {
  }
}

Result<data::Table> DuckdbSession::fetch(std::string_view sql, const std::vector<std::string>& parameters,
                                         const Limits& limits) {
  if (!execute("BEGIN TRANSACTION READ ONLY")) {
    roll_back();
    if (auto begun = execute("BEGIN TRANSACTION READ ONLY"); !begun)
      return fail(begun.error());
  }
  auto table = fetch_inside(sql, parameters, limits);
  roll_back();
  return table;
}

Result<data::Table> DuckdbSession::fetch_inside(std::string_view sql,
                                                const std::vector<std::string>& parameters,
                                                const Limits& limits) {
  const Prepared prepared(*api_, connection_, std::string(sql));
  if (prepared.failed())
    return fail(duckdb_error(prepared.error(), sql));
  if (auto allowed = admissible(prepared.get(), parameters.size()); !allowed)
    return fail(allowed.error());
  for (std::size_t i = 0; i < parameters.size(); ++i)
    api_->bind_varchar_length(prepared.get(), i + 1, parameters[i].data(), parameters[i].size());
  std::vector<DuckdbColumn> columns;
  const idx_t count = api_->prepared_statement_column_count(prepared.get());
  for (idx_t i = 0; i < count; ++i)
    columns.emplace_back(*api_, prepared.get(), i);
  if (std::none_of(columns.begin(), columns.end(),
                   [](const DuckdbColumn& column) { return column.needs_text(); }))
    return read(prepared.get(), std::move(columns), sql, 0, limits);

  // Lists, structs, intervals and their like: the database itself writes them as text.
  std::string wrapped = "SELECT ";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string place = "#" + std::to_string(i + 1);
    wrapped += (i == 0 ? "" : ", ") + (columns[i].needs_text() ? "CAST(" + place + " AS VARCHAR)" : place);
    if (columns[i].needs_text())
      columns[i].read_as_text();
  }
  wrapped += " FROM (";
  const std::size_t shift = wrapped.size();
  const Prepared again(*api_, connection_, wrapped + std::string(sql) + "\n)");
  if (again.failed())
    return fail(duckdb_error(again.error(), sql, shift));
  for (std::size_t i = 0; i < parameters.size(); ++i)
    api_->bind_varchar_length(again.get(), i + 1, parameters[i].data(), parameters[i].size());
  return read(again.get(), std::move(columns), sql, shift, limits);
}

Result<data::Table> DuckdbSession::read(duckdb_prepared_statement statement,
                                        std::vector<DuckdbColumn> columns, std::string_view sql,
                                        std::size_t shift, const Limits& limits) {
  duckdb_pending_result pending = nullptr;
  if (api_->pending_prepared_streaming(statement, &pending) != DuckDBSuccess) {
    Error error = duckdb_error(api_->pending_error(pending), sql, shift);
    api_->destroy_pending(&pending);
    return fail(std::move(error));
  }
  duckdb_result result;
  const bool started = api_->execute_pending(pending, &result) == DuckDBSuccess;
  api_->destroy_pending(&pending);
  const std::unique_ptr<duckdb_result, void (*)(duckdb_result*)> release(&result, api_->destroy_result);
  const auto failure = [&]() -> std::optional<Error> {
    const char* reported = api_->result_error(&result);
    if (reported == nullptr || *reported == '\0')
      return std::nullopt;
    return duckdb_error(reported, sql, shift);
  };
  if (!started)
    return fail(failure().value_or(Error{Code::query, "The statement failed."}));

  data::Table table;
  for (const DuckdbColumn& column : columns)
    table.columns.push_back(column.column());
  std::size_t bytes = 0;
  while (!table.cut) {
    duckdb_data_chunk chunk = api_->fetch_chunk(result);
    if (chunk == nullptr) {
      if (auto error = failure())
        return fail(std::move(*error));
      break;
    }
    const idx_t size = api_->data_chunk_get_size(chunk);
    for (idx_t row = 0; row < size; ++row) {
      if (table.rows.size() == limits.rows)
        table.cut = true;
      if (table.cut)
        break;
      data::Row values;
      values.reserve(columns.size());
      for (idx_t i = 0; i < columns.size(); ++i) {
        values.push_back(columns[i].value(api_->data_chunk_get_vector(chunk, i), row));
        bytes += sizeof(data::Value);
        if (const auto* text = std::get_if<std::string>(&values.back()))
          bytes += text->size();
      }
      if (bytes > limits.bytes) {
        table.cut = true;
        break;
      }
      table.rows.push_back(std::move(values));
    }
    api_->destroy_data_chunk(&chunk);
    if (size == 0)
      break;
  }
  if (table.rows.empty() && table.cut && limits.rows > 0)
    return fail(Code::limit,
                "One row of the result is larger than the limit of " + std::to_string(limits.bytes >> 20) +
                    " MiB.",
                "Select fewer or shorter columns.");
  return table;
}

} // namespace lumen::source

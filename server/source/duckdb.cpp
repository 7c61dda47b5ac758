// The DuckDB source: when to open, load and close, and in which order guard, limits and database stand.
#include "base/ascii.hpp"
#include "source/duckdb_catalog.hpp"
#include "source/duckdb_files.hpp"
#include "source/duckdb_folder.hpp"
#include "source/duckdb_guard.hpp"
#include "source/duckdb_load.hpp"
#include "source/duckdb_session.hpp"
#include "source/source.hpp"
#include "source/watch.hpp"
#include "sql/dialect.hpp"

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>

namespace lumen::source {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds idle_file{
    2}; // then a database file is closed, so that its writer isn't blocked
constexpr std::chrono::minutes loading_time{10};
constexpr std::chrono::seconds lookup_time{30};
constexpr std::chrono::seconds lock_patience{1}; // a writer that is about to finish is waited for

class DuckdbSource final : public Source {
public:
  explicit DuckdbSource(Address address) : address_(std::move(address)) {}
  ~DuckdbSource() override {
    watch_.forget_idle();
    leave_folder();
  }

  sql::Dialect dialect() const override { return sql::Dialect::duckdb; }
  std::string engine() const override { return engine_; }

  Result<void> start(const std::stop_token& stop) {
    auto api = duckdb_library();
    if (!api)
      return fail(api.error());
    std::string version = (*api)->library_version();
    engine_ = "DuckDB " + (version.starts_with("v") ? version.substr(1) : version);
    const Turn turn(*this);
    return ready(stop);
  }

  Result<void> check(std::string_view sql, std::stop_token stop) override {
    const Turn turn(*this);
    if (auto prepared = ready(stop); !prepared)
      return fail(prepared.error());
    const Watch::Guard guard(watch_, stop, lookup_time, [this] { session_->interrupt(); });
    auto statement = admit(sql);
    if (!statement)
      return fail(explained(statement.error(), guard.cause(), lookup_time));
    if (auto bound = session_->bind(*statement); !bound)
      return fail(placed(explained(bound.error(), guard.cause(), lookup_time), sql, *statement));
    return {};
  }

  Result<Execution> run(std::string_view sql, const Limits& limits, std::stop_token stop) override {
    const auto called = Clock::now();
    const Turn turn(*this);
    if (auto prepared = ready(stop); !prepared)
      return fail(prepared.error());
    const Watch::Guard guard(watch_, stop, limits.timeout, [this] { session_->interrupt(); });
    if (stop.stop_requested())
      return fail(Code::cancelled, "The statement was cancelled.");
    auto statement = admit(sql);
    if (!statement)
      return fail(explained(statement.error(), guard.cause(), limits.timeout));
    const auto begin = Clock::now();
    auto table = session_->fetch(*statement, {}, limits);
    if (!table && table.error().code == Code::connection && folder_)
      folder_->spoil();
    if (!table)
      return fail(placed(explained(table.error(), guard.cause(), limits.timeout), sql, *statement));
    return Execution{std::move(*table), milliseconds(Clock::now() - begin), milliseconds(begin - called)};
  }

  Result<catalog::Schema> introspect(std::stop_token stop) override {
    const Turn turn(*this);
    if (auto prepared = ready(stop); !prepared)
      return fail(prepared.error());
    auto schema = introspect_duckdb(*session_, watch_, stop);
    if (!schema)
      return schema;
    if (!address_.schema.empty())
      schema->default_schema = address_.schema;
    std::map<std::string, const DataFile*> files;
    if (folder_)
      for (const DataFile& file : folder_->files.files)
        files[file.table] = &file;
    for (catalog::Table& table : schema->tables)
      if (const auto file = files.find(table.name); file != files.end()) {
        table.kind = catalog::TableKind::file;
        table.origin = file->second->path;
      }
    if (folder_)
      schema->warnings.insert(schema->warnings.begin(), folder_->warnings.begin(), folder_->warnings.end());
    return schema;
  }

  // Nobody else writes to what is open, so the files themselves tell whether anything can have changed.
  Result<SchemaMark> mark(const SchemaMark& known, std::stop_token stop) override {
    const Turn turn(*this);
    if (auto prepared = ready(stop); !prepared)
      return fail(prepared.error());
    std::string moment = moment_of_files();
    if (!moment.empty() && moment == known.moment)
      return known;
    auto schema = mark_duckdb(*session_, watch_, stop);
    if (!schema)
      return fail(schema.error());
    return SchemaMark{std::move(*schema), moment, moment};
  }

  Result<ColumnValues> values(const catalog::Table& table, const catalog::Column& column, std::size_t limit,
                              std::stop_token stop) override {
    if (auto known = values_known_by_samples(table, column, limit))
      return *std::move(known);
    const Turn turn(*this);
    if (auto prepared = ready(stop); !prepared)
      return fail(prepared.error());
    const auto quoted = [](std::string_view name) {
      return sql::quote_identifier(name, sql::Dialect::duckdb);
    };
    const Watch::Guard guard(watch_, stop, lookup_time, [this] { session_->interrupt(); });
    Limits limits;
    limits.rows = limit;
    // By its place: a column of the table beats an alias of the same name.
    const std::string name = "read_values." + quoted(column.name);
    auto found = session_->fetch("SELECT " + name + "::VARCHAR FROM " + quoted(table.schema) + "." +
                                     quoted(table.name) + " AS read_values WHERE " + name +
                                     " IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1",
                                 {}, limits);
    if (!found)
      return fail(explained(found.error(), guard.cause(), lookup_time));
    ColumnValues out;
    out.complete = !found->cut;
    for (data::Row& row : found->rows)
      out.values.push_back(std::get<std::string>(std::move(row[0])));
    return out;
  }

private:
  static double milliseconds(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
  }

  /// One call from outside: while it lasts the file stays open, afterwards the idle time begins.
  class Turn {
  public:
    explicit Turn(DuckdbSource& source) : source_(source) { source_.watch_.forget_idle(); }
    ~Turn() {
      if (source_.address_.kind == Address::Kind::duckdb_file && source_.session_ != nullptr)
        source_.watch_.when_idle(idle_file, [&source = source_] { source.session_.reset(); });
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    DuckdbSource& source_;
  };

  /// An error in `statement` as one in the text that it stands in.
  static Error placed(Error error, std::string_view sql, std::string_view statement) {
    const std::size_t start = sql.find(statement);
    if (error.offset && start != std::string_view::npos)
      *error.offset += start;
    return error;
  }

  Result<void> ready(const std::stop_token& stop) {
    switch (address_.kind) {
    case Address::Kind::files:
      return ready_files(stop);
    case Address::Kind::duckdb_file:
      return ready_file(stop);
    default:
      return session_ ? Result<void>() : open_memory();
    }
  }

  Result<void> open_memory() {
    auto session = DuckdbSession::open_memory();
    if (!session)
      return fail(session.error());
    if (auto locked = (*session)->lock_down(); !locked)
      return locked;
    return take(std::move(*session));
  }

  /// An open file that was deleted or replaced would go on answering from what is no longer there.
  Result<void> ready_file(const std::stop_token& stop) {
    const auto present = identity(address_.path);
    if (session_ && present == opened_)
      return {};
    session_.reset();
    opened_ = present;
    return open_file(stop);
  }

  Result<void> open_file(const std::stop_token& stop) {
    if (!opened_)
      return fail(Code::not_found, "There is no database file " + address_.path + ".",
                  "Check the path of the connection.");
    const auto patience = Clock::now() + lock_patience;
    auto session = DuckdbSession::open_file(address_.path);
    while (!session && session.error().message.starts_with("Another process") && Clock::now() < patience &&
           !stop.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      session = DuckdbSession::open_file(address_.path);
    }
    if (!session)
      return fail(session.error());
    if (auto locked = (*session)->lock_down(); !locked)
      return locked;
    return take(std::move(*session));
  }

  // Files may come, go and change at any time: they are looked at before each call, and read again when they
  // differ.
  Result<void> ready_files(const std::stop_token& stop) {
    auto found = find_data_files(address_.path);
    if (!found)
      return fail(found.error());
    if (session_ && !folder_->is_spoiled() && found->files == folder_->files.files &&
        found->warnings == folder_->files.warnings)
      return {};
    leave_folder();
    auto opened = open_folder(
        address_.path, *found, [&](DuckdbSession& session) { return load(session, *found, stop); }, stop);
    if (!opened)
      return fail(opened.error());
    folder_ = std::move(opened->folder);
    return take(std::move(opened->session));
  }

  void leave_folder() {
    if (folder_ && session_)
      folder_->give_back(std::move(session_));
    session_.reset();
    folder_.reset();
  }

  // The guard ends here, before the session moves on: a late stop must not reach what isn't there.
  Result<std::vector<std::string>> load(DuckdbSession& session, const DataFiles& found,
                                        const std::stop_token& stop) {
    const Watch::Guard guard(watch_, stop, loading_time, [&session] { session.interrupt(); });
    auto loaded = load_data_files(session, found, stop);
    if (!loaded)
      return fail(explained(loaded.error(), guard.cause(), loading_time));
    return std::move(loaded->warnings);
  }

  Result<void> take(std::unique_ptr<DuckdbSession> session) {
    auto names = volatile_functions(*session);
    if (!names)
      return fail(names.error());
    knowledge_.volatile_functions = std::move(*names);
    knowledge_.is_relation = [this](std::string_view name) { return is_relation(name); };
    session_ = std::move(session);
    return {};
  }

  // The library's own functions are the same in every database, and a user's are macros over them: asked
  // once.
  static Result<std::set<std::string>> volatile_functions(DuckdbSession& session) {
    static std::mutex mutex;
    static std::set<std::string> known;
    const std::scoped_lock lock(mutex);
    if (!known.empty())
      return known;
    auto found = session.fetch(
        "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE stability = 'VOLATILE'", {},
        Limits{});
    if (!found)
      return fail(found.error());
    for (const data::Row& row : found->rows)
      known.insert(std::get<std::string>(row[0]));
    return known;
  }

  bool is_relation(std::string_view name) const {
    const std::string wanted = ascii::lower(name);
    const auto found =
        session_->fetch("SELECT 1 FROM duckdb_tables() WHERE lower(table_name) = $1::VARCHAR UNION ALL "
                        "SELECT 1 FROM duckdb_views() WHERE lower(view_name) = $2::VARCHAR",
                        {wanted, wanted}, Limits{});
    return found && !found->rows.empty();
  }

  /// The statement as it will be sent, when the guard lets it through.
  Result<std::string> admit(std::string_view sql) {
    return guard_duckdb(
        sql, [this](std::string_view text) { return session_->syntax_tree(text); }, knowledge_);
  }

  static Error explained(Error error, Watch::Cause cause, Clock::duration timeout) {
    if (cause == Watch::Cause::stopped)
      return Error{Code::cancelled, "The statement was cancelled."};
    if (cause == Watch::Cause::timed_out) {
      const auto seconds = std::chrono::duration<double>(timeout).count();
      return Error{Code::timeout,
                   "The statement took longer than " + data::plain(seconds, data::Type::floating) + " s.",
                   "Ask for less, or raise the timeout."};
    }
    return error;
  }

  /// What tells a file from another that has its name; none where there is no file.
  using Identity = std::array<std::int64_t, 5>;
  static std::optional<Identity> identity(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
      return std::nullopt;
    return Identity{static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
                    status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
  }

  /// What is open, as its files tell.
  std::string moment_of_files() const {
    std::string out;
    if (address_.kind == Address::Kind::duckdb_file)
      for (const auto& file : {opened_, identity(address_.path + ".wal")}) // what a writer hasn't merged yet
        for (const std::int64_t part : file.value_or(Identity{}))
          out += std::to_string(part) + " ";
    if (folder_)
      for (const DataFile& file : folder_->files.files)
        out += file.path + " " + std::to_string(file.size) + " " + std::to_string(file.changed) + "\n";
    return address_.kind == Address::Kind::duckdb_memory ? "memory" : out;
  }

  Address address_;
  std::string engine_;
  std::optional<Identity> opened_; // of a database file
  std::unique_ptr<DuckdbSession> session_;
  DuckdbKnowledge knowledge_;
  std::shared_ptr<LoadedFolder> folder_; // of data files; its session goes back to it
  Watch watch_;                          // last: its thread ends before what it watches
};

} // namespace

Result<std::unique_ptr<Source>> open_duckdb(const Address& address, const std::stop_token& stop) {
  auto source = std::make_unique<DuckdbSource>(address);
  if (auto started = source->start(stop); !started)
    return fail(started.error());
  return source;
}

} // namespace lumen::source

#include "run/catalogs.hpp"

#include "catalog/enrich.hpp"

#include <condition_variable>
#include <set>
#include <thread>

namespace lumen::run {

namespace {

using Clock = std::chrono::steady_clock;

/// How long a catalog counts as true without a look at its database.
constexpr std::chrono::seconds fresh{1};

} // namespace

struct Catalogs::Entry {   // guarded by Catalogs::mutex_
  bool being_read = false; // by one caller; others wait for its catalog
  CatalogPtr catalog;
  source::SchemaMark mark;  // of the schema; its data of the values
  Clock::time_point read;   // when the schema was
  Clock::time_point looked; // when it was last found true
};

struct Catalogs::Read {
  CatalogPtr catalog;
  source::SchemaMark mark; // taken before: what changes meanwhile is seen by the next look
};

/// The right to read one catalog. Whoever wants it too waits, but not past a stop.
class Catalogs::Turn {
public:
  Turn(Catalogs& catalogs, Entry& entry, const std::stop_token& stop) : catalogs_(catalogs), entry_(entry) {
    std::unique_lock lock(catalogs_.mutex_);
    mine_ = catalogs_.was_read_.wait(lock, stop, [&] { return !entry_.being_read; });
    if (mine_)
      entry_.being_read = true;
  }
  ~Turn() {
    if (!mine_)
      return;
    {
      const std::lock_guard guard(catalogs_.mutex_);
      entry_.being_read = false;
    }
    catalogs_.was_read_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  explicit operator bool() const { return mine_; }

private:
  Catalogs& catalogs_;
  Entry& entry_;
  bool mine_ = false;
};

Catalogs::Catalogs(Pool& pool) : pool_(pool) {}
Catalogs::~Catalogs() = default;

std::shared_ptr<Catalogs::Entry> Catalogs::entry(const source::Resolved& connection) {
  const std::lock_guard guard(mutex_);
  auto& entry = entries_[pool_key(connection.address)];
  if (!entry)
    entry = std::make_shared<Entry>();
  return entry;
}

namespace {

bool holds(const CatalogPtr& catalog, Depth depth) {
  return catalog && (depth == Depth::schema || catalog->values);
}

std::vector<std::string> all_tables(const catalog::Schema& schema) {
  std::vector<std::string> names;
  names.reserve(schema.tables.size());
  for (const catalog::Table& table : schema.tables)
    names.push_back(table.schema + "." + table.name);
  return names;
}

/// Equal as far as asking and completion care. Tables come in the source's own stable order, so this needs no
/// lookup.
bool same_schema(const catalog::Schema& a, const catalog::Schema& b) {
  if (a.default_schema != b.default_schema || a.tables.size() != b.tables.size())
    return false;
  for (std::size_t index = 0; index < a.tables.size(); ++index)
    if (a.tables[index].schema != b.tables[index].schema || a.tables[index].name != b.tables[index].name)
      return false;
  // Schema::fingerprint looks each name up; one table at a time keeps that linear.
  for (std::size_t index = 0; index < a.tables.size(); ++index) {
    const catalog::Schema left{a.default_schema, {a.tables[index]}, {}},
        right{b.default_schema, {b.tables[index]}, {}};
    if (left.fingerprint(all_tables(left)) != right.fingerprint(all_tables(right)))
      return false;
  }
  return true;
}

/// Reads the values that questions may name, as far as its time goes: a first question doesn't wait for a
/// large database to be read through. What was left out is told.
class ValueReader {
public:
  ValueReader(source::Source& source, const std::stop_token& stop) : source_(source), stop_(stop) {}

  Result<std::vector<std::string>> read(const catalog::Table& table, const catalog::Column& column,
                                        std::size_t limit) {
    const bool computed = table.kind == catalog::TableKind::view;
    const auto now = Clock::now();
    const auto until = std::min(end_, now + (computed ? view_time : column_time));
    if (now >= end_ || table.rows.value_or(0) > most_rows || slow_views_.contains(&table)) {
      ++left_out_;
      return std::vector<std::string>();
    }
    std::stop_source own;
    const std::stop_callback outer(stop_, [&own] { own.request_stop(); });
    auto found = timed(own, until, [&] { return source_.values(table, column, limit, own.get_token()); });
    if (found)
      return std::move(found->values);
    if (stop_.stop_requested())
      return fail(found.error());
    if (own.stop_requested() || found.error().code == Code::timeout) {
      ++left_out_;
      if (computed)
        slow_views_.insert(&table);
    } else if (failures_.size() < most_failures) {
      failures_.push_back("The values of " + table.name + "." + column.name +
                          " can't be read: " + found.error().message);
    }
    return std::vector<std::string>();
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> out = failures_;
    if (left_out_ > 0)
      out.push_back("The values of " + std::to_string(left_out_) + (left_out_ == 1 ? " column" : " columns") +
                    " were not read to save time; questions that name them may not find them.");
    return out;
  }

private:
  static constexpr std::chrono::seconds all_time{20}, column_time{10}, view_time{2};
  static constexpr std::int64_t most_rows = 50'000'000;
  static constexpr std::size_t most_failures = 5;

  template <class Work>
  static Result<source::ColumnValues> timed(std::stop_source& own, Clock::time_point until, Work work) {
    std::mutex mutex;
    std::condition_variable_any ended;
    const std::jthread timer([&](const std::stop_token& done) {
      std::unique_lock lock(mutex);
      ended.wait_until(lock, done, until, [] { return false; });
      if (!done.stop_requested())
        own.request_stop();
    });
    return work();
  }

  source::Source& source_;
  const std::stop_token& stop_;
  Clock::time_point end_ = Clock::now() + all_time;
  std::size_t left_out_ = 0;
  std::set<const catalog::Table*> slow_views_;
  std::vector<std::string> failures_;
};

} // namespace

Result<Catalogs::Read> Catalogs::read(const source::Resolved& connection, Depth depth,
                                      const CatalogPtr& known, const Progress& progress,
                                      const std::stop_token& stop) {
  if (progress)
    progress(Stage::connecting);
  auto lease = pool_.acquire(connection.address, stop);
  if (!lease)
    return fail(lease.error());
  source::Source& source = **lease;
  if (progress)
    progress(Stage::reading_schema);
  auto made = std::make_shared<Catalog>();
  made->dialect = source.dialect();
  made->engine = source.engine();
  auto mark = source.mark({}, stop);
  if (!mark) {
    if (mark.error().code == Code::connection)
      lease->discard();
    return fail(mark.error());
  }
  ValueReader reader(source, stop);
  const auto values = [&](const catalog::Table& table, const catalog::Column& column, std::size_t limit) {
    return reader.read(table, column, limit);
  };
  if (known) {
    made->schema = known->schema;
  } else {
    auto schema = source.introspect(stop);
    if (!schema) {
      if (schema.error().code == Code::connection)
        lease->discard();
      return fail(schema.error());
    }
    catalog::enrich(*schema);
    catalog::infer_joins(*schema, values);
    made->schema = std::make_shared<const catalog::Schema>(std::move(*schema));
  }
  if (depth == Depth::schema)
    return Read{made, std::move(*mark)};
  auto index = ask::build_value_index(*made->schema, values, stop);
  if (!index)
    return fail(index.error());
  made->values = std::move(*index);
  made->warnings = reader.warnings();
  return Read{made, std::move(*mark)};
}

/// A look at the database, by the one whose turn it is. A database that can't be opened is an error at once,
/// rather than after another wait; what else can't be asked counts as true: the run will tell what is wrong.
Result<bool> Catalogs::still_true(const source::Resolved& connection, Entry& entry, Depth depth,
                                  const std::stop_token& stop) {
  source::SchemaMark known;
  {
    const std::lock_guard guard(mutex_);
    if (Clock::now() - entry.looked < fresh)
      return true;
    known = entry.mark;
  }
  auto lease = pool_.acquire(connection.address, stop);
  if (!lease)
    return fail(lease.error());
  const auto mark = (*lease)->mark(known, stop);
  if (!mark) {
    if (mark.error().code == Code::connection)
      lease->discard();
    return true;
  }
  const std::lock_guard guard(mutex_);
  entry.looked = Clock::now();
  // The moment passes with every change elsewhere; the data are compared with those whose values are known.
  entry.mark.moment = mark->data == known.data ? mark->moment : known.moment;
  return mark->schema == known.schema && (depth == Depth::schema || mark->data == known.data);
}

Result<CatalogPtr> Catalogs::get(const source::Resolved& connection, Depth depth, const Progress& progress,
                                 const std::stop_token& stop) {
  const auto entry = this->entry(connection);
  CatalogPtr known;
  {
    const std::lock_guard guard(mutex_);
    known = entry->catalog;
    // Whoever reads it now may read for long, the values of a large database: what is there serves meanwhile.
    if (holds(known, depth) && (entry->being_read || Clock::now() - entry->looked < fresh))
      return known;
  }
  const Turn turn(*this, *entry, stop);
  if (!turn)
    return fail(Code::cancelled, "cancelled while the schema was read");
  {
    const std::lock_guard guard(mutex_);
    known = entry->catalog;
  }
  if (known) {
    const auto holds_still = still_true(connection, *entry, depth, stop);
    if (!holds_still)
      return fail(holds_still.error());
    if (!*holds_still)
      known = nullptr;
  }
  if (holds(known, depth))
    return known;
  auto made = read(connection, depth, known, progress, stop);
  if (!made)
    return fail(made.error());
  const std::lock_guard guard(mutex_);
  entry->catalog = made->catalog;
  entry->looked = Clock::now();
  if (known) { // the values of a schema that stays: only they are as new as the mark
    entry->mark.data = made->mark.data;
  } else {
    entry->mark = std::move(made->mark);
    entry->read = entry->looked;
  }
  return entry->catalog;
}

Result<CatalogPtr> Catalogs::refresh(const source::Resolved& connection, Depth depth,
                                     const Progress& progress, const std::stop_token& stop) {
  const auto entry = this->entry(connection);
  const Turn turn(*this, *entry, stop);
  if (!turn)
    return fail(Code::cancelled, "cancelled while the schema was read");
  auto made = read(connection, depth, nullptr, progress, stop);
  if (!made)
    return fail(made.error());
  const std::lock_guard guard(mutex_);
  entry->read = entry->looked = Clock::now();
  const bool keep = depth == Depth::schema && entry->catalog &&
                    same_schema(*entry->catalog->schema, *made->catalog->schema);
  if (!keep) {
    entry->catalog = made->catalog;
    entry->mark = std::move(made->mark);
  }
  return entry->catalog;
}

CatalogPtr Catalogs::known(const source::Resolved& connection) const {
  const std::lock_guard guard(mutex_);
  const auto found = entries_.find(pool_key(connection.address));
  return found == entries_.end() ? nullptr : found->second->catalog;
}

bool Catalogs::older_than(const source::Resolved& connection, std::chrono::seconds age) const {
  const std::lock_guard guard(mutex_);
  const auto found = entries_.find(pool_key(connection.address));
  if (found == entries_.end() || !found->second->catalog)
    return true;
  return Clock::now() - found->second->read > age;
}

} // namespace lumen::run

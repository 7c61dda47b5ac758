// What a run leaves behind in the store: its rows, its line in the history. Written in order on a thread of
// its own, so that the reader of an answer doesn't wait for the disk.
#pragma once

#include "data/intent.hpp"
#include "data/table.hpp"
#include "store/store.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lumen::run {

/// Thread-safe. Rows are found by `result` from the moment they are given, written or not. The destructor
/// writes what waits. A store that can't be written never spoils an answer: that is told in the log.
class Keeper {
public:
  explicit Keeper(std::shared_ptr<store::Store> store); ///< may be null: then nothing is kept
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  void keep(std::string key, data::Table table);
  void record(store::Run run);
  /// The connection that was used last, for notebooks that name none.
  void remember(std::string connection);

  /// Reads the disk.
  std::optional<data::Table> result(std::string_view key);
  /// The kinds of chart that rows can be shown as (chart::possible_kinds), found out when they were kept: no
  /// row is read. Nothing where that wasn't done yet.
  std::optional<std::vector<data::ChartKind>> kinds(std::string_view key);
  /// Finds them out from these rows, and remembers them.
  std::vector<data::ChartKind> find_kinds(const std::string& key, const data::Table& rows);
  /// Does that behind all that was given before, once for a key, with the rows that `read` gives. False
  /// without a store.
  bool find_kinds_later(const std::string& key, std::function<std::optional<data::Table>()> read);
  std::string last_connection(); ///< or ""
  /// Waits until all that was given before is written.
  void settle();

private:
  using Work = std::function<void(store::Store&)>;
  void post(Work work);
  std::vector<data::ChartKind> remember_kinds(const std::string& key, std::vector<data::ChartKind> kinds);
  void loop();

  std::shared_ptr<store::Store> store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  std::map<std::string, std::shared_ptr<const data::Table>, std::less<>> unwritten_; // by key
  std::map<std::string, std::vector<data::ChartKind>, std::less<>> kinds_;           // by key; bounded
  std::set<std::string, std::less<>> looking_for_kinds_;
  bool busy_ = false, ending_ = false;
  std::thread thread_; // started with the first work
};

} // namespace lumen::run

// One run on its way: plan -> guard -> execute -> chart -> narrate -> update. Lives for one call of the
// Runner, on its lane.
#pragma once

#include "run/catalogs.hpp"
#include "run/keeper.hpp"
#include "run/pool.hpp"
#include "run/runner.hpp"
#include "run/target.hpp"

#include <map>
#include <mutex>
#include <set>

namespace lumen::run {

/// What a plan wanted to show, so that running its SQL again shows it the same way.
struct Wish {
  data::Intent intent;
  std::string title;       ///< what was asked, in words
  std::string chart_title; ///< written by the author; else the chart is named in the words of its axes
};

/// Wishes of this session by the hash of their SQL. Thread-safe and bounded.
class Wishes {
public:
  void keep(const std::string& sql_hash, Wish wish);
  std::optional<Wish> find(const std::string& sql_hash) const;

private:
  mutable std::mutex mutex_;
  std::map<std::string, Wish> wishes_;
};

/// What all runs share.
struct Shared {
  explicit Shared(std::shared_ptr<store::Store> store) : keeper(std::move(store)) {}

  Keeper keeper;
  Pool pool;
  Catalogs catalogs{pool};
  Wishes wishes;
  std::unique_ptr<ask::Engine> engine = ask::make_offline_engine();
  std::mutex cleaning;
  std::set<std::string> cleaned; ///< folders whose old side files were looked for; under `cleaning`
};

/// A question as the pipeline takes it, from a notebook or the terminal.
struct Asked {
  std::string text;
  std::string hash;       ///< empty in the terminal
  std::size_t offset = 0; ///< of the question in the notebook
  std::vector<ask::Turn> history;
  const notebook::Cell* cell = nullptr; ///< that answers it already
};

class Pipeline {
public:
  Pipeline(Shared& shared, const notebook::Snapshot& snapshot, const Context& context,
           const Progress& progress, std::stop_token stop);

  Result<Outcome> ask(const Asked& asked);
  Result<Outcome> run(const notebook::Cell& cell, notebook::Index index);
  Result<Outcome> run_text(std::string_view sql);
  Result<Outcome> change_chart(const notebook::Cell& cell, notebook::Index index, data::ChartKind kind);

private:
  /// SQL that has run, and what is known of it.
  struct Done;

  Result<Target> aim(const notebook::Cell* cell);
  Result<source::Execution> execute(const Target& target, const std::string& sql);
  Result<Outcome> carry_out(const Asked& asked, const Target& target, const CatalogPtr& catalog,
                            ask::Answer answer, const ask::Request& request);
  Result<Done> try_plans(const Target& target, CatalogPtr catalog, ask::Answer& answer, ask::Request request);
  Outcome say(const Asked& asked, const Target& target, const CatalogPtr& catalog,
              const ask::Answer& answer) const;
  Outcome show_plan(const Asked& asked, const Target& target, Done done, const ask::Answer& answer);
  Result<Done> run_cell(const notebook::Cell& cell, notebook::Index index, const Target& target);
  /// The chart drawn into a file beside the notebook, where settings ask for pictures and rows may be kept.
  std::optional<notebook::Picture> picture_of(const std::string& spec, const data::Table& table,
                                              const Target& target) const;
  /// Chart, sentences, table and stamp into `outcome`; what the printed result says already is kept.
  void present(Outcome& outcome, const Target& target, Done& done, Wish wish, notebook::Stamp stamp,
               const notebook::ResultRegion* printed);
  /// Old side files of the notebook's folder go, once in a session.
  void clean_side_files();
  void record(const Target& target, const Outcome& outcome, std::string_view question,
              std::string_view fingerprint);
  Error failed(const Target& target, Error error, std::string_view cell, std::string_view question,
               std::string_view sql);
  void tell(Stage stage) const {
    if (progress_)
      progress_(stage);
  }
  std::vector<std::string> taken_names() const;

  Shared& shared_;
  const notebook::Snapshot& snapshot_;
  const Context& context_;
  const Progress& progress_;
  std::stop_token stop_;
  StepTimes steps_;
};

} // namespace lumen::run

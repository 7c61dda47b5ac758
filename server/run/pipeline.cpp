#include "run/pipeline.hpp"

#include "base/ascii.hpp"
#include "notebook/graph.hpp"
#include "notebook/stamp.hpp"
#include "run/done.hpp"
#include "run/kept.hpp"
#include "run/thread.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <ctime>

namespace lumen::run {

namespace {

constexpr int tries = 3;
constexpr std::chrono::seconds old_catalog{5};

/// The user's own date, in the zone of this machine.
std::chrono::year_month_day local_date(std::chrono::sys_seconds now) {
  const std::time_t time = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  ::localtime_r(&time, &parts);
  return std::chrono::year(parts.tm_year + 1900) /
         std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)) /
         std::chrono::day(static_cast<unsigned>(parts.tm_mday));
}

/// The database doesn't know a name: the catalog may be older than the database.
bool unknown_name(const Error& error) {
  for (const char* state : {"42P01", "42703", "42883", "3F000", "42704"})
    if (error.sqlstate == state)
      return true;
  return error.code == Code::not_found ||
         (error.sqlstate.empty() && (error.message.find("does not exist") != std::string::npos ||
                                     error.message.find("not found in FROM clause") != std::string::npos));
}

/// Another statement may fare better; after a stop, a lost connection or a denied permission none does.
bool worth_another_try(const Error& error) {
  return error.code == Code::query || error.code == Code::syntax || error.code == Code::not_found ||
         error.code == Code::refused || error.code == Code::invalid;
}

} // namespace

void Wishes::keep(const std::string& sql_hash, Wish wish) {
  const std::lock_guard guard(mutex_);
  if (wishes_.size() >= 4096)
    wishes_.clear();
  wishes_[sql_hash] = std::move(wish);
}

std::optional<Wish> Wishes::find(const std::string& sql_hash) const {
  const std::lock_guard guard(mutex_);
  const auto found = wishes_.find(sql_hash);
  if (found == wishes_.end())
    return std::nullopt;
  return found->second;
}

Pipeline::Pipeline(Shared& shared, const notebook::Snapshot& snapshot, const Context& context,
                   const Progress& progress, std::stop_token stop)
    : shared_(shared), snapshot_(snapshot), context_(context), progress_(progress), stop_(std::move(stop)) {}

Result<Target> Pipeline::aim(const notebook::Cell* cell) {
  auto target = run::aim(snapshot_, cell, context_, shared_.keeper);
  steps_.end("settings");
  return target;
}

std::vector<std::string> Pipeline::taken_names() const {
  std::vector<std::string> names;
  for (const notebook::Cell& cell : snapshot_.notebook.cells)
    if (!cell.name.empty())
      names.push_back(cell.name);
  return names;
}

Result<source::Execution> Pipeline::execute(const Target& target, const std::string& sql) {
  const source::Limits limits{.rows = target.settings.limit, .timeout = target.settings.timeout};
  for (int attempt = 0;; ++attempt) {
    auto lease = shared_.pool.acquire(target.connection.address, stop_);
    if (!lease)
      return fail(lease.error());
    tell(Stage::executing);
    steps_.end("connection");
    auto done = (*lease)->run(sql, limits, stop_);
    if (done)
      steps_.set_aside("guard", done->guarding);
    steps_.end("query");
    if (done || done.error().code != Code::connection)
      return done;
    lease->discard();
    // A connection that stood idle may have died with its server; a new one tells the truth.
    if (!lease->reused() || attempt > 0)
      return done;
    shared_.pool.close(target.connection.address);
  }
}

Result<Outcome> Pipeline::ask(const Asked& asked) {
  auto target = aim(asked.cell);
  if (!target)
    return fail(target.error());
  auto catalog = shared_.catalogs.get(target->connection, Depth::values, progress_, stop_);
  if (!catalog)
    return fail(failed(*target, catalog.error(), "", asked.text, ""));
  ask::Request request{
      asked.text,          asked.history,           (*catalog)->schema,      (*catalog)->values,
      (*catalog)->dialect, target->settings.locale, local_date(context_.now)};
  tell(Stage::thinking);
  steps_.end("schema");
  auto answer = shared_.engine->answer(request, stop_);
  steps_.end("thinking");
  if (!answer)
    return fail(failed(*target, answer.error(), "", asked.text, ""));
  const bool refused = std::holds_alternative<ask::Refusal>(answer->content);
  if (refused && shared_.catalogs.older_than(target->connection, old_catalog)) {
    // What the question names may be newer than what is known.
    catalog = shared_.catalogs.refresh(target->connection, Depth::values, progress_, stop_);
    if (!catalog)
      return fail(failed(*target, catalog.error(), "", asked.text, ""));
    request.schema = (*catalog)->schema;
    request.values = (*catalog)->values;
    answer = shared_.engine->answer(request, stop_);
    if (!answer)
      return fail(failed(*target, answer.error(), "", asked.text, ""));
  }
  return carry_out(asked, *target, *catalog, std::move(*answer), request);
}

Result<Outcome> Pipeline::carry_out(const Asked& asked, const Target& target, const CatalogPtr& catalog,
                                    ask::Answer answer, const ask::Request& request) {
  if (const auto* change = std::get_if<ask::ChartChange>(&answer.content)) {
    const notebook::Cell* cell = snapshot_.notebook.find(change->cell);
    if (!cell)
      return fail(Code::not_found, "there is no earlier cell whose chart could change", "ask for data first");
    const auto index = static_cast<notebook::Index>(cell - snapshot_.notebook.cells.data());
    return change_chart(*cell, index, change->kind);
  }
  if (!std::holds_alternative<ask::Plan>(answer.content))
    return say(asked, target, catalog, answer);
  auto done = try_plans(target, catalog, answer, request);
  if (!done) {
    const auto* plan = std::get_if<ask::Plan>(&answer.content);
    return fail(failed(target, done.error(), "", asked.text, plan ? plan->sql : ""));
  }
  if (!std::holds_alternative<ask::Plan>(answer.content))
    return say(asked, target, catalog, answer);
  return show_plan(asked, target, std::move(*done), answer);
}

Result<Pipeline::Done> Pipeline::try_plans(const Target& target, CatalogPtr catalog, ask::Answer& answer,
                                           ask::Request request) {
  std::optional<Error> first;
  bool refreshed = false;
  std::size_t alternative = 0; // 0: the plan itself
  for (int attempt = 0; attempt < tries; ++attempt) {
    const auto& plan = std::get<ask::Plan>(answer.content);
    if (alternative > plan.alternatives.size())
      break;
    const std::string sql = alternative == 0 ? plan.sql : plan.alternatives[alternative - 1].sql;
    auto execution = execute(target, sql);
    if (execution) {
      Done done{sql, sql, std::move(*execution), catalog, ""};
      if (alternative > 0) {
        done.other = plan.alternatives[alternative - 1];
        done.note =
            "The database refused the first reading; this one differs: " + done.other->difference + ".";
      }
      return done;
    }
    Error error = execution.error();
    error.offset.reset(); // into SQL that stands nowhere in the notebook
    if (!worth_another_try(error))
      return fail(error);
    if (!first)
      first = error;
    ++alternative;
    if (!unknown_name(error) || refreshed)
      continue;
    refreshed = true;
    auto fresh = shared_.catalogs.refresh(target.connection, Depth::values, progress_, stop_);
    if (!fresh)
      return fail(fresh.error());
    catalog = *fresh;
    request.schema = catalog->schema;
    request.values = catalog->values;
    tell(Stage::thinking);
    auto again = shared_.engine->answer(request, stop_);
    if (!again)
      return fail(again.error());
    answer = std::move(*again);
    alternative = 0;
    if (!std::holds_alternative<ask::Plan>(answer.content))
      return Done{};
  }
  return fail(*first);
}

Outcome Pipeline::say(const Asked& asked, const Target& target, const CatalogPtr& catalog,
                      const ask::Answer& answer) const {
  Outcome outcome;
  outcome.note = ascii::join(catalog->warnings, " "); // may be why it was refused
  outcome.connection = target.connection.name;
  outcome.by = answer.by;
  notebook::Update& update = outcome.update;
  update.anchor = {asked.hash, "", "", asked.offset};
  if (const auto* refusal = std::get_if<ask::Refusal>(&answer.content)) {
    update.answer_kind = notebook::AnswerKind::refusal;
    update.answer_text = refusal->reason;
    if (!refusal->nearest.empty())
      update.answer_text += "\n\nThis can be answered: *" + refusal->nearest + "*";
  } else {
    update.answer_kind = notebook::AnswerKind::explain;
    update.answer_text = std::get<ask::Explanation>(answer.content).text;
  }
  if (target.adopted)
    update.front_matter_connection = target.connection.name;
  return outcome;
}

Outcome Pipeline::show_plan(const Asked& asked, const Target& target, Done done, const ask::Answer& answer) {
  const auto& plan = std::get<ask::Plan>(answer.content);
  Outcome outcome;
  outcome.reading = plan.reading + (done.other ? " (" + done.other->difference + ")" : "");
  outcome.confidence = done.other ? done.other->confidence : plan.confidence;
  outcome.provenance = plan.provenance;
  outcome.alternatives = plan.alternatives;
  outcome.by = answer.by;
  if (!done.catalog->warnings.empty())
    done.note += (done.note.empty() ? "" : " ") + ascii::join(done.catalog->warnings, " ");
  notebook::Update& update = outcome.update;
  update.sql = done.sql;
  update.anchor = {asked.hash, "", "", asked.offset};
  const notebook::ResultRegion* printed = nullptr;
  if (asked.cell) {
    outcome.cell = asked.cell->name;
    if (asked.cell->result)
      printed = &snapshot_.notebook.results[*asked.cell->result];
    update.anchor = notebook::anchor_of(snapshot_, *asked.cell);
    update.anchor.question_hash = asked.hash;
  }
  if (outcome.cell.empty())
    outcome.cell = notebook::suggest_name(asked.text, taken_names());
  update.name = outcome.cell;
  notebook::Stamp stamp;
  stamp.question = asked.hash;
  stamp.sql = hash_of_new_sql(done.sql, asked.cell ? asked.cell->info.of(snapshot_.text) : "sql",
                              target.connection.name, done.catalog->dialect, target.settings.limit);
  stamp.by = answer.by;
  stamp.confidence = two_digits(outcome.confidence);
  if (printed)
    stamp.part = printed->stamp.part;
  const Wish wish{plan.intent, plan.title.empty() ? asked.text : plan.title, ""};
  shared_.wishes.keep(stamp.sql, wish);
  present(outcome, target, done, wish, stamp, printed);
  record(target, outcome, asked.text, result_key(outcome.update.result->stamp));
  outcome.steps = steps_;
  return outcome;
}

Result<Pipeline::Done> Pipeline::run_cell(const notebook::Cell& cell, notebook::Index index,
                                          const Target& target) {
  auto catalog = shared_.catalogs.get(target.connection, Depth::schema, progress_, stop_);
  if (!catalog)
    return fail(catalog.error());
  steps_.end("schema");
  auto expanded = notebook::expand(snapshot_.notebook, snapshot_.text, index, (*catalog)->dialect);
  steps_.end("references");
  if (!expanded)
    return fail(expanded.error());
  auto execution = execute(target, expanded->sql);
  if (!execution && unknown_name(execution.error())) {
    // What the author names may be newer, or older, than what is known: completion should know it from now
    // on.
    (void)shared_.catalogs.refresh(target.connection, Depth::schema, progress_, stop_);
  }
  if (!execution) {
    Error error = execution.error();
    if (error.offset) {
      const std::size_t place = expanded->source_offset(*error.offset);
      error.offset = std::clamp(place, cell.body.begin, cell.body.end) - cell.body.begin;
    }
    return fail(error);
  }
  const std::string sql(ascii::trim(cell.body.of(snapshot_.text)));
  return Done{sql, expanded->sql, std::move(*execution), *catalog, ""};
}

Result<Outcome> Pipeline::run(const notebook::Cell& cell, notebook::Index index) {
  auto target = aim(&cell);
  if (!target)
    return fail(target.error());
  const notebook::Notebook& notebook = snapshot_.notebook;
  const std::string question = cell.question ? notebook.questions[*cell.question].text : "";
  auto done = run_cell(cell, index, *target);
  if (!done)
    return fail(failed(*target, done.error(), cell.name, question, cell.body.of(snapshot_.text)));
  const notebook::ResultRegion* printed = cell.result ? &notebook.results[*cell.result] : nullptr;
  Outcome outcome;
  notebook::Stamp stamp;
  stamp.sql = notebook::sql_hash(notebook, snapshot_.text, cell, target->connection.name,
                                 done->catalog->dialect, target->settings.limit);
  const bool as_asked = printed && printed->stamp.sql == stamp.sql;
  stamp.by = as_asked && !printed->stamp.by.empty() ? printed->stamp.by : "user";
  if (as_asked)
    stamp.confidence = printed->stamp.confidence;
  if (printed)
    stamp.part = printed->stamp.part;
  // An edited question stays "edited" until it is asked again: running its SQL doesn't answer it.
  if (printed && !printed->stamp.question.empty())
    stamp.question = printed->stamp.question;
  else if (cell.question)
    stamp.question = notebook.questions[*cell.question].hash;
  outcome.by = stamp.by;
  outcome.cell = cell.name.empty()
                     ? notebook::suggest_name(question.empty() ? done->sql : question, taken_names())
                     : cell.name;
  outcome.update.anchor = notebook::anchor_of(snapshot_, cell);
  outcome.update.name = outcome.cell;
  Wish wish = shared_.wishes.find(stamp.sql).value_or(Wish{{}, question, ""});
  if (as_asked)
    continue_chart(wish, snapshot_, *printed);
  present(outcome, *target, *done, wish, stamp, printed);
  record(*target, outcome, question, result_key(outcome.update.result->stamp));
  outcome.steps = steps_;
  return outcome;
}

Result<Outcome> Pipeline::run_text(std::string_view sql) {
  auto target = aim(nullptr);
  if (!target)
    return fail(target.error());
  auto catalog = shared_.catalogs.get(target->connection, Depth::schema, progress_, stop_);
  if (!catalog)
    return fail(failed(*target, catalog.error(), "", "", sql));
  const std::string text(ascii::trim(sql));
  auto execution = execute(*target, text);
  if (!execution)
    return fail(failed(*target, execution.error(), "", "", sql));
  Done done{text, text, std::move(*execution), *catalog, ""};
  Outcome outcome;
  outcome.by = "user";
  outcome.cell = "result";
  notebook::Stamp stamp;
  stamp.by = "user";
  stamp.sql =
      hash_of_new_sql(text, "sql", target->connection.name, (*catalog)->dialect, target->settings.limit);
  present(outcome, *target, done, {}, stamp, nullptr);
  record(*target, outcome, "", result_key(outcome.update.result->stamp));
  outcome.steps = steps_;
  return outcome;
}

void Pipeline::record(const Target& target, const Outcome& outcome, std::string_view question,
                      std::string_view fingerprint) {
  if (target.connection.keep == "none")
    return;
  store::Run run;
  run.time_ms = std::chrono::milliseconds(context_.now.time_since_epoch()).count();
  run.notebook = notebook_path(snapshot_);
  run.cell = outcome.cell;
  run.connection = target.connection.name;
  run.question = question;
  run.sql = outcome.sql;
  run.status = "ok";
  run.data = fingerprint;
  run.rows = outcome.table ? static_cast<std::int64_t>(outcome.table->rows.size()) : 0;
  run.milliseconds = outcome.milliseconds;
  shared_.keeper.record(std::move(run));
  remember(target, shared_.keeper);
  steps_.end("history");
}

Error Pipeline::failed(const Target& target, Error error, std::string_view cell, std::string_view question,
                       std::string_view sql) {
  if (error.code == Code::timeout && error.hint.empty())
    error.hint = "narrow the question, or raise `timeout` in the front matter";
  if (target.connection.keep == "none")
    return error;
  store::Run run;
  run.time_ms = std::chrono::milliseconds(context_.now.time_since_epoch()).count();
  run.notebook = notebook_path(snapshot_);
  run.cell = cell;
  run.connection = target.connection.name;
  run.question = question;
  run.sql = ascii::trim(sql);
  run.status = error.code == Code::cancelled ? "cancelled"
               : error.code == Code::timeout ? "timeout"
                                             : "failed";
  run.error = target.connection.keep == "stamp" ? std::string(name(error.code)) : error.message;
  shared_.keeper.record(std::move(run));
  return error;
}

} // namespace lumen::run

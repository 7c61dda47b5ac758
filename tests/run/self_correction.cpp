// When the database refuses what the engine wrote: what is asked again, what may be tried, and what never is.
// Which reading stands then is in other_readings.cpp.
#include "run/pipeline.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"

using namespace lumen;

namespace {

/// Gives the plans that a test wrote, one a call; the last one again and again.
class Scripted final : public ask::Engine {
public:
  explicit Scripted(std::vector<ask::Answer> answers) : answers_(std::move(answers)) {}
  Result<ask::Answer> answer(const ask::Request&, std::stop_token) const override {
    return answers_[std::min(asked++, answers_.size() - 1)];
  }
  mutable std::size_t asked = 0;

private:
  std::vector<ask::Answer> answers_;
};

ask::Answer plan(const std::string& sql, const std::vector<std::string>& others = {}) {
  ask::Plan plan;
  plan.sql = sql;
  plan.reading = "as written";
  plan.confidence = 0.9;
  for (const std::string& other : others) {
    ask::Alternative alternative;
    alternative.sql = other;
    alternative.difference = "it counts otherwise";
    plan.alternatives.push_back(alternative);
  }
  ask::Answer answer;
  answer.content = plan;
  answer.by = "scripted";
  return answer;
}

struct Bench {
  test::Workspace workspace;
  run::Shared shared{workspace.store()};
  run::Context context = workspace.context();
  const Scripted* engine = nullptr;
  notebook::SnapshotPtr before = workspace.notebook("How many orders?\n\nThe end.\n");

  explicit Bench(std::vector<ask::Answer> answers) {
    auto made = std::make_unique<Scripted>(std::move(answers));
    engine = made.get();
    shared.engine = std::move(made);
  }
  Result<run::Outcome> ask() {
    const notebook::Question& question = before->notebook.questions.front();
    const run::Asked asked{question.text, question.hash, question.range.begin, {}, nullptr};
    const run::Progress none;
    return run::Pipeline(shared, *before, context, none, {}).ask(asked);
  }
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr const char* right = "SELECT count(*) AS n FROM orders";

} // namespace

TEST_CASE(
    "a name that the database doesn't know: the schema is read anew and the question asked again, once") {
  SECTION("the second answer runs") {
    Bench bench({plan("SELECT count(*) AS n FROM bestellungen"), plan(right)});
    auto outcome = bench.ask();
    if (!outcome)
      FAIL(outcome.error().message);
    CHECK(outcome->sql == right);
    CHECK(bench.engine->asked == 2);
  }
  SECTION("no answer ever runs") {
    Bench bench({plan("SELECT count(*) AS n FROM bestellungen")});
    auto outcome = bench.ask();
    REQUIRE_FALSE(outcome);
    CHECK(contains(outcome.error().message, "bestellungen"));
    CHECK(bench.engine->asked == 2);
  }
  SECTION("the second answer is a refusal") {
    ask::Answer refusal;
    refusal.content = ask::Refusal{"There is no such thing.", ""};
    Bench bench({plan("SELECT count(*) AS n FROM bestellungen"), refusal});
    auto outcome = bench.ask();
    REQUIRE(outcome);
    CHECK(outcome->update.answer_kind == notebook::AnswerKind::refusal);
    CHECK(contains(test::place(*bench.before, *outcome)->text, "There is no such thing."));
  }
}

TEST_CASE("SQL that the guard refuses is never sent, whoever wrote it; the next reading may run") {
  Bench bench({plan("DELETE FROM orders", {right})});
  auto outcome = bench.ask();
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK(outcome->sql == right);
  CHECK(data::number(outcome->table->rows[0][0], outcome->table->columns[0].type) == 6.0);
}

TEST_CASE("after a time limit nothing else is tried") {
  Bench bench(
      {plan("SELECT count(*) FROM range(100000000) a(x), range(1000) b(y) WHERE x % 7 = y % 5", {right})});
  bench.context.flags.timeout = std::chrono::milliseconds(100);
  auto outcome = bench.ask();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::timeout);
}

// When the database refuses the SQL of an answer, the answer's other readings are tried, and it is said so.
#include "run/pipeline.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"

using namespace lumen;
using test::Workspace;

namespace {

/// Gives the same readings to every question, best first.
class Fixed final : public ask::Engine {
public:
  explicit Fixed(std::vector<std::string> readings) : readings_(std::move(readings)) {}
  Result<ask::Answer> answer(const ask::Request&, std::stop_token) const override {
    ++asked;
    ask::Plan plan;
    plan.sql = readings_[0];
    plan.reading = "the first reading";
    plan.confidence = 0.8;
    for (std::size_t i = 1; i < readings_.size(); ++i)
      plan.alternatives.push_back({readings_[i], "reading " + std::to_string(i), 0.5});
    return ask::Answer{std::move(plan), "offline"};
  }
  mutable int asked = 0;

private:
  std::vector<std::string> readings_;
};

struct Bench {
  Workspace workspace;
  run::Shared shared{nullptr};
  run::Context context = workspace.context();
  Fixed* engine = nullptr;

  Result<run::Outcome> ask(std::vector<std::string> readings) {
    auto made = std::make_unique<Fixed>(std::move(readings));
    engine = made.get();
    shared.engine = std::move(made);
    const auto snapshot = workspace.notebook("How many orders are there?\n");
    run::Asked asked;
    asked.text = "How many orders are there?";
    return run::Pipeline(shared, *snapshot, context, {}, {}).ask(asked);
  }
};

} // namespace

TEST_CASE("a reading that the database refuses gives way to the next one") {
  Bench bench;
  const auto outcome = bench.ask({"SELECT sum(region) FROM orders", "SELECT count(*) AS n FROM orders"});
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK(outcome->sql == "SELECT count(*) AS n FROM orders");
  CHECK(outcome->note.find("reading 1") != std::string::npos);
  CHECK(outcome->confidence == Approx(0.5));
  CHECK(outcome->reading.find("reading 1") != std::string::npos);
  REQUIRE(outcome->table);
  CHECK(outcome->table->rows.size() == 1);
}

TEST_CASE("an unknown name has the schema read anew once, then the other readings are tried") {
  Bench bench;
  const auto outcome = bench.ask({"SELECT gone FROM orders", "SELECT min(amount) AS least FROM orders"});
  if (!outcome)
    FAIL(outcome.error().message);
  CHECK(outcome->sql == "SELECT min(amount) AS least FROM orders");
  CHECK(bench.engine->asked == 2);
}

TEST_CASE("where every reading fails the first error is told") {
  Bench bench;
  const auto outcome = bench.ask({"SELECT sum(region) FROM orders", "SELECT avg(region) FROM orders"});
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message.find("sum") != std::string::npos);
}

TEST_CASE("the first reading, when it runs, stands without a note") {
  Bench bench;
  const auto outcome = bench.ask({"SELECT count(*) AS n FROM orders", "SELECT sum(amount) FROM orders"});
  REQUIRE(outcome);
  CHECK(outcome->sql == "SELECT count(*) AS n FROM orders");
  CHECK(outcome->confidence == Approx(0.8));
  CHECK(outcome->note.find("differs") == std::string::npos);
}

// What a run leaves in the store is written behind its answer: found at once, there when the runner is gone.
#include "run/keeper.hpp"

#include "run/workspace.hpp"
#include "support/catch.hpp"

using namespace lumen;

namespace {

data::Table numbers(std::int64_t count) {
  data::Table table;
  table.columns = {{"n", data::Type::integer, "BIGINT"}};
  for (std::int64_t i = 0; i < count; ++i)
    table.rows.push_back({i});
  return table;
}

store::Run run_of(const std::string& cell) {
  store::Run run;
  run.cell = cell;
  run.status = "ok";
  return run;
}

} // namespace

TEST_CASE("rows are found from the moment they are kept, and written when the keeper goes") {
  const test::Workspace workspace;
  {
    run::Keeper keeper(workspace.store());
    for (std::int64_t i = 1; i <= 200; ++i) { // more than may wait at once
      keeper.keep("0" + std::to_string(i), numbers(i));
      keeper.record(run_of("cell_" + std::to_string(i)));
      const auto found = keeper.result("0" + std::to_string(i));
      REQUIRE(found);
      CHECK(found->rows.size() == static_cast<std::size_t>(i));
    }
    keeper.remember("sales");
  }
  const auto store = workspace.store();
  const auto runs = store->runs("", 300);
  REQUIRE(runs);
  REQUIRE(runs->size() == 200);
  CHECK(runs->front().cell == "cell_200"); // in the order in which they were given
  CHECK(runs->back().cell == "cell_1");
  CHECK(store->result("0200")->has_value());
  run::Keeper other(store);
  CHECK(other.last_connection() == "sales");
  CHECK(other.result("07")->rows.size() == 7);
  CHECK_FALSE(other.result("none"));
}

TEST_CASE("without a store nothing is kept and nothing is waited for") {
  run::Keeper keeper(nullptr);
  keeper.keep("1", numbers(3));
  keeper.record(run_of("x"));
  keeper.remember("sales");
  keeper.settle();
  CHECK_FALSE(keeper.result("1"));
  CHECK(keeper.last_connection().empty());
}

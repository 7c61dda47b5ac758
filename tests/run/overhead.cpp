// What the pipeline adds to the database's own time. Not run with the other tests: test_run "[measure]"
#include "run/runner.hpp"
#include "run/workspace.hpp"
#include "support/catch.hpp"
#include "support/folders.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

using namespace lumen;
using Clock = std::chrono::steady_clock;

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

template <class Work>
double milliseconds(Work work) {
  std::vector<double> times;
  for (int count = 0; count < 15; ++count) {
    const auto start = Clock::now();
    work();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  return median(times);
}

} // namespace

TEST_CASE("the pipeline's own time for a result of a thousand rows", "[.][measure]") {
  test::Workspace workspace;
  const std::string data = test::source_folder() + "/examples/data";
  run::Runner runner(workspace.store());
  const auto context = workspace.context();
  auto source = source::open(source::parse_address(data, "/").value(), {});
  REQUIRE(source);
  for (const char* sql :
       {"SELECT * FROM flights ORDER BY date, origin, destination LIMIT 1000",
        "SELECT a.* FROM flights a JOIN flights b ON a.origin = b.destination AND a.delay > b.delay "
        "ORDER BY a.date, a.origin, a.destination, b.date LIMIT 1000"}) {
    const auto snapshot = workspace.exact("---\nconnection: " + data + "\n---\n\n```sql {name=c}\n" +
                                          std::string(sql) + "\n```\n");
    const auto run = [&] { return runner.run(*snapshot, 0, context, {}, {}).value(); };
    const auto shown = test::place(*snapshot, run());
    const double alone = milliseconds([&] { (void)(*source)->run(sql, {}, {}).value(); });
    const double whole = milliseconds([&] { (void)test::place(*snapshot, run()); });
    const double again =
        milliseconds([&] { (void)test::place(*shown, runner.run(*shown, 0, context, {}, {}).value()); });
    std::cout << "database alone " << alone << " ms, first run " << whole << " ms, rerun " << again
              << " ms\n";
  }
}

// What can be folded away, and what is shown in its place.
#include "ide/folding.hpp"

#include "ide/sales.hpp"

using namespace lumen;
using namespace lumen::test;

namespace {

/// Each fold as "its first line … its last line", with what is shown in its place.
void check(const std::string& text, const std::vector<std::string>& expected) {
  const auto snapshot = open(text);
  std::vector<std::string> folds;
  const auto line = [&](std::size_t offset) {
    return shown(*snapshot, snapshot->lines.line(text, snapshot->lines.line_of(offset)));
  };
  for (const ide::Fold& fold : ide::folds(*snapshot))
    folds.push_back(line(fold.range.begin) + " … " + line(fold.range.end) +
                    (fold.collapsed.empty() ? "" : " as " + fold.collapsed));
  CHECK(folds == expected);
}

} // namespace

TEST_CASE("front matter, cells, charts, results and threads fold", "[ide][folding]") {
  check("---\nconnection: sales\n---\n\n" + answered_notebook() + "\n# Next\n\nWords.\n\n\n",
        {"--- … --- as --- front matter", "```sql {name=top} … ```", "```vega-lite … ``` as chart",
         "<!-- lumen:result v=1 of … <!-- lumen:end --> as result of top · 2 rows",
         "# Sales … <!-- lumen:end -->", "# Next … Words."});
}

TEST_CASE("what stands on one line doesn't fold", "[ide][folding]") {
  check("# Alone\n\n\n# Next\n", {});
  check("", {});
}

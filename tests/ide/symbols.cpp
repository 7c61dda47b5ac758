// The outline: headings, and in them questions and cells.
#include "ide/symbols.hpp"

#include "ide/sales.hpp"

using namespace lumen;
using namespace lumen::test;

namespace {

void print(const std::vector<ide::Symbol>& symbols, const text::Span& parent, const std::string& indent,
           std::string& out) {
  for (const ide::Symbol& symbol : symbols) {
    out += indent + symbol.name + (symbol.detail.empty() ? "" : " (" + symbol.detail + ")") + "\n";
    CHECK(symbol.range.begin <= symbol.selection.begin); // the protocol wants both
    CHECK(symbol.selection.end <= symbol.range.end);
    CHECK(parent.begin <= symbol.range.begin);
    CHECK(symbol.range.end <= parent.end);
    print(symbol.children, symbol.range, indent + "  ", out);
  }
}

void check(const std::string& text, const std::string& expected,
           const ide::Knowledge& knowledge = knowing()) {
  std::string outline;
  print(ide::symbols(*open(text), knowledge), {0, text.size()}, "", outline);
  CHECK(outline == expected);
}

} // namespace

TEST_CASE("the outline goes by headings", "[ide][symbols]") {
  check(answered_notebook(), "Sales\n  Which region sold most?\n    top (fresh)\n");
  check("How many orders?\n\n# Sales\n\nPlain words.\n\n## By region\n\n```sql\nSELECT 1\n```\n\n"
        "# Costs\n\nWhat did it cost?\n",
        "How many orders?\nSales\n  By region\n    SQL (never run)\nCosts\n  What did it cost?\n");
  check("#\n", "(no title)\n");
  check("", "");
}

TEST_CASE("the outline tells what fails and what runs", "[ide][symbols]") {
  const std::string text = answered_notebook();
  ide::Knowledge knowledge = knowing();
  knowledge.failures["top"] = failure_now(text, "top");
  check(text, "Sales\n  Which region sold most?\n    top (failed)\n", knowledge);
  knowledge.running["top"] = "run-1";
  check(text, "Sales\n  Which region sold most?\n    top (running)\n", knowledge);
}

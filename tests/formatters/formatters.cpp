// Real formatters over a notebook with a cell in each state: not one state, value or problem may change.
#include "notebook/gfm_table.hpp"
#include "notebook/sample.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace lumen;
using namespace lumen::test;

namespace {

const std::vector<std::string> hostile{"a|b",
                                       "`code` ``",
                                       "<b>bold</b>",
                                       "-->",
                                       "<!-- lumen:end -->",
                                       "*star* _x_",
                                       "snake_case_id",
                                       "[x](http://e)",
                                       "![i](x.png)",
                                       "line\nbreak",
                                       "tab\there",
                                       " edges ",
                                       "a  b",
                                       "\\back\\",
                                       "&amp; & &lt;",
                                       "# no",
                                       "- no",
                                       "1. no",
                                       "$5 and $6",
                                       "~~x~~",
                                       "\xE2\x80\xAE"
                                       "abc",
                                       "",
                                       "\"\"",
                                       "héllo 日本 😀",
                                       "http://example.org/a_b_c",
                                       "a\rb",
                                       "\x01",
                                       "100 %",
                                       "+1",
                                       "__dunder__"};

std::string sample() {
  std::string text = R"(---
connection:   sales
title: "Any"
params: {year: 2024}
---
Sales
=====

Which *region* sold
most in   2024?

* What about `stores_and_more`?
* And **by** month?

> How many orders are there?

## Edited things

How much was sold?

Show the top 3 _regions_

Compare 2 * 3 and 4_5 a * b

Which one is never run?

~~~sql {name=never}
SELECT 1
~~~

```python
print("left alone")
```

<!-- an author's comment -->
Last words.
)";
  data::Table wild;
  wild.columns = {{"na|me", data::Type::text, ""}, {"n", data::Type::decimal, ""}};
  for (const std::string& value : hostile)
    wild.rows.push_back({value, std::string("1.50")});
  const std::string chart =
      R"({"data":{"name":"top","url":".lumen/results/x.json"},"mark":"bar","encoding":{"x":{"field":"region"}}})";
  text = ask(text, "Which region sold most in 2024?", "top",
             {"SELECT region,  sum(x) FROM t -- why\nWHERE y = '${a}  b'",
              revenue({{"South", 12}, {"North", 3}}),
              "South leads with [12](#top/r/1/revenue), [80 %](#top/f/share/1/revenue) of *all*.", chart});
  text = ask(text, "What about stores_and_more?", "wild", {"SELECT * FROM ${top}", wild});
  text = ask(text, "How many orders are there?", "orders",
             {"SELECT 1", revenue({{"x", 1}}), "It is [1](#orders/r/1/revenue).", chart});
  text = ask(text, "How much was sold?", "edited_sql", {"SELECT 2", revenue({{"x", 1}})});
  text = ask(text, "Show the top 3 regions", "edited_table", {"SELECT 3", revenue({{"x", 1}})});
  text = ask(text, "Compare 2 * 3 and 4_5 a * b", "edited_question", {"SELECT 4", revenue({{"x", 1}})});
  text = replaced(text, "SELECT 2", "SELECT 22");
  text = replaced(text, "SELECT 3\n```", "SELECT 3\n```");
  const std::size_t at = text.find("| x", text.find("of=edited_table"));
  text.replace(at, 3, "| y");
  return replaced(text, "Compare 2 * 3", "Compare 5 * 3");
}

/// Everything that a reader of the notebook would act upon.
std::string account(const std::string& text) {
  const notebook::Notebook parsed = notebook::parse(text);
  std::ostringstream out;
  for (const auto& problem : parsed.problems)
    out << "problem " << problem.code << "\n";
  for (const auto& question : parsed.questions)
    out << "question " << question.hash << " " << question.thread << " " << question.likely << "\n";
  for (const auto& cell : parsed.cells) {
    out << "cell " << cell.name << ": " << name(notebook::state_of(parsed, text, cell, sales)) << " answers "
        << (cell.question ? parsed.questions[*cell.question].hash : "none") << "\n";
    if (!cell.result)
      continue;
    const auto& result = parsed.results[*cell.result];
    if (result.table)
      for (const auto& row : notebook::read_gfm_table(result.table->of(text)).rows)
        for (const auto& value : row)
          out << "  value [" << value << "]\n";
    if (result.chart_body)
      out << "  chart " << notebook::chart_hash(result.chart_body->of(text)) << "\n";
    if (result.text)
      out << "  text " << notebook::text_hash(result.text->of(text)) << "\n";
  }
  for (const auto& claim : parsed.claims)
    out << "claim " << claim.target << "\n";
  return out.str();
}

/// Space at the edges and runs of it within a value are what formatters may change in a cell that still shows
/// the same.
std::string formatted_by(const std::string& command, const std::string& text) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("lumen-formatters-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / "notebook.lumen.md";
  std::ofstream(file, std::ios::binary) << text;
  const int status = std::system((command + " '" + file.string() + "' >/dev/null").c_str());
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  std::filesystem::remove_all(folder);
  REQUIRE(status == 0);
  return bytes.str();
}

std::string tool(const char* variable) {
  const char* path = std::getenv(variable);
  if (path == nullptr)
    FAIL(variable << " must name the program; ctest sets it");
  return std::string("'") + path + "'";
}

void check(const std::string& command) {
  const std::string before = sample();
  const std::string after = formatted_by(command, before);
  CHECK(after != before);
  CHECK(account(after) == account(before));
  const std::string again = formatted_by(command, after);
  CHECK(account(again) == account(before));
}

} // namespace

TEST_CASE("the sample has a cell in each state that text can show", "[prettier][mdformat]") {
  const std::string text = sample();
  CHECK(state(text, "top") == notebook::State::fresh);
  CHECK(state(text, "wild") == notebook::State::fresh);
  CHECK(state(text, "orders") == notebook::State::fresh);
  CHECK(state(text, "edited_sql") == notebook::State::sql_edited);
  CHECK(state(text, "edited_table") == notebook::State::result_edited);
  CHECK(state(text, "edited_question") == notebook::State::question_edited);
  CHECK(state(text, "never") == notebook::State::never_run);
}

TEST_CASE("prettier --write changes no state", "[prettier]") {
  check(tool("LUMEN_PRETTIER") + " --write --parser markdown");
}

TEST_CASE("mdformat changes no state", "[mdformat]") {
  check(tool("LUMEN_MDFORMAT"));
}

// Printed tables: hostile values stay text for our reader, for cmark-gfm, and for every Markdown viewer.
#include "base/ascii.hpp"
#include "notebook/blocks.hpp"
#include "notebook/gfm_table.hpp"
#include "notebook/notebook.hpp"
#include "notebook/render.hpp"
#include "support/catch.hpp"
#include "text/utf8.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <random>

using namespace lumen;
using namespace lumen::notebook;

namespace {

data::Table column_of(const std::vector<std::string>& values) {
  data::Table table;
  table.columns = {{"value", data::Type::text, "text"}};
  for (const std::string& value : values)
    table.rows.push_back({value});
  return table;
}

/// The text of each table cell as cmark-gfm reads it; FAILs where a cell holds anything but text.
std::vector<std::string> cells_of_reference(const std::string& markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  cmark_parser* parser = cmark_parser_new(CMARK_OPT_DEFAULT);
  cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
  cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("strikethrough"));
  cmark_parser_feed(parser, markdown.data(), markdown.size());
  cmark_node* document = cmark_parser_finish(parser);
  std::vector<std::string> cells;
  std::string trouble;
  cmark_iter* iterator = cmark_iter_new(document);
  for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(iterator);
    const std::string kind = cmark_node_get_type_string(node);
    if (event == CMARK_EVENT_EXIT)
      continue;
    if (kind == "table_cell")
      cells.emplace_back();
    else if (kind == "text" && !cells.empty())
      cells.back() += cmark_node_get_literal(node);
    else if (kind != "document" && kind != "table" && kind != "table_row" && kind != "table_header")
      trouble += kind + " ";
  }
  cmark_iter_free(iterator);
  cmark_node_free(document);
  cmark_parser_free(parser);
  CHECK(trouble == "");
  return cells;
}

} // namespace

TEST_CASE("a table is printed aligned, numbers to the right, NULL apart from the empty text",
          "[notebook][table]") {
  data::Table table;
  table.columns = {{"name", data::Type::text, ""},
                   {"amount", data::Type::decimal, ""},
                   {"part", data::Type::floating, ""}};
  table.rows = {{std::string("South"), std::string("1200.50"), 0.25},
                {data::Value{}, data::Value{}, 1e20},
                {std::string(), std::string("-3"), 2.0}};
  CHECK(print_table(table, 100) == "| name  |  amount |  part |\n"
                                   "| :---- | ------: | ----: |\n"
                                   "| South | 1200.50 |  0.25 |\n"
                                   "|       |         | 1e+20 |\n"
                                   "| \"\"    |      -3 |     2 |");
  CHECK(print_table(data::Table{}, 100).empty());
}

TEST_CASE("a double is printed without noise, exact types exactly", "[notebook][table]") {
  const auto printed = [](data::Value value, data::Type type) {
    data::Table table;
    table.columns = {{"x", type, ""}};
    table.rows = {{std::move(value)}};
    return read_table(print_table(table, 1))[1][0];
  };
  CHECK(printed(7.05483870967742, data::Type::floating) == "7.054839");
  CHECK(printed(0.1 + 0.2, data::Type::floating) == "0.3");
  CHECK(printed(0.000123456789, data::Type::floating) == "0.000123457");
  CHECK(printed(1.23456789e-9, data::Type::floating) == "1.23457e-09");
  CHECK(printed(1234567.0, data::Type::floating) == "1234567");
  CHECK(printed(-12.5, data::Type::floating) == "-12.5");
  CHECK(printed(0.9999999, data::Type::floating) == "1");
  CHECK(printed(std::string("7.05483870967742"), data::Type::decimal) == "7.05483870967742");
}

TEST_CASE("every cut is told below the table", "[notebook][table]") {
  data::Table table;
  for (int i = 0; i < 32; ++i)
    table.columns.push_back({"c" + std::to_string(i), data::Type::integer, ""});
  for (int row = 0; row < 5; ++row)
    table.rows.push_back(data::Row(32, std::int64_t{row}));
  table.cut = true;
  const std::string text = print_table(table, 3);
  CHECK(text.substr(text.rfind("\n\n")) == "\n\n_Shown: 3 of 5+ rows, 30 of 32 columns._");
  CHECK(read_table(text).size() == 4);
  CHECK(read_table(text)[0].size() == 30);
  const auto rows = read_table(print_table(column_of({std::string(250, 'x')}), 10));
  CHECK(rows[1][0] == std::string(200, 'x') + "…");
  CHECK(print_table(column_of({std::string(250, 'x')}), 10).find("_1 value cut to 200 characters._") !=
        std::string::npos);
}

TEST_CASE("the line below a table belongs to it", "[notebook][table]") {
  data::Table table = column_of({"a", "b"});
  const std::string text = "```sql {name=x}\nSELECT 1\n```\n\n<!-- lumen:result v=1 of=x -->\n\n" +
                           print_table(table, 1) + "\n\nA sentence.\n\n<!-- lumen:end -->\n";
  const Notebook parsed = parse(text);
  REQUIRE(parsed.results.size() == 1);
  CHECK(parsed.results[0].table->of(text) == print_table(table, 1));
  CHECK(parsed.results[0].text->of(text) == "A sentence.");
}

TEST_CASE("hostile values read back as they were and are only text to any reader", "[notebook][table]") {
  const std::vector<std::string> pieces{"|",
                                        "\\",
                                        "\n",
                                        "\r\n",
                                        "`",
                                        "``",
                                        "<b>",
                                        "</td>",
                                        "<!-- lumen:end -->",
                                        "-->",
                                        "*",
                                        "**",
                                        "_",
                                        "__",
                                        "~",
                                        "~~",
                                        "[x]",
                                        "](",
                                        "(y)",
                                        "![",
                                        "&lt;",
                                        "&",
                                        "&#10;",
                                        "$",
                                        "$$",
                                        " ",
                                        "  ",
                                        "\t",
                                        "a",
                                        "b c",
                                        "1",
                                        "#",
                                        "- ",
                                        "> ",
                                        "+",
                                        "```sql\n",
                                        "\xE2\x80\xAE",
                                        "é",
                                        "日",
                                        "\"",
                                        "\"\"",
                                        "\x01",
                                        "\x7F",
                                        "␊",
                                        "␦41;",
                                        "␦",
                                        ";",
                                        ":-:",
                                        "---",
                                        "\xC2\xA0",
                                        "\xE2\x80\xA8",
                                        "😀",
                                        "'",
                                        "=",
                                        "{",
                                        "}",
                                        "<http://x>",
                                        "\xEF\xBB\xBF",
                                        "|---|",
                                        "<!--",
                                        "<script>",
                                        "@a",
                                        ":smile:"};
  std::mt19937 random(5);
  for (int round = 0; round < 1500; ++round) {
    std::vector<std::string> values;
    for (int row = 0; row < 8; ++row) {
      std::string value;
      for (unsigned i = random() % 7; i > 0; --i)
        value += pieces[random() % pieces.size()];
      values.push_back(value);
    }
    const std::string table = print_table(column_of(values), 100);
    CAPTURE(table);
    for (const char c : table)
      CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
    CHECK(table.find("<") == std::string::npos);
    const auto rows = read_table(table);
    REQUIRE(rows.size() == values.size() + 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      REQUIRE(rows[i + 1].size() <= 1);
      CHECK((rows[i + 1].empty() ? "" : rows[i + 1][0]) == values[i]);
    }
    const auto seen = cells_of_reference(table);
    REQUIRE(seen.size() == values.size() + 1);
    for (std::size_t i = 0; i < values.size(); ++i) // what a reader sees, pictures undone by our own reader
      CHECK(read_table("| x |\n| - |\n| " +
                       ascii::replace_all(
                           ascii::replace_all(ascii::replace_all(seen[i + 1], "\\", "\\\\"), "|", "\\|"), "&",
                           "\\&") +
                       " |")[1] == rows[i + 1]);
    const auto blocks = scan_blocks(table);
    REQUIRE(blocks.all.size() == 1);
    CHECK(blocks.all[0].kind == BlockKind::table);
  }
}

TEST_CASE("bytes that are not UTF-8 become a replacement character", "[notebook][table]") {
  CHECK(text::is_valid(print_table(column_of({"a\xFF"
                                              "b",
                                              "\xED\xA0\x80"}),
                                   10)));
}

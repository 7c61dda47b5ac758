// Markdown and SQL as HTML: rendered, escaped, and never raw.
#include "cli/html.hpp"

#include "support/catch.hpp"

using namespace lumen;

namespace {

std::string all(std::string_view markdown) {
  std::string out;
  for (const auto& block : cli::markdown_blocks(markdown))
    out += block.html;
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

} // namespace

TEST_CASE("blocks know where they begin and what they are") {
  const auto blocks = cli::markdown_blocks(
      "# Title *one*\n\nprose\nmore\n\n| a |\n|--:|\n| 1 |\n\n```x\ncode\n```\n<!-- c -->\n");
  REQUIRE(blocks.size() == 5);
  CHECK(blocks[0].kind == cli::BlockKind::heading);
  CHECK(blocks[0].text == "Title one");
  CHECK(blocks[1].line == 2);
  CHECK(blocks[2].kind == cli::BlockKind::table);
  CHECK(blocks[2].line == 5);
  CHECK(contains(blocks[2].html, "align=\"right\""));
  CHECK(blocks[3].kind == cli::BlockKind::code);
  CHECK(blocks[3].line == 9);
  CHECK(blocks[4].kind == cli::BlockKind::html);
  CHECK(blocks[4].html == "");
}

TEST_CASE("hostile HTML, links and images don't get through") {
  const std::string html = all("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\na <b "
                               "onclick=x>b</b> [l](javascript:alert(1)) "
                               "![i](javascript:alert(1))\n\n[x](data:text/html;base64,AAAA)\n");
  CHECK_FALSE(contains(html, "<script"));
  CHECK_FALSE(contains(html, "onerror"));
  CHECK_FALSE(contains(html, "onclick"));
  CHECK_FALSE(contains(html, "javascript:"));
  CHECK_FALSE(contains(html, "data:text"));
}

TEST_CASE("a link to a proof keeps its target") {
  CHECK(contains(all("[120,345](#top_region/r/1/revenue%20%E2%82%AC)\n"),
                 "href=\"#top_region/r/1/revenue%20%E2%82%AC\""));
}

TEST_CASE("SQL is coloured and escaped") {
  CHECK(cli::html_of_sql("SELECT '<b>' -- <i>") ==
        "<span class=\"k\">SELECT</span> <span class=\"s\">&#39;&lt;b&gt;&#39;</span> <span class=\"c\">-- "
        "&lt;i&gt;</span>");
}

TEST_CASE("JSON can't end its script element") {
  CHECK(cli::json_for_script(R"({"a":"</script><!--"})") == R"({"a":"\u003c/script>\u003c!--"})");
}

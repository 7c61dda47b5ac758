// Charts as pictures: well formed whatever the values hold, the same every time, and said in words.
#include "base/paths.hpp"
#include "chart/chart.hpp"
#include "support/catch.hpp"
#include "support/varied_results.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

using namespace lumen;

namespace {

std::string kind_chart(const test::Sample& sample, data::ChartKind kind) {
  data::Intent intent = sample.intent;
  intent.chart = kind;
  return chart::recommend(sample.table, intent, {.cell = "x"}).spec;
}

/// Each element closed, each attribute quoted, nothing outside elements: enough of XML for what is written
/// here.
bool is_well_formed(std::string_view svg) {
  std::vector<std::string_view> stack;
  for (std::size_t at = 0; at < svg.size();) {
    if (svg[at] != '<') {
      const std::size_t next = std::min(svg.find('<', at), svg.size());
      const std::string_view text = svg.substr(at, next - at);
      if ((stack.empty() && text != "\n") || text.find('>') != std::string_view::npos)
        return false;
      for (std::size_t mark = text.find('&'); mark != std::string_view::npos;
           mark = text.find('&', mark + 1)) {
        const std::string_view entity = text.substr(mark, text.find(';', mark) - mark);
        if (entity != "&amp" && entity != "&lt" && entity != "&gt" && entity != "&quot" && entity != "&#39")
          return false;
      }
      at = next;
      continue;
    }
    const std::size_t end = svg.find('>', at);
    if (end == std::string_view::npos)
      return false;
    std::string_view tag = svg.substr(at + 1, end - at - 1);
    at = end + 1;
    if (tag[0] == '/') {
      if (stack.empty() || stack.back() != tag.substr(1))
        return false;
      stack.pop_back();
      continue;
    }
    const bool closed = tag.back() == '/';
    tag.remove_suffix(closed ? 1 : 0);
    const std::string_view name = tag.substr(0, tag.find(' '));
    if (name.empty() || std::count(tag.begin(), tag.end(), '<') > 0 ||
        std::count(tag.begin(), tag.end(), '"') % 2 != 0)
      return false;
    if (!closed)
      stack.push_back(name);
  }
  return stack.empty() && svg.find("nan") == std::string_view::npos &&
         svg.find("inf") == std::string_view::npos;
}

} // namespace

TEST_CASE("each sample as each kind is a picture", "[chart][svg]") {
  const char* folder = std::getenv("LUMEN_CHART_PICTURES"); // to look at them
  std::size_t pictures = 0;
  for (const test::Sample& sample : test::all_results())
    for (const data::ChartKind kind : chart::possible_kinds(sample.table, sample.intent)) {
      const std::string name = sample.name + "-" + std::string(data::name(kind));
      CAPTURE(name);
      const std::string spec = kind_chart(sample, kind);
      const std::string svg = chart::draw_svg(spec, sample.table, "en");
      REQUIRE_FALSE(svg.empty());
      CHECK(is_well_formed(svg));
      CHECK(svg == chart::draw_svg(spec, sample.table, "en"));
      CHECK(svg.find("prefers-color-scheme:dark") != std::string::npos);
      CHECK_FALSE(chart::describe_chart(spec, sample.table, "en").empty());
      ++pictures;
      if (folder != nullptr)
        REQUIRE(paths::write_file(std::filesystem::path(folder) / (name + ".svg"), svg));
    }
  CHECK(pictures > 60);
}

TEST_CASE("a picture is light, dark, or as its reader wishes", "[chart][svg]") {
  const test::Sample sample = test::samples().front();
  const std::string spec = chart::recommend(sample.table, sample.intent, {.cell = "x"}).spec;
  const auto card = [&](chart::Theme theme) {
    const std::string svg = chart::draw_svg(spec, sample.table, "en", theme);
    CHECK(is_well_formed(svg));
    const bool wish = svg.find("prefers-color-scheme") != std::string::npos;
    CHECK(wish == (theme == chart::Theme::automatic));
    const std::size_t at = svg.find(".card{fill:") + 11;
    return svg.substr(at, svg.find('}', at) - at);
  };
  CHECK(card(chart::Theme::automatic) == "#fff");
  CHECK(card(chart::Theme::light) == "#fff");
  CHECK(card(chart::Theme::dark) == "#171c20");
}

TEST_CASE("no value breaks out of a picture", "[chart][svg]") {
  const std::vector<std::string> hostile{"</text><script>alert(1)</script>",
                                         "\"/><image href=\"http://x\"/>",
                                         "a\x01 b\x1b[2J\nc",
                                         "\xE2\x80\xAE"
                                         "gnp",
                                         "\xEF\xBF\xBE\xFF",
                                         "]]>&amp;<!--",
                                         "'onload='x"};
  data::Table table;
  table.columns = {{"<b>\"kind\"</b>", data::Type::text, ""}, {"&total<", data::Type::integer, ""}};
  std::int64_t amount = 10;
  for (const std::string& value : hostile)
    table.rows.push_back({value, amount++});
  for (const data::ChartKind kind : chart::possible_kinds(table, {})) {
    CAPTURE(data::name(kind));
    data::Intent intent;
    intent.chart = kind;
    const std::string spec =
        chart::recommend(table, intent, {.cell = "x", .title = "<script>\"&'</script>"}).spec;
    const std::string svg = chart::draw_svg(spec, table, "en");
    REQUIRE_FALSE(svg.empty());
    CHECK(is_well_formed(svg));
    for (const std::string_view mark :
         {"<script", "<image", "href=\"", "\x01", "\x1b", "\xE2\x80\xAE", "\xEF\xBF\xBE"})
      CHECK(svg.find(mark) == std::string::npos);
    CHECK(chart::describe_chart(spec, table, "en").find('\n') == std::string::npos);
  }
}

TEST_CASE("a picture says in words what it shows", "[chart][svg]") {
  data::Table table;
  table.columns = {{"region", data::Type::text, ""}, {"revenue", data::Type::integer, ""}};
  table.rows = {{std::string("North"), std::int64_t{80}}, {std::string("South"), std::int64_t{12000}}};
  const std::string spec = chart::recommend(table, {}, {.cell = "x"}).spec;
  CHECK(chart::describe_chart(spec, table, "en") == "Revenue by region: South 12,000, North 80");
  CHECK(chart::describe_chart(spec, table, "de") == "Revenue by region: South 12.000, North 80");
  const std::string svg = chart::draw_svg(spec, table, "en");
  CHECK(svg.find("<title id=\"title\">Revenue by region</title>") != std::string::npos);
  CHECK(svg.find("South 12,000, North 80</desc>") != std::string::npos);
  CHECK(chart::draw_svg("{\"mark\": \"geoshape\"}", table, "en").empty());
  CHECK(chart::draw_svg("no json", table, "en").empty());
}

#include "cli/page.hpp"

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/paths.hpp"
#include "chart/chart.hpp"
#include "cli/html.hpp"
#include "notebook/render.hpp"
#include "notebook/stamp.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace lumen::cli {

namespace {

/// The library's text without the comment that would make a browser look for its source map.
Result<std::string> read_script(const std::filesystem::path& file) {
  auto text = paths::read_file(file);
  if (!text)
    return fail(Code::not_found, file.filename().string() + " is missing",
                "run scripts/setup and build again");
  const std::size_t map = text->rfind("//# sourceMappingURL=");
  if (map != std::string::npos)
    text->erase(map);
  return ascii::replace_all(*text, "</script", "<\\/script");
}

/// The printed table as rows: what is left where nothing else is kept. A column of numbers becomes numbers.
std::optional<data::Table> printed_rows(const notebook::ResultRegion& region, std::string_view text) {
  if (!region.table)
    return std::nullopt;
  const auto lines = notebook::read_table(region.table->of(text));
  if (lines.size() < 2)
    return std::nullopt;
  data::Table table;
  for (const std::string& name : lines.front())
    table.columns.push_back({name, data::Type::text, ""});
  for (std::size_t row = 1; row < lines.size(); ++row) {
    data::Row values;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      values.emplace_back(column < lines[row].size() ? lines[row][column] : std::string());
    table.rows.push_back(std::move(values));
  }
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::vector<data::Value> numbers;
    for (const data::Row& row : table.rows) {
      const std::string& shown = std::get<std::string>(row[column]);
      double number = 0;
      const auto read = std::from_chars(shown.data(), shown.data() + shown.size(), number);
      if (shown.empty())
        numbers.emplace_back(std::monostate());
      else if (read.ec == std::errc() && read.ptr == shown.data() + shown.size())
        numbers.emplace_back(number);
      else
        break;
    }
    if (numbers.size() != table.rows.size())
      continue;
    table.columns[column].type = data::Type::floating;
    for (std::size_t row = 0; row < numbers.size(); ++row)
      table.rows[row][column] = numbers[row];
  }
  return table;
}

/// Heads of a table say that they head columns. Values are escaped, so a "<th" is a tag.
std::string with_scopes(const std::string& table) {
  return ascii::replace_all(ascii::replace_all(table, "<th>", "<th scope=\"col\">"), "<th align",
                            "<th scope=\"col\" align");
}

/// Writes the page's body, block by block.
class Body {
public:
  Body(const notebook::Snapshot& snapshot, const RowsOf& rows)
      : snapshot_(snapshot), notebook_(snapshot.notebook), rows_(rows) {
    // Front matter is no Markdown: blank lines in its place keep the line numbers.
    std::string markdown = snapshot.text;
    if (notebook_.front_matter) {
      const text::Span front = notebook_.front_matter->range;
      for (std::size_t at = front.begin; at < front.end; ++at)
        if (markdown[at] != '\n' && markdown[at] != '\r')
          markdown[at] = ' ';
    }
    blocks_ = markdown_blocks(markdown);
  }

  std::string html() {
    for (at_ = 0; at_ < blocks_.size();)
      block();
    return std::move(out_);
  }

  std::string title() const {
    for (const Block& block : blocks_)
      if (block.kind == BlockKind::heading)
        return block.text;
    return "Notebook";
  }

private:
  std::size_t offset(const Block& block) const {
    return block.line < snapshot_.lines.line_count() ? snapshot_.lines.line_start(block.line)
                                                     : snapshot_.text.size();
  }

  /// All blocks that begin inside the span.
  std::vector<const Block*> take(text::Span span) {
    std::vector<const Block*> taken;
    while (at_ < blocks_.size() && offset(blocks_[at_]) < span.end)
      taken.push_back(&blocks_[at_++]);
    return taken;
  }

  void block() {
    const Block& next = blocks_[at_];
    const std::size_t begin = offset(next);
    for (const notebook::Cell& cell : notebook_.cells)
      if (cell.range.contains(begin))
        return card(cell);
    for (const notebook::ResultRegion& region : notebook_.results)
      if (region.range.contains(begin))
        return result(region, cell_of(region));
    for (const notebook::AnswerRegion& answer : notebook_.answers)
      if (answer.range.contains(begin))
        return remark(answer);
    for (const notebook::ChartFence& chart : notebook_.charts)
      if (chart.range.contains(begin))
        return author_chart(chart);
    const bool asked = is_answered(next.line);
    out_ += asked ? "<div class=\"question\">" + next.html + "</div>\n" : next.html;
    ++at_;
  }

  /// A paragraph that a cell answers; headings and lists look like themselves.
  bool is_answered(std::size_t line) const {
    for (const notebook::Cell& cell : notebook_.cells) {
      if (!cell.question)
        continue;
      const notebook::Question& question = notebook_.questions[*cell.question];
      if (question.kind == notebook::ProseKind::paragraph &&
          snapshot_.lines.line_of(question.range.begin) == line)
        return true;
    }
    return false;
  }

  void card(const notebook::Cell& cell) {
    const notebook::ResultRegion* region = cell.result ? &notebook_.results[*cell.result] : nullptr;
    out_ += "<section class=\"cell\" id=\"" + escape_html(cell.name) + "\">\n";
    take(cell.range);
    if (region && !cell_between(cell.range.end, region->range.begin)) {
      // What the author wrote between a cell and its result stays before the result.
      while (at_ < blocks_.size() && offset(blocks_[at_]) < region->range.begin)
        out_ += blocks_[at_++].html;
      result(*region, &cell);
    }
    sql(cell, region);
    out_ += "</section>\n";
  }

  /// A result that stands behind another cell is shown where it stands.
  bool cell_between(std::size_t begin, std::size_t end) const {
    return std::any_of(notebook_.cells.begin(), notebook_.cells.end(), [&](const notebook::Cell& other) {
      return other.range.begin >= begin && other.range.begin < end;
    });
  }

  const notebook::Cell* cell_of(const notebook::ResultRegion& region) const {
    for (const notebook::Cell& cell : notebook_.cells)
      if (cell.result && &notebook_.results[*cell.result] == &region)
        return &cell;
    return nullptr;
  }

  void sql(const notebook::Cell& cell, const notebook::ResultRegion* region) {
    std::string about;
    if (region) {
      const notebook::Stamp& stamp = region->stamp;
      for (const std::string& part :
           {stamp.connection, stamp.engine, notebook::rows_in_words(stamp), stamp.at})
        if (!part.empty())
          about += "<span>" + escape_html(part) + "</span>";
    }
    out_ += std::string("<details class=\"sql\"") + (region ? "" : " open") + "><summary>SQL" + about +
            "</summary><pre><code>" + html_of_sql(ascii::trim(cell.body.of(snapshot_.text))) +
            "</code></pre></details>\n";
  }

  void result(const notebook::ResultRegion& region, const notebook::Cell* cell) {
    std::string finding, table, notes, drawn;
    for (const Block* block : take(region.range)) {
      const std::size_t begin = offset(*block);
      if (block->kind == BlockKind::html)
        continue;
      if (region.chart && region.chart->contains(begin))
        drawn = figure(region, cell);
      else if (block->kind == BlockKind::table)
        table += "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                 escape_html("Rows of " + (cell ? cell->name : region.stamp.of)) + "\">" +
                 with_scopes(block->html) + "</div>\n";
      else if (region.text && region.text->contains(begin))
        finding += block->html;
      else
        notes += block->html;
    }
    if (!finding.empty())
      out_ += "<div class=\"finding\">" + finding + "</div>\n";
    out_ += drawn + table;
    if (!notes.empty())
      out_ += "<div class=\"note\">" + notes + "</div>\n";
  }

  std::string figure(const notebook::ResultRegion& region, const notebook::Cell* cell) {
    if (!region.chart_body)
      return {};
    std::optional<data::Table> rows = cell ? rows_(*cell) : std::nullopt;
    if (!rows)
      rows = printed_rows(region, snapshot_.text);
    return figure(region.chart_body->of(snapshot_.text), rows, cell ? cell->name : region.stamp.of);
  }

  std::string figure(std::string_view spec, const std::optional<data::Table>& rows,
                     const std::string& label) {
    std::string whole(spec);
    std::string drawn, words;
    if (rows) {
      if (auto inlined = chart::with_inline_data(spec, *rows))
        whole = *inlined;
      drawn = chart::draw(spec, *rows, {.width = 72, .height = 16});
      const auto& front = notebook_.front_matter;
      const auto* locale = front ? front->find("locale") : nullptr;
      words = chart::describe_chart(spec, *rows, locale ? locale->value : "en");
    }
    auto parsed = parse_json(whole);
    if (!parsed)
      return "<p class=\"note\">This chart's specification can't be read.</p>\n";
    // Vega-Embed would take its options from here: menus, and the address of an editor that gets the data.
    if (parsed->is_object() && parsed->erase("usermeta") > 0)
      whole = dump_json(*parsed);
    return "<figure class=\"chart\" aria-label=\"" +
           escape_html(words.empty() ? "Chart of " + label : words) +
           "\"><script type=\"application/json\">" + json_for_script(whole) + "</script><div></div>" +
           (drawn.empty() ? "" : "<noscript><pre>" + escape_html(drawn) + "</pre></noscript>") +
           "</figure>\n";
  }

  void author_chart(const notebook::ChartFence& chart) {
    take(chart.range);
    const notebook::Cell* cell = notebook_.find(chart.data_name);
    std::optional<data::Table> rows = cell ? rows_(*cell) : std::nullopt;
    if (!rows && cell && cell->result)
      rows = printed_rows(notebook_.results[*cell->result], snapshot_.text);
    out_ += figure(chart.body.of(snapshot_.text), rows, chart.data_name);
  }

  void remark(const notebook::AnswerRegion& answer) {
    out_ += "<aside class=\"answer\">";
    for (const Block* block : take(answer.range))
      out_ += block->html;
    out_ += "</aside>\n";
  }

  const notebook::Snapshot& snapshot_;
  const notebook::Notebook& notebook_;
  const RowsOf& rows_;
  std::vector<Block> blocks_;
  std::size_t at_ = 0;
  std::string out_;
};

} // namespace

Result<PageParts> read_page_parts(const std::filesystem::path& folder) {
  PageParts parts;
  const std::pair<const char*, std::string*> files[] = {{"page.css", &parts.style},
                                                        {"page.js", &parts.script},
                                                        {"vega.min.js", &parts.vega},
                                                        {"vega-lite.min.js", &parts.vega_lite},
                                                        {"vega-embed.min.js", &parts.vega_embed}};
  for (const auto& [name, text] : files) {
    auto read = read_script(folder / name);
    if (!read)
      return fail(read.error());
    *text = std::move(*read);
  }
  return parts;
}

std::string make_page(const notebook::Snapshot& snapshot, const PageParts& parts, const RowsOf& rows,
                      config::Theme theme) {
  Body writer(snapshot, rows);
  const std::string title = writer.title();
  const std::string body = writer.html();
  const bool charts = body.find("<figure class=\"chart\"") != std::string::npos;
  // A script runs only with this word, which no text in the page can know, for it is made of that text.
  const std::string nonce = short_hash(body + parts.script) + short_hash(parts.script + body);
  const auto script = [&](const std::string& code) {
    return "<script nonce=\"" + nonce + "\">" + code + "</script>\n";
  };
  // The style asks for the reader's wish in one place (cli/page/page.css).
  constexpr std::string_view wish = "@media (prefers-color-scheme: dark)";
  const bool fixed = theme != config::Theme::automatic;
  const std::string style =
      fixed ? ascii::replace_all(parts.style, wish,
                                 theme == config::Theme::dark ? "@media screen" : "@media not all")
            : parts.style;
  const std::string_view schemes = !fixed ? "light dark" : theme == config::Theme::dark ? "dark" : "light";
  std::string locale = "en";
  if (snapshot.notebook.front_matter)
    if (const auto* entry = snapshot.notebook.front_matter->find("locale"))
      locale = entry->value;
  return "<!doctype html>\n<html lang=\"" + escape_html(locale) +
         "\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'nonce-" +
         nonce + "'; style-src 'nonce-" + nonce +
         "'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"" +
         std::string(schemes) +
         "\">\n<meta name=\"generator\" "
         "content=\"Lumen\">\n<title>" +
         escape_html(title) + "</title>\n<style nonce=\"" + nonce + "\">" + style +
         "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n" +
         (charts ? script(parts.vega) + script(parts.vega_lite) + script(parts.vega_embed) : "") +
         script(parts.script) + "</body>\n</html>\n";
}

} // namespace lumen::cli

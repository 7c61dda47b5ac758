#include "cli/show.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "data/canonical.hpp"
#include "notebook/render.hpp"
#include "text/position.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <ostream>

namespace lumen::cli {

std::optional<Format> format(std::string_view name) {
  if (name == "table")
    return Format::table;
  if (name == "json")
    return Format::json;
  if (name == "csv")
    return Format::csv;
  if (name == "markdown" || name == "md")
    return Format::markdown;
  return std::nullopt;
}

namespace {

/// `[shown](target)` becomes `shown`; emphasis marks go, escapes are undone.
std::string without_marks(std::string_view markdown) {
  std::string out;
  for (std::size_t at = 0; at < markdown.size(); ++at) {
    const char c = markdown[at];
    if (c == '\\' && at + 1 < markdown.size() && !ascii::is_word(markdown[at + 1]) &&
        !ascii::is_space(markdown[at + 1])) {
      out += markdown[++at];
    } else if (c == '[') {
      const std::size_t middle = markdown.find("](", at);
      const std::size_t end = middle == std::string_view::npos ? middle : markdown.find(')', middle);
      if (end == std::string_view::npos) {
        out += c;
      } else {
        out += without_marks(markdown.substr(at + 1, middle - at - 1));
        at = end;
      }
    } else if (c != '*' && c != '`') {
      out += c;
    }
  }
  return out;
}

std::string milliseconds(double value) {
  char text[64];
  if (value < 1000)
    std::snprintf(text, sizeof text, "%.1f ms", value);
  else
    std::snprintf(text, sizeof text, "%.2f s", value / 1000);
  return text;
}

void print_line(std::ostream& to, const std::string& text) {
  if (!text.empty())
    to << text << "\n";
}

std::string rows_told(const data::Table& table) {
  const std::size_t rows = table.rows.size();
  return std::to_string(rows) + (table.cut ? "+" : "") + (rows == 1 ? " row" : " rows");
}

/// How the question was read, how sure that is, and how long it took.
std::string footing(const run::Outcome& outcome) {
  std::string text;
  if (outcome.table)
    text += rows_told(*outcome.table) + " · " + milliseconds(outcome.milliseconds);
  if (!outcome.engine.empty())
    text += " · " + outcome.engine;
  if (outcome.by != "user" && !outcome.by.empty() && outcome.confidence > 0) {
    char sure[32];
    std::snprintf(sure, sizeof sure, " · confidence %.2f", outcome.confidence);
    text += sure;
  }
  return text;
}

Json to_json(const run::Outcome& outcome, std::string_view question) {
  Json json;
  if (!question.empty())
    json["question"] = std::string(question);
  if (outcome.update.answer_kind) {
    const bool refused = *outcome.update.answer_kind == notebook::AnswerKind::refusal;
    json["status"] = refused ? "refused" : "explained";
    json["text"] = outcome.update.answer_text;
    return json;
  }
  json["status"] = "ok";
  json["sql"] = outcome.sql;
  if (!outcome.reading.empty())
    json["reading"] = outcome.reading;
  json["by"] = outcome.by;
  if (outcome.by != "user")
    json["confidence"] = outcome.confidence;
  json["connection"] = outcome.connection;
  json["milliseconds"] = outcome.milliseconds;
  if (outcome.table)
    if (auto table = parse_json(data::to_json(*outcome.table)))
      for (const auto& [key, value] : table->items())
        json[key] = value;
  json["finding"] = outcome.finding;
  if (!outcome.note.empty())
    json["note"] = outcome.note;
  if (auto chart = parse_json(outcome.chart))
    json["chart"] = *chart;
  return json;
}

void show_people(const run::Outcome& outcome, const Look& look, std::ostream& out) {
  print_line(out, paint_sql(outcome.sql, look.out) + "\n");
  if (outcome.table)
    out << draw_table(*outcome.table, look.out, look.rows) << "\n";
  if (look.chart && outcome.table && !outcome.chart.empty()) {
    const chart::TextOptions options{.width = std::clamp<std::size_t>(look.out.width, 30, 100),
                                     .height = 16,
                                     .unicode = look.out.unicode,
                                     .colour = look.out.colour};
    const std::string drawn = chart::draw(outcome.chart, *outcome.table, options);
    if (!drawn.empty())
      out << drawn << (drawn.ends_with('\n') ? "\n" : "\n\n");
  }
  print_line(out, plain_prose(outcome.finding, look.out));
  if (!outcome.note.empty())
    print_line(out, paint(outcome.note, Ink::warning, look.out));
}

void show_markdown(const run::Outcome& outcome, const Look& look, std::ostream& out) {
  out << "```sql\n" << ascii::trim(outcome.sql) << "\n```\n\n";
  if (outcome.table)
    out << notebook::print_table(*outcome.table, look.rows) << "\n";
  if (!outcome.finding.empty())
    out << "\n" << outcome.finding << "\n";
}

} // namespace

std::string plain_prose(std::string_view markdown, const Terminal& terminal) {
  const std::size_t width = std::clamp<std::size_t>(terminal.width, 40, 100);
  std::string out;
  std::size_t column = 0;
  std::string text = harmless(without_marks(ascii::replace_all(markdown, "\n\n", "\v")));
  text = ascii::replace_all(text, "␋", " \v ");
  for (const std::string_view word : ascii::split(text, ' ')) {
    if (word.empty())
      continue;
    if (word == "\v") {
      out += "\n";
      column = 0;
      continue;
    }
    const std::size_t size = text::width(word);
    if (column > 0 && column + 1 + size > width) {
      out += "\n";
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += size;
  }
  return out;
}

void show(const run::Outcome& outcome, std::string_view question, const Look& look, std::ostream& out,
          std::ostream& talk) {
  if (look.format == Format::json) {
    out << dump_json(to_json(outcome, question)) << "\n";
    return;
  }
  if (outcome.update.answer_kind) {
    // An explanation is the answer; a refusal is only told.
    const bool refused = *outcome.update.answer_kind == notebook::AnswerKind::refusal;
    (refused ? talk : out) << plain_prose(outcome.update.answer_text, refused ? look.talk : look.out) << "\n";
    return;
  }
  if (!outcome.reading.empty())
    print_line(talk, paint(harmless(outcome.reading), Ink::dim, look.talk));
  if (look.format == Format::csv) {
    talk << paint_sql(outcome.sql, look.talk) << "\n";
    if (outcome.table)
      out << data::to_csv(*outcome.table);
    print_line(talk, plain_prose(outcome.finding, look.talk));
    print_line(talk, outcome.note);
  } else if (look.format == Format::markdown) {
    show_markdown(outcome, look, out);
  } else {
    show_people(outcome, look, out);
  }
  print_line(talk, paint(footing(outcome), Ink::dim, look.talk));
}

void show_error(const Error& error, std::string_view sql, const Terminal& terminal, std::ostream& talk) {
  talk << paint("error:", Ink::bad, terminal) << " " << harmless(error.message) << "\n";
  if (error.offset && !sql.empty() && *error.offset <= sql.size()) {
    const text::LineIndex lines(sql);
    const std::size_t number = lines.line_of(*error.offset);
    const text::Span line = lines.line(sql, number);
    const std::string before = harmless(sql.substr(line.begin, *error.offset - line.begin));
    talk << "  " << harmless(line.of(sql)) << "\n  " << std::string(text::width(before), ' ')
         << paint("^", Ink::bad, terminal) << "\n";
  }
  if (!error.detail.empty())
    talk << "  " << harmless(error.detail) << "\n";
  if (!error.hint.empty())
    talk << paint("hint:", Ink::accent, terminal) << " " << harmless(error.hint) << "\n";
}

} // namespace lumen::cli

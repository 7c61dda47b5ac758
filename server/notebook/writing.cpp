#include "notebook/writing.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "base/paths.hpp"
#include "notebook/blocks.hpp"
#include "notebook/fence.hpp"
#include "notebook/front_matter.hpp"
#include "notebook/stamp.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::notebook {

namespace {

std::size_t longest_run(std::string_view text, char mark) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == mark ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string attribute_value(std::string_view value) {
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return ascii::is_word(c) || std::string_view("./:~+-@").find(c) != std::string_view::npos;
  });
  if (plain)
    return std::string(value);
  const char quote = value.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : value)
    if (c != quote && c != '`' && c != '\n' && c != '\r')
      out += c;
  return out + quote;
}

std::string_view kind_name(AnswerKind kind) {
  switch (kind) {
  case AnswerKind::explain:
    return "explain";
  case AnswerKind::refusal:
    return "refusal";
  case AnswerKind::clarify:
    return "clarify";
  case AnswerKind::brief:
    return "brief";
  case AnswerKind::profile:
    return "profile";
  case AnswerKind::other:
    return "other";
  }
  return "other";
}

/// True when prose between markers leaves the region whole and is read as nothing but its text.
bool stays_inside(std::string_view prose, bool answer) {
  const std::string open = answer ? "<!-- lumen:answer v=1 -->\n\n" : "<!-- lumen:result v=1 -->\n\n";
  const std::string probe = open + std::string(prose) + "\n\n" + std::string(end_marker);
  const Notebook parsed = parse(probe);
  if (!parsed.cells.empty())
    return false;
  const Span whole{0, probe.size()};
  if (answer)
    return parsed.answers.size() == 1 && parsed.results.empty() && parsed.answers[0].range == whole;
  return parsed.results.size() == 1 && parsed.answers.empty() && parsed.results[0].range == whole &&
         !parsed.results[0].table && !parsed.results[0].chart;
}

std::string yaml_scalar(std::string_view value) {
  const bool plain =
      !value.empty() &&
      (ascii::is_alpha(value[0]) || value[0] == '.' || value[0] == '/' || value[0] == '~') &&
      std::all_of(value.begin(), value.end(),
                  [](char c) {
                    return ascii::is_word(c) || std::string_view("./:~+-@").find(c) != std::string_view::npos;
                  }) &&
      value.back() != ':' && value != "~" && value != "." && !ascii::same(value, "true") &&
      !ascii::same(value, "false") && !ascii::same(value, "null") && !ascii::same(value, "yes") &&
      !ascii::same(value, "no") && !ascii::same(value, "on") && !ascii::same(value, "off");
  return plain ? std::string(value) : dump_json(std::string(value));
}

/// As JSON was written before: on one line, every value on its own, or one member a line as Lumen writes it.
std::string laid_out_like(const Json& spec, std::string_view before) {
  before = ascii::trim(before);
  if (before.find('\n') == std::string_view::npos)
    return dump_json(spec);
  const auto parsed = parse_json(before);
  const auto every_value = [](const Json& of) {
    return of.dump(2, ' ', false, Json::error_handler_t::replace);
  };
  return parsed && every_value(*parsed) == before ? every_value(spec) : dump_members(spec);
}

} // namespace

std::string line_break(std::string_view text) {
  const std::size_t at = text.find_first_of("\r\n");
  if (at == std::string_view::npos || text[at] == '\n')
    return "\n";
  return at + 1 < text.size() && text[at + 1] == '\n' ? "\r\n" : "\r";
}

std::string with_breaks(std::string_view part, std::string_view eol) {
  while (!part.empty() && (part.back() == '\n' || part.back() == '\r'))
    part.remove_suffix(1);
  std::string out;
  out.reserve(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == '\r' && i + 1 < part.size() && part[i + 1] == '\n')
      continue;
    if (part[i] == '\n' || part[i] == '\r')
      out += eol;
    else
      out += part[i];
  }
  return out;
}

std::string fence_for(std::string_view body) {
  return std::string(std::max<std::size_t>(3, longest_run(body, '`') + 1), '`');
}

std::string print_chart_fence(std::string_view json, std::string_view eol) {
  const std::string fence = fence_for(json);
  return fence + "vega-lite" + std::string(eol) + with_breaks(json, eol) + std::string(eol) + fence;
}

std::string in_comment(std::string_view json) {
  return ascii::replace_all(json, ">", "\\u003e"); // JSON has it in strings alone
}

std::string print_chart(std::string_view json, const std::optional<Picture>& picture, std::string_view eol) {
  if (!picture || !parse_json(json))
    return print_chart_fence(json, eol);
  std::string words;
  for (const char c : ascii::fold_space(picture->words)) {
    if (std::string_view("\\[]*_`~<&!$|").find(c) != std::string_view::npos)
      words += '\\';
    words += c;
  }
  std::string out = "![" + words + "](" + picture->path + ")";
  out.append(eol).append(eol).append(chart_comment).append(eol);
  return out.append(with_breaks(in_comment(json), eol)).append(eol).append("-->");
}

std::string print_cell(const Update& update, std::string_view name, std::string_view eol) {
  const std::string fence = fence_for(*update.sql);
  std::string out = fence + (is_sql_language(update.language) ? update.language : "sql") +
                    " {name=" + attribute_value(name);
  for (const Attribute& attribute : update.attributes)
    out.append(" ").append(attribute.key).append("=").append(attribute_value(attribute.value));
  return out + "}" + std::string(eol) + with_breaks(*update.sql, eol) + std::string(eol) + fence;
}

std::string print_result(const Stamp& stamp, const Printout& printout, std::string_view eol) {
  const std::string gap = std::string(eol) + std::string(eol);
  std::string out = print_stamp(stamp) + gap;
  if (!printout.table.empty())
    out += with_breaks(printout.table, eol) + gap;
  if (!printout.chart.empty())
    out += print_chart(printout.chart, printout.picture, eol) + gap;
  if (!printout.text.empty())
    out += with_breaks(printout.text, eol) + gap;
  return out + std::string(end_marker);
}

std::string print_answer(AnswerKind kind, std::string_view question_hash, std::string_view body,
                         std::string_view eol) {
  const std::string gap = std::string(eol) + std::string(eol);
  std::string out = "<!-- lumen:answer v=1 kind=" + std::string(kind_name(kind));
  if (!question_hash.empty())
    out.append(" question=").append(question_hash);
  out.append(" text=").append(text_hash(body)).append(" -->");
  if (!body.empty())
    out += gap + with_breaks(body, eol);
  return out + gap + std::string(end_marker);
}

std::string contained(std::string_view prose, bool answer) {
  prose = ascii::trim(prose);
  if (prose.empty() || stays_inside(prose, answer))
    return std::string(prose);
  std::string out;
  for (std::string_view line : ascii::split(prose, '\n')) {
    line = ascii::trim(line);
    if (!out.empty())
      out += '\n';
    if (!line.empty() && std::string_view("`~#>|-+*=_").find(line[0]) != std::string_view::npos)
      out += '\\';
    for (const char c : line) {
      if (c == '<')
        out += "&lt;";
      else if (c == '|')
        out += "\\|";
      else
        out += c;
    }
  }
  return out;
}

std::string kept_blocks(std::string_view prose, std::string_view eol) {
  std::string out;
  std::size_t at = 0;
  for (const Block& block : scan_blocks(prose).all) {
    if (block.parent != no_block)
      continue;
    if (block.kind != BlockKind::paragraph && block.kind != BlockKind::list &&
        block.kind != BlockKind::block_quote && block.kind != BlockKind::heading)
      continue;
    std::size_t line = block.range.begin; // an indented block's spaces stay with it
    while (line > at && (prose[line - 1] == ' ' || prose[line - 1] == '\t'))
      --line;
    out.append(prose.substr(at, line - at)).append(kept_marker).append(eol).append(eol);
    at = line;
  }
  return out.append(prose.substr(at));
}

std::string with_data_of(std::string_view chart, std::string_view fresh) {
  auto spec = parse_json(chart);
  const auto source = parse_json(fresh);
  if (!spec || !source || !spec->is_object() || !source->is_object() || !source->contains("data"))
    return std::string(chart);
  if (spec->contains("data") && (*spec)["data"] == (*source)["data"])
    return std::string(chart);
  (*spec)["data"] = (*source)["data"];
  return laid_out_like(*spec, chart);
}

Printout renamed(Printout printout, std::string_view name) {
  const std::string old = std::exchange(printout.stamp.of, std::string(name));
  if (old == name || old.empty())
    return printout;
  printout.text = ascii::replace_all(printout.text, "](#" + paths::percent_encode(old) + "/",
                                     "](#" + paths::percent_encode(name) + "/");
  auto spec = parse_json(printout.chart);
  if (spec && spec->is_object() && spec->contains("data") && (*spec)["data"].is_object() &&
      (*spec)["data"].value("name", "") == old) {
    (*spec)["data"]["name"] = name;
    printout.chart = laid_out_like(*spec, printout.chart);
  }
  return printout;
}

std::optional<text::Edit> connection_edit(const Snapshot& snapshot, std::string_view connection) {
  if (connection.empty() || password_in(connection))
    return std::nullopt;
  const std::string_view text = snapshot.text;
  const std::string eol = line_break(text);
  const std::string line = "connection: " + yaml_scalar(connection) + eol;
  const auto& matter = snapshot.notebook.front_matter;
  if (!matter) {
    const std::size_t begin = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    return text::Edit{{begin, begin}, "---" + eol + line + "---" + eol + (begin == text.size() ? "" : eol)};
  }
  if (matter->find("connection") != nullptr)
    return std::nullopt;
  const std::string_view content = ascii::trim(matter->content.of(text));
  if (matter->entries.empty() && !content.empty() && content[0] != '#')
    return std::nullopt; // unreadable
  if (!content.empty() && content[0] == '{')
    return std::nullopt;
  if (matter->entries.empty())
    return text::Edit{{matter->content.begin, matter->content.begin}, line};
  // All keys of a mapping stand in one column.
  const std::size_t key = matter->entries.front().key_range.begin;
  const std::size_t last_break = text.substr(0, key).find_last_of("\r\n");
  const std::string_view before = text.substr(last_break + 1, key - last_break - 1);
  const std::size_t indent = before.find_first_not_of(' ');
  if (indent != std::string_view::npos && before[indent] != '"' && before[indent] != '\'')
    return std::nullopt; // a tag or an anchor stands before the first key
  return text::Edit{{matter->content.begin, matter->content.begin},
                    std::string(std::min(indent, before.size()), ' ') + line};
}

text::Edit insertion_after(std::string_view text, std::size_t offset, std::string_view part,
                           std::string_view eol) {
  std::string out;
  const bool on_own_line = offset > 0 && text[offset - 1] == '\n';
  if (offset > 0)
    out.append(eol);
  if (offset > 0 && !on_own_line)
    out.append(eol);
  out.append(part);
  std::size_t next = offset;
  if (next < text.size() && text[next] == '\r')
    ++next;
  if (next < text.size() && text[next] == '\n')
    ++next;
  const std::size_t line_end = std::min(text.find_first_of("\r\n", next), text.size());
  const bool blank_next = ascii::trim(text.substr(next, line_end - next)).empty();
  if (offset == text.size() || !blank_next)
    out.append(eol);
  return {{offset, offset}, std::move(out)};
}

} // namespace lumen::notebook

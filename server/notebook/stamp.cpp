#include "notebook/stamp.hpp"

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/paths.hpp"
#include "notebook/gfm_table.hpp"
#include "notebook/prose.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace lumen::notebook {

namespace {

struct Key {
  std::string_view name;
  std::string Stamp::*field;
};

// In the order in which they are printed.
constexpr std::array keys{
    Key{"of", &Stamp::of},         Key{"conn", &Stamp::connection}, Key{"question", &Stamp::question},
    Key{"sql", &Stamp::sql},       Key{"schema", &Stamp::schema},   Key{"data", &Stamp::data},
    Key{"order", &Stamp::order},   Key{"table", &Stamp::table},     Key{"chart", &Stamp::chart},
    Key{"text", &Stamp::text},     Key{"rows", &Stamp::rows},       Key{"at", &Stamp::at},
    Key{"engine", &Stamp::engine}, Key{"by", &Stamp::by},           Key{"confidence", &Stamp::confidence},
    Key{"locale", &Stamp::locale}, Key{"part", &Stamp::part},
};

bool stands_plain(char c) {
  return ascii::is_word(c) || c == '-' || c == '.' || c == '~' || c == ':' || c == '+' || c == '/' ||
         c == ',' || c == '@';
}

/// Percent-encoded so that a value holds no space, no "=", and never "--" or ">", which would end the
/// comment.
std::string encode(std::string_view value) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : value) {
    const bool second_hyphen = c == '-' && !out.empty() && out.back() == '-';
    if (stands_plain(c) && !second_hyphen) {
      out += c;
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

/// The characters that formatters add, drop or swap in prose don't count.
std::string without_marks(std::string_view prose) {
  std::string out;
  out.reserve(prose.size());
  for (const char c : prose)
    if (c != '*' && c != '_' && c != '~' && c != '`' && c != '\\')
      out += c;
  return ascii::fold_space(out);
}

/// Prose with the choices of formatters taken away: which mark makes emphasis or an item of a list, what is
/// escaped, and how lines are broken. The marks themselves count, so that emphasis that an author adds is an
/// edit.
std::string canonical_prose(std::string_view prose) {
  std::string out;
  for (std::string_view line : ascii::split(prose, '\n')) {
    std::string plain = unescape(ascii::trim(line));
    if (plain.substr(0, 2) == "- " || plain.substr(0, 2) == "+ ")
      plain[0] = '*';
    std::replace(plain.begin(), plain.end(), '_', '*');
    out.append(plain).append(" ");
  }
  return ascii::fold_space(out);
}

} // namespace

std::optional<Stamp> parse_stamp(std::string_view comment) {
  comment = ascii::trim(comment);
  if (comment.substr(0, 4) == "<!--")
    comment.remove_prefix(4);
  if (comment.size() >= 3 && comment.substr(comment.size() - 3) == "-->")
    comment.remove_suffix(3);
  comment = ascii::trim(comment);
  constexpr std::string_view head = "lumen:result";
  if (comment.substr(0, head.size()) != head)
    return std::nullopt;
  comment.remove_prefix(head.size());
  if (!comment.empty() && !ascii::is_space(comment[0]))
    return std::nullopt;
  Stamp stamp;
  bool versioned = false;
  while (!(comment = ascii::trim(comment)).empty()) {
    std::size_t end = 0;
    while (end < comment.size() && !ascii::is_space(comment[end]))
      ++end;
    const std::string_view word = comment.substr(0, end);
    comment.remove_prefix(end);
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0)
      continue;
    const std::string_view key = word.substr(0, equals);
    const std::string value = paths::percent_decode(word.substr(equals + 1));
    if (key == "v") {
      const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), stamp.version);
      versioned = error == std::errc() && stop == value.data() + value.size();
      continue;
    }
    const auto known =
        std::find_if(keys.begin(), keys.end(), [&](const Key& candidate) { return candidate.name == key; });
    if (known != keys.end())
      stamp.*(known->field) = value;
    else
      stamp.others.emplace_back(std::string(key), value);
  }
  if (!versioned)
    return std::nullopt;
  return stamp;
}

std::string rows_in_words(const Stamp& stamp) {
  return stamp.rows.empty() ? "" : stamp.rows + (stamp.rows == "1" ? " row" : " rows");
}

std::string print_stamp(const Stamp& stamp) {
  std::string out = "<!-- lumen:result v=" + std::to_string(stamp.version);
  for (const Key& key : keys)
    if (const std::string& value = stamp.*(key.field); !value.empty())
      out.append(" ").append(key.name).append("=").append(encode(value));
  for (const auto& [key, value] : stamp.others)
    out.append(" ").append(key).append("=").append(encode(value));
  return out + " -->";
}

std::string question_hash(std::string_view folded_text) {
  return short_hash(without_marks(folded_text));
}

std::string table_hash(std::string_view markdown_table) {
  const GfmTable table = read_gfm_table(markdown_table);
  std::string canonical;
  for (const auto& row : table.rows) {
    for (const std::string& cell : row)
      canonical.append(ascii::fold_space(cell)) += '\x1F';
    canonical += '\x1E';
  }
  canonical.append(table.alignment).append("\x1E").append(without_marks(table.note));
  return short_hash(canonical);
}

std::string chart_hash(std::string_view chart_json) {
  const auto parsed = parse_json(chart_json);
  return short_hash(parsed ? canonical_json(*parsed) : ascii::fold_space(chart_json));
}

std::string text_hash(std::string_view prose) {
  return short_hash(canonical_prose(prose));
}

} // namespace lumen::notebook

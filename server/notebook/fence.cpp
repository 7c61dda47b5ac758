#include "notebook/fence.hpp"

#include "base/ascii.hpp"
#include "config/settings.hpp"
#include "notebook/front_matter.hpp"
#include "notebook/nearest.hpp"
#include "sql/token.hpp"

#include <algorithm>

namespace lumen::notebook {

namespace {

constexpr std::size_t largest_sql = 1 << 20;

/// Goes through an info string and collects words and key=value pairs, braces or not.
class InfoReader {
public:
  InfoReader(std::string_view text, Span info, Cell& cell)
      : text_(text), info_(info), at_(info.begin), cell_(cell) {}

  void read() {
    bool first = true;
    while (skip_to_word()) {
      const std::size_t begin = at_;
      while (at_ < info_.end && !ends_word(text_[at_]))
        ++at_;
      const std::string_view word = text_.substr(begin, at_ - begin);
      if (at_ < info_.end && text_[at_] == '=' && !word.empty()) {
        ++at_;
        add(word, {begin, begin + word.size()}, value());
      } else if (word.empty()) {
        ++at_; // a stray mark
      } else {
        bare(word, begin, first);
      }
      first = false;
    }
    if (cell_.name_range == Span{}) {
      const std::size_t place = brace_ != 0 ? brace_ : language_end_ != 0 ? language_end_ : info_.end;
      cell_.name_range = {place, place};
    }
  }

private:
  static bool ends_word(char c) { return ascii::is_space(c) || c == '=' || c == '{' || c == '}' || c == ','; }

  bool skip_to_word() {
    while (at_ < info_.end &&
           (ascii::is_space(text_[at_]) || text_[at_] == '{' || text_[at_] == '}' || text_[at_] == ',')) {
      if (text_[at_] == '{') {
        in_braces_ = true;
        brace_ = at_ + 1;
      } else if (text_[at_] == '}') {
        in_braces_ = false;
      }
      ++at_;
    }
    return at_ < info_.end;
  }

  /// A quoted value may hold anything but its quote.
  Span value() {
    if (at_ < info_.end && (text_[at_] == '"' || text_[at_] == '\'')) {
      const std::size_t close = text_.find(text_[at_], at_ + 1);
      if (close < info_.end) {
        const Span inside{at_ + 1, close};
        at_ = close + 1;
        return inside;
      }
    }
    const std::size_t begin = at_;
    while (at_ < info_.end && !ascii::is_space(text_[at_]) && text_[at_] != '}' && text_[at_] != ',')
      ++at_;
    return {begin, at_};
  }

  void add(std::string_view key, Span key_range, Span range) {
    std::string folded = ascii::lower(key);
    cell_.attributes.push_back({folded, std::string(range.of(text_)), range, key_range});
    if ((folded == "name" || folded == "id" || folded == "label") && cell_.name.empty())
      set_name(range);
  }

  void bare(std::string_view word, std::size_t begin, bool first) {
    if (first || (in_braces_ && cell_.language.empty())) {
      const bool pandoc = word[0] == '.';
      cell_.language = ascii::lower(word.substr(pandoc ? 1 : 0));
      language_end_ = begin + word.size();
      if (in_braces_)
        brace_ = language_end_;
    } else if (word[0] == '#' && word.size() > 1) {
      if (cell_.name.empty())
        set_name({begin + 1, begin + word.size()});
    } else if (!in_braces_ && word[0] != '.' && cell_.name.empty() && cell_.attributes.empty()) {
      set_name({begin, begin + word.size()}); // Evidence: `sql orders_by_day`
    }
  }

  void set_name(Span range) {
    cell_.name = std::string(range.of(text_));
    cell_.name_range = range;
  }

  std::string_view text_;
  Span info_;
  std::size_t at_;
  Cell& cell_;
  bool in_braces_ = false;
  std::size_t brace_ = 0, language_end_ = 0;
};

/// Quarto's option lines at the top of the body; moves the body's begin behind them.
void read_options(std::string_view text, Cell& cell) {
  while (cell.body.begin < cell.body.end) {
    const std::size_t feed = text.find('\n', cell.body.begin);
    const std::size_t next =
        std::min(feed == std::string_view::npos ? cell.body.end : feed + 1, cell.body.end);
    const Span line{cell.body.begin, next};
    const std::string_view bytes = ascii::trim(line.of(text));
    const std::size_t mark = bytes.substr(0, 2) == "#|" ? 2 : bytes.substr(0, 3) == "--|" ? 3 : 0;
    if (mark == 0)
      return;
    const std::size_t colon = bytes.find(':');
    if (colon != std::string_view::npos) {
      const std::string_view written = ascii::trim(bytes.substr(mark, colon - mark));
      const std::string key = ascii::lower(written);
      const std::size_t key_begin =
          written.empty() ? line.begin : static_cast<std::size_t>(written.data() - text.data());
      std::string_view value = ascii::trim(bytes.substr(colon + 1));
      if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
          value.back() == value.front())
        value = value.substr(1, value.size() - 2);
      const std::size_t begin =
          value.empty() ? line.begin : static_cast<std::size_t>(value.data() - text.data());
      const Span range{begin, begin + value.size()};
      cell.attributes.push_back({key, std::string(value), range, {key_begin, key_begin + written.size()}});
      if ((key == "name" || key == "label") && cell.name.empty() && !value.empty()) {
        cell.name = std::string(value);
        cell.name_range = range;
      }
    }
    cell.body.begin = next;
  }
}

/// A key that a cell doesn't take: a setting of the whole notebook, another word or a slip. Keys of other
/// tools (Quarto's echo, Evidence's format) are none of these.
std::optional<Problem> check_key(const Attribute& attribute) {
  static const std::vector<std::string> known{"name",   "id",    "label",  "connection",
                                              "parent", "limit", "timeout"};
  if (std::find(known.begin(), known.end(), attribute.key) != known.end())
    return std::nullopt;
  const auto& settings = config::setting_keys();
  if (std::find(settings.begin(), settings.end(), attribute.key) != settings.end())
    return Problem{attribute.key_range,
                   Severity::warning,
                   "unknown-attribute",
                   "\"" + attribute.key + "\" has no effect on one cell; set it in the front matter.",
                   {}};
  auto meant = nearest(attribute.key, known);
  if (attribute.key == "rows")
    meant = "limit";
  if (!meant || attribute.key.size() < 3)
    return std::nullopt;
  Problem found{attribute.key_range,
                Severity::hint,
                "unknown-attribute",
                "Lumen doesn't know \"" + attribute.key + "\"; did you mean \"" + *meant + "\"?",
                {}};
  found.fixes.push_back({"Change to \"" + *meant + "\"", attribute.key_range, *meant});
  return found;
}

/// A key without a value has no bytes of its own to show.
Span place_of(const Attribute& attribute) {
  return attribute.range.empty() ? attribute.key_range : attribute.range;
}

void check_attributes(const Cell& cell, std::vector<Problem>& problems) {
  for (const Attribute& attribute : cell.attributes) {
    if (attribute.key == "connection")
      if (auto found = password_problem(attribute.value, attribute.range.begin))
        problems.push_back(std::move(*found));
    if (const auto wrong = setting_complaint(attribute.key, attribute.value);
        !wrong.empty() &&
        (attribute.key == "limit" || attribute.key == "timeout" || attribute.key == "connection"))
      problems.push_back({place_of(attribute),
                          Severity::error,
                          "wrong-type",
                          "\"" + attribute.key + "\" " + wrong + ".",
                          {}});
    else if (auto found = check_key(attribute))
      problems.push_back(std::move(*found));
  }
}

void read_references(std::string_view text, Cell& cell) {
  const std::string_view sql = cell.body.of(text);
  if (sql.find("${") == std::string_view::npos)
    return;
  const auto dialect = cell.language == "duckdb" ? sql::Dialect::duckdb : sql::Dialect::postgresql;
  for (const sql::Token& token : sql::tokenize(sql, dialect)) {
    if (token.kind != sql::TokenKind::reference)
      continue;
    std::string_view inside = token.range.of(sql);
    inside = ascii::trim(inside.substr(2, inside.size() - 3));
    Reference reference;
    reference.range = {cell.body.begin + token.range.begin, cell.body.begin + token.range.end};
    reference.parameter = inside.substr(0, 6) == "param.";
    reference.name = std::string(reference.parameter ? inside.substr(6) : inside);
    cell.references.push_back(std::move(reference));
  }
}

} // namespace

bool is_sql_language(std::string_view word) {
  return word == "sql" || word == "postgresql" || word == "duckdb";
}

bool is_chart_language(std::string_view word) {
  return word == "vega-lite" || word == "vegalite" || word == "vega";
}

std::string info_language(std::string_view info) {
  std::size_t begin = info.find_first_not_of(" \t{");
  if (begin == std::string_view::npos)
    return "";
  if (info[begin] == '.' && begin > 0)
    ++begin;
  const std::size_t end = std::min(info.find_first_of(" \t{},=", begin), info.size());
  return ascii::lower(info.substr(begin, end - begin));
}

Cell read_cell(std::string_view text, const Block& fence, std::vector<Problem>& problems) {
  Cell cell;
  cell.range = fence.range;
  cell.body = fence.body;
  cell.info = fence.info;
  cell.closed = fence.closed;
  InfoReader(text, fence.info, cell).read();
  read_options(text, cell);
  check_attributes(cell, problems);
  if (cell.body.size() > largest_sql)
    problems.push_back({cell.info,
                        Severity::error,
                        "cell-too-large",
                        "This cell holds " + std::to_string(cell.body.size() >> 20) +
                            " MiB of SQL; Lumen runs cells of at most 1 MiB.",
                        {}});
  else
    read_references(text, cell);
  return cell;
}

const Attribute* Cell::find(std::string_view key) const {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.key == key; });
  return found == attributes.end() ? nullptr : &*found;
}

} // namespace lumen::notebook

#include "notebook/front_matter.hpp"

#include "base/address_secrets.hpp"
#include "base/ascii.hpp"
#include "config/settings.hpp"
#include "notebook/nearest.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace lumen::notebook {

namespace {

constexpr std::size_t longest_front_matter = 64u << 10;

enum class Wanted { setting, text, mapping, any };

struct Key {
  std::string_view name;
  Wanted wanted;
};

constexpr std::array keys{
    Key{"connection", Wanted::setting}, Key{"schema", Wanted::setting},  Key{"shown", Wanted::setting},
    Key{"limit", Wanted::setting},      Key{"timeout", Wanted::setting}, Key{"locale", Wanted::setting},
    Key{"theme", Wanted::setting},      Key{"charts", Wanted::setting},  Key{"engine", Wanted::setting},
    Key{"model", Wanted::text},         Key{"system", Wanted::text},     Key{"persona", Wanted::text},
    Key{"memory", Wanted::text},        Key{"params", Wanted::mapping},  Key{"sources", Wanted::any},
    Key{"dashboard", Wanted::any},
};

struct Line {
  std::size_t begin, end, next;
};

Line line_at(std::string_view text, std::size_t begin) {
  std::size_t end = text.find_first_of("\r\n", begin);
  if (end == std::string_view::npos)
    return {begin, text.size(), text.size()};
  const bool pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
  return {begin, end, end + (pair ? 2u : 1u)};
}

bool is_rule(std::string_view line, std::string_view mark) {
  return line.substr(0, 3) == mark && line.find_first_not_of(" \t", 3) == std::string_view::npos;
}

/// End of the scalar that begins at `begin`: its closing quote, or the end of its line before a comment.
std::size_t scalar_end(std::string_view text, std::size_t begin, std::size_t limit) {
  if (begin < limit && (text[begin] == '"' || text[begin] == '\'')) {
    const char quote = text[begin];
    for (std::size_t i = begin + 1; i < limit; ++i) {
      const bool escaped = quote == '"' && text[i] == '\\';
      const bool doubled = text[i] == quote && quote == '\'' && i + 1 < limit && text[i + 1] == quote;
      if (escaped || doubled)
        ++i;
      else if (text[i] == quote)
        return i + 1;
    }
  }
  std::size_t end = std::min(limit, line_at(text, begin).end);
  for (std::size_t i = begin + 1; i < end; ++i)
    if (text[i] == '#' && (text[i - 1] == ' ' || text[i - 1] == '\t'))
      end = i;
  while (end > begin && ascii::is_space(text[end - 1]))
    --end;
  return end;
}

template <std::size_t N>
bool one_of(std::string_view value, const std::array<std::string_view, N>& allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

bool is_known_language(std::string_view tag) {
  const std::string language = ascii::lower(tag.substr(0, tag.find_first_of("-_")));
  return one_of(language, std::array<std::string_view, 5>{"en", "nl", "fr", "de", "sv"});
}

class Reader {
public:
  Reader(std::string_view text, FrontMatter& matter, std::vector<Problem>& problems)
      : text_(text), matter_(matter), problems_(problems) {}

  void read() {
    if (matter_.content.size() > longest_front_matter) {
      problem(first_line(), Severity::error, "front-matter-too-long",
              "The front matter is longer than 64 KiB and was not read.");
      return;
    }
    try {
      load();
    } catch (const YAML::Exception& error) {
      matter_.entries.clear();
      matter_.parameters.clear();
      const Span place = error.mark.is_null() ? first_line() : line_of(place_of(error.mark));
      problem(place, Severity::error, "front-matter-unreadable",
              "This front matter is not valid YAML: " + config::yaml_reason(error.msg) + ".");
    }
  }

private:
  void load() {
    const YAML::Node root = YAML::Load(std::string(matter_.content.of(text_)));
    if (root.IsNull() || !root.IsDefined())
      return;
    if (!root.IsMap()) {
      problem(first_line(), Severity::error, "front-matter-unreadable",
              "The front matter must hold lines such as \"connection: sales\".");
      return;
    }
    for (const auto& pair : root)
      add(pair.first, pair.second);
    finish_ranges();
    for (std::size_t i = 0; i < matter_.entries.size(); ++i)
      check(matter_.entries[i], nodes_[i]);
  }

  void add(const YAML::Node& key, const YAML::Node& value) {
    if (!key.IsScalar())
      return;
    const std::size_t begin = place_of(key.Mark());
    FrontMatterEntry entry{key.Scalar(), value.IsScalar() ? value.Scalar() : "", {}, {}};
    entry.key_range = {begin, std::min(begin + key.Scalar().size(), matter_.content.end)};
    std::size_t colon = text_.find(':', entry.key_range.end);
    colon = std::min(colon, matter_.content.end);
    const std::size_t after =
        std::min(text_.find_first_not_of(" \t", std::min(colon + 1, text_.size())), matter_.content.end);
    if (value.IsScalar()) {
      entry.value_range = {after, scalar_end(text_, after, matter_.content.end)};
      if (after < matter_.content.end && (text_[after] == '|' || text_[after] == '>'))
        entry.value_range.end = after;
    } else {
      entry.value_range = {after, after};
    }
    matter_.entries.push_back(std::move(entry));
    nodes_.push_back(value);
  }

  /// A value of several lines reaches to the next key.
  void finish_ranges() {
    for (std::size_t i = 0; i < matter_.entries.size(); ++i) {
      FrontMatterEntry& entry = matter_.entries[i];
      if (!entry.value_range.empty() || nodes_[i].IsNull())
        continue;
      std::size_t end =
          i + 1 < matter_.entries.size() ? matter_.entries[i + 1].key_range.begin : matter_.content.end;
      while (end > entry.value_range.begin && ascii::is_space(text_[end - 1]))
        --end;
      entry.value_range.end = std::max(end, entry.value_range.begin);
    }
  }

  void check(const FrontMatterEntry& entry, const YAML::Node& value) {
    for (const FrontMatterEntry& other : matter_.entries) {
      if (&other == &entry)
        break;
      if (other.key == entry.key)
        problem(entry.key_range, Severity::warning, "duplicate-key",
                "\"" + entry.key + "\" stands here twice; the first counts.");
    }
    if (ascii::same(entry.key, "password")) {
      Problem& found =
          problem(entry.key_range, Severity::error, "password",
                  "A notebook must not hold a password; keep it in the connection's own settings.");
      found.fixes.push_back({"Remove the password", whole_lines(entry), ""});
      return;
    }
    const auto known =
        std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == entry.key; });
    if (known == keys.end())
      return near_miss(entry);
    if (entry.key == "params")
      return read_parameters(value);
    if (value.IsNull() || known->wanted == Wanted::any)
      return;
    const bool mapping = known->wanted == Wanted::mapping;
    if (mapping ? !value.IsMap() : !value.IsScalar()) {
      problem(entry.value_range, Severity::error, "wrong-type",
              "\"" + entry.key + "\" must be " + (mapping ? "a mapping." : "a single value."));
      return;
    }
    const std::string wrong =
        known->wanted == Wanted::setting ? setting_complaint(entry.key, entry.value) : "";
    if (!wrong.empty())
      problem(entry.value_range, Severity::error, "wrong-type", "\"" + entry.key + "\" " + wrong + ".");
    else if (entry.key == "locale" && !is_known_language(entry.value))
      problem(entry.value_range, Severity::hint, "unknown-locale",
              "Lumen writes en, nl, fr, de and sv; other languages are written as en.");
    if (entry.key == "connection")
      check_connection(entry);
  }

  void check_connection(const FrontMatterEntry& entry) {
    if (auto found = password_problem(entry.value_range.of(text_), entry.value_range.begin))
      problems_.push_back(std::move(*found));
  }

  void near_miss(const FrontMatterEntry& entry) {
    static const std::vector<std::string> names = [] {
      std::vector<std::string> all;
      all.reserve(keys.size());
      for (const Key& key : keys)
        all.emplace_back(key.name);
      return all;
    }();
    const auto meant = nearest(entry.key, names);
    if (!meant)
      return;
    Problem& found = problem(entry.key_range, Severity::hint, "unknown-key",
                             "Lumen doesn't know \"" + entry.key + "\"; did you mean \"" + *meant + "\"?");
    found.fixes.push_back({"Change to \"" + *meant + "\"", entry.key_range, *meant});
  }

  void read_parameters(const YAML::Node& value) {
    const FrontMatterEntry& entry = *matter_.find("params");
    if (value.IsNull())
      return;
    if (!value.IsMap()) {
      problem(entry.value_range, Severity::error, "wrong-type",
              "\"params\" must hold lines such as \"year: 2024\".");
      return;
    }
    for (const auto& pair : value) {
      if (!pair.first.IsScalar())
        continue;
      Parameter parameter;
      parameter.name = pair.first.Scalar();
      const std::size_t begin = place_of(pair.first.Mark());
      parameter.range = {begin, std::min(begin + parameter.name.size(), matter_.content.end)};
      if (pair.second.IsScalar() || pair.second.IsNull()) {
        parameter.values.push_back(scalar(pair.second));
      } else if (pair.second.IsSequence()) {
        parameter.list = true;
        for (const YAML::Node& item : pair.second)
          parameter.values.push_back(scalar(item));
      } else {
        problem(parameter.range, Severity::error, "wrong-type",
                "The parameter \"" + parameter.name + "\" must be a value or a list of values.");
        continue;
      }
      matter_.parameters.push_back(std::move(parameter));
    }
  }

  static ParameterValue scalar(const YAML::Node& node) {
    if (node.IsNull())
      return {ParameterType::null, ""};
    if (!node.IsScalar())
      return {ParameterType::text, ""};
    if (node.Tag() == "!")
      return {ParameterType::text, node.Scalar()}; // it was quoted
    return {type_of_plain(node.Scalar()), node.Scalar()};
  }

  static ParameterType type_of_plain(std::string_view value) {
    const auto digits = [&](std::size_t from, std::size_t count) {
      for (std::size_t i = from; i < from + count; ++i)
        if (i >= value.size() || !ascii::is_digit(value[i]))
          return false;
      return true;
    };
    if (value == "true" || value == "false")
      return ParameterType::boolean;
    if (digits(0, 4) && value.size() >= 10 && value[4] == '-' && digits(5, 2) && value[7] == '-' &&
        digits(8, 2)) {
      if (value.size() == 10)
        return ParameterType::date;
      if ((value[10] == ' ' || value[10] == 'T') && digits(11, 2) && value.size() >= 16)
        return ParameterType::timestamp;
    }
    std::string_view number = value;
    if (!number.empty() && (number[0] == '-' || number[0] == '+'))
      number.remove_prefix(1);
    const std::size_t point = number.find('.');
    const std::string_view fraction = point == std::string_view::npos ? "" : number.substr(point + 1);
    const bool whole = !number.substr(0, point).empty() &&
                       number.substr(0, point).find_first_not_of("0123456789") == std::string_view::npos;
    if (whole && point == std::string_view::npos)
      return ParameterType::number;
    if (whole && !fraction.empty() && fraction.find_first_not_of("0123456789") == std::string_view::npos)
      return ParameterType::number;
    return ParameterType::text;
  }

  Problem& problem(Span range, Severity severity, std::string code, std::string message) {
    problems_.push_back({range, severity, std::move(code), std::move(message), {}});
    return problems_.back();
  }

  /// Lines and columns of the YAML parser are of the content; a line break counts as the parser counts it.
  std::size_t place_of(const YAML::Mark& mark) const {
    return std::min(matter_.content.begin + static_cast<std::size_t>(std::max(mark.pos, 0)),
                    matter_.content.end);
  }

  Span line_of(std::size_t offset) const {
    std::size_t begin = offset;
    while (begin > matter_.content.begin && text_[begin - 1] != '\n' && text_[begin - 1] != '\r')
      --begin;
    const Line line = line_at(text_, begin);
    return {begin, std::max(begin, std::min(line.end, matter_.range.end))};
  }

  Span first_line() const { return {matter_.range.begin, line_at(text_, matter_.range.begin).end}; }

  Span whole_lines(const FrontMatterEntry& entry) const {
    const Line line = line_at(text_, std::max(entry.value_range.end, entry.key_range.end));
    return {line_of(entry.key_range.begin).begin, std::min(line.next, matter_.content.end)};
  }

  std::string_view text_;
  FrontMatter& matter_;
  std::vector<Problem>& problems_;
  std::vector<YAML::Node> nodes_;
};

} // namespace

std::string setting_complaint(std::string_view key, std::string_view value) {
  config::Layer layer;
  const auto& settings = config::setting_keys();
  if (std::find(settings.begin(), settings.end(), key) == settings.end() || config::assign(layer, key, value))
    return "";
  if (key == "shown")
    return "must be a whole number from 1 to 10000";
  if (key == "limit")
    return "must be a whole number from 1 to 100000";
  if (key == "timeout")
    return "must be a time from 1ms to 1h, such as 30s, 500ms or 2m";
  if (key == "locale")
    return "must be a language tag, such as en, nl or de-CH";
  if (key == "charts")
    return "must be vega-lite, svg or none";
  if (key == "engine")
    return "must be auto, offline or model";
  if (key == "theme")
    return "must be auto, light or dark";
  return "must not be empty"; // connection, schema
}

const FrontMatterEntry* FrontMatter::find(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

std::optional<FrontMatter> read_front_matter(std::string_view text, std::size_t from,
                                             std::vector<Problem>& problems) {
  const Line first = line_at(text, from);
  if (!is_rule(text.substr(from, first.end - from), "---"))
    return std::nullopt;
  for (std::size_t at = first.next; at < text.size();) {
    const Line line = line_at(text, at);
    const std::string_view bytes = text.substr(at, line.end - at);
    if (is_rule(bytes, "---") || is_rule(bytes, "...")) {
      FrontMatter matter;
      matter.range = {from, line.end};
      matter.content = {first.next, at};
      Reader(text, matter, problems).read();
      return matter;
    }
    at = line.next;
  }
  // A lone rule at the top is a thematic break, unless what follows looks like settings that were never
  // closed.
  const Line second = line_at(text, first.next);
  const std::string_view next = text.substr(first.next, second.end - first.next);
  const std::size_t colon = next.find(':');
  if (colon != std::string_view::npos && colon != 0 &&
      next.substr(0, colon).find_first_of(" \t*#") == std::string_view::npos)
    problems.push_back({{from, first.end},
                        Severity::error,
                        "front-matter-unclosed",
                        "This front matter has no closing \"---\" line, so it is read as text.",
                        {}});
  return std::nullopt;
}

std::optional<Span> password_in(std::string_view value) {
  const std::vector<Secret> secrets = secrets_in(value);
  if (secrets.empty())
    return std::nullopt;
  Span range{secrets.front().lead, secrets.front().end};
  // What joined it to the rest goes, too.
  if (range.end < value.size() && value[range.end] == '&')
    ++range.end;
  else if (range.begin > 0 && std::string_view("?& ").find(value[range.begin - 1]) != std::string_view::npos)
    --range.begin;
  return range;
}

std::optional<Problem> password_problem(std::string_view value, std::size_t place) {
  const auto secret = password_in(value);
  if (!secret)
    return std::nullopt;
  const Span range{place + secret->begin, place + secret->end};
  Problem problem{range,
                  Severity::error,
                  "password",
                  "A notebook must not hold a password; keep it in the connection's own settings.",
                  {}};
  problem.fixes.push_back({"Remove the password", range, ""});
  return problem;
}

} // namespace lumen::notebook

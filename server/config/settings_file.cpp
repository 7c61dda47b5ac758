// Settings as YAML: read key by key, each mistake with its place.
#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "config/key_problem.hpp"
#include "config/settings.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

namespace lumen::config {

namespace {

constexpr std::size_t largest_file = 1U << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class YamlReader {
public:
  YamlReader(std::string_view yaml, Keys keys) : yaml_(yaml), keys_(keys) {}

  ParsedLayer read() {
    try {
      const YAML::Node root = YAML::Load(std::string(yaml_));
      if (root.IsMap()) {
        for (const auto& entry : root) {
          add(entry.first, entry.second);
        }
      } else if (!root.IsNull()) {
        problem({0, yaml_.size()}, "unreadable", "Settings are a list of `key: value` lines.",
                "Keys: " + ascii::join(setting_keys(), ", ") + ".");
      }
    } catch (const YAML::Exception& thrown) {
      out_.problems.clear(); // of a text that can't be read nothing else is certain
      out_.layer = {};
      const auto at = thrown.mark.is_null() ? 0 : place_of(thrown.mark);
      problem({at, std::min(yaml_.find_first_of("\r\n", at), yaml_.size())}, "unreadable",
              "This isn't YAML: " + yaml_reason(thrown.msg) + ".", "");
    }
    return std::move(out_);
  }

private:
  void add(const YAML::Node& key_node, const YAML::Node& value) {
    if (!key_node.IsScalar()) {
      return;
    }
    const std::string& key = key_node.Scalar();
    if (!is_setting(key)) {
      if (auto unknown = unknown_key(key, keys_)) {
        unknown->range = key_span(key_node);
        out_.problems.push_back(std::move(*unknown));
      }
      return;
    }
    if (!seen_.insert(key).second) {
      problem(key_span(key_node), "duplicate-key", "`" + key + "` stands here twice; the first counts.",
              "Take one of them out.");
      return;
    }
    if (!value.IsScalar()) {
      problem(value.IsNull() ? key_span(key_node) : scalar_span(value), "wrong-type",
              "`" + key + "` takes one value.", "Write it behind the colon: `" + key + ": …`.", key);
      return;
    }
    if (key == "connection" && holds_secret(value.Scalar())) {
      Problem found = password_problem();
      found.range = scalar_span(value);
      out_.problems.push_back(std::move(found));
    }
    if (const auto done = assign(out_.layer, key, value.Scalar()); !done) {
      problem(scalar_span(value), "wrong-type", done.error().message, done.error().hint, key);
    }
  }

  void problem(text::Span range, std::string code, std::string message, std::string hint,
               std::string key = "") {
    out_.problems.push_back({range, std::move(code), std::move(message), std::move(hint), std::move(key)});
  }

  std::size_t place_of(const YAML::Mark& mark) const {
    return std::min(static_cast<std::size_t>(std::max(0, mark.pos)), yaml_.size());
  }

  // Where a node's own text stands. Only its start is told by the parser; a scalar ends with its quote, or
  // with its line.
  text::Span scalar_span(const YAML::Node& node) const {
    const auto begin = place_of(node.Mark());
    const std::string_view rest = yaml_.substr(begin);
    if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
      if (const auto close = rest.find(rest.front(), 1); close != std::string_view::npos) {
        return {begin, begin + close + 1};
      }
    }
    std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
    if (const auto comment = line.find(" #"); comment != std::string_view::npos) {
      line = line.substr(0, comment);
    }
    while (!line.empty() && ascii::is_space(line.back())) {
      line.remove_suffix(1);
    }
    return {begin, begin + line.size()};
  }

  text::Span key_span(const YAML::Node& key) const {
    const auto span = scalar_span(key);
    return {span.begin, std::min(span.end, span.begin + key.Scalar().size())};
  }

  std::string_view yaml_;
  Keys keys_;
  std::set<std::string, std::less<>> seen_;
  ParsedLayer out_;
};

} // namespace

std::string yaml_reason(std::string_view parser_message) {
  // What stands behind the colon is quoted from the text.
  return std::string(parser_message.substr(0, parser_message.find(": ")));
}

ParsedLayer parse_yaml(std::string_view yaml, Keys keys) {
  const std::size_t mark = yaml.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  auto out = YamlReader(yaml.substr(mark), keys).read();
  for (Problem& problem : out.problems) {
    problem.range = {problem.range.begin + mark, problem.range.end + mark};
  }
  return out;
}

std::filesystem::path user_file() {
  return paths::config() / "config.yaml";
}

std::filesystem::path workspace_file(const std::filesystem::path& root) {
  return root / ".lumen" / "config.yaml";
}

ParsedLayer load(const std::filesystem::path& file) {
  auto bytes = paths::read_file(file, largest_file);
  if (bytes) {
    auto out = parse_yaml(*bytes, Keys::own);
    if (!out.problems.empty()) {
      out.text = std::move(*bytes);
    }
    return out;
  }
  ParsedLayer out;
  if (bytes.error().code != Code::not_found) {
    out.problems.push_back({{}, "unreadable", bytes.error().message, bytes.error().hint, ""});
  }
  return out;
}

} // namespace lumen::config

// Settings as layers: read from YAML or JSON, checked key by key, settled by precedence.
#include "config/settings.hpp"

#include "base/ascii.hpp"
#include "base/paths.hpp"

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <numeric>

namespace lumen::config {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_shown = 10'000;
constexpr std::size_t most_fetched = 100'000;
constexpr milliseconds longest_timeout{3'600'000};

constexpr std::array<std::string_view, 9> setting_keys = {
    "connection", "schema", "shown", "limit", "timeout", "locale", "theme", "charts", "engine"};
// Keys of a notebook's front matter that other parts read.
constexpr std::array<std::string_view, 7> other_keys = {"model",  "system",  "persona",  "memory",
                                                        "params", "sources", "dashboard"};

std::string key_list() {
  return std::accumulate(
      std::next(setting_keys.begin()), setting_keys.end(), std::string(setting_keys.front()),
      [](const std::string& all, std::string_view key) { return all + ", " + std::string(key); });
}

Result<std::size_t> parse_count(std::string_view key, std::string_view text, std::size_t most) {
  std::size_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size() || value < 1 || value > most) {
    return fail(Code::invalid,
                "`" + std::string(key) + "` isn't a whole number from 1 to " + std::to_string(most) + ".",
                "Write, for example, `" + std::string(key) + ": 500`.");
  }
  return value;
}

// A language tag as BCP 47 writes it, as far as its shape goes; "_" is read as "-".
bool is_locale(std::string_view text) {
  const std::string tag = ascii::replace_all(text, "_", "-");
  std::size_t number = 0;
  for (const auto part : ascii::split(tag, '-')) {
    const bool first = number++ == 0;
    if (part.empty() || part.size() > 8 || (first && (part.size() < 2 || part.size() > 3)) ||
        !std::all_of(part.begin(), part.end(),
                     [&](char c) { return ascii::is_alpha(c) || (!first && ascii::is_digit(c)); })) {
      return false;
    }
  }
  return true;
}

Result<void> assign_text(std::optional<std::string>& field, std::string_view key, std::string_view text) {
  if (ascii::trim(text).empty()) {
    return fail(Code::invalid, "`" + std::string(key) + "` is empty.",
                "Give it a value, or leave the key out.");
  }
  field = std::string(text);
  return {};
}

Result<void> assign_charts(Layer& layer, std::string_view text) {
  if (text == "vega-lite" || text == "vega_lite") {
    layer.charts = ChartOutput::vega_lite;
  } else if (text == "svg") {
    layer.charts = ChartOutput::svg;
  } else if (text == "none") {
    layer.charts = ChartOutput::none;
  } else {
    return fail(Code::invalid, "`charts` isn't one of vega-lite, svg, none.",
                "Write `vega-lite` for a chart in the text, or `none` for no charts.");
  }
  return {};
}

// One key's scalar into the layer; the same rules for YAML and JSON.
Result<void> assign(Layer& layer, std::string_view key, std::string_view text) {
  if (key == "connection") {
    return assign_text(layer.connection, key, text);
  }
  if (key == "schema") {
    return assign_text(layer.schema, key, text);
  }
  if (key == "theme") {
    return assign_text(layer.theme, key, text);
  }
  if (key == "shown" || key == "limit") {
    const auto count = parse_count(key, text, key == "shown" ? most_shown : most_fetched);
    if (!count) {
      return fail(count.error());
    }
    (key == "shown" ? layer.shown : layer.limit) = *count;
    return {};
  }
  if (key == "timeout") {
    const auto duration = parse_duration(text);
    if (!duration) {
      return fail(duration.error());
    }
    layer.timeout = *duration;
    return {};
  }
  if (key == "locale") {
    if (!is_locale(text)) {
      return fail(Code::invalid, "`locale` isn't a language tag.", "Write one like `en`, `nl` or `de-CH`.");
    }
    layer.locale = std::string(text);
    return {};
  }
  if (key == "charts") {
    return assign_charts(layer, text);
  }
  if (text != "offline" && text != "model" && text != "auto") {
    return fail(Code::invalid, "`engine` isn't one of offline, model, auto.",
                "Write `offline` for the built-in one, or leave the key out.");
  }
  layer.engine = std::string(text);
  return {};
}

bool is_known(std::string_view key) {
  return std::find(setting_keys.begin(), setting_keys.end(), key) != setting_keys.end() ||
         std::find(other_keys.begin(), other_keys.end(), key) != other_keys.end();
}

// Edits of one character (insert, delete, replace, swap of neighbours) between two short words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      cost[i][j] = std::min(
          {cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

// Keys of other tools ("title", "format") must not be taken for mistakes: one slip in a short word, two in a
// long one.
std::optional<std::string_view> near_miss(std::string_view key) {
  if (is_known(key) || key.size() < 4 || key.size() > 16) {
    return std::nullopt;
  }
  const std::string folded = ascii::lower(key);
  for (const auto known : setting_keys) {
    if (distance(folded, known) <= (known.size() > 6 ? 2U : 1U)) {
      return known;
    }
  }
  return std::nullopt;
}

// Where a node's own text stands. Only its start is told by the parser; a scalar ends with its quote, or with
// its line.
text::Span scalar_span(std::string_view yaml, const YAML::Node& node) {
  const auto begin = std::min(static_cast<std::size_t>(std::max(0, node.Mark().pos)), yaml.size());
  const std::string_view rest = yaml.substr(begin);
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

text::Span key_span(const YAML::Node& key, std::string_view yaml) {
  const auto span = scalar_span(yaml, key);
  return {span.begin, std::min(span.end, span.begin + key.Scalar().size())};
}

void read_entry(ParsedLayer& out, std::string_view yaml, const YAML::Node& key_node,
                const YAML::Node& value) {
  if (!key_node.IsScalar()) {
    return;
  }
  const std::string& key = key_node.Scalar();
  if (std::find(setting_keys.begin(), setting_keys.end(), key) == setting_keys.end()) {
    if (const auto meant = near_miss(key)) {
      out.problems.push_back({key_span(key_node, yaml), "`" + key + "` isn't a setting.",
                              "Did you mean `" + std::string(*meant) + "`?"});
    }
    return;
  }
  if (!value.IsScalar()) {
    const auto where = value.IsNull() ? key_span(key_node, yaml) : scalar_span(yaml, value);
    out.problems.push_back(
        {where, "`" + key + "` takes one value.", "Write it behind the colon: `" + key + ": …`."});
    return;
  }
  if (const auto done = assign(out.layer, key, value.Scalar()); !done) {
    out.problems.push_back({scalar_span(yaml, value), done.error().message, done.error().hint});
  }
}

Result<std::string> scalar_text(std::string_view key, const Json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (value.is_number()) {
    return value.dump();
  }
  return fail(Code::invalid, "`" + std::string(key) + "` takes a text or a number.");
}

template <class T>
void weaker(std::optional<T>& present, const std::optional<T>& next) {
  if (!present) {
    present = next;
  }
}

} // namespace

Settings settle(const std::vector<Layer>& layers) {
  Layer all;
  for (const auto& layer : layers) {
    weaker(all.connection, layer.connection);
    weaker(all.schema, layer.schema);
    weaker(all.shown, layer.shown);
    weaker(all.limit, layer.limit);
    weaker(all.timeout, layer.timeout);
    weaker(all.locale, layer.locale);
    weaker(all.theme, layer.theme);
    weaker(all.charts, layer.charts);
    weaker(all.engine, layer.engine);
  }
  Settings out;
  out.connection = all.connection.value_or(out.connection);
  out.schema = all.schema.value_or(out.schema);
  out.shown = all.shown.value_or(out.shown);
  out.limit = all.limit.value_or(out.limit);
  out.timeout = all.timeout.value_or(out.timeout);
  out.locale = all.locale.value_or(out.locale);
  out.theme = all.theme.value_or(out.theme);
  out.charts = all.charts.value_or(out.charts);
  out.engine = all.engine.value_or(out.engine);
  return out;
}

ParsedLayer parse_yaml(std::string_view yaml) {
  ParsedLayer out;
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (root.IsNull()) {
      return out;
    }
    if (!root.IsMap()) {
      out.problems.push_back(
          {{0, yaml.size()}, "Settings are a list of `key: value` lines.", "Keys: " + key_list() + "."});
      return out;
    }
    for (const auto& entry : root) {
      read_entry(out, yaml, entry.first, entry.second);
    }
  } catch (const YAML::Exception& thrown) {
    const auto at = std::min(static_cast<std::size_t>(std::max(0, thrown.mark.pos)), yaml.size());
    const auto line_end = std::min(yaml.find_first_of("\r\n", at), yaml.size());
    out.problems.push_back({{at, line_end}, "This isn't YAML: " + thrown.msg + ".", ""});
  }
  return out;
}

Layer from_json(const Json& json, std::vector<std::string>* problems) {
  Layer layer;
  if (!json.is_object()) {
    return layer;
  }
  for (const auto key : setting_keys) {
    const auto found = json.find(std::string(key));
    // Editors fill in what nobody set as null or "".
    if (found == json.end() || found->is_null() ||
        (found->is_string() && found->get_ref<const std::string&>().empty())) {
      continue;
    }
    const auto text = scalar_text(key, *found);
    const auto done = text ? assign(layer, key, *text) : Result<void>(fail(text.error()));
    if (!done && problems != nullptr) {
      problems->push_back(done.error().message);
    }
  }
  return layer;
}

Layer from_json(const Json& json) {
  return from_json(json, nullptr);
}

ParsedLayer load(const std::filesystem::path& file) {
  constexpr std::size_t most_bytes = 1U << 20;
  const auto bytes = paths::read_file(file, most_bytes);
  if (bytes) {
    return parse_yaml(*bytes);
  }
  ParsedLayer out;
  if (bytes.error().code != Code::not_found) {
    out.problems.push_back({{0, 0}, bytes.error().message, bytes.error().hint});
  }
  return out;
}

Result<milliseconds> parse_duration(std::string_view text) {
  const auto wrong = [&] {
    return fail(Code::invalid, "`" + std::string(text) + "` isn't a length of time from 1ms to 1h.",
                "Write it like `30s`, `500ms` or `2m`.");
  };
  const std::string_view trimmed = ascii::trim(text);
  double value = 0;
  const auto [end, failed] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), value);
  if (failed != std::errc{}) {
    return wrong();
  }
  const std::string_view unit = ascii::trim(trimmed.substr(static_cast<std::size_t>(end - trimmed.data())));
  double scale = 0;
  if (unit == "ms") {
    scale = 1;
  } else if (unit.empty() || unit == "s") {
    scale = 1'000;
  } else if (unit == "m" || unit == "min") {
    scale = 60'000;
  } else if (unit == "h") {
    scale = 3'600'000;
  }
  const double total = value * scale;
  if (!(total >= 1) || total > static_cast<double>(longest_timeout.count())) { // a NaN too
    return wrong();
  }
  return milliseconds(static_cast<std::int64_t>(total));
}

} // namespace lumen::config

// Settings as layers: values checked key by key, read from JSON, settled by precedence.
#include "config/settings.hpp"

#include "base/address_secrets.hpp"
#include "base/ascii.hpp"
#include "config/key_problem.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace lumen::config {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_shown = 10'000;
constexpr std::size_t most_fetched = 100'000;
constexpr milliseconds longest_timeout{3'600'000};

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

Result<void> assign_theme(Layer& layer, std::string_view text) {
  if (text != "auto" && text != "light" && text != "dark") {
    return fail(Code::invalid, "`theme` isn't one of auto, light, dark.",
                "Write `auto` for pictures and pages that follow their reader's wish.");
  }
  layer.theme = text == "light" ? Theme::light : text == "dark" ? Theme::dark : Theme::automatic;
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

} // namespace

// One rule for YAML, JSON and fences.
Result<void> assign(Layer& layer, std::string_view key, std::string_view text) {
  if (key == "connection") {
    return assign_text(layer.connection, key, text);
  }
  if (key == "schema") {
    return assign_text(layer.schema, key, text);
  }
  if (key == "theme") {
    return assign_theme(layer, text);
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
      return fail(Code::invalid, "`timeout` isn't a length of time from 1ms to 1h.", duration.error().hint);
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

namespace {

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

const std::vector<std::string>& setting_keys() {
  static const std::vector<std::string> keys{"connection", "schema", "shown",  "limit", "timeout",
                                             "locale",     "theme",  "charts", "engine"};
  return keys;
}

std::string written(const Settings& settings, std::string_view key) {
  if (key == "connection") {
    return without_secrets(settings.connection);
  }
  if (key == "schema") {
    return settings.schema;
  }
  if (key == "shown" || key == "limit") {
    return std::to_string(key == "shown" ? settings.shown : settings.limit);
  }
  if (key == "timeout") {
    const auto count = settings.timeout.count();
    return count % 1000 == 0 ? std::to_string(count / 1000) + "s" : std::to_string(count) + "ms";
  }
  if (key == "locale") {
    return settings.locale;
  }
  if (key == "theme") {
    return settings.theme == Theme::light ? "light" : settings.theme == Theme::dark ? "dark" : "auto";
  }
  if (key == "charts") {
    return settings.charts == ChartOutput::svg    ? "svg"
           : settings.charts == ChartOutput::none ? "none"
                                                  : "vega-lite";
  }
  return key == "engine" ? settings.engine : std::string();
}

Layer from_json(const Json& json) {
  return read_json(json).layer;
}

ParsedLayer read_json(const Json& json) {
  ParsedLayer out;
  if (!json.is_object()) {
    if (!json.is_null()) {
      out.problems.push_back({{}, "wrong-type", "Settings are an object of keys and values.", "", ""});
    }
    return out;
  }
  for (const auto& [key, value] : json.items()) {
    // Editors fill in what nobody set as null or "".
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) {
      continue;
    }
    if (!is_setting(key)) {
      if (auto unknown = unknown_key(key, value.is_object() ? Keys::shared : Keys::own)) {
        out.problems.push_back(std::move(*unknown));
      }
      continue;
    }
    const auto text = scalar_text(key, value);
    if (text && key == "connection" && holds_secret(*text)) {
      out.problems.push_back(password_problem());
    }
    if (const auto done = text ? assign(out.layer, key, *text) : Result<void>(fail(text.error())); !done) {
      out.problems.push_back({{}, "wrong-type", done.error().message, done.error().hint, key});
    }
  }
  return out;
}

Result<milliseconds> parse_duration(std::string_view text) {
  const auto wrong = [&] {
    return fail(Code::invalid, "This isn't a length of time from 1ms to 1h.",
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

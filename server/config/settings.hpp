// Settings and where they come from. Precedence, strongest first: command-line flag or command argument,
// fence attribute, front matter, client (workspace/configuration over initialization options), workspace
// `.lumen/config.yaml`, user `config.yaml` in paths::config(), default.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "text/position.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lumen::config {

enum class ChartOutput { vega_lite, svg, none };
/// Of pictures and pages: `automatic` ("auto") follows the reader's own wish.
enum class Theme { automatic, light, dark };

/// What one source of settings says; a missing value leaves the weaker source's.
struct Layer {
  std::optional<std::string> connection;
  std::optional<std::string> schema;
  std::optional<std::size_t> shown;                 ///< rows printed into the text, 1..10,000
  std::optional<std::size_t> limit;                 ///< rows fetched, 1..100,000
  std::optional<std::chrono::milliseconds> timeout; ///< of one statement, 1 ms .. 1 h
  std::optional<std::string> locale;
  std::optional<Theme> theme;
  std::optional<ChartOutput> charts;
  std::optional<std::string> engine; ///< offline | model | auto
};

/// Everything decided.
struct Settings {
  std::string connection;
  std::string schema;
  std::size_t shown = 100;
  std::size_t limit = 1000;
  std::chrono::milliseconds timeout{30'000};
  std::string locale = "en";
  Theme theme = Theme::automatic;
  ChartOutput charts = ChartOutput::vega_lite;
  std::string engine = "auto";
};

/// Strongest layer first.
Settings settle(const std::vector<Layer>& layers);

/// What is wrong in one place of settings. Nothing secret stands in it: neither values nor what doesn't look
/// like a key.
struct Problem {
  text::Span range; ///< bytes of the YAML; empty for JSON
  std::string code; ///< stable: unknown-key, duplicate-key, wrong-type, password, unreadable
  std::string message;
  std::string hint;
  std::string key; ///< the setting that it is about, whose weaker value holds; empty where it is about none
};

struct ParsedLayer {
  Layer layer;
  std::vector<Problem> problems; ///< in order of the text
  std::string text;              ///< what was read, as far as it could be; only `load` and only with problems
};

/// Whose keys a text holds: a file of Lumen alone, where any other key is a problem, or one that it shares
/// with other tools, where only a near miss is.
enum class Keys { own, shared };

/// YAML mapping of the keys above (`limit`, `timeout: 30s`, …). Never fails: what is wrong is a problem and
/// left out. Of a key that stands there twice the first counts.
ParsedLayer parse_yaml(std::string_view yaml, Keys keys = Keys::shared);
/// The same keys as JSON, from a client's settings (`lumen.*`) or initialization options; null and "" are not
/// set. Objects under other keys are the client's own groups.
ParsedLayer read_json(const Json& json);
Layer from_json(const Json& json);
/// The file's layer, or an empty one where there is no file.
ParsedLayer load(const std::filesystem::path& file);
/// The user's own file, and the one of a workspace (which counts only where the workspace is trusted).
std::filesystem::path user_file();
std::filesystem::path workspace_file(const std::filesystem::path& root);
/// One value as it is written, into the layer; Code::invalid where it doesn't fit. `key` is one of the keys
/// above.
Result<void> assign(Layer& layer, std::string_view key, std::string_view value);
/// A setting's value as it would be written, secrets masked; empty where none is set.
std::string written(const Settings& settings, std::string_view key);
/// The keys of Layer, in their order.
const std::vector<std::string>& setting_keys();

/// Why a text isn't YAML, in the parser's words without anything of the text.
std::string yaml_reason(std::string_view parser_message);

/// "30s", "500ms", "2m", or a bare number of seconds.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

} // namespace lumen::config

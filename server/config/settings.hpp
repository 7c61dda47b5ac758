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

/// What one source of settings says; a missing value leaves the weaker source's.
struct Layer {
  std::optional<std::string> connection;
  std::optional<std::string> schema;
  std::optional<std::size_t> shown;                 ///< rows printed into the text, 1..10,000
  std::optional<std::size_t> limit;                 ///< rows fetched, 1..100,000
  std::optional<std::chrono::milliseconds> timeout; ///< of one statement, 1 ms .. 1 h
  std::optional<std::string> locale;
  std::optional<std::string> theme;
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
  std::string theme;
  ChartOutput charts = ChartOutput::vega_lite;
  std::string engine = "auto";
};

/// Strongest layer first.
Settings settle(const std::vector<Layer>& layers);

/// A problem of a settings text, with its byte range there.
struct Problem {
  text::Span range;
  std::string message;
  std::string hint;
};

struct ParsedLayer {
  Layer layer;
  std::vector<Problem> problems;
};

/// YAML mapping of the keys above (`limit`, `timeout: 30s`, …). Never fails: what is wrong is a problem and
/// left out. Keys of other tools are ignored; a near miss of a known key is a problem.
ParsedLayer parse_yaml(std::string_view yaml);
/// The same keys as JSON, from a client's settings (`lumen.*`) or initialization options.
/// What is wrong is left out; `problems`, where given, gets one sentence for each.
Layer from_json(const Json& json);
Layer from_json(const Json& json, std::vector<std::string>* problems);
/// The file's layer, or an empty one where there is no file.
ParsedLayer load(const std::filesystem::path& file);

/// "30s", "500ms", "2m", or a bare number of seconds.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

} // namespace lumen::config

// The log: standard error or a file, never standard output. Callers keep secrets and database values out of
// it.
#pragma once

#include <string>
#include <string_view>

namespace lumen::log {

enum class Level { trace, debug, info, warning, error, off };

/// Sets the sink (empty: standard error) and the level. Call once, from main.
void open(const std::string& file, Level level);
/// The level of that name, or info.
Level level(std::string_view name);

// Each writes one message where the level lets it through. Any thread.

void debug(std::string_view message);   ///< what a developer follows
void info(std::string_view message);    ///< what happened
void warning(std::string_view message); ///< something goes on without
void error(std::string_view message);   ///< something failed that shouldn't

} // namespace lumen::log

// Functions whose effects are known by name: never allowed, or harmless though declared volatile.
#pragma once

#include <optional>
#include <string_view>

namespace lumen::sql {

/// Why a function of PostgreSQL or of a common extension is never called, as the end of a sentence; nothing
/// for others. The name is as the parse tree gives it, its schema in front or not.
std::optional<std::string_view> forbidden_postgresql(std::string_view name);
/// Volatile by declaration, and yet nothing changes: random numbers, clocks, sizes, states of the server.
bool harmless_postgresql(std::string_view name);

} // namespace lumen::sql

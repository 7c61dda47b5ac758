// Functions whose effects are known by name: never allowed, or harmless though declared volatile.
#pragma once

#include <optional>
#include <string_view>

namespace lumen::sql {

/// Why a function of PostgreSQL or of a common extension is never called, as the end of a sentence; nothing
/// for others. The name without its schema: a copy of such a function in another schema does the same.
std::optional<std::string_view> forbidden_postgresql(std::string_view name);
/// Volatile by declaration, and yet nothing changes: random numbers, clocks, sizes, states of the server. The
/// list speaks of what PostgreSQL and its extensions ship; another function of such a name isn't meant.
bool harmless_postgresql(std::string_view name);
/// Why a view of PostgreSQL's catalog isn't read, as the end of a sentence; nothing for others.
std::optional<std::string_view> forbidden_view_postgresql(std::string_view name);

} // namespace lumen::sql

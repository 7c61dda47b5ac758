// The SQL dialects that Lumen reads and writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lumen::sql {

enum class Dialect { postgresql, duckdb };

std::string_view name(Dialect dialect); ///< "postgresql", "duckdb"

/// The name as it must be written: quoted where its case, its characters or a reserved word demand it.
std::string quote_identifier(std::string_view identifier, Dialect dialect);
/// A string literal with its quotes; standard_conforming_strings is on in both dialects.
std::string quote_literal(std::string_view text, Dialect dialect);

} // namespace lumen::sql

// Names of fields as Vega-Lite reads them, and strings inside its expressions.
#pragma once

#include <string>
#include <string_view>

namespace lumen::chart {

/// The key as a field reference: dots, brackets, quotes and backslashes would be read as a path, so each is
/// escaped.
std::string field_reference(std::string_view key);
/// The key that a field reference names; the inverse of the above.
std::string field_key(std::string_view reference);
/// The text as a string literal of Vega's expression language.
std::string expression_string(std::string_view text);
/// `datum["key"]`, for expressions; takes any key.
std::string datum(std::string_view key);

} // namespace lumen::chart

// Names of fields as Vega-Lite reads them, and strings inside its expressions.
#pragma once

#include <string>
#include <string_view>

namespace lumen::chart {

/// The key can be a field as it is. Dots, brackets, quotes and backslashes can be escaped in fields, but
/// Vega-Lite then writes them into expressions of its own (descriptions, tooltips) as they stand; columns
/// with such names get a plain one by a transform.
bool is_plain_field(std::string_view key);
/// The key that an author's field reference names, without its escapes.
std::string field_key(std::string_view reference);
/// The text as a string literal of Vega's expression language.
std::string expression_string(std::string_view text);
/// `datum["key"]`, for expressions; takes any key.
std::string datum(std::string_view key);

} // namespace lumen::chart

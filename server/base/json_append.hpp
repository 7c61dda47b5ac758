// JSON written straight as text, for what is long: a tree of JSON values costs many times what its text does.
#pragma once

#include <string>
#include <string_view>

namespace lumen {

/// Appends a JSON string; bytes that are not UTF-8 become U+FFFD.
void append_json(std::string& out, std::string_view text);
/// Appends a number; null for one that JSON has no word for.
void append_json(std::string& out, double number);
void append_json(std::string& out, long long number);

} // namespace lumen

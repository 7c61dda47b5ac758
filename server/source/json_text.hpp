// JSON of a database as Lumen keeps it: without the space between its tokens, every digit as it was.
#pragma once

#include <string>
#include <string_view>

namespace lumen::source {

/// The text without white space outside of its strings; nothing else changes, and nothing is checked.
std::string compact_json_text(std::string_view json);

} // namespace lumen::source

// How a CSV file is written, where that is beyond doubt. DuckDB's own detection tries dozens of forms, which
// takes many times as long as reading a small file does; it is left to the files that need it.
#pragma once

#include <optional>
#include <string_view>

namespace lumen::source {

/// The separator of a plainly written file: every record has the same number of fields, at least two; fields
/// are quoted by `"` alone and whole; and nothing could be read another way (backslashes, other quotes,
/// comments, a second separator in the first record). Nothing for any other. `head`: the file's beginning;
/// `whole`: and its end.
std::optional<char> plain_separator(std::string_view head, bool whole);

} // namespace lumen::source

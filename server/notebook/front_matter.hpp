// The YAML at the top of a notebook: read with ranges, checked, never printed anew. Private to this folder.
#pragma once

#include "notebook/notebook.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

/// The front matter of `text`, whose first line begins at `from` (after a byte-order mark). What is wrong
/// goes to `problems`; YAML that can't be read gives a front matter without entries.
std::optional<FrontMatter> read_front_matter(std::string_view text, std::size_t from,
                                             std::vector<Problem>& problems);

/// What is wrong with a setting's value, as "must be …", or "": the same words in front matter and on fences.
std::string setting_complaint(std::string_view key, std::string_view value);

/// Where `value` (a URL or connection string) holds a password: the bytes to take away so that it holds none.
std::optional<Span> password_in(std::string_view value);

/// The problem of a connection that is written with its password; `place` is where `value` stands in the
/// text.
std::optional<Problem> password_problem(std::string_view value, std::size_t place);

} // namespace lumen::notebook

// Questions about the data itself, answered from the catalog alone.
#pragma once

#include "ask/offline/index.hpp"
#include "ask/offline/tokens.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lumen::ask::offline {

/// Markdown for "what tables are there", "describe flights", "tell me about this data", "how are A and B
/// joined"; nothing for a question that wants rows.
std::optional<std::string> explain(const std::vector<Token>& tokens, const Index& index);

/// At most `count` questions that the engine answers well, about `table` where it is given (-1: the whole
/// data).
std::vector<std::string> suggestions(const Index& index, int table, std::size_t count);

} // namespace lumen::ask::offline

// What Lumen owns in a text: regions between its markers. Private to this folder.
#pragma once

#include "notebook/blocks.hpp"
#include "notebook/notebook.hpp"

#include <string_view>
#include <vector>

namespace lumen::notebook {

/// Fills results, answers, the charts and claims inside results, and the problems of markers. Inside a merge
/// conflict markers may stand twice, and a rule of `=` makes no heading.
void read_regions(std::string_view text, const Blocks& blocks, const std::vector<Span>& conflicts,
                  Notebook& notebook, Memory* memory = nullptr);

ChartFence read_chart(std::string_view text, const Block& fence, Memory* memory = nullptr);

/// `[shown](#cell/…)` links; `offset` is added to their places.
std::vector<Claim> find_claims(std::string_view markdown, std::size_t offset);

/// `<!-- lumen:kept -->`: the block behind it was once a result's text and isn't asked.
bool is_kept_marker(std::string_view html);

/// From a line `<<<<<<< …` to its `>>>>>>> …`, each with the `=======` line between.
std::vector<Span> merge_conflicts(std::string_view text);
/// Whether `range` shares a byte with one of them, which are ascending and apart. Logarithmic.
bool touches_one(const std::vector<Span>& conflicts, Span range);

} // namespace lumen::notebook

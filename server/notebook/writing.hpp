// Pieces of notebook text as `place` writes them. Private to this folder.
#pragma once

#include "notebook/render.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::notebook {

constexpr std::string_view end_marker = "<!-- lumen:end -->";
constexpr std::string_view chart_comment = "<!-- lumen:chart";
constexpr std::string_view kept_marker = "<!-- lumen:kept -->";

/// The document's line break: its first one, or "\n".
std::string line_break(std::string_view text);
/// `part` with every line break as `eol`, without any at its end.
std::string with_breaks(std::string_view part, std::string_view eol);

/// A fence longer than any run of backticks in `body`.
std::string fence_for(std::string_view body);
std::string print_chart_fence(std::string_view json, std::string_view eol);
/// A chart as a fence; or, where there is a picture of it, as that and its JSON in a comment.
std::string print_chart(std::string_view json, const std::optional<Picture>& picture, std::string_view eol);
/// JSON that can't end the comment it stands in: the same value without ">".
std::string in_comment(std::string_view json);
/// A whole cell: the fence with its name and attributes.
std::string print_cell(const Update& update, std::string_view name, std::string_view eol);
/// A whole result region.
std::string print_result(const Stamp& stamp, const Printout& printout, std::string_view eol);
std::string print_answer(AnswerKind kind, std::string_view question_hash, std::string_view body,
                         std::string_view eol);

/// `prose` in a form that stays inside its region whatever it holds: as it is where it does, else escaped.
std::string contained(std::string_view prose, bool answer);

/// A region's text that the author edited, to stand outside: each block with a mark that says it isn't asked.
std::string kept_blocks(std::string_view prose, std::string_view eol);

/// The chart with its data's name and url taken from `fresh`; as it was where either can't be read.
std::string with_data_of(std::string_view chart, std::string_view fresh);

/// `printout` for a cell of another name: stamp, chart data and links.
Printout renamed(Printout printout, std::string_view name);

/// The edit that names `connection` in the front matter; nothing where one is named or can't safely be
/// written.
std::optional<text::Edit> connection_edit(const Snapshot& snapshot, std::string_view connection);

/// `part`, a whole block, for insertion behind the line that ends at `offset`: a blank line around it.
text::Edit insertion_after(std::string_view text, std::size_t offset, std::string_view part,
                           std::string_view eol);

} // namespace lumen::notebook

// From an answer to edits of the text: what Lumen owns is written anew, nothing else is touched.
#pragma once

#include "base/result.hpp"
#include "data/table.hpp"
#include "notebook/notebook.hpp"
#include "text/edit.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace lumen::notebook {

/// Where an answer belongs, told so that it is found again after the text moved.
struct Anchor {
  std::string question_hash; ///< of the question asked; empty for a cell run by itself
  std::string cell_name;     ///< of an existing cell; empty when the answer makes a new one
  std::string sql_hash; ///< token_hash of the cell's SQL when the run started, to find it and to see changes
  std::size_t offset = 0; ///< of the question's or cell's begin when the run started; tells equal ones apart
};

/// The anchor of a question that is asked, and of a cell that is run. An ask that is to replace a cell takes
/// the cell's anchor and adds the question's hash.
Anchor anchor_of(const Snapshot& snapshot, const Question& question);
Anchor anchor_of(const Snapshot& snapshot, const Cell& cell);

/// A chart drawn into a file beside the notebook, so that any viewer of Markdown shows it.
struct Picture {
  std::string path;  ///< relative to the notebook, see write_picture
  std::string words; ///< for those who can't see it; any text
};

/// A result to print. Parts that are absent are not printed.
struct Printout {
  Stamp stamp;       ///< of, connection, hashes of question/sql/schema/data/order, rows, at, engine, by, …;
                     ///< render fills table=, chart=, text=
  std::string table; ///< GFM table, see print_table
  std::string chart; ///< Vega-Lite JSON text
  std::optional<Picture>
      picture{};    ///< shown instead of the text of the chart, which stands in a comment then
  std::string text; ///< sentences with links
};

/// What to write for one question or cell.
struct Update {
  Anchor anchor;
  std::optional<std::string> sql;    ///< new SQL for the cell (ask); absent: the cell's SQL stays
  std::string language = "sql";      ///< of a new fence
  std::string name;                  ///< of a new cell; made unique
  std::vector<Attribute> attributes; ///< of a new cell, after name
  std::optional<Printout> result;
  std::optional<std::string> front_matter_connection; ///< written into a notebook that names none
  // instead of a cell: an answer region
  std::optional<AnswerKind> answer_kind;
  std::string answer_text;
};

/// The edits that put `update` into the notebook as it stands now; sorted, and none overlaps another. A
/// result that says the same leaves the file byte for byte as it was (no edits). Parts that the author edited
/// are kept as notebook-format.md says. Code::not_found when the question or cell is gone, Code::conflict
/// when its SQL changed meanwhile.
Result<std::vector<text::Edit>> place(const Snapshot& snapshot, const Update& update);

/// Edits that delete a cell's result region. Whatever in it the author wrote or edited stays, outside.
std::vector<text::Edit> delete_result(const Snapshot& snapshot, const Cell& cell);
/// Edits that put another chart into a result (and its chart= hash); later runs keep its spec and give it
/// their data. A chart that the author edited moves below the result.
Result<std::vector<text::Edit>> replace_chart(const Snapshot& snapshot, const Cell& cell,
                                              std::string_view chart_json,
                                              const std::optional<Picture>& picture = {});

/// A run that finds other rows keeps the chart's specification: the author edited it, or chose its kind.
bool keeps_chart(const ResultRegion& region, std::string_view text);

/// A GFM table of at most `shown` rows, 30 columns and 200 characters a cell, each cut told in a line below.
/// Values are hostile: they are escaped so that the text parses back to the same cells.
std::string print_table(const data::Table& table, std::size_t shown);
/// The cells of a printed table, escapes undone; the header first.
std::vector<std::vector<std::string>> read_table(std::string_view markdown);

/// A short snake_case cell name from a question or SQL, not among `taken`.
std::string suggest_name(std::string_view question, const std::vector<std::string>& taken);

/// Where `write_side_file` writes, from the notebook's folder.
std::string side_file(std::string_view fingerprint);
/// Writes `.lumen/results/<fingerprint>.json` (rows as objects, for Vega's `url`; the second of two equal
/// column names is "name~2") under `folder`; gives the relative path. A file that holds the same already is
/// left alone. Doesn't wait for the disk: a file that a power cut left empty is made again by the next run.
Result<std::string> write_side_file(const std::string& folder, std::string_view fingerprint,
                                    const data::Table& table);
/// It is there and not empty.
bool has_side_file(const std::string& folder, std::string_view fingerprint);

/// Writes an SVG picture beside the side files, named by its content; gives the relative path.
Result<std::string> write_picture(const std::string& folder, std::string_view svg);

/// Deletes side files and pictures under `folder` that no Markdown file there names, by path or by stamp, and
/// that weren't written for so long: an undo or another branch may still want newer ones. Files that don't
/// have a name of Lumen's form stay, and so do all where a Markdown file can't be read. Gives how many went.
std::size_t clean_side_files(const std::string& folder, std::chrono::hours unwritten);

} // namespace lumen::notebook

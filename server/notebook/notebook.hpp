// A notebook as parsed from its bytes. Parsing never fails and never changes a byte: everything here is spans
// into the text, plus what was read from them. docs/notebook-format.md tells the format.
#pragma once

#include "sql/dialect.hpp"
#include "text/position.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lumen::notebook {

using text::Span;
using Index = std::size_t; ///< into a vector of the Notebook

enum class Severity { error, warning, information, hint };

/// A replacement that mends a problem, offered as a quick fix.
struct Fix {
  std::string title;
  Span range;
  std::string text;
};

struct Problem {
  Span range;
  Severity severity = Severity::error;
  std::string code; ///< stable, kebab-case: "unknown-key", "duplicate-name", …
  std::string message;
  std::vector<Fix> fixes{};
};

struct FrontMatterEntry {
  std::string key;
  std::string value; ///< scalar text; empty for a nested value
  Span key_range, value_range;
};

enum class ParameterType { null, boolean, number, date, timestamp, text };

struct ParameterValue {
  ParameterType type = ParameterType::text;
  std::string text; ///< as written, without quotes
};

/// `${param.name}`: one value, or a list of them.
struct Parameter {
  std::string name;
  Span range; ///< of the name
  bool list = false;
  std::vector<ParameterValue> values{};
};

struct FrontMatter {
  Span range;                            ///< with both `---` lines
  Span content;                          ///< the YAML between them
  std::vector<FrontMatterEntry> entries; ///< top level, in order
  std::vector<Parameter> parameters;     ///< of `params`
  const FrontMatterEntry* find(std::string_view key) const;
};

enum class ProseKind { paragraph, list_item, block_quote, heading };

/// A block of the author's prose that may be asked.
struct Question {
  Span range;        ///< the block, without its final line break
  Span insert_after; ///< its outermost container: an answer goes after the end of this
  ProseKind kind = ProseKind::paragraph;
  std::string text; ///< without Markdown marks, white space folded
  std::string hash; ///< the stamp's question=
  Index thread = 0;
  bool likely = false; ///< ends in "?" or opens with a request word
};

/// A heading and what follows until the next of the same or a higher level; thread 0 is what stands before
/// any heading.
struct Thread {
  int level = 0;
  std::string title;
  Span range;
  std::optional<Index> parent;
};

struct Attribute {
  std::string key, value;
  Span range; ///< of the value
  Span key_range;
};

/// What the stamp says. Values are decoded; a missing key is empty.
struct Stamp {
  int version = 1;
  std::string of, connection, question, sql, schema, data, order, table, chart, text, rows, at, engine, by,
      confidence, locale, part;
  std::vector<std::pair<std::string, std::string>> others; ///< unknown keys, kept
};

/// A region that Lumen owns, from its opening marker to `<!-- lumen:end -->`.
struct ResultRegion {
  Span range;  ///< both markers, without the final line break
  Span marker; ///< the opening comment
  Stamp stamp;
  std::optional<Span> table; ///< the GFM table, with the line below it that tells what was cut
  std::optional<Span> chart; ///< the whole fence
  std::optional<Span> chart_body;
  std::optional<Span> text; ///< the sentences
  bool read_only = false;   ///< an unknown version: never touched
  bool conflicted = false;  ///< holds merge markers
  bool edited = false;      ///< table, chart or sentences are not what the stamp tells of
};

enum class AnswerKind { explain, refusal, clarify, brief, profile, other };

struct AnswerRegion {
  Span range;
  Span marker;
  AnswerKind kind = AnswerKind::other;
  std::string question_hash;
  std::string text_hash; ///< the stamp's text=, of the body as Lumen wrote it; empty when it carries none
  std::optional<Index> question;
  Span body;
  bool read_only = false; ///< an unknown version: never touched
};

/// `${name}` or `${param.name}` inside a cell's SQL.
struct Reference {
  Span range; ///< with `${` and `}`
  std::string name;
  bool parameter = false;
};

struct Cell {
  Span range;           ///< the whole fence, both fence lines, without the final line break
  Span body;            ///< the SQL, with its final line break, after Quarto's `#|` lines
  Span info;            ///< the info string
  std::string language; ///< first info word
  std::string name;     ///< "" when the author gave none
  std::string hash;     ///< over the tokens of its own SQL
  Span name_range; ///< of the name; or, empty, the place where `name=` could be written: behind the opening
                   ///< brace, or behind the language, where braces are still wanted
  std::vector<Attribute> attributes;
  std::vector<Reference> references;
  Index thread = 0;
  std::optional<Index> question; ///< that it answers
  std::optional<Index> result;   ///< into results
  bool duplicate = false;        ///< an earlier cell has its name
  bool closed = true;            ///< the fence has its end
  bool conflicted = false;       ///< holds merge markers
  const Attribute* find(std::string_view key) const;
};

/// A chart fence anywhere; inside a result `cell` is its cell.
struct ChartFence {
  Span range, body;
  std::string data_name;
  std::optional<Index> cell;
};

/// A link `[shown](#cell/…)` inside a result's text.
struct Claim {
  Span range;         ///< the whole link
  Span shown;         ///< the text between the brackets
  std::string target; ///< after "#", still percent-encoded
};

struct Notebook {
  std::optional<FrontMatter> front_matter;
  std::vector<Thread> threads;     ///< never empty
  std::vector<Question> questions; ///< in order of the text
  std::vector<Cell> cells;
  std::vector<ResultRegion> results;
  std::vector<AnswerRegion> answers;
  std::vector<ChartFence> charts;
  std::vector<Claim> claims;
  std::vector<Problem> problems; ///< in order of the text

  const Cell* find(std::string_view name) const; ///< the first cell of that name
};

/// What was read from pieces of earlier texts (notebook/memory.hpp). Thread-safe.
class Memory;
std::shared_ptr<Memory> make_memory();

/// Any bytes give a notebook. Linear in the text's size. A memory makes it faster and changes nothing else.
Notebook parse(std::string_view text, Memory* memory = nullptr);

/// A document at one version: its text, its parse and its line index, shared and never changed.
struct Snapshot {
  std::string uri;
  std::string folder; ///< of the file; relative paths start here
  std::int64_t version = 0;
  std::string text;
  text::LineIndex lines{""};
  Notebook notebook;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

SnapshotPtr make_snapshot(std::string uri, std::string folder, std::int64_t version, std::string text,
                          Memory* memory = nullptr);

} // namespace lumen::notebook

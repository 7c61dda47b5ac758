// Results and errors as the terminal shows them, in each of the formats.
#pragma once

#include "base/result.hpp"
#include "cli/terminal.hpp"
#include "data/table.hpp"
#include "run/runner.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace lumen::cli {

enum class Format { table, json, csv, markdown };
std::optional<Format> format(std::string_view name);

/// A table in lines and columns that fit the terminal; at most `rows` rows, with a line that tells how many
/// are left out.
std::string draw_table(const data::Table& table, const Terminal& terminal, std::size_t rows);

/// A finding without its links, wrapped to the terminal's width.
std::string plain_prose(std::string_view markdown, const Terminal& terminal);

struct Look {
  Format format = Format::table;
  Terminal out;          ///< where data goes
  Terminal talk;         ///< where the rest goes
  std::size_t rows = 40; ///< of a table shown
  bool chart = true;
};

/// An answer or a result. Data go to `out`; what only people read goes to `talk` where the format is for
/// programs.
void show(const run::Outcome& outcome, std::string_view question, const Look& look, std::ostream& out,
          std::ostream& talk);

/// "error: message", its place in the SQL, the detail and the hint.
void show_error(const Error& error, std::string_view sql, const Terminal& terminal, std::ostream& talk);

} // namespace lumen::cli

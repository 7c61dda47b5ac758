// What the terminal can show: colours, Unicode, its width; and text made safe for it.
#pragma once

#include <string>
#include <string_view>

namespace lumen::cli {

struct Terminal {
  bool is_terminal = false;
  bool colour = false;
  bool unicode = true;
  std::size_t width = 80;
};

/// Of a file descriptor: no colour for files and pipes, under NO_COLOR, or where TERM is dumb.
Terminal terminal_of(int descriptor);

enum class Ink { plain, bold, dim, accent, good, warning, bad, keyword, string, number };

/// The text in that ink where the terminal has colours, else as it is.
std::string paint(std::string_view text, Ink ink, const Terminal& terminal);

/// Control and bidirectional characters made visible, so that values can't drive the terminal. Line breaks
/// and tabs become a space.
std::string harmless(std::string_view text);

/// A word that SQL in colours shows as a keyword: the reserved ones, and those that stand beside them.
bool is_keyword(std::string_view word);

/// SQL in colours: keywords, literals, comments.
std::string paint_sql(std::string_view sql, const Terminal& terminal);

} // namespace lumen::cli

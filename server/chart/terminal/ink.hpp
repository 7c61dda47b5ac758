// How characters are put on a line: colours, widths, numbers, and the glyphs of the character set in use.
#pragma once

#include "chart/chart.hpp"
#include "chart/drawing/drawing.hpp"
#include "chart/drawing/numbers.hpp"
#include "data/format.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::chart::terminal {

class Ink {
public:
  explicit Ink(const TextOptions& options) : options_(options), locale_(data::locale(options.locale)) {}

  const TextOptions& options() const { return options_; }
  bool unicode() const { return options_.unicode; }
  bool coloured() const { return options_.colour; }

  /// The text in the colour of that series; as it is where colours are off.
  std::string paint(std::size_t series, std::string_view text) const;
  std::string faint(std::string_view text) const;
  std::string bold(std::string_view text) const;

  /// Cut to `columns` with "…", or filled with spaces on the right or left.
  std::string cut(std::string_view text, std::size_t columns) const;
  std::string left(std::string_view text, std::size_t columns) const;
  std::string right(std::string_view text, std::size_t columns) const;

  /// A value in full; beside a bar, shorter from ten million; an axis label, short.
  std::string number(double value, const NumberStyle& style) const;
  std::string short_number(double value, const NumberStyle& style) const;
  std::string tick(double value, double step, const NumberStyle& style) const;

  /// A bar of that many columns, in eighths where the character set has them. Never empty for a value above
  /// zero.
  std::string bar(double columns, bool any) const;
  /// One column of a bar `eighths` (0..8) high.
  std::string_view block(int eighths) const;
  /// Fill of a series where colours are off: full, dark, light, …
  std::string_view fill(std::size_t series) const;
  std::string_view marker(std::size_t series) const;
  std::string_view vertical() const { return unicode() ? "│" : "|"; }
  std::string_view horizontal() const { return unicode() ? "─" : "-"; }
  std::string_view corner() const { return unicode() ? "└" : "+"; }
  std::string_view tee() const { return unicode() ? "┤" : "+"; }
  std::string_view ellipsis() const { return unicode() ? "…" : "..."; }

private:
  const TextOptions& options_;
  data::Locale locale_;
};

} // namespace lumen::chart::terminal

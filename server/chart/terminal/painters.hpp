// One painter for each family of charts: a drawing gives lines of characters, at most `height` of them.
#pragma once

#include "chart/drawing/drawing.hpp"
#include "chart/terminal/ink.hpp"

#include <string>
#include <vector>

namespace lumen::chart::terminal {

using Lines = std::vector<std::string>;

Lines paint_numbers(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_bars(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_columns(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_grouped_bars(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_stacked_bars(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_pie(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_histogram(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_lines(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_areas(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_points(const Drawing& drawing, const Ink& ink, std::size_t height);
Lines paint_heat_map(const Drawing& drawing, const Ink& ink, std::size_t height);

/// "■ South  ▲ North", broken into lines of the width.
Lines legend(const std::vector<std::string>& names, const Ink& ink, bool fills);
/// "… 12 more".
std::string more_line(std::size_t count, const Ink& ink);

} // namespace lumen::chart::terminal

// One painter for each family of charts; each gives the picture's height. Private to chart/.
#pragma once

#include "chart/svg/frame.hpp"

namespace lumen::chart::svg {

double paint_numbers(Sheet& sheet);
double paint_bars(Sheet& sheet);    ///< lying, or standing where the labels have an order
double paint_columns(Sheet& sheet); ///< standing: one series, side by side, or stacked
double paint_lines(Sheet& sheet);   ///< lines and areas, one panel or one for each measure
double paint_points(Sheet& sheet);  ///< points, or their density
double paint_histogram(Sheet& sheet);
double paint_heat_map(Sheet& sheet);
double paint_pie(Sheet& sheet);

} // namespace lumen::chart::svg
